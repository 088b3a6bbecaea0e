/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/lacks.h"

#include "base/time.h"
#include "tables/check.h"

enum { NAMED = 3 };

/* The first day of @p row that no row of @p table holds for; TA_DAY_NONE: it has them all. */
static ta_day first_lacking(const struct ta_table *table, const struct ta_row *row)
{
    ta_day day = row->from;
    for (;;) {
        const struct ta_row *holds = ta_table_row(table, row->key, day);
        if (holds == NULL) return day;
        if (holds->to >= row->to) return TA_DAY_NONE;
        day = holds->to + 1;
    }
}

size_t ta_table_lacks(const struct ta_table *table, const struct ta_table *shipped,
                      struct ta_text *first)
{
    struct ta_table unwatched = *table; /* nobody asks for what is looked up here */
    bool other = table->n_keys != shipped->n_keys;
    size_t n = 0;
    unwatched.read = NULL;
    for (size_t i = 0; i < shipped->n_rows; i++) {
        const struct ta_row *row = &shipped->row[i];
        ta_day day = other ? row->from : first_lacking(&unwatched, row);
        if (day == TA_DAY_NONE) continue;
        if (++n > NAMED || first == NULL) continue;
        char words[TA_TIME_TEXT];
        if (n > 1) ta_text_add(first, "; ");
        ta_table_keys(shipped, row, first);
        ta_day_format(day, words);
        ta_text_addf(first, " from %s", words);
    }
    return n;
}
