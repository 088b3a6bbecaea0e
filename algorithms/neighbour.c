/* SPDX-License-Identifier: Apache-2.0 */
#include "neighbour.h"

#include <math.h>
#include <string.h>

#include "units.h"

static const double us_per_hour = 3600e6;

/* One row in @p unit; a difference of two values where @p change. */
static enum ta_status find(const struct ta_table *table,
                           const struct ta_qc_stream *stream, ta_day day,
                           const char *item, const char *unit, double *out,
                           bool *unchecked)
{
    const char *key[] = {stream->property, stream->setting, item};
    const struct ta_row *row = ta_table_row(table, key, day);
    double value = 0.0, zero = 0.0;
    if (row == NULL) return TA_E_NOTFOUND;
    if (ta_unit_convert(row->value, row->unit, unit, &value) != TA_OK ||
        ta_unit_convert(0.0, row->unit, unit, &zero) != TA_OK)
        return TA_E_DATA;
    *unchecked = *unchecked || !row->checked;
    *out = value - zero;
    return TA_OK;
}

enum ta_status ta_neighbour_rule_find(const struct ta_table_set *tables,
                                      const struct ta_qc_stream *stream, ta_day day,
                                      struct ta_neighbour_rule *out)
{
    const struct ta_table *table = ta_table_find(tables, "quality_limits");
    struct ta_neighbour_rule rule = {.unchecked = false};
    bool *unchecked = &rule.unchecked;
    if (table == NULL) return TA_E_NOTFOUND;
    enum ta_status rc =
        find(table, stream, day, "neighbour_within", "km", &rule.within_km, unchecked);
    if (rc == TA_OK)
        rc = find(table, stream, day, "neighbour_absolute", stream->unit,
                  &rule.absolute, unchecked);
    if (rc == TA_OK)
        rc = find(table, stream, day, "neighbour_relative", "1", &rule.relative,
                  unchecked);
    if (rc == TA_OK) *out = rule;
    return rc;
}

double ta_distance_km(const double a[2], const double b[2])
{
    static const double radians = 0.017453292519943295, authalic_km = 6371.0072;
    double east = sin(0.5 * radians * (b[0] - a[0]));
    double north = sin(0.5 * radians * (b[1] - a[1]));
    double h = north * north + cos(radians * a[1]) * cos(radians * b[1]) * east * east;
    return 2.0 * authalic_km * asin(fmin(1.0, sqrt(h)));
}

void ta_hourly_means(const struct ta_series *series, const unsigned char *failed,
                     ta_time_us *time, double *value, struct ta_series *out)
{
    size_t n = 0;
    double sum = 0.0, count = 0.0;
    for (size_t i = 0; i < series->n; i++) {
        if (failed[i] != 0 || !isfinite(series->value[i])) continue;
        ta_time_us hour =
            (ta_time_us)(floor((double)series->time[i] / us_per_hour) * us_per_hour);
        if (n == 0 || time[n - 1] != hour) {
            time[n++] = hour;
            sum = count = 0.0;
        }
        sum += series->value[i];
        count += 1.0;
        value[n - 1] = sum / count;
    }
    *out = (struct ta_series){n, time, value, NULL, 3600.0};
}

size_t ta_neighbour_upper_median(size_t n, const double *share)
{
    size_t known = 0;
    for (size_t i = 0; i < n; i++) known += isnan(share[i]) ? 0 : 1;
    for (size_t i = 0; i < n; i++) {
        size_t above = 0;
        if (isnan(share[i])) continue;
        for (size_t k = 0; k < n; k++)
            above += share[k] > share[i] || (share[k] == share[i] && k < i);
        if (above == (known - 1) / 2) return i;
    }
    return n;
}
