/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog_test.h"

#include "base/memory.h"

static const char MTL[] =
    "GROUP = L1_METADATA_FILE\nGROUP = METADATA_FILE_INFO\nLANDSAT_SCENE_ID = "
    "\"LT51670552010352MLK00\"\nFILE_DATE = "
    "2014-06-02T21:33:27Z\nPROCESSING_SOFTWARE_VERSION = "
    "\"L\"\nEND_GROUP = METADATA_FILE_INFO\nGROUP = PRODUCT_METADATA\nSPACECRAFT_ID = "
    "\"LANDSAT_5\"\nSENSOR_ID = \"TM\"\nWRS_PATH = 167\nWRS_ROW = 055\nDATE_ACQUIRED = "
    "2010-12-18\nSCENE_CENTER_TIME = 07:24:28.5030130Z\nFILE_NAME_BAND_3 = \"b3.TIF\"\n"
    "FILE_NAME_BAND_4 = \"b4.TIF\"\nEND_GROUP = PRODUCT_METADATA\nEND_GROUP = "
    "L1_METADATA_FILE\nEND\n";

static const char ITEM[] = "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":"
                           "\"i\",\"properties\":{\"datetime\":"
                           "\"2000-01-01T00:00:00Z\"},\"assets\":{\"s\":{\"href\":\"a."
                           "tif\",\"terrassay:index\":\"ndvi\","
                           "\"bands\":[{\"datetime\":\"2000-03-09\"},{\"datetime\":"
                           "\"2000-03-10\"}]},\"scl\":{\"href\":"
                           "\"b.tif\"}}}";

static const char MTD[] =
    "<P><PRODUCT_URI>u.SAFE</PRODUCT_URI><PROCESSING_LEVEL>Level-2A</PROCESSING_LEVEL>"
    "<PROCESSING_BASELINE>02.14</"
    "PROCESSING_BASELINE><PRODUCT_START_TIME>2019-01-01T00:00:00Z"
    "</PRODUCT_START_TIME><BOA_QUANTIFICATION_VALUE>10000</BOA_QUANTIFICATION_VALUE>"
    "<IMAGE_FILE>GRANULE/g/T32TQM_x_B04_10m</IMAGE_FILE><IMAGE_FILE>GRANULE/g/"
    "T32TQM_x_SCL_20m"
    "</IMAGE_FILE></P>";

static char *make_all_kinds(void)
{
    char *folder = new_folder();
    write_text(folder, "landsat/p_MTL.txt", MTL);
    write_text(folder, "landsat/b3.TIF", "x");
    write_text(folder, "landsat/b4.TIF", "x");
    write_text(folder, "bare/LC08_L1TP_014031_20180101_20200905_01_T1_B4.TIF", "x");
    write_text(folder, "bare/LC08_L1TP_014031_20180101_20200905_01_T1_BQA.TIF", "x");
    write_text(folder, "stac/item.json", ITEM);
    write_text(folder, "stac/a.tif", "x");
    write_text(folder, "stac/b.tif", "x");
    write_text(folder, "safe/MTD_MSIL2A.xml", MTD);
    write_text(folder, "safe/GRANULE/g/MTD_TL.xml", "<T/>");
    write_text(folder, "safe/GRANULE/g/T32TQM_x_B04_10m.jp2", "x");
    write_text(folder, "safe/GRANULE/g/T32TQM_x_SCL_20m.jp2", "x");
    return folder;
}

struct tally {
    size_t scenes, problems;
};

static enum ta_status tally_scene(void *self, struct ta_scene *scene,
                                  struct ta_error *err)
{
    (void)err;
    ((struct tally *)self)->scenes++;
    ta_scene_free(scene);
    return TA_OK;
}

static void tally_problem(void *self, const char *path, const char *reason,
                          const char *mend)
{
    (void)path;
    (void)reason;
    (void)mend;
    ((struct tally *)self)->problems++;
}

/* Whichever allocation fails, the walk says so and leaks nothing: it never calls a product bad
 * or leaves a scene out in silence. */
static void every_failing_allocation_ends_the_walk(void **state)
{
    (void)state;
    char *folder = make_all_kinds();
    size_t whole = 0, failed = 0;
    for (size_t k = 1; whole < 50; k++) {
        struct tally tally = {0};
        struct ta_error err = {0};
        ta_alloc_fail_at(k);
        enum ta_status rc =
            ta_catalog_tree(folder, tally_scene, tally_problem, &tally, &err);
        ta_alloc_fail_at(0);
        assert_int_equal(tally.problems, 0);
        if (rc == TA_OK) {
            assert_int_equal(tally.scenes, 5);
            whole++;
            continue;
        }
        failed++;
        if (rc != TA_E_NOMEM || whole > 0)
            fail_msg("allocation %zu: %s, after %zu whole walks", k, err.text, whole);
    }
    assert_true(failed > 50);
    drop_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_failing_allocation_ends_the_walk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
