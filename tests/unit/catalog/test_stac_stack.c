/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog_test.h" /* first: it asks for more of POSIX */

#include <time.h>

#include "base/text.h"
#include "base/time.h"

enum { DATES = 6000, SECONDS_MOST = 10 };

/* How many came, and the last one. */
struct counted {
    size_t n;
    char last[TA_SCENE_SIZE];
};

static enum ta_status count_scene(void *self, struct ta_scene *scene,
                                  struct ta_error *err)
{
    struct counted *counted = self;
    (void)err;
    assert_int_equal(scene->n_assets, 1);
    assert_int_equal(scene->asset[0].n_bands, 1);
    counted->n++;
    memcpy(counted->last, scene->id, sizeof counted->last);
    ta_scene_free(scene);
    return TA_OK;
}

static void no_problem(void *self, const char *path, const char *reason,
                       const char *mend)
{
    (void)self;
    (void)mend;
    fail_msg("%s: %s", path, reason);
}

/* An item of two files with a look of each day, and a second one of the last. */
static void write_stack(const char *folder)
{
    struct ta_text text = {0};
    char day[TA_TIME_TEXT];
    ta_text_add(&text, "{\"type\":\"Feature\",\"stac_version\":\"1.1.0\",\"id\":\"i\","
                       "\"collection\":\"c\",\"properties\":{"
                       "\"datetime\":\"1970-01-01T00:00:00Z\"},\"assets\":{");
    for (int i = 0; i < DATES; i++) {
        if (i % (DATES / 2) == 0)
            ta_text_addf(&text, "%s\"s%d\":{\"href\":\"a.tif\",\"bands\":[",
                         i == 0 ? "" : "]},", i);
        ta_day_format(i, day);
        ta_text_addf(&text, "%s{\"terrassay:index\":\"ndvi\",\"datetime\":\"%s\"}",
                     i % (DATES / 2) == 0 ? "" : ",", day);
    }
    ta_text_addf(&text,
                 ",{\"terrassay:index\":\"ndvi\",\"datetime\":\"%sT05:00:00Z\"}]}}}",
                 day);
    assert_false(text.failed);
    write_text(folder, "i.json", text.bytes);
    ta_text_free(&text);
}

/* 7.6 s of 4,000 dates, and eight times that of twice as many, before looks were numbered once. */
static void a_stack_of_thousands_of_dates_is_read_at_once(void **state)
{
    (void)state;
    char *folder = new_folder();
    struct counted counted = {.n = 0};
    struct ta_error err = {0};
    write_text(folder, "a.tif", "x");
    write_stack(folder);
    clock_t begin = clock();
    enum ta_status rc =
        ta_catalog_folder(folder, count_scene, no_problem, &counted, &err);
    assert_true(clock() - begin < SECONDS_MOST * (clock_t)CLOCKS_PER_SEC);
    if (rc != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(counted.n, DATES + 1);
    assert_string_equal(counted.last, "c/i#1986-06-05.2");
    drop_folder(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stack_of_thousands_of_dates_is_read_at_once)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
