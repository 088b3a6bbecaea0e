/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "tables/typed.h"

/** An indicator with an input of every kind; its evaluation is not asked for. */
static const struct ta_input_spec inputs[] = {
    {"number", TA_INPUT_NUMBER, TA_FROM_PROJECT, "k", "t", 0, 10, true, "h"},
    {"word", TA_INPUT_TEXT, TA_FROM_PROJECT, "k", "1", 0, 0, true, "h"},
    {"series", TA_INPUT_SERIES, TA_FROM_READINGS, "k", "t", 0, 10, true, "h"},
    {"rows", TA_INPUT_ROWS, TA_FROM_LAYER, "k", "t", 0, 10, true, "h"},
    {"stack", TA_INPUT_STACK, TA_FROM_IMAGERY, "k", "1", -1, 1, true, "h"},
};
static const struct ta_param_spec params[] = {{"limit", "t", 0, 5, 1, "h"},
                                              {"share", "1", 0, 1, 1, "h"}};
static const struct ta_indicator indicator = {
    .id = "made_up", .n_inputs = 5, .input = inputs, .n_params = 2, .param = params};

/** "@0", "@1", ...: the texts that `self` points at. */
static enum ta_status read_text(void *self, const char *name, char **bytes,
                                size_t *size, struct ta_error *err)
{
    (void)err;
    const char *const *text = self;
    *bytes = ta_strdup(text[name[0] - '0']);
    *size = strlen(text[name[0] - '0']);
    return *bytes == NULL ? TA_E_NOMEM : TA_OK;
}

static struct ta_typed *typed_new(const char **texts)
{
    const struct ta_typed_files files = {(void *)texts, read_text};
    struct ta_typed *typed = NULL;
    assert_int_equal(ta_typed_new(&indicator, &files, &typed, NULL), TA_OK);
    return typed;
}

static void scalars_parameters_reasons_and_grades(void **state)
{
    (void)state;
    struct ta_typed *typed = typed_new(NULL);
    const struct ta_evidence *e = ta_typed_evidence(typed);
    assert_int_equal(ta_evidence_input(e, "number")->reason, TA_CLIENT_SILENT);
    assert_int_equal(ta_typed_set(typed, "number=2.5", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "number.grade=2", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "word=river", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "word=lake", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "series=?too_old", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "limit=3", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "limit=4", NULL), TA_OK);
    e = ta_typed_evidence(typed);
    assert_true(ta_evidence_input(e, "number")->number == 2.5);
    assert_int_equal(ta_evidence_input(e, "number")->grade, 2);
    assert_string_equal(ta_evidence_input(e, "word")->text, "lake");
    assert_int_equal(ta_evidence_input(e, "series")->reason, TA_TOO_OLD);
    assert_int_equal(e->n_params, 1);
    assert_true(ta_evidence_param(e, &indicator, "limit") == 4);
    ta_typed_free(typed);
}

static void refused(const char *text, const char *assignment, const char *words)
{
    const char *texts[] = {text};
    struct ta_typed *typed = typed_new(texts);
    struct ta_error err = {0};
    assert_true(ta_typed_set(typed, assignment, &err) != TA_OK);
    if (strstr(err.text, words) == NULL && strstr(err.mend, words) == NULL)
        fail_msg("\"%s\" lacks \"%s\"", err.text, words);
    ta_typed_free(typed);
}

/** The unit 1 is no word: "0 to 1 1" reads as a fault of ours. */
static void no_unit_of_one(void)
{
    struct ta_error err = {.status = TA_OK};
    struct ta_typed *typed = typed_new(NULL);
    assert_int_equal(ta_typed_set(typed, "share=2", &err), TA_E_DATA);
    assert_string_equal(err.text, "share: 2 lies outside 0 to 1");
    ta_typed_free(typed);
}

/* The lines that a mend shows as a file, without what they are set in by. */
static void example_in(const char *mend, char out[200])
{
    size_t n = 0;
    for (const char *at = strstr(mend, "\n    "); at != NULL;
         at = strstr(at + 1, "\n    ")) {
        size_t size = strcspn(at + 5, "\n");
        assert_true(n + size + 2 < 200);
        memcpy(out + n, at + 5, size);
        n += size;
        out[n++] = '\n';
    }
    out[n] = '\0';
}

/* What is shown as an example is read. */
static void examples_are_taken(void **state)
{
    (void)state;
    static const char *const wrong[] = {"series=3", "rows=3", "stack=3"};
    static const char *const right[] = {"series=@0", "rows=@0", "stack=@0"};
    char example[200];
    for (size_t i = 0; i < 3; i++) {
        const char *texts[] = {example};
        struct ta_typed *typed = typed_new(texts);
        struct ta_error err = {.status = TA_OK};
        assert_int_equal(ta_typed_set(typed, wrong[i], &err), TA_E_DATA);
        example_in(err.mend, example);
        assert_true(example[0] != '\0');
        if (ta_typed_set(typed, right[i], &err) != TA_OK) fail_msg("%s", err.text);
        ta_typed_free(typed);
    }
}

static void faults_are_named(void **state)
{
    (void)state;
    refused("", "number", "name=value");
    refused("", "=3", "name=value");
    refused("", "number=x", "wanted a number");
    refused("", "number=11", "outside 0 to 10");
    refused("", "limit=6", "outside 0 to 5 t");
    no_unit_of_one();
    refused("", "numbr=1", "\"number\"");
    refused("", "number=?silent", "no reason");
    refused("", "number.grade=6", "grade from 1 to 5");
    refused("", "number.colour=6", ".grade");
    refused("", "series=3", "@file.csv");
    refused("", "series=3", "time,value\n    2026-03-01T08:00:00+08:00,0.5");
    refused("", "stack=3",
            "site,cell_area_m2,fraction,2026-06-01,2026-07-01\n    A,900,1,0.5,0.5");
    refused("", "rows=3", "rows is rows: type rows=@FILE");
    refused("zone,a\nx,1\n", "rows=@0", "name,COLUMN\n    first,0.5");
    refused("time,value\nyesterday,1\n", "series=@0", "series is a series, ");
    refused("", "number=@0", "wanted a number, found \"@0\"");
    refused("", "number=@0", "number is a number, ");
    refused("", "word=@0", "wanted a word");
    refused("time,value\n2026-03-01,1\n", "series=@0", "wanted an instant");
    refused("time,value\n2026-03-01T00:00:00Z,1\n2026-03-01T00:00:00Z,2\n", "series=@0",
            "0:3:time: is not later");
    refused("time,value\n2026-03-01T00:00:00Z,11\n", "series=@0",
            "0:2:value: 11 lies outside");
    refused("time,value,flag\n2026-03-01T00:00:00Z,1,x\n", "series=@0", "QARTOD");
    refused("time\n2026-03-01T00:00:00Z\n", "series=@0", "no column \"value\"");
    refused("zone,a\nx,1\n", "rows=@0", "must be \"name\"");
    refused("site,fraction,2026-03-01\np/1,1,0.5\n", "stack=@0", "cell_area_m2");
    refused("site,cell_area_m2,fraction,ndvi\np/1,900,1,0.5\n", "stack=@0", "no date");
    refused("site,cell_area_m2,fraction,2026-03-01,2026-02-01\np/1,900,1,0.5,0\n",
            "stack=@0", "after a later date");
    refused("site,cell_area_m2,fraction,2026-03-01\np/1,900,1,5\n", "stack=@0",
            "0:2:2026-03-01: 5 lies outside");
}

static void series_and_rows(void **state)
{
    (void)state;
    const char *texts[] = {"time,value,flag\n2026-03-01T08:00:00+08:00,1,1\n"
                           "2026-03-01T01:00:00Z,,9\n",
                           "name,share,more\ncore,0.5,\nbuffer,1,2\n"};
    struct ta_typed *typed = typed_new(texts);
    assert_int_equal(ta_typed_set(typed, "series=@0", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "series.step_s=3600", NULL), TA_OK);
    assert_int_equal(ta_typed_set(typed, "rows=@1", NULL), TA_OK);
    const struct ta_evidence *e = ta_typed_evidence(typed);
    const struct ta_series *s = &ta_evidence_input(e, "series")->series;
    assert_int_equal(s->n, 2);
    assert_int_equal(s->time[1] - s->time[0], INT64_C(3600000000));
    assert_true(s->value[0] == 1 && isnan(s->value[1]));
    assert_int_equal(s->flag[1], 9);
    assert_true(s->interval_s == 3600);
    const struct ta_rows *rows = &ta_evidence_input(e, "rows")->rows;
    assert_int_equal(rows->n, 2);
    assert_int_equal(rows->n_columns, 2);
    assert_string_equal(rows->column[1], "more");
    assert_string_equal(rows->name[1], "buffer");
    assert_true(rows->value[2] == 1 && isnan(rows->value[1]));
    ta_typed_free(typed);
}

static void stack_of_two_sites_one_on_two_grids(void **state)
{
    (void)state;
    const char *texts[] = {
        "site,grid,cell_area_m2,fraction,rim_fraction_lost,2026-03-01,"
        "2026-03-11\n"
        "p/1,36N,900,1,0.1,0.1,0.2\n"
        "p/1,36N,900,0.5,0.1,0.3,\n"
        "p/1,37N,900,1,0.1,0.5,0.6\n"
        "p/2,36N,100,1,0,0.7,0.8\n"};
    struct ta_typed *typed = typed_new(texts);
    assert_int_equal(ta_typed_set(typed, "stack=@0", NULL), TA_OK);
    const struct ta_stack *stack =
        &ta_evidence_input(ta_typed_evidence(typed), "stack")->stack;
    assert_int_equal(stack->n_panels, 3);
    assert_true(stack->site_area_m2 == 1350 + 100); /* p/1 counts once */
    const struct ta_panel *p = &stack->panel[0];
    assert_int_equal(p->n_cells, 2);
    assert_int_equal(p->n_looks, 2);
    assert_int_equal(p->day[1] - p->day[0], 10);
    assert_true(p->value[0] == 0.1 && p->value[1] == 0.3 && p->value[2] == 0.2);
    assert_true(isnan(p->value[3]) && p->fraction[1] == 0.5);
    assert_true(p->rim_fraction_lost == 0.1);
    assert_null(p->rim); /* not known */
    assert_string_equal(stack->panel[2].site, "p/2");
    assert_true(stack->panel[2].value[1] == 0.8);
    ta_typed_free(typed);
}

static void cells_of_the_rim_are_marked(void **state)
{
    (void)state;
    const char *texts[] = {"site,cell_area_m2,fraction,rim,2026-03-01\n"
                           "p/1,900,1,1,0.1\n"
                           "p/1,900,1,0,0.2\n"
                           "p/2,900,1,,0.3\n"
                           "p/2,900,1,1,0.4\n",
                           "site,cell_area_m2,fraction,rim,2026-03-01\n"
                           "p/1,900,1,0.5,0.1\n"};
    struct ta_typed *typed = typed_new(texts);
    struct ta_error err = {0};
    assert_int_equal(ta_typed_set(typed, "stack=@0", NULL), TA_OK);
    const struct ta_stack *stack =
        &ta_evidence_input(ta_typed_evidence(typed), "stack")->stack;
    assert_int_equal(stack->n_panels, 2);
    assert_true(stack->panel[0].rim[0] && !stack->panel[0].rim[1]);
    assert_true(!stack->panel[1].rim[0] && stack->panel[1].rim[1]);
    assert_true(stack->panel[1].value[1] == 0.4);
    assert_int_equal(ta_typed_set(typed, "stack=@1", &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "rim \"0.5\" is neither 0 nor 1"));
    ta_typed_free(typed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_parameters_reasons_and_grades),
        cmocka_unit_test(examples_are_taken),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(series_and_rows),
        cmocka_unit_test(stack_of_two_sites_one_on_two_grids),
        cmocka_unit_test(cells_of_the_rim_are_marked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
