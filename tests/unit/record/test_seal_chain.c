/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_seal_chain.c  A chain of sealed records, tampered with in some hundred ways:
 * the seal names the fault, and no other. */
#include "ta_test.h"
#include "ta_test_folder.h"

#include "base/chain.h"
#include "base/hash.h"
#include "base/text.h"
#include "record/seal.h"

#define FOLDER TA_BINARY_DIR "/test-seal-chain"

enum { N = 5, BODY = 40 };

static struct ta_error err;
static struct ta_key_ring ring, stranger;
static char key_id[TA_HEX_SIZE], stranger_id[TA_HEX_SIZE];
static struct {
    char body[BODY];
    struct ta_envelope envelope;
} chain[N];

static struct ta_envelope seal_with(const struct ta_key_ring *keys, const char *body,
                                    int64_t seq, const char *previous)
{
    struct ta_envelope envelope;
    struct ta_seal_request request = {body, strlen(body), seq, previous, 5000 + seq};
    if (ta_seal(&request, keys, &envelope, &err) != TA_OK) fail_msg("%s", err.text);
    return envelope;
}

static int make_chain(void **state)
{
    (void)state;
    if (ta_test_folder(FOLDER) != 0) return -1;
    if (ta_keys_open(FOLDER "/keys", &ring, &err) != TA_OK ||
        ta_keys_open(FOLDER "/stranger", &stranger, &err) != TA_OK ||
        ta_key_new(&ring, 1000, key_id, &err) != TA_OK ||
        ta_key_new(&stranger, 1000, stranger_id, &err) != TA_OK)
        return -1;
    for (int i = 0; i < N; i++) {
        snprintf(chain[i].body, BODY, "{\"name\":\"p%d\",\"score\":%d}", i, 60 - i);
        chain[i].envelope =
            seal_with(&ring, chain[i].body, i + 1,
                      i == 0 ? TA_CHAIN_START : chain[i - 1].envelope.chain);
    }
    return 0;
}

static int drop_chain(void **state)
{
    (void)state;
    ta_keys_close(&ring);
    ta_keys_close(&stranger);
    return 0;
}

static const char *before(int i)
{
    return i == 0 ? TA_CHAIN_START : chain[i - 1].envelope.chain;
}

static unsigned faults(const struct ta_envelope *envelope, const char *body, int i)
{
    return ta_seal_check(envelope, body, strlen(body), before(i), &ring);
}

static void the_whole_chain_is_intact(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        assert_int_equal(faults(&chain[i].envelope, chain[i].body, i), 0);
}

static void every_byte_of_every_body_counts(void **state)
{
    (void)state;
    int states = 0;
    for (int i = 0; i < N; i++)
        for (size_t k = 0; k < strlen(chain[i].body); k++, states++) {
            char body[BODY];
            memcpy(body, chain[i].body, BODY);
            body[k] ^= 1;
            assert_int_equal(faults(&chain[i].envelope, body, i), TA_SEAL_BODY);
        }
    assert_true(states > 100);
}

static void every_letter_of_every_field_counts(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        for (size_t k = 0; k < 64; k++) {
            const struct ta_envelope *right = &chain[i].envelope;
            struct ta_envelope e[5] = {*right, *right, *right, *right, *right};
            char *at[5] = {&e[0].id[k], &e[1].previous[k], &e[2].chain[k],
                           &e[3].key_id[k], &e[4].signature[2 * k]};
            for (int f = 0; f < 5; f++) *at[f] = *at[f] == '3' ? '4' : '3';
            const char *body = chain[i].body;
            const unsigned broken = TA_SEAL_CHAIN | TA_SEAL_SIGNATURE;
            assert_int_equal(faults(&e[0], body, i), TA_SEAL_BODY | broken);
            assert_int_equal(faults(&e[1], body, i), TA_SEAL_PREVIOUS | broken);
            assert_int_equal(faults(&e[2], body, i), TA_SEAL_CHAIN);
            assert_int_equal(faults(&e[3], body, i), TA_SEAL_KEY);
            assert_int_equal(faults(&e[4], body, i), TA_SEAL_SIGNATURE);
        }
}

static void what_is_no_hexadecimal_is_a_fault(void **state)
{
    (void)state;
    static const char letters[] = "GgF Z-";
    for (size_t k = 0; k < sizeof letters; k++) {
        struct ta_envelope e = chain[1].envelope;
        e.id[7] = letters[k]; /* the last is a NUL */
        assert_true(faults(&e, chain[1].body, 1) & TA_SEAL_CHAIN);
        e = chain[1].envelope;
        e.previous[7] = letters[k];
        assert_true(faults(&e, chain[1].body, 1) & TA_SEAL_CHAIN);
        e = chain[1].envelope;
        e.signature[7] = letters[k];
        assert_int_equal(faults(&e, chain[1].body, 1), TA_SEAL_SIGNATURE);
    }
}

static void order_and_gaps_are_seen(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++)
        for (int other = 0; other < N; other++)
            if (other != i) /* another record in its place */
                assert_int_equal(faults(&chain[other].envelope, chain[other].body, i),
                                 TA_SEAL_PREVIOUS);
}

/* All hashes done anew, but not the signature. */
static void a_forger_without_the_key_is_seen(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        struct ta_envelope e = chain[i].envelope;
        const char *body = "{\"score\":100}";
        ta_sha256(body, strlen(body), e.id);
        const struct ta_chain_link link = {e.previous, e.id, e.seq, e.created};
        assert_int_equal(ta_chain_value(TA_CHAIN_RECORD, &link, e.chain), TA_OK);
        assert_int_equal(faults(&e, body, i), TA_SEAL_SIGNATURE);
        /* signed by a key of the forger's, under its own or the bank's name */
        e = seal_with(&stranger, body, i + 1, before(i));
        assert_int_equal(faults(&e, body, i), TA_SEAL_KEY);
        memcpy(e.key_id, key_id, sizeof key_id);
        assert_int_equal(faults(&e, body, i), TA_SEAL_SIGNATURE);
        /* the signature of another record */
        e = chain[i].envelope;
        memcpy(e.signature, chain[(i + 1) % N].envelope.signature, sizeof e.signature);
        assert_int_equal(faults(&e, chain[i].body, i), TA_SEAL_SIGNATURE);
    }
}

static void each_fault_has_words_of_its_own(void **state)
{
    (void)state;
    for (unsigned a = 1; a <= TA_SEAL_RETIRED; a <<= 1)
        for (unsigned b = 1; b < a; b <<= 1)
            assert_string_not_equal(ta_seal_fault_text((enum ta_seal_fault)a),
                                    ta_seal_fault_text((enum ta_seal_fault)b));
}

static enum ta_status import(const char *bytes, struct ta_envelope *envelope,
                             struct ta_text *body)
{
    err = (struct ta_error){.status = TA_OK};
    return ta_seal_import("r.json", bytes, strlen(bytes), envelope, body, &err);
}

static void an_export_comes_back_and_verifies(void **state)
{
    (void)state;
    for (int i = 0; i < N; i++) {
        struct ta_text file = {0}, body = {0};
        struct ta_envelope back;
        assert_int_equal(ta_seal_export(&chain[i].envelope, chain[i].body,
                                        strlen(chain[i].body), &file, &err),
                         TA_OK);
        assert_int_equal(import(file.bytes, &back, &body), TA_OK);
        assert_string_equal(body.bytes, chain[i].body);
        assert_int_equal(faults(&back, body.bytes, i), 0);
        assert_int_equal(back.created, chain[i].envelope.created);
        ta_text_free(&body);
        /* laid out anew by somebody's editor */
        struct ta_text pretty = {0};
        for (size_t k = 0; k < file.size; k++) {
            ta_text_add_bytes(&pretty, &file.bytes[k], 1);
            if (file.bytes[k] == ',') ta_text_add(&pretty, "\r\n\t ");
        }
        assert_int_equal(import(pretty.bytes, &back, &body), TA_OK);
        assert_int_equal(faults(&back, body.bytes, i), 0);
        ta_text_free(&body);
        ta_text_free(&file);
        ta_text_free(&pretty);
    }
}

static void a_broken_export_is_named(void **state)
{
    (void)state;
#define HASH_64 TA_CHAIN_START
#define SIGNED "\"signature\":\"" HASH_64 HASH_64 "\""
#define ENVELOPE                                                                       \
    "\"chain\":\"" HASH_64 "\",\"created\":\"2024-01-01T00:00:00Z\",\"id\":\"" HASH_64 \
    "\",\"key_id\":\"" HASH_64 "\",\"previous\":\"" HASH_64 "\","
    static const struct {
        const char *bytes, *words;
    } broken[] = {
        {"", "r.json"},
        {"[]", "envelope and record"},
        {"{\"envelope\":{},\"record\":7}", "envelope and record"},
        {"{\"envelope\":{},\"record\":{}}", "envelope.id"},
        {"{\"envelope\":{" ENVELOPE SIGNED "},\"record\":{}}", "envelope.seq"},
        {"{\"envelope\":{" ENVELOPE SIGNED ",\"seq\":\"1\"},\"record\":{}}", "seq"},
        {"{\"envelope\":{" ENVELOPE SIGNED ",\"seq\":1,\"x\":1},\"record\":{}}",
         "envelope.x"},
        {"{\"envelope\":{" ENVELOPE SIGNED ",\"seq\":1},\"record\":{},\"x\":1}",
         "x: unknown"},
        {"{\"envelope\":{" ENVELOPE "\"seq\":1,\"signature\":\"" HASH_64 HASH_64
         "0\"},\"record\":{}}",
         "signature: 129 letters"},
        {"{\"envelope\":{" ENVELOPE SIGNED
         ",\"seq\":1},\"record\":{\"a\":9007199254740993}}",
         "a number that no record holds"},
    };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct ta_envelope envelope;
        struct ta_text body = {0};
        assert_int_not_equal(import(broken[i].bytes, &envelope, &body), TA_OK);
        if (strstr(err.text, broken[i].words) == NULL)
            fail_msg("%zu: \"%s\" not in \"%s\"", i, broken[i].words, err.text);
        assert_non_null(strstr(err.text, "r.json"));
        ta_text_free(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_chain_is_intact),
        cmocka_unit_test(every_byte_of_every_body_counts),
        cmocka_unit_test(every_letter_of_every_field_counts),
        cmocka_unit_test(what_is_no_hexadecimal_is_a_fault),
        cmocka_unit_test(order_and_gaps_are_seen),
        cmocka_unit_test(a_forger_without_the_key_is_seen),
        cmocka_unit_test(each_fault_has_words_of_its_own),
        cmocka_unit_test(an_export_comes_back_and_verifies),
        cmocka_unit_test(a_broken_export_is_named),
    };
    return cmocka_run_group_tests(tests, make_chain, drop_chain);
}
