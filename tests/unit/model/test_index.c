/* SPDX-License-Identifier: Apache-2.0 */
/* The composite index of the ASEM Sustainable Connectivity Portal, every published stage. */
#include "ta_test.h"

#include "base/file.h"
#include "base/memory.h"
#include "model/index.h"
#include "model/model.h"

static struct ta_csv load(const char *name)
{
    char path[512], *bytes = NULL;
    size_t size = 0;
    struct ta_csv csv = {0};
    struct ta_error err = {0};
    (void)snprintf(path, sizeof path, "%s/reference/asem/%s", ta_test_data(), name);
    if (ta_file_read(path, 1 << 24, &bytes, &size, &err) != TA_OK ||
        ta_csv_parse(name, bytes, size, &csv, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_free(bytes);
    return csv;
}

/** Where a run starts: at the raw table, or at the published table of the first stage, whose
 *  own indicators carry 10 digits only. */
enum start { FROM_RAW, FROM_DENOMINATED };

/** The model that the metadata table describes. @p mean at every level, onto @p from..100. */
static struct ta_text asem_model(const char *mean, int from, enum start start)
{
    struct ta_csv meta = load("ASEM_iMeta.csv");
    struct ta_text text = {0};
    ta_text_addf(&text,
                 "schema: terrassay/model/1\nid: asem\nversion: 1\nuse: index\n"
                 "title: t\nmade_by: m\ntable: {unit: %s, group: %s}\n"
                 "impute: group_mean\ntreat: {skewness: 2, kurtosis: 3.5, most: 6}\n"
                 "scale: {from: %d, to: 100}\ngroups:\n",
                 start == FROM_RAW ? "uCode" : "UnitCode",
                 start == FROM_RAW ? "EurAsia_group" : "Group_EurAsia", from);
    /* columns: Level, iCode, iName, Direction, Weight, Unit, Target, Denominator, Parent, Type */
    for (size_t r = 0; r < meta.n_rows; r++) {
        if (strcmp(ta_csv_at(&meta, r, 9), "Aggregate") != 0) continue;
        const char *parent = ta_csv_at(&meta, r, 8);
        bool top = strcmp(parent, "NA") == 0;
        ta_text_addf(&text, "  - {id: %s, mean: %s, weight: %s%s%s}\n",
                     ta_csv_at(&meta, r, 1), mean, ta_csv_at(&meta, r, 4),
                     top ? "" : ", parent: ", top ? "" : parent);
    }
    ta_text_add(&text, "indicators:\n");
    for (size_t r = 0; r < meta.n_rows; r++) {
        if (strcmp(ta_csv_at(&meta, r, 9), "Indicator") != 0) continue;
        const char *by = ta_csv_at(&meta, r, 7);
        bool none = start != FROM_RAW || strcmp(by, "NA") == 0;
        ta_text_addf(&text, "  - {id: %s, parent: %s, weight: %s, direction: %s%s%s}\n",
                     ta_csv_at(&meta, r, 1), ta_csv_at(&meta, r, 8),
                     ta_csv_at(&meta, r, 4), ta_csv_at(&meta, r, 3),
                     none ? "" : ", denominator: ", none ? "" : by);
    }
    ta_csv_free(&meta);
    return text;
}

static struct ta_index_model parse(const struct ta_text *text)
{
    struct ta_index_model model = {0};
    struct ta_error err = {0};
    if (ta_index_model_parse("asem.yaml", text->bytes, text->size, &model, &err) !=
        TA_OK)
        fail_msg("%s", err.text);
    return model;
}

struct asem {
    struct ta_index_model model;
    struct ta_csv table;
    struct ta_index_result result;
};

static struct asem scored(const char *mean, int from, enum start start)
{
    struct asem a = {.table =
                         load(start == FROM_RAW ? "ASEM_iData.csv"
                                                : "ASEM_published_denominated.csv")};
    struct ta_text text = asem_model(mean, from, start);
    struct ta_error err = {0};
    a.model = parse(&text);
    ta_text_free(&text);
    if (ta_index_score(&a.model, &a.table, &a.result, &err) != TA_OK)
        fail_msg("%s", err.text);
    return a;
}

static void asem_free(struct asem *a)
{
    ta_index_result_free(&a->result);
    ta_index_model_free(&a->model);
    ta_csv_free(&a->table);
}

/** Row of @p published whose UnitCode is that of unit @p u. */
static size_t row_of(const struct asem *a, const struct ta_csv *published, size_t u)
{
    size_t code = 0, unit = 0, r = 0;
    assert_true(ta_csv_column(published, "UnitCode", &code));
    assert_true(ta_csv_column(&a->table, a->model.unit_column, &unit));
    while (r < published->n_rows &&
           strcmp(ta_csv_at(published, r, code), ta_csv_at(&a->table, u, unit)) != 0)
        r++;
    assert_true(r < published->n_rows);
    return r;
}

static double published_at(const struct ta_csv *csv, size_t row, const char *name)
{
    size_t column = 0;
    double value = NAN;
    if (!ta_csv_column(csv, name, &column)) fail_msg("no column %s", name);
    const char *text = ta_csv_at(csv, row, column);
    if (strcmp(text, "NA") == 0 || text[0] == '\0') return NAN;
    assert_int_equal(ta_csv_number(csv, row, column, &value, NULL), TA_OK);
    return value;
}

static size_t compare_stage(const struct asem *a, const char *file, const double *stage,
                            double tolerance, double floor_of)
{
    struct ta_csv published = load(file);
    size_t missing = 0;
    for (size_t u = 0; u < a->result.n_units; u++) {
        size_t row = row_of(a, &published, u);
        for (size_t i = 0; i < a->model.n_indicators; i++) {
            const char *id = a->model.indicator[i].id;
            double want = published_at(&published, row, id);
            double got = stage[i * a->result.n_units + u];
            if (isnan(want) != isnan(got)) fail_msg("%s %s: missing", file, id);
            if (isnan(want)) {
                missing++;
            } else if (!(fabs(got - want) <= tolerance * fmax(fabs(want), floor_of))) {
                fail_msg("%s %s, line %u: %.17g, published %.17g", file, id,
                         published.line[row], got, want);
            }
        }
    }
    ta_csv_free(&published);
    return missing;
}

static void every_stage_is_the_published_one(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct asem a = scored("arithmetic", 0, FROM_DENOMINATED);
    assert_int_equal(a.result.n_units, 51);
    assert_int_equal(a.model.n_indicators, 49);
    assert_int_equal(compare_stage(&a, "ASEM_published_denominated.csv",
                                   a.result.denominated, 0, 1e-9),
                     65);
    assert_int_equal(
        compare_stage(&a, "ASEM_published_imputed.csv", a.result.imputed, 1e-14, 1e-9),
        0);
    (void)compare_stage(&a, "ASEM_published_treated.csv", a.result.treated, 1e-14,
                        1e-9);
    (void)compare_stage(&a, "ASEM_published_normalised.csv", a.result.normalised, 1e-13,
                        1);
    asem_free(&a);
}

static void raw_table_comes_to_the_same_but_for_its_printed_digits(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct asem a = scored("arithmetic", 0, FROM_RAW);
    assert_int_equal(compare_stage(&a, "ASEM_published_denominated.csv",
                                   a.result.denominated, 1e-7, 1e-9),
                     65);
    (void)compare_stage(&a, "ASEM_published_normalised.csv", a.result.normalised, 1e-6,
                        1);
    asem_free(&a);
}

/** Every group of every unit, and the ranks. */
static void compare_scores(const struct asem *a, double tolerance)
{
    struct ta_csv aggregated = load("ASEM_published_aggregated.csv");
    struct ta_csv scores = load("ASEM_published_scores.csv");
    for (size_t u = 0; u < a->result.n_units; u++) {
        size_t row = row_of(a, &aggregated, u);
        for (size_t g = 0; g < a->model.n_groups; g++)
            assert_near(a->result.score[g * 51 + u],
                        published_at(&aggregated, row, a->model.group[g].id), tolerance,
                        1);
        assert_true((double)a->result.rank[u] ==
                    published_at(&scores, row_of(a, &scores, u), "Rank"));
    }
    ta_csv_free(&aggregated);
    ta_csv_free(&scores);
}

static void scores_and_ranks_are_the_published_ones(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct asem a = scored("arithmetic", 0, FROM_DENOMINATED);
    compare_scores(&a, 1e-14);
    asem_free(&a);
    a = scored("arithmetic", 0, FROM_RAW);
    compare_scores(&a, 1e-8);
    asem_free(&a);
}

static void treated_points_are_the_published_ones(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    static const struct {
        const char *id;
        size_t points;
    } want[] = {{"Flights", 1}, {"Bord", 3},     {"Gas", 3},       {"Services", 4},
                {"FDI", 2},     {"ForPort", 3},  {"CostImpEx", 1}, {"Tariff", 3},
                {"StMob", 2},   {"CultServ", 3}, {"Forest", 2},    {"Poverty", 3},
                {"NGOs", 3},    {"FemLab", 1},   {"PubDebt", 1}};
    struct asem a = scored("arithmetic", 0, FROM_RAW);
    for (size_t i = 0; i < a.model.n_indicators; i++) {
        size_t points = 0;
        for (size_t w = 0; w < sizeof want / sizeof *want; w++)
            if (strcmp(want[w].id, a.model.indicator[i].id) == 0)
                points = want[w].points;
        if (a.result.n_treated[i] != points)
            fail_msg("%s: %zu points, published %zu", a.model.indicator[i].id,
                     a.result.n_treated[i], points);
    }
    asem_free(&a);
}

static void geometric_variant_is_the_derived_one(void **state)
{
    (void)state;
    if (ta_test_data() == NULL) skip();
    struct asem a = scored("geometric", 1, FROM_DENOMINATED);
    struct ta_csv want = load("derived_geometric_1_100.csv");
    static const char *const column[] = {"Index", "Conn", "Sust"};
    for (size_t u = 0; u < a.result.n_units; u++)
        for (size_t g = 0; g < a.model.n_groups; g++)
            for (size_t c = 0; c < 3; c++)
                if (strcmp(a.model.group[g].id, column[c]) == 0)
                    assert_near(a.result.score[g * 51 + u],
                                published_at(&want, row_of(&a, &want, u), column[c]),
                                1e-13, 1);
    ta_csv_free(&want);
    asem_free(&a);
}

static const char small[] =
    "schema: terrassay/model/1\nid: s\nversion: 1\nuse: index\ntitle: t\nmade_by: m\n"
    "table: {unit: name}\nimpute: none\nscale: {from: 0, to: 100}\n"
    "groups: [{id: top, mean: arithmetic}, {id: a, parent: top, mean: geometric}]\n"
    "indicators: [{id: x, parent: a, weight: 1, direction: 1},\n"
    "  {id: y, parent: top, weight: 2, direction: -1}]\n";

static void a_small_table_comes_out_as_csv(void **state)
{
    (void)state;
    struct ta_text text = {0};
    ta_text_add(&text, small);
    struct ta_index_model model = parse(&text);
    const char *table = "name,x,y\n\"a, b\",2,10\nc,1,20\nd,,30\n";
    struct ta_csv csv = {0};
    struct ta_index_result result = {0};
    struct ta_text out = {0};
    assert_int_equal(ta_csv_parse("t", table, strlen(table), &csv, NULL), TA_OK);
    assert_int_equal(ta_index_score(&model, &csv, &result, NULL), TA_OK);
    assert_int_equal(ta_index_write(&model, &csv, &result, &out, NULL), TA_OK);
    /* a's geometric mean of 0 is none, so c stands on y alone; d has no x */
    assert_string_equal(out.bytes, "unit,rank,top,a,x,y\n"
                                   "\"a, b\",1,100,100,100,100\n"
                                   "c,2,50,,0,50\n"
                                   "d,3,0,,,0\n");
    ta_text_free(&out);
    ta_text_free(&text);
    ta_index_result_free(&result);
    ta_csv_free(&csv);
    ta_index_model_free(&model);
}

static void refused(const char *from, const char *to, const char *words)
{
    struct ta_text text = {0};
    const char *at = strstr(small, from);
    if (at == NULL) fail_msg("no \"%s\"", from);
    ta_text_add_bytes(&text, small, (size_t)(at - small));
    ta_text_add(&text, to);
    ta_text_add(&text, at + strlen(from));
    struct ta_index_model model = {0};
    struct ta_error err = {0};
    assert_int_equal(
        ta_index_model_parse("s.yaml", text.bytes, text.size, &model, &err), TA_E_DATA);
    if (strstr(err.text, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
    if (err.mend[0] == '\0') fail_msg("nothing mends \"%s\"", err.text);
    assert_int_equal(strncmp(err.text, "s.yaml:", 7), 0);
    ta_text_free(&text);
}

static void faults_are_named(void **state)
{
    (void)state;
    refused("parent: top, mean", "parent: a, mean", "above itself");
    refused("parent: top, mean: geometric", "mean: geometric", "found 2");
    refused("parent: a, weight", "parent: b, weight", "no group \"b\"");
    refused("id: a, parent", "id: top, parent", "stands twice");
    refused("direction: -1", "direction: 0", "1 or -1");
    refused("impute: none", "impute: group_mean", "group column");
    refused("to: 100", "to: 0", "above from");
    refused("weight: 2", "weight: 0", "outside");
    refused("use: index", "use: credit", "use");
    refused("id: y", "di: y", "unknown key");
}

static void credit_reader_refuses_index_models(void **state)
{
    (void)state;
    struct ta_model model = {0};
    struct ta_error err = {0};
    assert_int_equal(ta_model_parse("s.yaml", small, strlen(small), &model, &err),
                     TA_E_DATA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_is_the_published_one),
        cmocka_unit_test(raw_table_comes_to_the_same_but_for_its_printed_digits),
        cmocka_unit_test(scores_and_ranks_are_the_published_ones),
        cmocka_unit_test(treated_points_are_the_published_ones),
        cmocka_unit_test(geometric_variant_is_the_derived_one),
        cmocka_unit_test(a_small_table_comes_out_as_csv),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(credit_reader_refuses_index_models),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
