/* SPDX-License-Identifier: Apache-2.0 */
#include "air_index.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double index_end = 500.0;
/* Interpolation leaves a few last bits above a whole number; up means up from there. */
static const double rounding = 1e-9;

const char *ta_air_item_name(enum ta_air_item item)
{
    static const char *const name[TA_AIR_ITEM_COUNT] = {
#define X(value, text, pollutant) [value] = #text,
        TA_AIR_ITEM_LIST(X)
#undef X
    };
    return name[item];
}

const char *ta_air_item_pollutant(enum ta_air_item item)
{
    static const char *const name[TA_AIR_ITEM_COUNT] = {
#define X(value, text, pollutant) [value] = #pollutant,
        TA_AIR_ITEM_LIST(X)
#undef X
    };
    return name[item];
}

/** The breakpoints next to a concentration. */
struct bracket {
    double lo, hi;             /**< concentrations; NaN where there is none */
    double index_lo, index_hi; /**< their indices */
    bool any, unchecked;
};

static void bracket_take(struct bracket *b, const struct ta_row *row, double c)
{
    double index = strtod(row->key[1], NULL);
    b->any = true;
    if (!row->checked) b->unchecked = true;
    if (row->value <= c && !(row->value <= b->lo)) {
        b->lo = row->value;
        b->index_lo = index;
    }
    if (row->value >= c && !(row->value >= b->hi)) {
        b->hi = row->value;
        b->index_hi = index;
    }
}

static struct bracket bracket_of(const struct ta_table *table, const char *item,
                                 double c, ta_day date)
{
    struct bracket b = {.lo = NAN, .hi = NAN, .index_lo = NAN, .index_hi = NAN};
    for (size_t i = 0; table != NULL && i < table->n_rows; i++) {
        const struct ta_row *row = &table->row[i];
        if (strcmp(row->key[0], item) != 0) continue;
        if (row->from > date || date > row->to) continue;
        bracket_take(&b, row, c);
        ta_table_note(table, i);
    }
    return b;
}

/** Half to even, as GB/T 8170 has it; rint() does so in the default rounding mode. */
static double round_concentration(enum ta_air_item item, double c)
{
    bool co = item == TA_AIR_CO_24H || item == TA_AIR_CO_1H;
    return co ? rint(c * 10.0) / 10.0 : rint(c);
}

static double interpolate(const struct bracket *b, double c)
{
    if (b->hi == b->lo) return b->index_lo;
    double slope = (b->index_hi - b->index_lo) / (b->hi - b->lo);
    return ceil(b->index_lo + slope * (c - b->lo) - rounding);
}

struct ta_air_index ta_air_index_hj633(const struct ta_table_set *tables,
                                       enum ta_air_item item, double concentration,
                                       ta_day date)
{
    const char *name = ta_air_item_name(item);
    double c = round_concentration(item, concentration);
    struct bracket b =
        bracket_of(ta_table_find(tables, "aqi_breakpoints"), name, c, date);
    struct ta_air_index out = {NAN, b.any, b.unchecked};
    if (!b.any || isnan(b.lo)) return out;
    if (!isnan(b.hi)) {
        out.value = interpolate(&b, c);
        return out;
    }
    if (b.index_lo >= index_end) {
        out.value = index_end;
        return out;
    }
    const struct ta_table *beyond = ta_table_find(tables, "aqi_beyond");
    const char *const key[] = {name};
    const struct ta_row *row = beyond == NULL ? NULL : ta_table_row(beyond, key, date);
    if (row == NULL) return out;
    out.value = row->value;
    out.unchecked = out.unchecked || !row->checked;
    return out;
}
