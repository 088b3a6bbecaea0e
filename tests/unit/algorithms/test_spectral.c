/* SPDX-License-Identifier: Apache-2.0 */
/* Every row of indices.def against its golden file, and what must hold of each. */
#include "ta_property.h"

#include "spectral.h"

static double value_of(const struct ta_index *index, const double *bands)
{
    const double *in[TA_INDEX_INPUTS];
    double out = 99;
    for (size_t k = 0; k < index->n_inputs; k++) in[k] = &bands[k];
    index->compute(1, in, &out);
    return out;
}

static const char *words_after(const char *line, const char *key)
{
    size_t n = strlen(key);
    return strncmp(line, key, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

static void read_bands(const char *words, size_t n, double *bands)
{
    char *end = NULL;
    for (size_t k = 0; k < n; k++) {
        bands[k] = strtod(words, &end);
        if (end == words) fail_msg("too few bands: %s", words);
        words = end;
    }
    assert_int_equal(strspn(words, " \n"), strlen(words));
}

static void expect(const struct ta_index *index, const double *bands, const char *words,
                   double tolerance)
{
    double got = value_of(index, bands);
    if (strncmp(words, "nan", 3) == 0) {
        if (!isnan(got)) fail_msg("%s is %.17g, not NaN", index->id, got);
        return;
    }
    assert_near(got, strtod(words, NULL), tolerance, 1);
}

/* Lines: index ID, source WORDS, tolerance T, then pairs of accept BANDS and expect VALUE. */
static void check_golden(const struct ta_index *index)
{
    char path[512], line[512];
    double bands[TA_INDEX_INPUTS] = {0}, tolerance = 0;
    int expected = 0;
    bool sourced = false;
    (void)snprintf(path, sizeof path, TA_SOURCE_DIR "/tests/golden/%s.gold", index->id);
    FILE *file = fopen(path, "r");
    if (file == NULL) fail_msg("%s is missing", path);
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *words = NULL;
        if ((words = words_after(line, "index")) != NULL)
            assert_string_equal(words, index->id);
        if ((words = words_after(line, "source")) != NULL) sourced = strlen(words) > 10;
        if ((words = words_after(line, "tolerance")) != NULL)
            tolerance = strtod(words, NULL);
        if ((words = words_after(line, "accept")) != NULL)
            read_bands(words, index->n_inputs, bands);
        if ((words = words_after(line, "expect")) != NULL) {
            expect(index, bands, words, tolerance);
            expected++;
        }
    }
    (void)fclose(file);
    assert_true(sourced && expected >= 3);
}

static void each_index_gives_its_golden_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_index_count(); i++) check_golden(ta_index_at(i));
}

static void each_index_has_a_name_in_both_languages(void **state)
{
    (void)state;
    static char text[1 << 18];
    const char *const paths[] = {TA_SOURCE_DIR "/datasets/messages/en.json",
                                 TA_SOURCE_DIR "/datasets/messages/zh.json"};
    for (size_t p = 0; p < 2; p++) {
        FILE *file = fopen(paths[p], "r");
        assert_non_null(file);
        text[fread(text, 1, sizeof text - 1, file)] = '\0';
        (void)fclose(file);
        for (size_t i = 0; i < ta_index_count(); i++) {
            char key[64];
            (void)snprintf(key, sizeof key, "\"index.%s.title\"", ta_index_at(i)->id);
            if (strstr(text, key) == NULL) fail_msg("%s lacks %s", paths[p], key);
        }
    }
}

static void each_row_is_complete_and_found_by_id(void **state)
{
    (void)state;
    assert_true(ta_index_count() >= 13);
    for (size_t i = 0; i < ta_index_count(); i++) {
        const struct ta_index *index = ta_index_at(i);
        assert_ptr_equal(ta_index_find(index->id), index);
        assert_true(index->lo < index->hi && strlen(index->cite) > 10);
        assert_true(index->n_inputs >= 1 && index->n_inputs <= TA_INDEX_INPUTS);
        for (size_t k = 0; k < index->n_inputs; k++)
            assert_non_null(strstr(index->formula, index->input[k]));
    }
    assert_null(ta_index_find("nothing"));
    assert_null(ta_index_find(NULL));
    assert_null(ta_index_at(ta_index_count()));
}

static void check_range(struct ta_random_stream *r)
{
    double bands[TA_INDEX_INPUTS];
    for (size_t k = 0; k < TA_INDEX_INPUTS; k++)
        bands[k] = ta_random_below(r, 5) == 0 ? (double)ta_random_below(r, 2)
                                              : ta_random_between(r, -0.2, 1.3);
    for (size_t i = 0; i < ta_index_count(); i++) {
        const struct ta_index *index = ta_index_at(i);
        double got = value_of(index, bands);
        assert_true(isnan(got) || (got >= index->lo && got <= index->hi));
    }
}

static void results_stay_in_the_declared_range(void **state)
{
    (void)state;
    ta_for_seeds(20000, check_range);
}

/* The declared ends are those that reflectances in [0, 1] reach, at corners of that cube. */
static void declared_range_is_tight(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_index_count(); i++) {
        const struct ta_index *index = ta_index_at(i);
        double lo = (double)INFINITY, hi = -(double)INFINITY;
        for (unsigned corner = 0; corner < 1U << index->n_inputs; corner++) {
            double bands[TA_INDEX_INPUTS];
            for (size_t k = 0; k < index->n_inputs; k++) bands[k] = corner >> k & 1U;
            double got = value_of(index, bands);
            lo = fmin(lo, got);
            hi = fmax(hi, got);
        }
        assert_near(hi, index->hi, 1e-15, 1);
        /* the kernel index is least where both bands are equal, inside the cube */
        if (strcmp(index->id, "kndvi") != 0) assert_near(lo, index->lo, 1e-15, 1);
    }
}

static void missing_bands_give_missing_indices(void **state)
{
    (void)state;
    const double missing[] = {(double)NAN, (double)INFINITY, -(double)INFINITY};
    for (size_t i = 0; i < ta_index_count(); i++)
        for (size_t k = 0; k < ta_index_at(i)->n_inputs; k++)
            for (size_t m = 0; m < 3; m++) {
                double bands[TA_INDEX_INPUTS] = {.1, .2, .3, .4, .5};
                bands[k] = missing[m];
                assert_true(isnan(value_of(ta_index_at(i), bands)));
            }
}

static void no_pixels_touch_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_index_count(); i++)
        ta_index_at(i)->compute(0, NULL, NULL);
}

static void pixels_do_not_see_each_other(void **state)
{
    (void)state;
    enum { N = 37 };
    double bands[TA_INDEX_INPUTS][N], out[N], one[TA_INDEX_INPUTS];
    const double *in[TA_INDEX_INPUTS];
    struct ta_random_stream r = {5};
    for (size_t k = 0; k < TA_INDEX_INPUTS; k++) {
        in[k] = bands[k];
        for (size_t p = 0; p < N; p++) bands[k][p] = ta_random_between(&r, 0, 1);
    }
    for (size_t i = 0; i < ta_index_count(); i++) {
        ta_index_at(i)->compute(N, in, out);
        for (size_t p = 0; p < N; p++) {
            for (size_t k = 0; k < TA_INDEX_INPUTS; k++) one[k] = bands[k][p];
            assert_true(value_of(ta_index_at(i), one) == out[p]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_index_gives_its_golden_values),
        cmocka_unit_test(each_index_has_a_name_in_both_languages),
        cmocka_unit_test(each_row_is_complete_and_found_by_id),
        cmocka_unit_test(results_stay_in_the_declared_range),
        cmocka_unit_test(declared_range_is_tight),
        cmocka_unit_test(missing_bands_give_missing_indices),
        cmocka_unit_test(no_pixels_touch_nothing),
        cmocka_unit_test(pixels_do_not_see_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
