/* SPDX-License-Identifier: Apache-2.0 */
/* What no hash gives away: evidence, model or tables changed and pinned anew, or digits of a record,
 * all of it hashed, chained and signed again. Only computing the record once more finds it. And what
 * another build of the program may round otherwise. */
#define BASE TA_BINARY_DIR "/test-reproduce-base"
#define COPY TA_BINARY_DIR "/test-reproduce-copy"
#include "ta_test_mutation.h"

#include <math.h>

/* --- all hashes right, and the numbers not what they rest on ------------------------------- */

static void seal_all(const char *field, struct expected *out)
{
    write_rows(true, 0);
    forget_exports();
    (void)snprintf(out->field, sizeof out->field, "%s", field);
    out->reproduced = true;
}

/* Cleared in each look of the summer: a pixel of one look alone is outvoted by the others. */
static void a_pixel_pinned_anew(struct ta_random_stream *r, struct expected *out)
{
    static const char *const day[] = {"01", "11", "21"};
    const char *project = ta_random_below(r, 2) == 0 ? "wood" : "steel";
    for (size_t i = 0; i < sizeof day / sizeof *day; i++) {
        char below[128], path[256], old[TA_HEX_SIZE];
        struct ta_chip chip = {0};
        (void)snprintf(below, sizeof below, "imagery/chips/%s-1-2020-07-%s.tif",
                       project, day[i]);
        (void)snprintf(path, sizeof path, COPY "/%s", below);
        assert_ok(ta_sha256_file(path, old, &err));
        assert_ok(ta_chip_read(path, &chip, &err));
        int16_t *pixel = chip.plane[0].value;
        pixel[(chip.grid.rows / 2) * chip.grid.cols + chip.grid.cols / 2] = 1000;
        assert_int_equal(remove(path), 0);
        assert_ok(ta_chip_write(&chip, path, &err));
        ta_chip_free(&chip);
        pin_file_anew("ta_chip", below, old);
    }
    seal_all("indicators[vegetation_loss].value", out);
}

static void a_reading_pinned_anew(struct ta_random_stream *r, struct expected *out)
{
    static const char below[] = "readings/steel/2020-06.v1.h5";
    static const char path[] = COPY "/readings/steel/2020-06.v1.h5";
    struct ta_reading_run *run = NULL;
    char old[TA_HEX_SIZE];
    size_t n = 0, k = 0;
    assert_ok(ta_sha256_file(path, old, &err));
    assert_ok(ta_readings_read(path, &run, &n, &err));
    while (k < n && run[k].name[0] != 'a') k++;
    assert_true(k < n);
    struct ta_reading *reading = &run[k].reading[ta_random_below(r, run[k].n)];
    reading->value = reading->value > 35.0 ? 20.0 : 50.0; /* over the limit, or not */
    assert_int_equal(remove(path), 0);
    assert_ok(ta_readings_write(path, run, n, &err));
    ta_reading_runs_free(run, n);
    pin_file_anew("ta_partition", below, old);
    seal_all("indicators[limit_exceedance].value", out);
}

static void a_weight_pinned_anew(struct ta_random_stream *r, struct expected *out)
{
    (void)r; /* the two of a pillar, which sum to 1 */
    pin_document_anew("model", "weight: 0.6\n", "weight: 0.7\n");
    pin_document_anew("model", "weight: 0.4\n", "weight: 0.3\n");
    seal_all("indicators[vegetation_loss].scoring.", out);
}

/* By this row the signal never changes, and is no measurement. */
static void a_table_row_pinned_anew(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    pin_document_anew("table", "so2,stack,flat_tolerance,0.001",
                      "so2,stack,flat_tolerance,100");
    seal_all("indicators[limit_exceedance].value", out);
}

/* --- digits of a record ---------------------------------------------------------------- */

static void sealed_by(struct row *picked, const char *field, struct expected *out)
{
    write_rows(true, (size_t)(picked - past_row));
    forget_exports();
    (void)snprintf(out->field, sizeof out->field, "%s", field);
    out->reproduced = true;
}

static void a_last_digit(struct ta_random_stream *r, struct expected *out)
{
    struct row *picked = pick(r, out);
    double capped = number_after(picked, "\"capped\":");
    put_number(picked, "\"capped\":", nextafter(capped, INFINITY));
    sealed_by(picked, "score.capped", out);
}

static void a_digit_beyond_what_builds_differ_by(struct ta_random_stream *r,
                                                 struct expected *out)
{
    struct row *picked = pick(r, out);
    double capped = number_after(picked, "\"capped\":");
    of_another_build(picked);
    put_number(picked, "\"capped\":", capped * (1.0 + 5e-9));
    sealed_by(picked, "score.capped", out);
}

static void nudge_weight(struct row *picked, struct expected *out)
{
    double weight = number_after(picked, "\"weight\":");
    put_number(picked, "\"weight\":", weight * (1.0 + 5e-10));
    sealed_by(picked, "indicators[vegetation_loss].scoring.weight", out);
}

static void a_weights_digit(struct ta_random_stream *r, struct expected *out)
{
    nudge_weight(pick(r, out), out);
}

static void a_weights_digit_of_another_build(struct ta_random_stream *r,
                                             struct expected *out)
{
    struct row *picked = pick(r, out);
    of_another_build(picked);
    nudge_weight(picked, out);
}

static void a_version_of_this_build(struct ta_random_stream *r, struct expected *out)
{
    struct row *picked = pick(r, out);
    replace(picked, "\"version\":\"", "\"", "9.9.9");
    sealed_by(picked, "program.version", out);
}

static const struct mutation mutation[] = {
    NAMED(a_pixel_pinned_anew),
    NAMED(a_reading_pinned_anew),
    NAMED(a_weight_pinned_anew),
    NAMED(a_table_row_pinned_anew),
    NAMED(a_last_digit),
    NAMED(a_digit_beyond_what_builds_differ_by),
    NAMED(a_weights_digit),
    NAMED(a_weights_digit_of_another_build),
    NAMED(a_version_of_this_build),
};
enum { KINDS = sizeof mutation / sizeof *mutation, ROUNDS = 3 };

static void every_mutation_is_named(void **state)
{
    (void)state;
    mutate_all(mutation, KINDS, ROUNDS * KINDS);
}

/* --- another build ------------------------------------------------------------------------ */

/* One record of another build, its score off by that share of it. */
static void round_elsewhere(size_t i, double share)
{
    copy_workspace();
    open_past();
    read_rows();
    double capped = number_after(&past_row[i], "\"capped\":");
    of_another_build(&past_row[i]);
    put_number(&past_row[i], "\"capped\":", capped * (1.0 + share));
    write_rows(true, i);
    forget_exports();
    free_rows();
    close_past();
}

static void another_build_may_round_elsewhere_and_is_told(void **state)
{
    (void)state;
    struct search search = {.expected = NULL};
    round_elsewhere(3, 5e-10);
    enum ta_status rc = verify(&search);
    if (rc != TA_OK) fail_msg("%s", search.all);
    assert_int_equal(search.counts.nearly, 1);
    assert_int_equal(search.counts.reproduced, 5);
}

static void another_build_with_the_same_digits_comes_out_again(void **state)
{
    (void)state;
    struct search search = {.expected = NULL};
    round_elsewhere(3, 0.0);
    enum ta_status rc = verify(&search);
    if (rc != TA_OK) fail_msg("%s", search.all);
    assert_int_equal(search.counts.nearly, 0);
    assert_int_equal(search.counts.reproduced, 6);
}

/* --- a program built anew ---------------------------------------------------------------- */

static void count(void *self, const struct ta_assess_outcome *outcome)
{
    size_t *n = self;
    n[outcome->result]++;
}

/* By result of the two projects, assessed once more for the last day. */
static void assess_again(size_t n[3])
{
    struct ta_workspace w;
    const struct ta_workspace_options plain = {.create = false};
    const ta_day day = portfolio_day("2020-08-03");
    const struct ta_assess_request request = {.as_of = day,
                                              .model = "credit-3",
                                              .now = ta_time_of(day),
                                              .who = "test",
                                              .self = n,
                                              .done = count};
    n[0] = n[1] = n[2] = 0;
    assert_ok(ta_workspace_open(COPY, &plain, &w, &err));
    assert_ok(ta_assess(&w, &request, &err));
    ta_workspace_close(&w);
}

static void a_build_alone_writes_no_record(void **state)
{
    (void)state;
    size_t n[3];
    round_elsewhere(5, 5e-10);
    assess_again(n);
    assert_int_equal(n[TA_ASSESS_UNCHANGED], 2);
    round_elsewhere(5, 5e-9);
    assess_again(n);
    assert_int_equal(n[TA_ASSESS_UNCHANGED], 1);
    assert_int_equal(n[TA_ASSESS_WRITTEN], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_build_may_round_elsewhere_and_is_told),
        cmocka_unit_test(another_build_with_the_same_digits_comes_out_again),
        cmocka_unit_test(a_build_alone_writes_no_record),
        cmocka_unit_test(every_mutation_is_named)};
    return cmocka_run_group_tests(tests, build, NULL);
}
