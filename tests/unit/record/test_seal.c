/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "record/seal.h"

static char folder[] = "/tmp/terrassay-seal-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static struct ta_key_ring open_ring(const char *name)
{
    char path[256];
    struct ta_key_ring ring = {0};
    struct ta_error err = {0};
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    if (ta_keys_open(path, &ring, &err) != TA_OK) fail_msg("%s", err.text);
    return ring;
}

static void make_key(struct ta_key_ring *ring, ta_time_us now, char id[TA_HEX_SIZE])
{
    struct ta_error err = {0};
    if (ta_key_new(ring, now, id, &err) != TA_OK) fail_msg("%s", err.text);
}

static struct ta_envelope seal(const struct ta_key_ring *ring, const char *body,
                               int64_t seq, const char *previous)
{
    struct ta_envelope envelope;
    struct ta_seal_request request = {body, strlen(body), seq, previous, 2000};
    assert_int_equal(ta_seal(&request, ring, &envelope, NULL), TA_OK);
    return envelope;
}

static void sealed_record_is_intact(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE];
    struct ta_key_ring ring = open_ring("intact");
    make_key(&ring, 1000, id);
    struct ta_envelope first = seal(&ring, "{}", 1, ta_chain_start);
    struct ta_envelope second = seal(&ring, "{\"a\":1}", 2, first.chain);
    assert_string_equal(
        first.id, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    assert_int_equal(ta_seal_check(&first, "{}", 2, ta_chain_start, &ring), 0);
    assert_int_equal(ta_seal_check(&second, "{\"a\":1}", 7, first.chain, &ring), 0);
    ta_keys_close(&ring);
}

static void every_field_that_is_touched_is_noticed(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE];
    struct ta_key_ring ring = open_ring("touched");
    make_key(&ring, 1000, id);
    const struct ta_envelope good = seal(&ring, "{\"score\":50}", 1, ta_chain_start);
    struct ta_envelope bad = good;

    assert_int_equal(ta_seal_check(&good, "{\"score\":51}", 12, ta_chain_start, &ring),
                     TA_SEAL_BODY);
    assert_int_equal(ta_seal_check(&good, "{\"score\":50}", 12, good.chain, &ring),
                     TA_SEAL_PREVIOUS);
    bad.seq = 2;
    assert_true(ta_seal_check(&bad, "{\"score\":50}", 12, ta_chain_start, &ring) &
                TA_SEAL_CHAIN);
    bad = good;
    bad.created++;
    assert_true(ta_seal_check(&bad, "{\"score\":50}", 12, ta_chain_start, &ring) &
                TA_SEAL_CHAIN);
    bad = good;
    bad.signature[0] = bad.signature[0] == '0' ? '1' : '0';
    assert_int_equal(ta_seal_check(&bad, "{\"score\":50}", 12, ta_chain_start, &ring),
                     TA_SEAL_SIGNATURE);
    ta_keys_close(&ring);
}

/* A clock gone back: such a record could be written and never verified. */
static void nothing_is_sealed_before_its_key_was_made(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE];
    struct ta_key_ring ring = open_ring("early");
    make_key(&ring, 5000, id);
    struct ta_seal_request request = {"{}", 2, 1, ta_chain_start, 4999};
    struct ta_envelope envelope;
    assert_int_equal(ta_seal(&request, &ring, &envelope, NULL), TA_E_CONFIG);
    request.created = 5000;
    assert_int_equal(ta_seal(&request, &ring, &envelope, NULL), TA_OK);
    ta_keys_close(&ring);
}

static void another_key_or_a_retired_one_does_not_pass(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE], other_id[TA_HEX_SIZE];
    struct ta_key_ring ring = open_ring("mine"), other = open_ring("other");
    make_key(&ring, 1000, id);
    make_key(&other, 1000, other_id);
    struct ta_envelope mine = seal(&ring, "{}", 1, ta_chain_start);
    struct ta_envelope foreign = seal(&other, "{}", 1, ta_chain_start);
    assert_int_equal(ta_seal_check(&foreign, "{}", 2, ta_chain_start, &ring),
                     TA_SEAL_KEY);

    assert_int_equal(ta_key_retire(&ring, id, 3000, NULL), TA_OK);
    assert_int_equal(ta_seal_check(&mine, "{}", 2, ta_chain_start, &ring), 0);
    assert_null(ta_key_current(&ring));
    struct ta_seal_request request = {"{}", 2, 2, mine.chain, 4000};
    struct ta_envelope late;
    assert_int_equal(ta_seal(&request, &ring, &late, NULL), TA_E_CONFIG);
    mine.created = 3000;
    assert_true(ta_seal_check(&mine, "{}", 2, ta_chain_start, &ring) & TA_SEAL_RETIRED);
    ta_keys_close(&ring);
    ta_keys_close(&other);
}

static void keys_come_back_and_stay_secret(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE], path[512];
    struct ta_key_ring ring = open_ring("kept");
    make_key(&ring, 1000, id);
    ta_keys_close(&ring);
    ring = open_ring("kept");
    assert_int_equal(ring.n, 1);
    assert_true(ring.key[0].secret);
    assert_string_equal(ring.key[0].id, id);
    ta_keys_close(&ring);

    (void)snprintf(path, sizeof path, "%s/kept/%s.key", folder, id);
    assert_int_equal(chmod(path, 0644), 0);
    (void)snprintf(path, sizeof path, "%s/kept", folder);
    struct ta_error err = {0};
    assert_int_equal(ta_keys_open(path, &ring, &err), TA_E_PERMISSION);
    assert_non_null(strstr(err.mend, "chmod"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sealed_record_is_intact),
        cmocka_unit_test(every_field_that_is_touched_is_noticed),
        cmocka_unit_test(another_key_or_a_retired_one_does_not_pass),
        cmocka_unit_test(nothing_is_sealed_before_its_key_was_made),
        cmocka_unit_test(keys_come_back_and_stay_secret),
    };
    return cmocka_run_group_tests(tests, make_folder, NULL);
}
