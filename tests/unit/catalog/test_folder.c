/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog_test.h"

#include "base/text.h"

/* Bands without an MTL make the smallest product. */
static void put_product(const char *folder, const char *below, const char *day)
{
    char name[300];
    (void)snprintf(name, sizeof name, "%s/LC08_L1TP_014031_%s_20200905_01_T1_B4.TIF",
                   below, day);
    write_text(folder, name, "x");
}

static void scenes_come_sorted_and_problems_do_not_stop_them(void **state)
{
    (void)state;
    char *folder = new_folder();
    put_product(folder, "b", "20180102");
    put_product(folder, "a/z", "20180103");
    put_product(folder, "a", "20180104");
    write_text(folder, "a/broken_MTL.txt", "GROUP = X\n");
    put_product(folder, "c/.hidden", "20180101");
    struct heard *heard = listen(folder);
    assert_counts(heard, 4, 1);
    static const char *const day[] = {"20180104", "20180103", "20180102", "20180101"};
    for (size_t i = 0; i < 4; i++) assert_non_null(strstr(heard->scene[i].id, day[i]));
    assert_non_null(strstr(heard->problem[0], "a/broken_MTL.txt: "));
    forget(heard);
    drop_folder(folder);
}

static void links_are_not_followed_out_of_the_root(void **state)
{
    (void)state;
    char *folder = new_folder(), *outside = new_folder(), to[4096], from[4096];
    put_product(outside, "x", "20180101");
    put_product(folder, "in", "20180102");
    (void)snprintf(to, sizeof to, "%s/x", outside);
    (void)snprintf(from, sizeof from, "%s/door", folder);
    assert_int_equal(symlink(to, from), 0); /* to a folder outside */
    (void)snprintf(from, sizeof from, "%s/in/loop", folder);
    assert_int_equal(symlink("..", from), 0); /* to a folder inside, in a circle */
    (void)snprintf(to, sizeof to,
                   "%s/x/LC08_L1TP_014031_20180101_20200905_01_T1_B4.TIF", outside);
    (void)snprintf(from, sizeof from,
                   "%s/LC08_L1TP_014031_20180101_20200905_01_T1_B4.TIF", folder);
    assert_int_equal(symlink(to, from), 0); /* to a file outside */
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 1);
    assert_non_null(strstr(heard->problem[0], "leads out of"));
    forget(heard);

    (void)snprintf(from, sizeof from, "%s/root", outside);
    assert_int_equal(symlink(folder, from), 0);
    heard = listen(from); /* the root itself may be a link */
    assert_int_equal(heard->n_scenes, 1);
    forget(heard);
    drop_folder(folder);
    drop_folder(outside);
}

static void what_is_no_regular_file_is_not_opened(void **state)
{
    (void)state;
    char *folder = new_folder(), path[4096];
    (void)snprintf(path, sizeof path, "%s/pipe_MTL.txt", folder);
    assert_int_equal(mkfifo(path, 0600), 0); /* opening it would wait for ever */
    struct heard *heard = listen(folder);
    assert_counts(heard, 0, 1);
    assert_non_null(strstr(heard->problem[0], "not a regular file"));
    forget(heard);
    drop_folder(folder);
}

static void the_same_scene_twice_is_one_scene(void **state)
{
    (void)state;
    char *folder = new_folder();
    put_product(folder, "a", "20180101");
    put_product(folder, "b", "20180101");
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 1);
    assert_non_null(strstr(heard->problem[0], "was already read from"));
    forget(heard);
    drop_folder(folder);
}

/* GBK for "Inner Mongolia": what lies there is read like any other, and what is wrong there is named
 * so that it can be printed. */
static void a_folder_named_in_another_encoding_is_read(void **state)
{
    (void)state;
    static const char gbk[] = "\xc4\xda\xc3\xc9";
    char *folder = new_folder(), below[64];
    put_product(folder, "a", "20180101");
    put_product(folder, gbk, "20180102");
    put_product(folder, "\xfe", "20180102");
    (void)snprintf(below, sizeof below, "%s/broken_MTL.txt", gbk);
    write_text(folder, below, "GROUP = X\n");
    struct heard *heard = listen(folder);
    assert_counts(heard, 2, 2);
    const char *why = strstr(heard->problem[0], "broken_MTL.txt: ");
    assert_non_null(why);
    assert_true(ta_utf8_ok(why, strlen(why)));
    assert_non_null(strstr(heard->problem[1], "was already read from"));
    assert_non_null(strstr(heard->problem[1], "/??"
                                              "??"
                                              "/"));
    forget(heard);
    drop_folder(folder);
}

static void folders_nested_too_deep_are_told(void **state)
{
    (void)state;
    char *folder = new_folder();
    put_product(folder, "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16", "20180101");
    put_product(folder, "1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17", "20180102");
    struct heard *heard = listen(folder);
    assert_counts(heard, 1, 1);
    assert_non_null(strstr(heard->problem[0], "folders deep"));
    forget(heard);
    drop_folder(folder);
}

static enum ta_status enough(void *self, struct ta_scene *scene, struct ta_error *err)
{
    size_t *count = self;
    ta_scene_free(scene);
    (*count)++;
    return ta_fail(err, TA_E_AGAIN, "enough");
}

static void a_listener_can_end_the_walk(void **state)
{
    (void)state;
    char *folder = new_folder();
    put_product(folder, "a", "20180101");
    put_product(folder, "b", "20180102");
    size_t count = 0;
    struct ta_error err = {0};
    assert_int_equal(ta_catalog_folder(folder, enough, NULL, &count, &err), TA_E_AGAIN);
    assert_int_equal(count, 1);
    assert_string_equal(err.text, "enough");
    drop_folder(folder);
}

static void a_folder_that_is_not_there_is_an_error(void **state)
{
    (void)state;
    struct ta_error err = {0};
    enum ta_status rc = ta_catalog_folder("/no/such/folder", enough, NULL, NULL, &err);
    assert_int_equal(rc, TA_E_NOTFOUND);
    assert_non_null(strstr(err.text, "/no/such/folder"));
    assert_int_not_equal(ta_catalog_folder("/etc/passwd", enough, NULL, NULL, NULL),
                         TA_OK);
}

static void a_folder_alone_leaves_out_those_in_it(void **state)
{
    (void)state;
    char *folder = new_folder();
    put_product(folder, "a", "20180101");
    put_product(folder, ".", "20180102");
    enum { LARGE = 1200000 };
    char *parcels = calloc(LARGE, 1); /* no JSON: reading it would be a problem */
    assert_non_null(parcels);
    memset(parcels, '[', LARGE - 1);
    write_text(folder, "parcels.json", parcels);
    free(parcels);
    struct heard *heard = calloc(1, sizeof *heard);
    struct ta_error err = {0};
    assert_int_equal(
        ta_catalog_folder_alone(folder, hear_scene, hear_problem, heard, &err), TA_OK);
    assert_counts(heard, 1, 0);
    assert_non_null(strstr(heard->scene[0].id, "20180102"));
    forget(heard);
    drop_folder(folder);
}

static void one_product_is_read_by_its_file(void **state)
{
    (void)state;
    static const char *const item =
        "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"%s\",\"collection\":"
        "\"c\",\"geometry\":null,\"links\":[],\"properties\":{\"datetime\":\"2020-01-"
        "02T03:"
        "04:05Z\"},\"assets\":{\"ndvi\":{\"href\":\"one.tif\",\"terrassay:index\":"
        "\"ndvi\","
        "\"raster:bands\":[{}]}}}";
    char *folder = new_folder(), text[1000], path[4096];
    struct ta_error err = {0};
    write_text(folder, "one.tif", "x");
    for (int i = 0; i < 2; i++) {
        (void)snprintf(text, sizeof text, item, i == 0 ? "first" : "second");
        write_text(folder, i == 0 ? "p_1.json" : "p_2.json", text);
    }
    write_text(folder, "p_MTL.txt", "GROUP = X\n"); /* a walk passes the items over */
    struct heard *heard = calloc(1, sizeof *heard);
    (void)snprintf(path, sizeof path, "%s/p_2.json", folder);
    if (ta_catalog_product(path, hear_scene, hear_problem, heard, &err) != TA_OK)
        fail_msg("%s", err.text);
    assert_counts(heard, 1, 0);
    assert_string_equal(heard->scene[0].id, "c/second");
    forget(heard);

    size_t count = 0;
    (void)snprintf(path, sizeof path, "%s/one.tif", folder);
    assert_int_equal(ta_catalog_product(path, enough, NULL, &count, &err), TA_E_DATA);
    assert_int_equal(ta_catalog_product("/no/such.json", enough, NULL, &count, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(count, 0);
    drop_folder(folder);
}

static void what_announces_no_scene_is_counted_with_its_reason(void **state)
{
    (void)state;
    struct ta_passed_over passed;
    char *folder = new_folder();
    assert_int_equal(ta_catalog_passed_over(folder, &passed, NULL), TA_OK);
    assert_int_equal(passed.files + passed.heard + passed.passed, 0);
    write_text(folder, "a.TIF", "x");
    write_text(folder, "b.json", "{\"type\":\"Catalog\"}");
    write_text(folder, "c.zip", "x");
    write_text(folder, "deep/d.tif", "x");
    write_text(folder, "e.txt", "x");
    write_text(folder, "f.txt", "x");
    assert_int_equal(ta_catalog_passed_over(folder, &passed, NULL), TA_OK);
    assert_int_equal(passed.files, 6);
    assert_int_equal(passed.passed, 6);
    assert_int_equal(passed.heard, 0);
    assert_string_equal(passed.first[0].name, "a.TIF");
    assert_non_null(strstr(passed.first[0].why, "without a STAC item"));
    assert_string_equal(passed.first[1].name, "b.json");
    assert_string_equal(passed.first[1].why, "JSON that is no STAC item");
    assert_non_null(strstr(passed.first[2].why, "unpacked"));
    put_product(folder, "deep", "20180104");
    assert_int_equal(ta_catalog_passed_over(folder, &passed, NULL), TA_OK);
    assert_int_equal(passed.heard, 1);
    assert_int_equal(ta_catalog_passed_over("/no/such/folder", &passed, NULL),
                     TA_E_NOTFOUND);
    drop_folder(folder);
}

static struct heard *listen_tree(const char *folder)
{
    struct heard *heard = calloc(1, sizeof *heard);
    struct ta_error err = {0};
    assert_non_null(heard);
    if (ta_catalog_tree(folder, hear_scene, hear_problem, heard, &err) != TA_OK)
        fail_msg("%s: %s", folder, err.text);
    return heard;
}

/* Beside good scenes rasters without metadata are told, folder by folder; alone they are not. */
static void rasters_that_nothing_announces_are_a_problem_of_their_folder(void **state)
{
    (void)state;
    static const char item[] =
        "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"i\",\"collection\":"
        "\"c\",\"geometry\":null,\"links\":[],\"properties\":{\"datetime\":\"2020-01-"
        "02T03:"
        "04:05Z\"},\"assets\":{\"ndvi\":{\"href\":\"bands/"
        "one.tif\",\"terrassay:index\":"
        "\"ndvi\",\"raster:bands\":[{}]}}}";
    char *folder = new_folder(), name[40];
    for (int i = 1; i <= 5; i++) {
        (void)snprintf(name, sizeof name, "lost/b%d.TIF", i);
        write_text(folder, name, "x");
    }
    struct heard *heard = listen_tree(folder);
    assert_counts(heard, 0, 0);
    forget(heard);
    put_product(folder, "good", "20180102");
    write_text(folder, "good/overview/small.tif", "x"); /* of the product above it */
    write_text(folder, "item/i.json", item);
    write_text(folder, "item/bands/one.tif", "x");
    write_text(folder, "notes/read.txt", "x");
    heard = listen_tree(folder);
    assert_counts(heard, 2, 1);
    assert_non_null(strstr(heard->problem[0],
                           "/lost: 5 rasters without a STAC item, a "
                           "Landsat MTL or an MTD_MSIL2A.xml: b1.TIF, "
                           "b2.TIF, b3.TIF and 2 more (put the "));
    forget(heard);
    heard = listen(folder); /* whoever did not ask hears nothing of it */
    assert_counts(heard, 2, 0);
    forget(heard);
    for (int i = 0; i < 25; i++) {
        (void)snprintf(name, sizeof name, "more/%02d/x.jp2", i);
        write_text(folder, name, "x");
    }
    heard = listen_tree(folder);
    assert_counts(heard, 2, 21);
    assert_non_null(strstr(heard->problem[20], ": 6 more folders of it hold rasters"));
    forget(heard);
    drop_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenes_come_sorted_and_problems_do_not_stop_them),
        cmocka_unit_test(links_are_not_followed_out_of_the_root),
        cmocka_unit_test(what_is_no_regular_file_is_not_opened),
        cmocka_unit_test(the_same_scene_twice_is_one_scene),
        cmocka_unit_test(a_folder_named_in_another_encoding_is_read),
        cmocka_unit_test(folders_nested_too_deep_are_told),
        cmocka_unit_test(a_listener_can_end_the_walk),
        cmocka_unit_test(a_folder_that_is_not_there_is_an_error),
        cmocka_unit_test(a_folder_alone_leaves_out_those_in_it),
        cmocka_unit_test(one_product_is_read_by_its_file),
        cmocka_unit_test(what_announces_no_scene_is_counted_with_its_reason),
        cmocka_unit_test(rasters_that_nothing_announces_are_a_problem_of_their_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
