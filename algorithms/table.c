/* SPDX-License-Identifier: Apache-2.0 */
#include "terrassay/table.h"

#include <string.h>

const struct ta_table *ta_table_find(const struct ta_table_set *set, const char *id)
{
    for (size_t i = 0; set != NULL && i < set->n; i++)
        if (strcmp(set->table[i].id, id) == 0) return &set->table[i];
    return NULL;
}

static bool keys_equal(const struct ta_table *table, const struct ta_row *row,
                       const char *const *key)
{
    for (size_t k = 0; k < table->n_keys; k++)
        if (strcmp(row->key[k], key[k]) != 0) return false;
    return true;
}

void ta_table_note(const struct ta_table *table, size_t i)
{
    if (table->read != NULL) table->read[i] = 1;
}

const struct ta_row *ta_table_row(const struct ta_table *table, const char *const *key,
                                  ta_day date)
{
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ta_row *row = &table->row[i];
        if (row->from > date || date > row->to || !keys_equal(table, row, key))
            continue;
        ta_table_note(table, i);
        return row;
    }
    return NULL;
}
