/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "report/chart.h"

static struct ta_messages *messages;
static struct ta_speech speech;

static int setup(void **state)
{
    (void)state;
    if (ta_messages_load(NULL, &messages, NULL) != TA_OK) return -1;
    speech = (struct ta_speech){.messages = messages, .language = TA_EN};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    ta_messages_free(messages);
    return 0;
}

static size_t count(const struct ta_drawing *d, enum ta_mark_kind kind, ta_argb fill,
                    ta_argb stroke)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_marks; i++)
        n += d->mark[i].kind == kind && d->mark[i].paint.fill == fill &&
             d->mark[i].paint.stroke == stroke;
    return n;
}

static const struct ta_mark *path_of(const struct ta_drawing *d, ta_argb stroke)
{
    for (size_t i = 0; i < d->n_marks; i++)
        if (d->mark[i].kind == TA_MARK_PATH && d->mark[i].paint.stroke == stroke)
            return &d->mark[i];
    fail_msg("no path of that colour");
    return NULL;
}

static size_t moves_of(const struct ta_drawing *d, const struct ta_mark *mark)
{
    size_t n = 0;
    for (size_t i = 0; i < mark->n; i++) n += d->step[mark->first + i].kind == 'M';
    return n;
}

static bool says(const struct ta_drawing *d, const char *words)
{
    for (size_t i = 0; i < d->n_marks; i++)
        if (d->mark[i].kind == TA_MARK_WORDS &&
            strcmp(d->bytes.bytes + d->mark[i].first, words) == 0)
            return true;
    return false;
}

#define AT(day) ((ta_time_us)(day)*TA_US_PER_DAY)

/* Days 0, 30, 60 clear; 90 cloudy; then nothing clear until day 400, 430. */
static const struct ta_series_look looks[] = {
    {AT(0), 0.7, 0.1, 1.0},   {AT(30), 0.72, 0.1, 0.6}, {AT(60), 0.69, 0.1, NAN},
    {AT(90), 0.2, 0.1, 0.59}, {AT(200), NAN, NAN, 0.0}, {AT(400), 0.5, 0.1, 0.9},
    {AT(430), 0.52, 0.1, 0.9}};
static struct ta_series_view series = {
    .n = 7, .look = looks, .range = {NAN, NAN}, .enough = 0.6, .gap_days = 120};

static void a_gap_breaks_the_line_and_is_told(void **state)
{
    (void)state;
    struct ta_drawing d;
    ta_chart_series(&speech, &series, TA_CHART_WIDE, &d);
    assert_false(d.failed);
    assert_int_equal(moves_of(&d, path_of(&d, TA_ACCENT)), 2);
    assert_int_equal(count(&d, TA_MARK_PATH, TA_SHADE, 0), 1);
    assert_true(says(&d, "no clear look for 340 days"));
    ta_drawing_free(&d);
}

/* How far the steps of a mark reach along an axis. */
static void reach(const struct ta_drawing *d, const struct ta_mark *mark, bool down,
                  double out[2])
{
    out[0] = INFINITY;
    out[1] = -INFINITY;
    for (size_t i = 0; i < mark->n; i++) {
        const struct ta_step *step = &d->step[mark->first + i];
        if (step->kind == 'Z') continue;
        out[0] = fmin(out[0], down ? step->y : step->x);
        out[1] = fmax(out[1], down ? step->y : step->x);
    }
}

static void no_look_stands_in_a_gap(const struct ta_drawing *d,
                                    const struct ta_mark *gap)
{
    double across[2];
    reach(d, gap, false, across);
    for (size_t i = 0; i < d->n_marks; i++) {
        const struct ta_mark *dot = &d->mark[i];
        if (dot->kind != TA_MARK_CIRCLE) continue;
        assert_true(dot->rect.x + dot->rect.width < across[0] ||
                    dot->rect.x - dot->rect.width > across[1]);
    }
}

/* A look in the midst of two gaps; spreads that reach down to a round value. */
static void looks_stand_clear_of_gaps_and_spreads_of_the_frame(void **state)
{
    (void)state;
    const struct ta_series_look lone[] = {
        {AT(0), 0.7, 0.2, 1.0}, {AT(400), 0.7, 0.05, 1.0}, {AT(800), 0.7, 0.2, 1.0}};
    struct ta_series_view view = series;
    struct ta_drawing d;
    double frame[2], spread[2];
    view.n = 3;
    view.look = lone;
    ta_chart_series(&speech, &view, TA_CHART_WIDE, &d);
    for (size_t i = 0; i < d.n_marks; i++)
        if (d.mark[i].kind == TA_MARK_PATH && d.mark[i].paint.fill == TA_SHADE)
            no_look_stands_in_a_gap(&d, &d.mark[i]);
    reach(&d, path_of(&d, TA_INK_SOFT), true, frame); /* the ticks below the axis */
    reach(&d, path_of(&d, TA_ACCENT_SOFT), true, spread);
    assert_true(spread[1] < frame[0] - 1.0);
    ta_drawing_free(&d);
}

static void cloudy_looks_are_hollow_marks_on_the_base_line(void **state)
{
    (void)state;
    struct ta_drawing d;
    ta_chart_series(&speech, &series, TA_CHART_NARROW, &d);
    assert_int_equal(count(&d, TA_MARK_CIRCLE, TA_ACCENT, TA_PAPER), 5);
    assert_int_equal(count(&d, TA_MARK_CIRCLE, TA_PAPER, TA_INK_SOFT), 2);
    double base = NAN;
    for (size_t i = 0; i < d.n_marks; i++) {
        const struct ta_mark *m = &d.mark[i];
        if (m->kind != TA_MARK_CIRCLE || m->paint.fill != TA_PAPER) continue;
        if (isnan(base)) base = m->rect.y;
        assert_true(m->rect.y == base);
    }
    for (size_t i = 0; i < d.n_marks; i++)
        if (d.mark[i].kind == TA_MARK_CIRCLE) assert_true(d.mark[i].rect.y <= base);
    ta_drawing_free(&d);
}

static void a_year_under_cloud_has_no_line_and_no_value(void **state)
{
    (void)state;
    const struct ta_series_look shut[] = {{AT(0), 0.3, 0.1, 0.1},
                                          {AT(300), NAN, NAN, 0}};
    struct ta_series_view view = series;
    struct ta_drawing d;
    view.n = 2;
    view.look = shut;
    ta_chart_series(&speech, &view, TA_CHART_WIDE, &d);
    assert_int_equal(count(&d, TA_MARK_CIRCLE, TA_ACCENT, TA_PAPER), 0);
    assert_int_equal(count(&d, TA_MARK_CIRCLE, TA_PAPER, TA_INK_SOFT), 2);
    assert_int_equal(count(&d, TA_MARK_PATH, TA_SHADE, 0), 1);
    ta_drawing_free(&d);
}

static void a_gap_at_the_end_of_the_evidence_shows(void **state)
{
    (void)state;
    struct ta_series_view view = series;
    struct ta_drawing d;
    ta_chart_series(&speech, &view, TA_CHART_WIDE, &d);
    size_t before = count(&d, TA_MARK_PATH, TA_SHADE, 0);
    ta_drawing_free(&d);
    view.until = ta_day_of(view.look[view.n - 1].time) + 400;
    ta_chart_series(&speech, &view, TA_CHART_WIDE, &d);
    assert_false(d.failed);
    assert_int_equal(count(&d, TA_MARK_PATH, TA_SHADE, 0), before + 1);
    ta_drawing_free(&d);
}

static void hours_without_readings_are_no_nought(void **state)
{
    (void)state;
    const double mean[] = {10, 11, NAN, NAN, NAN, 12, 40, 41, 12, NAN};
    struct ta_hours_view view = {
        .from = AT(100), .n = 10, .mean = mean, .limit = 35, .unit = "mg/m3"};
    struct ta_drawing d;
    ta_chart_hours(&speech, &view, TA_CHART_WIDE, &d);
    assert_false(d.failed);
    assert_int_equal(moves_of(&d, path_of(&d, TA_ACCENT)), 2);
    assert_int_equal(count(&d, TA_MARK_PATH, TA_SHADE, 0), 2);
    assert_true(says(&d, "limit 35\u00a0mg/m³"));
    /* the marks at the upper edge: one stroke for each hour above */
    size_t strokes = 0;
    for (size_t i = 0; i < d.n_marks; i++)
        if (d.mark[i].kind == TA_MARK_PATH && d.mark[i].paint.stroke == TA_ALARM &&
            d.mark[i].paint.width == 1.2)
            strokes += moves_of(&d, &d.mark[i]);
    assert_int_equal(strokes, 2);
    ta_drawing_free(&d);
}

static void rejected_readings_are_drawn_apart(void **state)
{
    (void)state;
    const double mean[] = {10, 11, NAN, NAN, NAN, 12};
    const double rejected[] = {NAN, NAN, 90, 90, NAN, NAN};
    const unsigned char failed[] = {0, 0, TA_HOUR_FAILED, TA_HOUR_FAILED, 0, 0};
    struct ta_hours_view view = {.from = AT(100),
                                 .n = 6,
                                 .mean = mean,
                                 .rejected = rejected,
                                 .missing = failed,
                                 .limit = 35,
                                 .unit = "mg/m3"};
    struct ta_drawing d;
    ta_chart_hours(&speech, &view, TA_CHART_WIDE, &d);
    assert_false(d.failed);
    const struct ta_mark *line = NULL;
    for (size_t i = 0; i < d.n_marks; i++)
        if (d.mark[i].kind == TA_MARK_PATH && d.mark[i].paint.dash[0] == 2.0)
            line = &d.mark[i];
    assert_non_null(line);
    assert_int_equal(moves_of(&d, line), 1);
    assert_true(d.step[line->first].y > 0.0); /* the axis reaches up to it */
    assert_int_equal(moves_of(&d, path_of(&d, TA_ACCENT)), 2);
    ta_drawing_free(&d);
}

static void many_hours_keep_their_peaks(void **state)
{
    (void)state;
    enum { N = 24 * 3660 };
    static double mean[N];
    for (int i = 0; i < N; i++) mean[i] = 5;
    mean[N / 2] = 100;
    struct ta_hours_view view = {
        .from = 0, .n = N, .mean = mean, .limit = NAN, .unit = "mg/m3"};
    struct ta_drawing d;
    ta_chart_hours(&speech, &view, TA_CHART_WIDE, &d);
    const struct ta_mark *line = path_of(&d, TA_ACCENT);
    assert_true((double)line->n < 4 * TA_CHART_WIDE);
    double top = INFINITY;
    for (size_t i = 0; i < line->n; i++) top = fmin(top, d.step[line->first + i].y);
    assert_near(top, 20.0, 1e-9, 1); /* 100 is the axis's end */
    ta_drawing_free(&d);
}

/* Each kind of chart, of made-up data or not. */
static void draw_series(bool simulated, struct ta_drawing *out)
{
    struct ta_series_view view = series;
    view.simulated = simulated;
    ta_chart_series(&speech, &view, TA_CHART_WIDE, out);
}

static void draw_hours(bool simulated, struct ta_drawing *out)
{
    static const double mean[] = {10, 11, NAN, 40};
    const struct ta_hours_view view = {.from = AT(100),
                                       .n = 4,
                                       .mean = mean,
                                       .limit = 35,
                                       .unit = "mg/m3",
                                       .simulated = simulated};
    ta_chart_hours(&speech, &view, TA_CHART_WIDE, out);
}

static void draw_score(bool simulated, struct ta_drawing *out)
{
    const struct ta_fact_score score = {.value = 60.0,
                                        .lo = 20.0,
                                        .hi = 80.0,
                                        .capped = 60.0,
                                        .reference = 75.0,
                                        .observed_weight = 0.5};
    const struct ta_score_view view = {.score = &score, .simulated = simulated};
    ta_chart_score(&speech, &view, TA_CHART_WIDE, out);
}

static void draw_shares(bool simulated, struct ta_drawing *out)
{
    static const struct ta_share_bar bar[] = {{"A", -12.4, false}, {"B", 0.9, true}};
    ta_chart_shares(&speech, 2, bar, simulated, TA_CHART_WIDE, out);
}

/* Scope 3's part is not known. */
static const struct ta_emission_bar scopes[] = {
    {"Scope 1", 2950, 1239}, {"Scope 2", 0, 0}, {"Scope 3", 5900, NAN}};

static void draw_emissions(bool simulated, struct ta_drawing *out)
{
    const struct ta_emissions_view view = {3, scopes, simulated};
    ta_chart_emissions(&speech, &view, TA_CHART_WIDE, out);
}

static void made_up_data_say_so_across_the_drawing(void **state)
{
    (void)state;
    static void (*const draw[])(bool, struct ta_drawing *) = {
        draw_series, draw_hours, draw_score, draw_shares, draw_emissions};
    for (size_t i = 0; i < sizeof draw / sizeof *draw; i++) {
        struct ta_drawing d;
        draw[i](false, &d);
        assert_false(d.failed);
        assert_false(says(&d, "SIMULATED DATA"));
        ta_drawing_free(&d);
        draw[i](true, &d);
        assert_false(d.failed);
        if (!says(&d, "SIMULATED DATA")) fail_msg("chart %zu does not say so", i);
        ta_drawing_free(&d);
    }
}

static void shares_go_left_and_right_of_the_reference(void **state)
{
    (void)state;
    const struct ta_share_bar bar[] = {
        {"A", -12.4, false}, {"B", -3.1, true}, {"C", 0.9, true}};
    struct ta_drawing d;
    ta_chart_shares(&speech, 3, bar, false, TA_CHART_WIDE, &d);
    assert_true(says(&d, "\u221212.4"));
    assert_true(says(&d, "+0.9"));
    assert_int_equal(count(&d, TA_MARK_PATH, TA_ALARM_SOFT, TA_ALARM), 1);
    assert_int_equal(count(&d, TA_MARK_PATH, TA_ACCENT_SOFT, TA_ACCENT), 1);
    assert_int_equal(count(&d, TA_MARK_PATH, TA_PAPER, TA_INK_SOFT),
                     1); /* not observed */
    ta_drawing_free(&d);
}

/* Lengths of the bars of a paint, and how many (the key's square is one of 11 pt). */
static size_t lengths(const struct ta_drawing *d, ta_argb fill, double *out)
{
    size_t n = 0;
    for (size_t i = 0; i < d->n_marks; i++) {
        double ends[2];
        if (d->mark[i].kind != TA_MARK_PATH || d->mark[i].paint.fill != fill) continue;
        reach(d, &d->mark[i], false, ends);
        if (fabs(ends[1] - ends[0] - 11.0) < 1e-9) continue;
        out[n++] = ends[1] - ends[0];
    }
    return n;
}

static void emissions_are_bars_on_one_scale_and_none_where_not_known(void **state)
{
    (void)state;
    const double widths[] = {TA_CHART_WIDE, TA_CHART_NARROW};
    for (size_t w = 0; w < 2; w++) {
        const struct ta_emissions_view view = {3, scopes, false};
        double project[9], part[9];
        struct ta_drawing d;
        ta_chart_emissions(&speech, &view, widths[w], &d);
        assert_false(d.failed);
        assert_int_equal(lengths(&d, TA_ACCENT_SOFT, project), 3);
        assert_int_equal(lengths(&d, TA_ACCENT, part), 2);
        assert_near(project[2] / project[0], 2.0, 1e-12, 0);
        assert_near(part[0] / project[0], 1239.0 / 2950.0, 1e-12, 0);
        assert_true(project[1] == 1.0 && part[1] == 1.0); /* a nought shows */
        assert_true(says(&d, "2,950") && says(&d, "1,239") && says(&d, "0") &&
                    says(&d, "\u2013"));
        assert_true(says(&d, "Scope 3") && says(&d, "Whole project") &&
                    says(&d, "Lender's part"));
        ta_drawing_free(&d);
    }
}

static void levels_get_lighter_in_grey(void **state)
{
    (void)state;
    const char *level[] = {"very_high", "high", "elevated", "moderate", "low"};
    double before = 0;
    for (size_t i = 0; i < 5; i++) {
        ta_argb c = ta_level_colour(level[i]);
        double grey = 0.2126 * pow(((c >> 16) & 255) / 255.0, 2.2) +
                      0.7152 * pow(((c >> 8) & 255) / 255.0, 2.2) +
                      0.0722 * pow((c & 255) / 255.0, 2.2);
        assert_true(grey > before * 1.25);
        before = grey;
    }
}

static void ramps_get_lighter_or_turn_once(void **state)
{
    (void)state;
    double before = -1;
    for (size_t i = 0; i < ta_ramp_growing.n; i++) {
        ta_argb c = ta_ramp_growing.colour[i];
        double grey =
            0.299 * ((c >> 16) & 255) + 0.587 * ((c >> 8) & 255) + 0.114 * (c & 255);
        assert_true(grey > before);
        before = grey;
    }
    assert_int_equal(ta_ramp_at(&ta_ramp_growing, -3), ta_ramp_growing.colour[0]);
    assert_int_equal(ta_ramp_at(&ta_ramp_growing, 0.5), ta_ramp_growing.colour[4]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gap_breaks_the_line_and_is_told),
        cmocka_unit_test(looks_stand_clear_of_gaps_and_spreads_of_the_frame),
        cmocka_unit_test(cloudy_looks_are_hollow_marks_on_the_base_line),
        cmocka_unit_test(a_year_under_cloud_has_no_line_and_no_value),
        cmocka_unit_test(hours_without_readings_are_no_nought),
        cmocka_unit_test(a_gap_at_the_end_of_the_evidence_shows),
        cmocka_unit_test(rejected_readings_are_drawn_apart),
        cmocka_unit_test(many_hours_keep_their_peaks),
        cmocka_unit_test(made_up_data_say_so_across_the_drawing),
        cmocka_unit_test(shares_go_left_and_right_of_the_reference),
        cmocka_unit_test(emissions_are_bars_on_one_scale_and_none_where_not_known),
        cmocka_unit_test(levels_get_lighter_in_grey),
        cmocka_unit_test(ramps_get_lighter_or_turn_once),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
