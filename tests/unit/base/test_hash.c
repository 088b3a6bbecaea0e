/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/hash.h"

static void digests_of_fips_180(void **state)
{
    (void)state;
    /* FIPS 180-4 examples (NIST, "SHA-256 examples") */
    char hex[TA_HEX_SIZE];
    ta_sha256("abc", 3, hex);
    assert_string_equal(
        hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    ta_sha256("", 0, hex);
    assert_string_equal(
        hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void a_file_has_the_digest_of_its_bytes(void **state)
{
    (void)state;
    const char *path = TA_BINARY_DIR "/hash.tmp";
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    for (int i = 0; i < 1000000; i++) fputc('a', file); /* FIPS 180: a million a */
    fclose(file);
    char hex[TA_HEX_SIZE];
    assert_int_equal(ta_sha256_file(path, hex, NULL), TA_OK);
    assert_string_equal(
        hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    remove(path);
    struct ta_error err = {0};
    assert_int_equal(ta_sha256_file(path, hex, &err), TA_E_NOTFOUND);
    assert_non_null(strstr(err.text, "hash.tmp"));
}

static void hexadecimal_there_and_back(void **state)
{
    (void)state;
    const uint8_t bytes[4] = {0x00, 0x9f, 0xa0, 0xff};
    char hex[9];
    uint8_t back[4] = {0};
    ta_hex(bytes, sizeof bytes, hex);
    assert_string_equal(hex, "009fa0ff");
    assert_int_equal(ta_unhex(hex, back, sizeof back), TA_OK);
    assert_memory_equal(bytes, back, sizeof back);
    assert_int_equal(ta_unhex("009fa0f", back, 4), TA_E_DATA);
    assert_int_equal(ta_unhex("009fa0ff0", back, 4), TA_E_DATA);
    assert_int_equal(ta_unhex("009fa0fg", back, 4), TA_E_DATA);
    assert_int_equal(ta_unhex("009FA0FF", back, 4), TA_E_DATA);
    assert_memory_equal(bytes, back, sizeof back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_of_fips_180),
        cmocka_unit_test(a_file_has_the_digest_of_its_bytes),
        cmocka_unit_test(hexadecimal_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
