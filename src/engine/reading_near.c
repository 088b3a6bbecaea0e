/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_near.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "engine/reading_parts.h"

static enum ta_status fail_memory(struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
}

static int by_part(const void *a, const void *b)
{
    return strcmp(((const struct ta_partition_row *)a)->part,
                  ((const struct ta_partition_row *)b)->part);
}

static enum ta_status put(struct ta_near *near, const struct ta_partition_row *row,
                          struct ta_error *err)
{
    for (size_t i = 0; i < near->n_all; i++)
        if (strcmp(near->all[i].part, row->part) == 0) {
            near->all[i] = *row;
            return TA_OK;
        }
    if (ta_grow((void **)&near->all, &near->capacity, near->n_all, sizeof *row) != 0)
        return fail_memory(err);
    near->all[near->n_all++] = *row;
    return TA_OK;
}

/* Which of them count. */
static enum ta_status choose(struct ta_near *near, struct ta_error *err)
{
    ta_free(near->row);
    near->n = 0;
    near->row = ta_alloc(near->n_all, sizeof *near->row);
    if (near->row == NULL) return fail_memory(err);
    if (near->n_all == 0) return TA_OK;
    memcpy(near->row, near->all, near->n_all * sizeof *near->row);
    qsort(near->row, near->n_all, sizeof *near->row, by_part);
    near->n =
        ta_parts_keep(near->row, near->n_all, near->project, TA_DAY_NONE, TA_DAY_OPEN);
    return TA_OK;
}

static enum ta_status load_month(const struct ta_store *store, ta_day day,
                                 struct ta_near *out, struct ta_error *err)
{
    char part[TA_PART_SIZE];
    struct ta_partition_row *row = NULL;
    size_t n = 0;
    ta_part_of_month(out->project, day, part);
    enum ta_status rc =
        store->ops->partitions(store->self, "readings", part, &row, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) rc = put(out, &row[i], err);
    ta_free(row);
    return rc;
}

enum ta_status ta_near_load(const struct ta_store *store, const char *project,
                            ta_day from, ta_day after, struct ta_near *out,
                            struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    *out = (struct ta_near){.project = project};
    for (ta_day day = ta_month_begin(from); rc == TA_OK && day < after;
         day = ta_month_end(day))
        rc = load_month(store, day, out, err);
    return rc == TA_OK ? choose(out, err) : rc;
}

enum ta_status ta_near_put(struct ta_near *near, const struct ta_partition_row *row,
                           struct ta_error *err)
{
    ta_day first = 0, after = 0;
    if (near->project == NULL ||
        !ta_part_days(row->part, near->project, &first, &after))
        return TA_OK;
    enum ta_status rc = put(near, row, err);
    return rc == TA_OK ? choose(near, err) : rc;
}

void ta_near_free(struct ta_near *near)
{
    ta_free(near->row);
    ta_free(near->all);
    *near = (struct ta_near){.n = 0};
}
