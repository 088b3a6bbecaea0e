/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "refresh_newer"
#include "base/hash.h"
#include "ta_test_refresh.h"

static const struct square_site one_site[] = {{"a", 10, 10}};

/* The newest of what came so far stands, whatever the order of the words as text. */
static void a_stated_version_wins_over_none_and_ten_over_nine(void **state)
{
    (void)state;
    static const struct {
        const char *item, *version, *told;
        int nir;
    } step[] = {
        {"take-plain", "unversioned", "observed s2/take-plain", 4000},
        {"take-v9", "9.00", "superseded s2/take-plain s2/take-v9 stands", 3000},
        {"take-v10", "10.00", "superseded s2/take-v9 s2/take-v10 stands", 2000}};
    struct ta_workspace w = workspace_open();
    import_squares(&w, one_site, 1);
    for (size_t i = 0; i < sizeof step / sizeof *step; i++) {
        struct ta_refreshed done;
        struct made scene = scene_of(step[i].item, "2020-05-03");
        scene.datatake = "TAKE";
        scene.version = step[i].version;
        scene.nir = step[i].nir;
        make_scene(&scene);
        assert_ok(refresh(&w, &done));
        assert_event(step[i].told);
        assert_near(mean_of(&w, "a", "ndvi", 1),
                    (step[i].nir - 1000.0) / (step[i].nir + 1000.0), 0.003, 0.0);
    }
    ta_workspace_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_stated_version_wins_over_none_and_ten_over_nine,
                               fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
