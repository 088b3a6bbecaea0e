/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_refresh_stop.c  Told to stop while what says where a far scene lies is on its way: it is a scene that
 *  nobody looked at yet, and none that is set aside. */
#define TA_TEST_NAME "refresh-stop"
#include "ta_test_engine.h"

#include "base/scene.h"
#include "engine/refresh_private.h"
#include "terrassay/far_file.h"

/* A far file of which no byte can be had. */
struct stand_in {
    struct ta_far_file file; /* first: the handle is this */
    enum ta_status gives;
    size_t asked, had; /* had: by so many */
};

static enum ta_status hold(struct ta_far_file *file, struct ta_error *why)
{
    (void)file, (void)why;
    return TA_OK;
}

static void rest(struct ta_far_file *file)
{
    (void)file;
}

static enum ta_status ask(struct stand_in *s, struct ta_error *why)
{
    s->asked++;
    return s->gives == TA_E_AGAIN ? ta_fail(why, TA_E_AGAIN, "told to stop")
                                  : ta_fail(why, s->gives, "the host answered 503");
}

static enum ta_status want(struct ta_far_file *file, const struct ta_byte_range *range,
                           size_t n, struct ta_error *why)
{
    (void)range, (void)n;
    return ask((struct stand_in *)(void *)file, why);
}

static enum ta_status read_bytes(struct ta_far_file *file, int64_t from, size_t n,
                                 void *out, struct ta_error *why)
{
    (void)from, (void)n, (void)out;
    return ask((struct stand_in *)(void *)file, why);
}

static int64_t came(struct ta_far_file *file)
{
    (void)file;
    return 0;
}

static void share(struct ta_far_file *file)
{
    ((struct stand_in *)(void *)file)->had++;
}

static void drop(struct ta_far_file *file)
{
    ((struct stand_in *)(void *)file)->had--;
}

static const struct ta_far_file_ops ops = {hold,       rest, want,  want,
                                           read_bytes, came, share, drop};

static struct ta_scene scene_of(struct stand_in *s)
{
    struct ta_scene scene = {.time = NOW * INT64_C(1000000),
                             .mask_asset = SIZE_MAX,
                             .saturation_asset = SIZE_MAX};
    struct ta_asset *asset = NULL;
    (void)snprintf(scene.id, sizeof scene.id, "c/look");
    (void)snprintf(scene.tile, sizeof scene.tile, "168055");
    assert_ok(ta_scene_add_asset(&scene, "https://host/look-red.tif", 1, &asset));
    asset->band[0].scale = 1.0;
    asset->band[0].number = 1;
    (void)snprintf(asset->band[0].name, sizeof asset->band[0].name, "red");
    asset->far = &s->file;
    s->had = 1;
    return scene;
}

static void check(enum ta_status gives, bool stops)
{
    struct ta_workspace w = workspace_open();
    struct stand_in s = {.file = {.ops = &ops, .size = 1 << 20, .etag = "\"e\""},
                         .gives = gives};
    const struct ta_refresh asked = {
        .from = TA_DAY_NONE, .to = TA_DAY_NONE, .now = NOW * INT64_C(1000000)};
    struct ta_refreshed result = {.scenes = 0};
    struct ta_refresh_work work = {.workspace = &w,
                                   .ask = &asked,
                                   .result = &result,
                                   .recipe = "r",
                                   .last_seq = 1,
                                   .source = "https://host",
                                   .answered = json_object(),
                                   .searches = true};
    struct ta_scene scene = scene_of(&s);
    assert_ok(ta_refresh_on_scene(&work, &scene, &err));
    assert_true(s.asked > 0);
    assert_int_equal(result.scenes, 1);
    assert_int_equal(result.stopped, stops);
    assert_int_equal(result.set_aside, !stops);
    assert_int_equal(work.n, !stops); /* to be written down */
    for (size_t i = 0; i < work.n; i++) {
        assert_int_equal(work.pending[i].state, TA_PENDING_FAILED);
        assert_non_null(strstr(work.pending[i].row.reason, "503"));
        ta_pending_free(&work.pending[i]);
    }
    assert_null(json_object_get(work.answered, "c/look ")); /* nor did it answer */
    assert_int_equal(s.had, 0);
    ta_free(work.pending);
    json_decref(work.answered);
    ta_workspace_close(&w);
}

static void a_stop_sets_no_scene_aside(void **state)
{
    (void)state;
    check(TA_E_AGAIN, true);
}

/* As what it is told apart from. */
static void a_host_that_fails_does(void **state)
{
    (void)state;
    check(TA_E_SOURCE, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_stop_sets_no_scene_aside, fresh_folder),
        cmocka_unit_test_setup(a_host_that_fails_does, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
