/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "terrassay/version.h"

static void version_is_that_of_the_file(void **state)
{
    (void)state;
    char line[64] = "";
    FILE *file = fopen(TA_SOURCE_DIR "/VERSION", "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    (void)fclose(file); /* only read */
    line[strcspn(line, "\n")] = '\0';
    assert_string_equal(ta_version(), line);
    assert_string_equal(TA_VERSION, line);
}

static void version_parts_make_the_whole(void **state)
{
    (void)state;
    char whole[64];
    (void)snprintf(whole, sizeof whole, "%d.%d.%d", TA_VERSION_MAJOR, TA_VERSION_MINOR,
                   TA_VERSION_PATCH);
    assert_string_equal(ta_version(), whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_is_that_of_the_file),
        cmocka_unit_test(version_parts_make_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
