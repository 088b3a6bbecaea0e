/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_parts.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/time.h"

enum { MONTH_GRACE_DAYS = 7 };

void ta_part_of_day(const char *project, ta_day day, char out[TA_PART_SIZE])
{
    char text[TA_TIME_TEXT];
    ta_day_format(day, text);
    (void)snprintf(out, TA_PART_SIZE, "%.64s/%.40s", project, text);
}

void ta_part_of_month(const char *project, ta_day day, char out[TA_PART_SIZE])
{
    ta_part_of_day(project, day, out);
    *strrchr(out, '-') = '\0';
}

ta_day ta_month_begin(ta_day day)
{
    int year, month, of_month;
    ta_day_to_civil(day, &year, &month, &of_month);
    return day - (of_month - 1);
}

ta_day ta_month_end(ta_day day)
{
    return ta_month_begin(ta_month_begin(day) + 31);
}

bool ta_month_over(ta_day day, ta_time_us now)
{
    return ta_time_of(ta_month_end(day) + MONTH_GRACE_DAYS) <= now;
}

bool ta_part_days(const char *part, const char *project, ta_day *first, ta_day *after)
{
    size_t size = strlen(project);
    char text[16];
    if (strncmp(part, project, size) != 0 || part[size] != '/') return false;
    const char *name = part + size + 1;
    bool month = strlen(name) == 7;
    if (strlen(name) > 10) return false;
    (void)snprintf(text, sizeof text, "%s%s", name, month ? "-01" : "");
    if (ta_day_parse(text, first) != TA_OK) return false;
    *after = month ? ta_month_end(*first) : *first + 1;
    return true;
}

/* Ids may begin with a dot; a folder called so would be hidden, or be another one. */
void ta_part_path(const char *part, int version, char out[256])
{
    (void)snprintf(out, 256, "readings/%s%.128s.v%d.h5", part[0] == '.' ? "%" : "",
                   part, version);
}

/* Days in files of their own, where the file of their month stands too, are the older ones: "P/2013-03"
 * comes before "P/2013-03-01". */
size_t ta_parts_keep(struct ta_partition_row *rows, size_t n, const char *project,
                     ta_day from, ta_day to)
{
    size_t kept = 0;
    ta_day first, after, month_after = TA_DAY_NONE;
    for (size_t i = 0; i < n; i++) {
        if (!ta_part_days(rows[i].part, project, &first, &after)) continue;
        if (rows[i].rows == 0) continue; /* stands in its days again */
        if (after > first + 1) month_after = after;
        if (after == first + 1 && first < month_after) continue;
        if (first < to && after > from) rows[kept++] = rows[i];
    }
    return kept;
}

enum ta_status ta_parts_of(const struct ta_store *store, const char *project,
                           ta_day from, ta_day after, struct ta_partition_row **rows,
                           size_t *n, struct ta_error *err)
{
    char prefix[TA_PART_SIZE];
    (void)snprintf(prefix, sizeof prefix, "%.64s/", project);
    enum ta_status rc =
        store->ops->partitions(store->self, "readings", prefix, rows, n, err);
    if (rc == TA_OK) *n = ta_parts_keep(*rows, *n, project, from, after);
    return rc;
}
