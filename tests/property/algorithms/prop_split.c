/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_split.c  Splitting a site changes nothing in total: a claim about one site of many cells
 *  comes to the same when the cells lie in two sites. */
#include "ta_property.h"

#include "indicators.h"

enum { CELLS = 300, LOOKS = 8 };
static const ta_day today = 20330; /* 2025-08-30 */
static double whole[LOOKS][CELLS], first[LOOKS * CELLS], second[LOOKS * CELLS];
static double fraction[CELLS], ones[LOOKS * CELLS], scratch[1 << 18];
static ta_day day[LOOKS];

static void draw(struct ta_random_stream *r)
{
    static const int ago[LOOKS] = {405, 395, 385, 370, 40, 30, 20, 5};
    for (size_t i = 0; i < LOOKS; i++) day[i] = today - ago[i];
    for (size_t c = 0; c < CELLS; c++) {
        double before = ta_random_between(r, -0.3, 0.9), after = before;
        if (ta_random_below(r, 3) == 0) after = ta_random_between(r, -0.3, 0.9);
        fraction[c] = ta_random_below(r, 8) > 0 ? 1.0 : ta_random_between(r, 0.05, 1.0);
        for (size_t i = 0; i < LOOKS; i++) {
            double v =
                (i < LOOKS / 2 ? before : after) + ta_random_between(r, -0.02, 0.02);
            whole[i][c] = ta_random_below(r, 12) == 0 ? (double)NAN : v;
        }
    }
}

/* Cells from @p from on, look by look. */
static struct ta_panel part(const char *site, double *to, size_t from, size_t n,
                            double less)
{
    for (size_t i = 0; i < LOOKS; i++)
        for (size_t c = 0; c < n; c++) to[i * n + c] = whole[i][from + c] - less;
    return (struct ta_panel){.site = site,
                             .n_looks = LOOKS,
                             .n_cells = n,
                             .day = day,
                             .value = to,
                             .fraction = fraction + from,
                             .cell_area_m2 = 900.0};
}

static struct ta_result ask(const struct ta_indicator *indicator, const char *stack,
                            const struct ta_panel *panel, size_t n,
                            const struct ta_input *said)
{
    const struct ta_input input[3] = {
        {.name = stack, .reason = TA_OBSERVED, .stack = {n, panel, 0.0}},
        said[0],
        said[1]};
    const struct ta_evidence evidence = {3, input, 0, NULL};
    struct ta_result out;
    assert_true(indicator->scratch_size(&evidence) <= sizeof scratch);
    assert_int_equal(indicator->evaluate(&evidence, NULL, today, scratch, &out), TA_OK);
    return out;
}

static size_t answered;

static void same(const struct ta_result *a, const struct ta_result *b)
{
    assert_int_equal(a->reason, b->reason);
    assert_int_equal(a->gate, b->gate);
    assert_int_equal(a->grade, b->grade);
    if (a->reason != TA_OBSERVED) return;
    answered++;
    assert_near(a->value, b->value, 1e-9, 1e-9);
    assert_near(a->lo, b->lo, 1e-9, 1e-9);
    assert_near(a->hi, b->hi, 1e-9, 1e-9);
    for (size_t i = 0; i < a->n_details && i < b->n_details; i++)
        if (strcmp(a->detail[i].name, b->detail[i].name) == 0)
            assert_near(a->detail[i].value, b->detail[i].value, 1e-9, 1e-9);
}

static void a_split_site_says_the_same(struct ta_random_stream *r)
{
    draw(r);
    size_t at = 20 + ta_random_below(r, CELLS - 40);
    double declared = ta_random_between(r, 0.0, 30.0);
    const struct ta_input area[2] = {
        {.name = "declared", .reason = TA_OBSERVED, .number = declared},
        {.name = "none"}};
    const struct ta_input plan[2] = {
        {.name = "planned", .reason = TA_OBSERVED, .number = 100.0},
        {.name = "claimed", .reason = TA_OBSERVED, .number = 3.0 * declared}};
    const struct {
        const struct ta_indicator *indicator;
        const char *stack;
        const struct ta_input *said;
        double less; /* no ground is bare before: each cell can tell */
    } claim[] = {{&ta_indicator_area_planted_claim, "ndvi", area, 0.0},
                 {&ta_indicator_undisturbed_claim, "ndvi", area, 0.0},
                 {&ta_indicator_capacity_built_claim, "ndbi", plan, 1.0},
                 {&ta_indicator_build_gap, "ndbi", plan, 1.0}};
    for (size_t i = 0; i < sizeof claim / sizeof *claim; i++) {
        double less = claim[i].less;
        const struct ta_panel one[1] = {part("p/1", ones, 0, CELLS, less)};
        const struct ta_panel two[2] = {part("p/1", first, 0, at, less),
                                        part("p/2", second, at, CELLS - at, less)};
        struct ta_result a =
            ask(claim[i].indicator, claim[i].stack, one, 1, claim[i].said);
        struct ta_result b =
            ask(claim[i].indicator, claim[i].stack, two, 2, claim[i].said);
        same(&a, &b);
    }
}

static void property(void **state)
{
    (void)state;
    ta_for_seeds(500, a_split_site_says_the_same);
    printf("%zu answers compared\n", answered);
    if (getenv("TERRASSAY_SEED") == NULL) assert_true(answered > 1500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(property)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
