/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/chain.h"

#define ID "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

/* Expected: Python, hashlib.sha256(b"terrassay/record" + bytes(32) + bytes.fromhex(ID)
 * + (1).to_bytes(8, "little") + (1700000000000000).to_bytes(8, "little")), and for the
 * audit log b"terrassay/audit\0" + bytes.fromhex(ID) * 2 + (258).to_bytes(8, "little")
 * + (-5).to_bytes(8, "little", signed=True). */
static void value_is_the_hash_of_the_documented_bytes(void **state)
{
    (void)state;
    char got[TA_HEX_SIZE];
    struct ta_chain_link first = {TA_CHAIN_START, ID, 1, INT64_C(1700000000000000)};
    assert_int_equal(ta_chain_value(TA_CHAIN_RECORD, &first, got), TA_OK);
    assert_string_equal(
        got, "fb3230bb72fd6977f3a0c7504ce18ae287a85270e9104b907ba7f998083476ab");
    struct ta_chain_link later = {ID, ID, 258, -5};
    assert_int_equal(ta_chain_value(TA_CHAIN_AUDIT, &later, got), TA_OK);
    assert_string_equal(
        got, "a4f4e2a1f3de0aafc3f79b7181704d5a18f2261a6cb6965af88d70b05166b953");
}

static void every_field_changes_the_value(void **state)
{
    (void)state;
    struct ta_chain_link link[5] = {{TA_CHAIN_START, ID, 1, 1},
                                    {ID, ID, 1, 1},
                                    {TA_CHAIN_START, TA_CHAIN_START, 1, 1},
                                    {TA_CHAIN_START, ID, 2, 1},
                                    {TA_CHAIN_START, ID, 1, 2}};
    char got[6][TA_HEX_SIZE];
    for (int i = 0; i < 5; i++)
        assert_int_equal(ta_chain_value(TA_CHAIN_RECORD, &link[i], got[i]), TA_OK);
    assert_int_equal(ta_chain_value(TA_CHAIN_AUDIT, &link[0], got[5]), TA_OK);
    for (int i = 0; i < 6; i++)
        for (int k = 0; k < i; k++) assert_string_not_equal(got[i], got[k]);
}

static void what_is_no_hash_is_refused(void **state)
{
    (void)state;
    static const char upper[] =
        "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD";
    static const char *const bad[] = {"", "ab", (ID "00"), upper};
    char got[TA_HEX_SIZE];
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ta_chain_link previous = {bad[i], ID, 1, 1}, id = {ID, bad[i], 1, 1};
        assert_int_equal(ta_chain_value(TA_CHAIN_RECORD, &previous, got), TA_E_DATA);
        assert_int_equal(ta_chain_value(TA_CHAIN_RECORD, &id, got), TA_E_DATA);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(value_is_the_hash_of_the_documented_bytes),
        cmocka_unit_test(every_field_changes_the_value),
        cmocka_unit_test(what_is_no_hash_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
