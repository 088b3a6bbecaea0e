/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_rows.c  Each row that an algorithm reads stands in the unit that it works in, or is refused.
 *  golden.other_units holds the answers to it. */
#include "ta_test.h"

#include "base/text.h"
#include "base/time.h"
#include "table_rows.h"
#include "tables/tables.h"
#include "terrassay/indicator.h"

static struct ta_tables *shipped(void)
{
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    if (ta_tables_load(NULL, &tables, &err) != TA_OK) fail_msg("%s", err.text);
    return tables;
}

static void every_table_that_is_read_is_declared(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        for (size_t t = 0; t < indicator->n_tables; t++)
            if (ta_table_keys_wanted(indicator->table[t]) == NULL)
                fail_msg("%s: no TABLE(%s) in table_rows.def", indicator->id,
                         indicator->table[t]);
    }
}

/* So that what the algorithms were held to by golden files is what they get. */
static void every_shipped_row_stands_in_its_unit(void **state)
{
    (void)state;
    struct ta_tables *tables = shipped();
    const struct ta_table_set *set = ta_tables_set(tables);
    for (size_t t = 0; t < set->n; t++)
        for (size_t i = 0; i < set->table[t].n_rows; i++) {
            const struct ta_row *row = &set->table[t].row[i];
            if (ta_row_group_of(set->table[t].id, (const char *const *)row->key) ==
                NULL)
                fail_msg("%s: no ROWS() for row %zu", set->table[t].id, i);
            assert_true(row->value == row->stated);
            assert_string_equal(row->unit, row->stated_unit);
        }
    ta_tables_free(tables);
}

static void write_table(const struct ta_table *table, size_t wrong, struct ta_text *out)
{
    for (size_t k = 0; k < table->n_keys; k++)
        ta_text_addf(out, "%s,", table->key_name[k]);
    ta_text_add(out, "value,unit,valid_from,valid_to,source,checked\n");
    for (size_t i = 0; i < table->n_rows; i++) {
        const struct ta_row *row = &table->row[i];
        char from[TA_TIME_TEXT], to[TA_TIME_TEXT] = "open";
        ta_day_format(row->from, from);
        if (row->to != TA_DAY_OPEN) ta_day_format(row->to, to);
        for (size_t k = 0; k < table->n_keys; k++)
            ta_text_addf(out, "%s,", row->key[k]);
        ta_text_addf(out, "%.17g,%s,%s,%s,house,yes\n", row->value,
                     i == wrong ? "K.m" : row->unit, from, to);
    }
}

static void refuse_row(const struct ta_table *table, size_t i)
{
    struct ta_text text = {0};
    struct ta_tables *tables = NULL;
    struct ta_error err = {0};
    char place[32];
    write_table(table, i, &text);
    (void)snprintf(place, sizeof place, "t.csv:%zu:unit: ", i + 2);
    if (ta_tables_parse(table->id, "t.csv", text.bytes, text.size, &tables, &err) !=
            TA_E_DATA ||
        strncmp(err.text, place, strlen(place)) != 0)
        fail_msg("%s, row %zu in K.m: \"%s\"", table->id, i, err.text);
    ta_text_free(&text);
}

static void a_row_of_another_quantity_is_refused_where_it_stands(void **state)
{
    (void)state;
    struct ta_tables *tables = shipped();
    const struct ta_table_set *set = ta_tables_set(tables);
    for (size_t t = 0; t < set->n; t++) {
        const struct ta_table *table = &set->table[t];
        for (size_t i = 0; i < table->n_rows; i++) {
            const struct ta_row_group *group =
                ta_row_group_of(table->id, (const char *const *)table->row[i].key);
            if (group->unit != NULL)
                refuse_row(table, i);
            else /* its reader has the unit of the readings: unit.algorithms.quality */
                assert_string_equal(table->id, "quality_limits");
        }
    }
    ta_tables_free(tables);
}

/* One row of a table; its value, NaN where it is refused. */
static double value_of(const char *id, const char *keys, const char *row)
{
    struct ta_text text = {0};
    struct ta_tables *tables = NULL;
    double value = NAN;
    ta_text_addf(&text, "%s,value,unit,valid_from,valid_to,source,checked\n%s", keys,
                 row);
    ta_text_add(&text, ",2020-01-01,open,house,yes\n");
    if (ta_tables_parse(id, "t.csv", text.bytes, text.size, &tables, NULL) == TA_OK) {
        const struct ta_row *is = &ta_tables_set(tables)->table[0].row[0];
        value = is->value;
        assert_true(is->stated_unit != is->unit || is->stated == is->value);
        ta_tables_free(tables);
    }
    ta_text_free(&text);
    return value;
}

static void decimal_steps_keep_the_digits(void **state)
{
    (void)state;
    static const char keys[] = "item,iaqi";
    assert_true(value_of("aqi_breakpoints", keys, "pm25_24h,50,0.035,mg/m3") == 35.0);
    assert_true(value_of("aqi_breakpoints", keys, "pm25_24h,50,1.005,mg/m3") == 1005.0);
    assert_true(value_of("aqi_breakpoints", keys, "pm25_24h,50,70,ng/m3") == 0.07);
    assert_true(value_of("aqi_breakpoints", keys, "co_24h,50,1e3,ug/m3") == 1.0);
    assert_true(value_of("flood_depth_damage", "sector,region,statistic,depth_m",
                         "industrial,asia,mean,1,57,%") == 0.57);
    assert_near(
        value_of("cyclone_half_damage", "region,calibration", "global,tdr,396.36,km/h"),
        110.1, 1e-12, 1);
}

static void a_value_that_cannot_be_is_refused(void **state)
{
    (void)state;
    static const char flood[] = "sector,region,statistic,depth_m";
    assert_true(
        isnan(value_of("flood_depth_damage", flood, "industrial,asia,mean,1,39.2,1")));
    assert_true(
        isnan(value_of("flood_depth_damage", flood, "industrial,asia,mean,1,-1,%")));
    assert_true(
        isnan(value_of("pcaf_data_quality", "asset_class,option", "listed,1a,0,1")));
}

/* A table asked by two keys and given four would be read beyond them. */
static void other_keys_are_refused(void **state)
{
    (void)state;
    assert_true(
        isnan(value_of("grid_factors_china", "region", "national,1,kgCO2/kWh")));
    assert_true(isnan(
        value_of("grid_factors_china", "kind,region", "average,national,1,kgCO2/kWh")));
    assert_true(isnan(value_of("grid_factors_china", "region,kind,year",
                               "national,average,2022,1,kgCO2/kWh")));
    assert_true(value_of("grid_factors_china", "region,kind",
                         "national,average,1,kgCO2/kWh") == 1.0);
    assert_true(value_of("house_rules", "anything", "a,1,furlong") == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_that_is_read_is_declared),
        cmocka_unit_test(every_shipped_row_stands_in_its_unit),
        cmocka_unit_test(a_row_of_another_quantity_is_refused_where_it_stands),
        cmocka_unit_test(decimal_steps_keep_the_digits),
        cmocka_unit_test(a_value_that_cannot_be_is_refused),
        cmocka_unit_test(other_keys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
