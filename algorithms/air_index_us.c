/* SPDX-License-Identifier: Apache-2.0 */
#include "air_index_us.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double least_ppb = 1e-9; /* a decimal that a double falls short of */

/** Ends of the categories. */
static const int category[][2] = {{0, 50},    {51, 100},  {101, 150},
                                  {151, 200}, {201, 300}, {301, 500}};
enum { CATEGORIES = sizeof category / sizeof *category, TOP = 500 };

/* Decimals that concentrations are truncated to. */
static double decimals_of(const char *item)
{
    if (strncmp(item, "o3", 2) == 0) return 1e3;
    if (strcmp(item, "pm25_24h") == 0 || strcmp(item, "co_8h") == 0) return 10.0;
    return 1.0;
}

static double truncated(double value, double decimals)
{
    return floor(value * decimals + least_ppb) / decimals;
}

static const struct ta_row *end_of(const struct ta_table *table, const char *item,
                                   int index, ta_day date)
{
    char word[8];
    (void)snprintf(word, sizeof word, "%d", index);
    const char *const key[] = {item, word};
    return ta_table_row(table, key, date);
}

static double within(const int ends[2], double lo, double hi, double value)
{
    double span = (double)(ends[1] - ends[0]) / (hi - lo);
    return floor(span * (value - lo) + (double)ends[0] + 0.5);
}

struct ta_air_index_us ta_air_index_us(const struct ta_table_set *tables,
                                       const char *item, double value, ta_day date)
{
    const struct ta_table *table = ta_table_find(tables, "us_aqi_breakpoints");
    struct ta_air_index_us out = {.value = (double)NAN};
    if (table == NULL || !(value >= 0.0)) return out;

    double c = truncated(value, decimals_of(item));
    for (size_t k = 0; k < CATEGORIES; k++) {
        const struct ta_row *lo = end_of(table, item, category[k][0], date);
        const struct ta_row *hi = end_of(table, item, category[k][1], date);
        if (lo == NULL || hi == NULL) continue;
        out.known = true;
        out.unchecked = out.unchecked || !lo->checked || !hi->checked;
        if (c >= lo->value && c <= hi->value)
            out.value = within(category[k], lo->value, hi->value, c);
        if (c > hi->value && category[k][1] == TOP) {
            out.value = TOP;
            out.capped = true;
        }
    }
    return out;
}
