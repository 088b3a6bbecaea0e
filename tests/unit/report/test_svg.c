/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "report/svg.h"

static const struct ta_paint solid = {.fill = 0xff112233u};
static const struct ta_paint dashed = {
    .stroke = 0x80a0b0c0u, .width = 1.5, .dash = {4, 2}};

/* Written by hand after SVG 1.1: chapters 5, 8, 9, 10 and 14. */
static const char golden[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wide\" role=\"img\""
    " aria-labelledby=\"f1-t\" aria-describedby=\"f1-d\" viewBox=\"0 0 100 50.5\""
    " width=\"100\" height=\"50.5\" font-family=\"" TA_FONTS "\">\n"
    "<title id=\"f1-t\">A &lt;title&gt;</title>\n"
    "<desc id=\"f1-d\">words</desc>\n"
    "<path d=\"M1 2L31 2L31 12.25L1 12.25Z\" fill-rule=\"evenodd\" fill=\"#112233\"/>\n"
    "<path d=\"M0 0L-0.33 9.99\" fill=\"none\" stroke=\"#a0b0c0\""
    " stroke-opacity=\"0.5\" stroke-width=\"1.5\" stroke-dasharray=\"4 2\"/>\n"
    "<circle cx=\"5\" cy=\"6\" r=\"2\" fill=\"#112233\"/>\n"
    "<clipPath id=\"f1-c3\"><rect x=\"0\" y=\"0\" width=\"10\" height=\"10\"/>"
    "</clipPath><g clip-path=\"url(#f1-c3)\">\n"
    "<text x=\"3\" y=\"4\" font-size=\"12\" text-anchor=\"end\" font-weight=\"bold\""
    " fill=\"#1b2529\" transform=\"rotate(-30 3 4)\">a &amp; b [U+202E]</text>\n"
    "</g>\n"
    "<image x=\"0\" y=\"0\" width=\"2\" height=\"3\" preserveAspectRatio=\"none\""
    " image-rendering=\"pixelated\" href=\"data:image/png;base64,AAEC/w==\"/>\n"
    "</svg>\n";

static void draw(struct ta_drawing *d)
{
    static const struct ta_lettering letters = {.size = 12,
                                                .colour = TA_INK,
                                                .anchor = TA_ANCHOR_END,
                                                .bold = true,
                                                .turn = -30};
    static const unsigned char png[] = {0, 1, 2, 255};
    const double line[4] = {-0.001, 0, -0.333, 9.9901};
    ta_drawing_open(d, 100, 50.5);
    ta_draw_rect(d, (struct ta_rect){1, 2, 30, 10.25}, &solid);
    ta_draw_stroke(d, line, &dashed);
    ta_draw_circle(d, 5, 6, 2, &solid);
    ta_draw_clip(d, (struct ta_rect){0, 0, 10, 10});
    ta_draw_words(d, 3, 4, &letters, "a & b \u202E");
    ta_draw_unclip(d);
    ta_draw_image(d, (struct ta_rect){0, 0, 2, 3}, png, sizeof png);
}

static void a_drawing_is_the_svg_that_was_written_by_hand(void **state)
{
    (void)state;
    struct ta_drawing d;
    struct ta_text out = {0};
    const struct ta_svg about = {"f1", "A <title>", "words", "wide"};
    draw(&d);
    assert_int_equal(ta_svg_write(&d, &about, &out), TA_OK);
    assert_string_equal(out.bytes, golden);
    ta_text_free(&out);
    ta_drawing_free(&d);
}

static void ornament_is_hidden_from_readers_of_words(void **state)
{
    (void)state;
    struct ta_drawing d;
    struct ta_text out = {0};
    const struct ta_svg about = {"f2", NULL, NULL, NULL};
    ta_drawing_open(&d, 4, 4);
    assert_int_equal(ta_svg_write(&d, &about, &out), TA_OK);
    assert_non_null(strstr(out.bytes, "aria-hidden=\"true\""));
    assert_null(strstr(out.bytes, "role="));
    ta_text_free(&out);
    ta_drawing_free(&d);
}

static void what_is_no_number_draws_nought(void **state)
{
    (void)state;
    struct ta_drawing d;
    struct ta_text out = {0};
    const struct ta_svg about = {"f3", NULL, NULL, NULL};
    ta_drawing_open(&d, 4, 4);
    ta_draw_circle(&d, (double)NAN, (double)INFINITY, 1, &solid);
    assert_int_equal(ta_svg_write(&d, &about, &out), TA_OK);
    assert_non_null(strstr(out.bytes, "cx=\"0\" cy=\"0\""));
    ta_text_free(&out);
    ta_drawing_free(&d);
}

static void hatching_stays_in_its_box(void **state)
{
    (void)state;
    struct ta_drawing d;
    ta_drawing_open(&d, 100, 100);
    ta_draw_hatch(&d, (struct ta_rect){10, 20, 30, 12}, 5, &dashed);
    assert_true(d.n_steps > 6);
    for (size_t i = 0; i < d.n_steps; i++) {
        assert_true(d.step[i].x >= 10 && d.step[i].x <= 40);
        assert_true(d.step[i].y >= 20 && d.step[i].y <= 32);
    }
    ta_drawing_free(&d);
}

static void no_allocation_that_fails_goes_unnoticed(void **state)
{
    (void)state;
    const struct ta_svg about = {"f1", "A <title>", "words", "wide"};
    bool done = false;
    for (size_t k = 1; !done && k < 100; k++) {
        struct ta_drawing d;
        struct ta_text out = {0};
        ta_alloc_fail_at(k);
        draw(&d);
        enum ta_status rc = ta_svg_write(&d, &about, &out);
        ta_alloc_fail_at(0);
        done = rc == TA_OK;
        if (done) assert_string_equal(out.bytes, golden);
        if (!done) assert_int_equal(rc, TA_E_NOMEM);
        ta_text_free(&out);
        ta_drawing_free(&d);
    }
    assert_true(done);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_drawing_is_the_svg_that_was_written_by_hand),
        cmocka_unit_test(ornament_is_hidden_from_readers_of_words),
        cmocka_unit_test(what_is_no_number_draws_nought),
        cmocka_unit_test(hatching_stays_in_its_box),
        cmocka_unit_test(no_allocation_that_fails_goes_unnoticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
