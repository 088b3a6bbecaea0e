/* SPDX-License-Identifier: Apache-2.0 */
#include "other_units.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "table_rows.h"
#include "units.h"

/* pH has no other unit. */
static const struct {
    const char *unit, *other;
} pairs[] = {{"ug/m3", "mg/m3"},
             {"mg/m3", "ug/m3"},
             {"ng/m3", "ug/m3"},
             {"mg/L", "ug/L"},
             {"count/L", "count/m3"},
             {"ppm", "ppb"},
             {"ppb", "ppm"},
             {"1", "%"},
             {"%", "1"},
             {"m/s", "km/h"},
             {"t/m3", "kg/m3"},
             {"TJ/Gg", "MJ/kg"},
             {"GJ/t", "MJ/t"},
             {"GJ/m3", "MJ/m3"},
             {"t/GJ", "kg/GJ"},
             {"kgCO2/TJ", "tCO2/TJ"},
             {"kgCH4/TJ", "tCH4/TJ"},
             {"kgN2O/TJ", "tN2O/TJ"},
             {"kgCO2/kWh", "tCO2/kWh"},
             {"tCO2e/MWh", "kgCO2e/MWh"},
             {"kgCO2e/kgCO2", "tCO2e/kgCO2"},
             {"kgCO2e/kgCH4", "tCO2e/kgCH4"},
             {"kgCO2e/kgN2O", "tCO2e/kgN2O"},
             {"kgCO2e/kg", "tCO2e/kg"},
             {"s", "h"},
             {"km", "m"},
             {"pH", "pH"}};

static const char *other_of(const char *unit)
{
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (strcmp(pairs[i].unit, unit) == 0) return pairs[i].other;
    return NULL;
}

static bool write_row(const struct ta_table *table, const struct ta_row *row,
                      struct ta_text *out)
{
    char from[TA_TIME_TEXT], to[TA_TIME_TEXT] = "open";
    double value = row->value;
    const char *unit = row->unit;
    const struct ta_row_group *group =
        ta_row_group_of(table->id, (const char *const *)row->key);
    if (group != NULL && group->unit != NULL) {
        unit = other_of(row->unit);
        if (unit == NULL || ta_unit_convert(value, row->unit, unit, &value) != TA_OK)
            return false;
    }
    ta_day_format(row->from, from);
    if (row->to != TA_DAY_OPEN) ta_day_format(row->to, to);
    for (size_t k = 0; k < table->n_keys; k++) ta_text_addf(out, "%s,", row->key[k]);
    ta_text_addf(out, "%.15g,%s,%s,%s,house,%s\n", value, unit, from, to,
                 row->checked ? "yes" : "no");
    return true;
}

static bool make_one(const struct ta_table *table, struct ta_tables **out)
{
    struct ta_text text = {0};
    struct ta_error err = {0};
    for (size_t k = 0; k < table->n_keys; k++)
        ta_text_addf(&text, "%s,", table->key_name[k]);
    ta_text_add(&text, "value,unit,valid_from,valid_to,source,checked\n");
    bool ok = true;
    for (size_t i = 0; ok && i < table->n_rows; i++) {
        ok = write_row(table, &table->row[i], &text);
        if (!ok) printf("%s: no other unit for %s\n", table->id, table->row[i].unit);
    }
    if (ok && ta_tables_parse(table->id, table->id, text.bytes, text.size, out, &err) !=
                  TA_OK) {
        printf("%s\n", err.text);
        ok = false;
    }
    ta_text_free(&text);
    return ok;
}

bool ta_other_units_make(const struct ta_table_set *shipped, struct ta_other_units *out)
{
    *out = (struct ta_other_units){
        .tables = ta_alloc(shipped->n, sizeof(struct ta_tables *)),
        .table = ta_alloc(shipped->n, sizeof(struct ta_table))};
    for (; out->n < shipped->n; out->n++) {
        if (!make_one(&shipped->table[out->n], &out->tables[out->n])) return false;
        out->table[out->n] = ta_tables_set(out->tables[out->n])->table[0];
    }
    out->set = (struct ta_table_set){out->n, out->table};
    return true;
}

void ta_other_units_free(struct ta_other_units *other)
{
    for (size_t i = 0; i < other->n; i++) ta_tables_free(other->tables[i]);
    ta_free(other->tables);
    ta_free(other->table);
    *other = (struct ta_other_units){.n = 0};
}
