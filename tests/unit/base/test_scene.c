/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/memory.h"
#include "base/project.h"
#include "base/scene.h"

static void assets_are_added_owned_and_freed(void **state)
{
    (void)state;
    struct ta_scene scene = {.id = "c/i"};
    struct ta_asset *asset = NULL;
    for (int i = 0; i < 20; i++) {
        char path[32];
        snprintf(path, sizeof path, "/x/%d.tif", i);
        assert_int_equal(ta_scene_add_asset(&scene, path, 3, &asset), TA_OK);
        assert_string_equal(asset->path, path);
        asset->band[2].number = i;
    }
    assert_int_equal(scene.n_assets, 20);
    assert_int_equal(scene.asset[4].band[2].number, 4);
    for (size_t k = 1; k <= 3; k++) {
        ta_alloc_fail_at(k);
        assert_int_equal(ta_scene_add_asset(&scene, "p", 1, &asset), TA_E_NOMEM);
        assert_int_equal(scene.n_assets, 20);
    }
    ta_alloc_fail_at(0);
    ta_scene_free(&scene);
    assert_int_equal(scene.n_assets, 0);
    ta_scene_free(NULL);
}

static void a_changed_scene_has_another_digest(void **state)
{
    (void)state;
    struct ta_scene scene = {.id = "c/i", .processing = "1"};
    struct ta_asset *asset = NULL;
    assert_int_equal(ta_scene_add_asset(&scene, "/a/b/red.tif", 1, &asset), TA_OK);
    asset->band[0].scale = 2.75e-5;
    char first[TA_HEX_SIZE], next[TA_HEX_SIZE];
    ta_scene_sha256(&scene, first);
    asset->path[1] = 'z'; /* moved to another folder: the same scene */
    ta_scene_sha256(&scene, next);
    assert_string_equal(first, next);
    asset->band[0].offset = -0.2;
    ta_scene_sha256(&scene, next);
    assert_string_not_equal(first, next);
    ta_scene_free(&scene);
}

static struct ta_polygons square(void)
{
    static size_t part[] = {0, 1}, ring[] = {0, 5};
    static double xy[] = {1, 2, 3, 2, 3, 5, 1, 5, 1, 2};
    return (struct ta_polygons){1, part, 1, ring, 5, xy};
}

static void polygons_are_copied_boxed_and_hashed(void **state)
{
    (void)state;
    struct ta_polygons in = square(), out = {0}, empty = {0};
    char a[TA_HEX_SIZE], b[TA_HEX_SIZE];
    assert_int_equal(ta_polygons_copy(&in, &out), TA_OK);
    ta_polygons_sha256(&in, a);
    ta_polygons_sha256(&out, b);
    assert_string_equal(a, b);
    struct ta_box box = ta_polygons_box(&out);
    assert_true(box.x_min == 1 && box.y_min == 2 && box.x_max == 3 && box.y_max == 5);
    out.xy[3] = nextafter(out.xy[3], 9);
    ta_polygons_sha256(&out, b);
    assert_string_not_equal(a, b);
    ta_polygons_free(&out);
    ta_polygons_free(&out);
    assert_int_equal(ta_polygons_copy(&empty, &out), TA_OK);
    assert_true(isnan(ta_polygons_box(&out).x_min));
    ta_polygons_free(&out);
    for (size_t k = 1; k <= 3; k++) {
        ta_alloc_fail_at(k);
        assert_int_equal(ta_polygons_copy(&in, &out), TA_E_NOMEM);
    }
    ta_alloc_fail_at(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(assets_are_added_owned_and_freed),
        cmocka_unit_test(a_changed_scene_has_another_digest),
        cmocka_unit_test(polygons_are_copied_boxed_and_hashed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
