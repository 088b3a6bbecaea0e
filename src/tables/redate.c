/* SPDX-License-Identifier: Apache-2.0 */
#include "tables/redate.h"

#include <string.h>

#include "base/memory.h"

void ta_tables_redate_free(struct ta_table_set *set)
{
    for (size_t i = 0; i < set->n; i++) ta_free((void *)set->table[i].row);
    ta_free((void *)set->table);
    *set = (struct ta_table_set){.n = 0};
}

static bool redate(const struct ta_table *from, ta_day day, struct ta_table *to)
{
    struct ta_row *row = ta_alloc(from->n_rows, sizeof *row);
    if (row == NULL) return false;
    *to = *from;
    to->row = row;
    to->n_rows = 0;
    for (size_t i = 0; i < from->n_rows; i++) {
        if (from->row[i].from > day || from->row[i].to < day) continue;
        row[to->n_rows] = from->row[i];
        row[to->n_rows].from = TA_DAY_NONE;
        row[to->n_rows++].to = TA_DAY_OPEN;
    }
    return true;
}

enum ta_status ta_tables_redate(const struct ta_table_set *set, ta_day day,
                                struct ta_table_set *out, struct ta_error *err)
{
    struct ta_table *table = ta_alloc(set->n, sizeof *table);
    *out = (struct ta_table_set){.n = 0, .table = table};
    for (size_t i = 0; table != NULL && i < set->n; i++) {
        if (!redate(&set->table[i], day, &table[i])) break;
        out->n++;
    }
    if (table != NULL && out->n == set->n) return TA_OK;
    ta_tables_redate_free(out);
    return ta_fail(err, TA_E_NOMEM, "tables: out of memory");
}
