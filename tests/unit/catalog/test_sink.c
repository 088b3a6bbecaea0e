/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_sink.c  What scenes say when they are handed over holds whole letters only. */
#include "catalog_test.h"

#include "base/text.h"

enum { LETTERS = 60 };
static const char letter[] = "\xe7\x89\x88";

static void write_item(const char *folder, const char *text)
{
    char item[2000];
    (void)snprintf(item, sizeof item,
                   "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\",\"id\":\"i\","
                   "\"collection\":\"c\",\"geometry\":null,\"links\":[],"
                   "\"properties\":{\"datetime\":\"2021-05-06T07:08:09Z\","
                   "\"processing:version\":\"%s\",\"created\":\"%s\","
                   "\"grid:code\":\"%s\",\"s2:datatake_id\":\"%s\"},"
                   "\"assets\":{\"red\":{\"href\":\"a.tif\",\"raster:scale\":0.0001}}}",
                   text, text, text, text);
    write_text(folder, "item.json", item);
    write_text(folder, "a.tif", "pixels of a");
}

/* Texts of letters of three bytes, longer than the room for them, at every alignment. */
static void long_texts_are_cut_between_letters(void **state)
{
    (void)state;
    for (size_t lead = 0; lead < 3; lead++) {
        char text[3 * LETTERS + 3] = "xx", *folder = new_folder();
        for (size_t i = 0; i < LETTERS; i++)
            memcpy(text + lead + 3 * i, letter, sizeof letter);
        write_item(folder, text);
        struct heard *heard = listen(folder);
        assert_counts(heard, 1, 0);
        const struct ta_scene *s = scene_called(heard, "c/i");
        const char *const cut[] = {s->processing, s->tile, s->datatake};
        for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
            assert_true(ta_utf8_ok(cut[i], strlen(cut[i])));
            assert_int_equal(strncmp(cut[i], text, lead + 24), 0);
            assert_true(strlen(cut[i]) > 40);
        }
        assert_non_null(strchr(s->processing, ' '));
        forget(heard);
        drop_folder(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_texts_are_cut_between_letters)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
