/* SPDX-License-Identifier: Apache-2.0 */
/* What the simulator writes comes in by the reader of real products, and says what it is. */
#include "ta_test.h"

#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/scene.h"
#include "base/time.h"
#include "catalog/folder.h"
#include "demo/scene_write.h"

static char folder[] = "/tmp/ta-scenes-XXXXXX";

/** What the catalogue handed over. */
struct heard {
    size_t n, problems;
    struct ta_scene scene;
};

static enum ta_status on_scene(void *self, struct ta_scene *scene, struct ta_error *err)
{
    struct heard *heard = self;
    (void)err;
    ta_scene_free(&heard->scene);
    heard->scene = *scene;
    heard->n++;
    return TA_OK;
}

static void on_problem(void *self, const char *path, const char *reason,
                       const char *mend)
{
    (void)mend;
    print_message("%s: %s\n", path, reason);
    ((struct heard *)self)->problems++;
}

static const struct ta_band *band_of(const struct ta_scene *scene, const char *name)
{
    for (size_t a = 0; a < scene->n_assets; a++)
        for (size_t b = 0; b < scene->asset[a].n_bands; b++)
            if (strcmp(scene->asset[a].band[b].name, name) == 0)
                return &scene->asset[a].band[b];
    fail_msg("no band %s", name);
    return NULL;
}

/* An item with files that only have their names; the catalogue opens none. */
static void write_look(const struct ta_sim_set *set, size_t look)
{
    char id[TA_SIM_ITEM], path[256];
    struct ta_error err = {0};
    struct ta_text text = {0};
    ta_sim_item_id(set, look, id);
    assert_int_equal(ta_sim_item(set, look, 12.5, &text, &err), TA_OK);
    (void)snprintf(path, sizeof path, "%s/%s.json", folder, id);
    assert_int_equal(ta_file_write(path, text.bytes, text.size, 0644, &err), TA_OK);
    for (size_t b = 0; b <= set->n_bands; b++) {
        (void)snprintf(path, sizeof path, "%s/%s_%s.TIF", folder, id,
                       ta_sim_layer_name(set, b));
        assert_int_equal(ta_file_write(path, "II*", 3, 0644, &err), TA_OK);
    }
    ta_text_free(&text);
}

static void drop_folder(void)
{
    char **name, path[256];
    size_t n;
    struct ta_error err = {0};
    assert_int_equal(ta_folder_list(folder, &name, &n, &err), TA_OK);
    for (size_t i = 0; i < n; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", folder, name[i]);
        assert_int_equal(unlink(path), 0);
    }
    ta_free(name);
    assert_int_equal(rmdir(folder), 0);
}

static void check_scene(const struct ta_sim_set *set, size_t look,
                        const struct ta_scene *scene)
{
    char time[TA_TIME_TEXT];
    assert_true(scene->simulated);
    assert_int_equal(scene->mask, TA_MASK_QA_PIXEL);
    assert_true(scene->mask_asset < scene->n_assets);
    assert_string_equal(scene->collection, set->collection);
    assert_true(scene->cloud_cover == 12.5);
    ta_time_format(scene->time, time);
    assert_memory_equal(time, set->look[look].day, 10);
    static const char *const names[] = {"blue", "green", "red", "nir", "swir16"};
    for (size_t b = 0; b < set->n_bands; b++) {
        const struct ta_band *band = band_of(scene, names[b]);
        assert_int_equal(band->quantity, TA_QUANTITY_REFLECTANCE_SURFACE);
        assert_true(band->scale == 0.0000275 && band->offset == -0.2);
        assert_true(band->nodata == 0.0);
    }
}

static void the_catalogue_reads_what_the_simulator_writes(void **state)
{
    (void)state;
    assert_non_null(mkdtemp(folder));
    struct heard heard = {.n = 0};
    struct ta_error err = {0};
    for (size_t s = 0; s < ta_sim_set_count(); s++) {
        const struct ta_sim_set *set = ta_sim_set_at(s);
        write_look(set, set->n_looks - 1);
    }
    assert_int_equal(ta_catalog_folder(folder, on_scene, on_problem, &heard, &err),
                     TA_OK);
    assert_int_equal(heard.n, ta_sim_set_count());
    assert_int_equal(heard.problems, 0);
    const struct ta_sim_set *last = ta_sim_set_at(1); /* "SIM-A-126..." sorts behind */
    if (strcmp(heard.scene.collection, last->collection) != 0) last = ta_sim_set_at(0);
    check_scene(last, last->n_looks - 1, &heard.scene);
    ta_scene_free(&heard.scene);
    drop_folder();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_catalogue_reads_what_the_simulator_writes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
