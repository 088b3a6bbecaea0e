/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "checksum"
#include "ta_test.h"

#include "catalog/checksum.h"

#include <stdio.h>

#define FILE_OF_ABC TA_BINARY_DIR "/test-checksum-abc"

static int write_abc(void **state)
{
    (void)state;
    FILE *file = fopen(FILE_OF_ABC, "w");
    assert_non_null(file);
    assert_true(fputs("abc", file) >= 0);
    assert_int_equal(fclose(file), 0);
    return 0;
}

/* Digests of "abc": RFC 1321 A.5 (MD5), RFC 3174 7.3 (SHA-1), FIPS 180-4 and 202 examples of NIST
 * (SHA-2, SHA-3), RFC 7693 A and B (BLAKE2). Prefixes: code and length, as the multicodec table has them. */
static const char *const abc[] = {
    "d50110900150983cd24fb0d6963f7d28e17f72",
    "1114a9993e364706816aba3e25717850c26c9cd0d89d",
    "1340ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
    "2030cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
    "8086072ba1e7cc2358baeca134c825a7",
    "16203a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
    "1440b751850b1a57168a5693cd924b6b096e08f621827444f70d884f5d0240d2712e"
    "10e116e9192af3c91a7ec57647e3934057340b4cf408d5a56592f8274eec53f0",
    "c0e40240ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
    "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
    "e0e40220508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982",
};

static void known_kinds_are_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof abc / sizeof *abc; i++) {
        struct ta_checksum sum;
        struct ta_error err = {0};
        ta_checksum_read(abc[i], &sum);
        if (sum.kind == NULL) fail_msg("%.12s: %s", abc[i], sum.unchecked);
        assert_string_equal(sum.unchecked, "");
        if (ta_checksum_file(&sum, FILE_OF_ABC, &err) != TA_OK)
            fail_msg("%.12s: %s", abc[i], err.text);
        sum.bytes[sum.size - 1] ^= 1;
        assert_int_equal(ta_checksum_file(&sum, FILE_OF_ABC, &err), TA_E_DATA);
        assert_non_null(strstr(err.text, sum.kind));
        assert_non_null(strstr(err.text, "is not that of file:checksum"));
        assert_int_equal(ta_checksum_file(&sum, FILE_OF_ABC "-none", &err),
                         TA_E_NOTFOUND);
    }
}

static void what_cannot_be_checked_says_why(void **state)
{
    (void)state;
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"1e02aabb", "multihash 0x1e"},
        {"d50104aabbccdd", "MD5 of 4 bytes"},
        {"900150983cd24fb0d6963f7d28e17f72", "no multihash"},
        {"d50110900150983cd24fb0d6963f7d28e17f7", "no multihash"},
        {"d50110900150983cd24fb0d6963f7d28e17fzz", "no multihash"},
        {"", "no multihash"},
        {"sha256:aa", "no multihash"},
        {"ffffffffffffffffffff", "no multihash"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ta_checksum sum;
        ta_checksum_read(bad[i].text, &sum);
        assert_null(sum.kind);
        assert_string_equal(sum.unchecked, bad[i].why);
        assert_int_equal(ta_checksum_file(&sum, FILE_OF_ABC, NULL), TA_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_kinds_are_checked),
        cmocka_unit_test(what_cannot_be_checked_says_why),
    };
    return cmocka_run_group_tests(tests, write_abc, NULL);
}
