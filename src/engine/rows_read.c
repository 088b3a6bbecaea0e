/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/rows_read.h"

bool ta_rows_watch(const struct ta_table_set *of, struct ta_room *room,
                   struct ta_table_set *out)
{
    struct ta_table *table = ta_room_take(room, of->n, sizeof *table);
    if (table == NULL) return false;
    for (size_t t = 0; t < of->n; t++) {
        table[t] = of->table[t];
        table[t].read = ta_room_take(room, table[t].n_rows, 1);
        if (table[t].read == NULL) return false;
    }
    *out = (struct ta_table_set){of->n, table};
    return true;
}

static size_t count(const struct ta_table_set *watched)
{
    size_t n = 0;
    for (size_t t = 0; t < watched->n; t++)
        for (size_t i = 0; i < watched->table[t].n_rows; i++)
            n += watched->table[t].read[i];
    return n;
}

bool ta_rows_tell(const struct ta_table_set *watched, struct ta_room *room,
                  struct ta_assessed *out)
{
    struct ta_row_read *read = ta_room_take(room, count(watched), sizeof *read);
    if (read == NULL) return false;
    out->row = read;
    for (size_t t = 0; t < watched->n; t++) {
        const struct ta_table *table = &watched->table[t];
        for (size_t i = 0; i < table->n_rows; i++)
            if (table->read[i] != 0)
                read[out->n_rows++] =
                    (struct ta_row_read){table->id, table->n_keys, &table->row[i]};
    }
    return true;
}
