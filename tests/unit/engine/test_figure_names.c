/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <jansson.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/figure_names.h"
#include "tables/tables.h"
#include "terrassay/indicator.h"

static struct ta_error err;
static struct ta_tables *tables;
static const struct ta_table_set *set;
static char *page;

static int load(void **state)
{
    size_t size = 0;
    (void)state;
    assert_int_equal(ta_tables_load(NULL, &tables, &err), TA_OK);
    set = ta_tables_set(tables);
    return ta_file_read(TA_SOURCE_DIR "/docs/project-file.md", 1 << 20, &page, &size,
                        &err) == TA_OK
               ? 0
               : -1;
}

static int unload(void **state)
{
    (void)state;
    ta_tables_free(tables);
    ta_free(page);
    return 0;
}

static void names_are_read_where_something_reads_them(void **state)
{
    static const char *const read[] = {"emissions.scope1",
                                       "emissions.credits_generated",
                                       "lifetime.scope2",
                                       "fuel.wood",
                                       "fuel_energy.lignite",
                                       "fuel_cn.bituminous_coal",
                                       "gas_cn.natural_gas",
                                       "electricity.guangxi",
                                       "electricity_green.national",
                                       "generation.gas",
                                       "sector_turnover",
                                       "area_planted",
                                       "production_stopped",
                                       "generation"};
    static const char *const unread[] = {
        "coal_burnt",  "scope1",         "fuel.bituminous_coal", "fuel_cn.natural_gas",
        "gas_cn.coal", "electricity.zh", "emissions.scope4",     "head_count"};
    (void)state;
    for (size_t i = 0; i < sizeof read / sizeof *read; i++)
        if (!ta_figure_is_read(set, read[i])) fail_msg("%s", read[i]);
    for (size_t i = 0; i < sizeof unread / sizeof *unread; i++)
        if (ta_figure_is_read(set, unread[i])) fail_msg("%s", unread[i]);
    assert_true(ta_figure_is_read(NULL, "fuel.bituminous_coal"));
    assert_false(ta_figure_is_read(NULL, "coal_burnt"));
}

static void the_nearest_are_named(void **state)
{
    char near[TA_FIGURES_NEAR];
    (void)state;
    ta_figures_near(set, "scope1", near);
    assert_memory_equal(near, "emissions.scope1, lifetime.scope1", 33);
    ta_figures_near(set, "coal_burnt", near);
    assert_string_equal(near, "fuel.coking_coal, fuel.other_bituminous_coal, "
                              "fuel.sub_bituminous_coal");
    ta_figures_near(set, "area_plantet", near);
    assert_memory_equal(near, "area_planted", 12);
    ta_figures_near(set, "head_count", near);
    assert_string_equal(near, "");
}

/* "declared.area_planted" has a line with its unit, "declared.production_stopped.days" one by its name. */
static void each_input_has_its_line_in_the_page(void **state)
{
    static const char prefix[] = "declared.";
    size_t n = 0;
    (void)state;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *indicator = ta_indicator_at(i);
        for (size_t k = 0; k < indicator->n_inputs; k++) {
            const struct ta_input_spec *spec = &indicator->input[k];
            char line[256];
            if (strncmp(spec->key, prefix, sizeof prefix - 1) != 0) continue;
            const char *name = spec->key + sizeof prefix - 1;
            bool day = strcmp(spec->unit, "day") == 0;
            bool account = strncmp(name, "emissions.", 10) == 0;
            int size = day ? (int)(strrchr(name, '.') - name) : (int)strlen(name);
            (void)snprintf(line, sizeof line, "| `%.*s` | `%s", size, name,
                           day || account ? "" : spec->unit);
            if (strstr(page, line) == NULL) fail_msg("no line: %s", line);
            n++;
        }
    }
    assert_true(n > 60);
}

/* The example of each line, and of the members and columns before and behind it. */
static void each_example_is_a_figure_that_is_read(void **state)
{
    static const char begin[] = "{\"name\": \"";
    size_t n = 0;
    (void)state;
    const char *at = strstr(page, "## Declared figures");
    const char *end = strstr(page, "## Flat columns");
    assert_true(at != NULL && end != NULL);
    while ((at = strstr(at, begin)) != NULL && at < end) {
        char name[TA_NAME_SIZE];
        at += sizeof begin - 1;
        (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(at, "\""), at);
        if (!ta_figure_is_read(set, name)) fail_msg("not read: %s", name);
        n++;
    }
    assert_true(n > 70);
    at = strstr(page, "| `declared_name` |");
    assert_non_null(at);
    end = strchr(at, '\n');
    at = strstr(at, "`fuel.other_bituminous_coal`");
    assert_true(at != NULL && at < end);
    assert_true(ta_figure_is_read(set, "fuel.other_bituminous_coal"));
}

/* Of a group the page names each row of the table. */
static void each_row_of_a_group_is_named(void **state)
{
    static const char *const group[] = {"fuel", "electricity", "generation"};
    static const char *const of[] = {"combustion_factors", "grid_factors_china",
                                     "generation_factors"};
    (void)state;
    for (size_t g = 0; g < 3; g++) {
        const struct ta_table *table = ta_table_find(set, of[g]);
        char line[64], name[TA_NAME_SIZE + 2];
        (void)snprintf(line, sizeof line, "| `%s.NAME` |", group[g]);
        const char *at = strstr(page, line);
        assert_true(table != NULL && at != NULL);
        for (size_t i = 0; i < table->n_rows; i++) {
            (void)snprintf(name, sizeof name, "`%s`",
                           table->row[i].key[g == 2 ? 1 : 0]);
            const char *found = strstr(at, name);
            if (found == NULL || found > strchr(at, '\n')) fail_msg("%s", name);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_where_something_reads_them),
        cmocka_unit_test(the_nearest_are_named),
        cmocka_unit_test(each_input_has_its_line_in_the_page),
        cmocka_unit_test(each_example_is_a_figure_that_is_read),
        cmocka_unit_test(each_row_of_a_group_is_named),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
