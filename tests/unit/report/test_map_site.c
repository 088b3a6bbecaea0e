/* SPDX-License-Identifier: Apache-2.0 */
/* What a picture of a site carries when it is cut out of its page: outline, scale, north, date
 * and cloud, and that its data are made up. */
#include "ta_test.h"

#include "base/memory.h"
#include "report/map_site.h"

enum { COLS = 120, ROWS = 60 };

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

static const struct ta_mark *words_of(const struct ta_drawing *d, const char *words)
{
    for (size_t i = 0; i < d->n_marks; i++)
        if (d->mark[i].kind == TA_MARK_WORDS &&
            strcmp(d->bytes.bytes + d->mark[i].first, words) == 0)
            return &d->mark[i];
    return NULL;
}

static const struct ta_mark *path_of(const struct ta_drawing *d, ta_argb stroke,
                                     double width)
{
    for (size_t i = 0; i < d->n_marks; i++)
        if (d->mark[i].kind == TA_MARK_PATH && d->mark[i].paint.stroke == stroke &&
            d->mark[i].paint.width == width)
            return &d->mark[i];
    return NULL;
}

static const struct ta_mark *image_of(const struct ta_drawing *d)
{
    for (size_t i = 0; i < d->n_marks; i++)
        if (d->mark[i].kind == TA_MARK_IMAGE) return &d->mark[i];
    fail_msg("no picture");
    return NULL;
}

static bool lies_on(struct ta_rect frame, double x, double y)
{
    return x >= frame.x && x <= frame.x + frame.width && y >= frame.y &&
           y <= frame.y + frame.height;
}

/* A square from (30, 15) to (90, 45) in pixels of the picture. */
static size_t part_ring[] = {0, 1}, ring_point[] = {0, 5};
static double corner[] = {30, 15, 90, 15, 90, 45, 30, 45, 30, 15};
static const struct ta_polygons outline = {.n_parts = 1,
                                           .n_rings = 1,
                                           .n_points = 5,
                                           .part_ring = part_ring,
                                           .ring_point = ring_point,
                                           .xy = corner};

static ta_argb pixel[COLS * ROWS];
static const struct ta_picture picture = {.cols = COLS,
                                          .rows = ROWS,
                                          .pixel = pixel,
                                          .per_cell = 1.0,
                                          .metres_per_pixel = 10.0,
                                          .north = 0.0};

static const struct ta_map_view whole = {.picture = &picture,
                                         .outline = &outline,
                                         .head = "2026-08-24",
                                         .below = "97 % clear",
                                         .stamp = "2026-08-24, cloud 3 %"};

static void draw(const struct ta_map_view *view, struct ta_drawing *out)
{
    struct ta_error err = {0};
    for (size_t i = 0; i < COLS * ROWS; i++) pixel[i] = 0xff406040u;
    if (ta_map_site(&speech, view, out, &err) != TA_OK) fail_msg("%s", err.text);
    assert_false(out->failed);
}

static void the_outline_lies_where_the_site_does(void **state)
{
    (void)state;
    struct ta_drawing d;
    draw(&whole, &d);
    struct ta_rect frame = image_of(&d)->rect;
    const struct ta_mark *line = path_of(&d, TA_SITE_LINE, 1.7);
    assert_non_null(line);
    size_t corners = 0;
    for (size_t i = 0; i < line->n; i++) {
        const struct ta_step *step = &d.step[line->first + i];
        if (step->kind == 'Z') continue;
        assert_near(step->x, frame.x + corner[2 * corners] / COLS * frame.width, 1e-12,
                    1);
        assert_near(step->y, frame.y + corner[2 * corners + 1] / ROWS * frame.height,
                    1e-12, 1);
        corners++;
    }
    assert_int_equal(corners, 4);
    ta_drawing_free(&d);

    struct ta_map_view without = whole;
    without.outline = NULL;
    draw(&without, &d);
    assert_null(path_of(&d, TA_SITE_LINE, 1.7));
    ta_drawing_free(&d);
}

/* 1,200 m across: at most 40 % of it is 480 m, of which 200 m are the round length. */
static void the_scale_bar_is_as_long_as_it_says(void **state)
{
    (void)state;
    struct ta_drawing d;
    draw(&whole, &d);
    struct ta_rect frame = image_of(&d)->rect;
    const struct ta_mark *words = words_of(&d, "200\u00a0m");
    const struct ta_mark *bar = path_of(&d, TA_INK, 2.0);
    assert_non_null(words);
    assert_non_null(bar);
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < bar->n; i++) {
        const struct ta_step *step = &d.step[bar->first + i];
        assert_true(lies_on(frame, step->x, step->y));
        least = fmin(least, step->x);
        most = fmax(most, step->x);
    }
    assert_near((most - least) / frame.width, 200.0 / (COLS * 10.0), 1e-12, 0);
    assert_true(lies_on(frame, words->rect.x, words->rect.y));
    assert_non_null(words_of(&d, "N"));
    ta_drawing_free(&d);
}

static void what_is_not_known_is_not_drawn(void **state)
{
    (void)state;
    struct ta_drawing d;
    struct ta_picture nowhere = picture;
    struct ta_map_view view = whole;
    nowhere.metres_per_pixel = nowhere.north = NAN;
    view.picture = &nowhere;
    draw(&view, &d);
    assert_null(path_of(&d, TA_INK, 2.0)); /* no scale that nobody knows */
    assert_null(words_of(&d, "N"));
    ta_drawing_free(&d);
}

static void date_and_cloud_stand_on_the_picture_itself(void **state)
{
    (void)state;
    struct ta_drawing d;
    draw(&whole, &d);
    struct ta_rect frame = image_of(&d)->rect;
    const struct ta_mark *stamp = words_of(&d, whole.stamp);
    assert_non_null(stamp);
    assert_true(lies_on(frame, stamp->rect.x, stamp->rect.y));
    assert_true(stamp->lettering.halo != 0); /* legible on whatever lies below */
    assert_true(stamp > image_of(&d));       /* and painted after it */
    assert_non_null(words_of(&d, whole.head));
    assert_true(words_of(&d, whole.head)->rect.y < frame.y);
    assert_true(words_of(&d, whole.below)->rect.y < frame.y);
    double foot = stamp->rect.y;
    ta_drawing_free(&d);

    struct ta_map_view view = whole; /* two lines: the last at the foot */
    view.stamp = "2026-08-25\nmasked 4 % (cloud 3 %)";
    draw(&view, &d);
    const struct ta_mark *date = words_of(&d, "2026-08-25");
    const struct ta_mark *share = words_of(&d, "masked 4 % (cloud 3 %)");
    assert_true(date != NULL && share != NULL && share->rect.y == foot);
    assert_true(date->rect.y < foot - 12.0 &&
                lies_on(frame, date->rect.x, date->rect.y));
    ta_drawing_free(&d);
}

static void made_up_pictures_say_so(void **state)
{
    (void)state;
    struct ta_drawing d;
    struct ta_map_view view = whole;
    draw(&view, &d);
    assert_null(words_of(&d, "SIMULATED DATA"));
    ta_drawing_free(&d);
    view.simulated = true;
    draw(&view, &d);
    const struct ta_mark *words = words_of(&d, "SIMULATED DATA");
    assert_non_null(words);
    assert_true(lies_on(image_of(&d)->rect, words->rect.x, words->rect.y));
    assert_true(words > image_of(&d) && words->lettering.halo != 0);
    ta_drawing_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_outline_lies_where_the_site_does),
        cmocka_unit_test(the_scale_bar_is_as_long_as_it_says),
        cmocka_unit_test(what_is_not_known_is_not_drawn),
        cmocka_unit_test(date_and_cloud_stand_on_the_picture_itself),
        cmocka_unit_test(made_up_pictures_say_so),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
