/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_folder.h"

#include "record/approve.h"

#define FOLDER TA_BINARY_DIR "/test-approve"

static struct ta_error err;
static struct ta_key_ring ring;
static char key_id[TA_HEX_SIZE];

static int make_ring(void **state)
{
    (void)state;
    if (ta_test_folder(FOLDER) != 0) return -1;
    if (ta_keys_open(FOLDER "/keys", &ring, &err) != TA_OK) return -1;
    return ta_key_new(&ring, 1000, key_id, &err) == TA_OK ? 0 : -1;
}

static int drop_ring(void **state)
{
    (void)state;
    ta_keys_close(&ring);
    return 0;
}

static struct ta_approval_row signed_row(void)
{
    struct ta_approval_row row = {.kind = TA_APPROVES_OVERRIDE,
                                  .opinion = "conditions",
                                  .made_by = "Zhang Wei",
                                  .by = "Li Na",
                                  .role = "model risk",
                                  .reason = "permit came in",
                                  .on = 19000,
                                  .until = 19365};
    memset(row.object, 'a', TA_HEX_SIZE - 1);
    memset(row.made_key, 'b', TA_HEX_SIZE - 1);
    if (ta_approval_sign(&row, &ring, &err) != TA_OK) fail_msg("%s", err.text);
    return row;
}

static void a_signed_approval_holds(void **state)
{
    (void)state;
    struct ta_approval_row row = signed_row();
    assert_string_equal(row.key_id, key_id);
    assert_int_equal(strlen(row.signature), 128);
    assert_int_equal(ta_approval_check(&row, &ring, &err), TA_OK);
}

static void no_field_can_be_touched(void **state)
{
    (void)state;
    struct ta_approval_row row = signed_row(), touched[13];
    for (int i = 0; i < 13; i++) touched[i] = row;
    touched[0].kind = TA_APPROVES_MODEL;
    touched[1].object[63] = 'c';
    touched[2].opinion[0] = 'x';
    touched[3].made_by[0] = 'x';
    touched[4].made_key[0] = 'c';
    touched[5].by[0] = 'x';
    touched[6].role[0] = 'x';
    touched[7].reason[0] = 'x';
    touched[8].on++;
    touched[9].until++;
    touched[10].signature[127] = row.signature[127] == '0' ? '1' : '0';
    touched[12].kind = TA_RETIRES_MODEL;
    /* the same letters, cut elsewhere */
    snprintf(touched[11].by, sizeof touched[11].by, "Li Nam");
    snprintf(touched[11].role, sizeof touched[11].role, "odel risk");
    for (int i = 0; i < 13; i++) {
        assert_int_equal(ta_approval_check(&touched[i], &ring, &err), TA_E_DATA);
        assert_non_null(strstr(err.text, "the signature does not hold"));
    }
}

static void a_key_that_is_not_known_is_named(void **state)
{
    (void)state;
    struct ta_approval_row row = signed_row();
    row.key_id[0] = row.key_id[0] == 'f' ? 'e' : 'f';
    assert_int_equal(ta_approval_check(&row, &ring, &err), TA_E_NOTFOUND);
    struct ta_key_ring none = {0};
    assert_int_equal(ta_approval_sign(&row, &none, &err), TA_E_CONFIG);
    assert_string_equal(err.mend, "terrassay key new");
}

static void a_retired_key_still_vouches(void **state)
{
    (void)state;
    struct ta_approval_row row = signed_row();
    assert_int_equal(ta_key_retire(&ring, key_id, 2000, &err), TA_OK);
    assert_int_equal(ta_approval_check(&row, &ring, &err), TA_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signed_approval_holds),
        cmocka_unit_test(no_field_can_be_touched),
        cmocka_unit_test(a_key_that_is_not_known_is_named),
        cmocka_unit_test(a_retired_key_still_vouches),
    };
    return cmocka_run_group_tests(tests, make_ring, drop_ring);
}
