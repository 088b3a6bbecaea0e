/* SPDX-License-Identifier: Apache-2.0 */
/** @file prop_senml.c  The SenML decoder beside jansson and a resolver on its tree, on seeded
 *  packs that are whole, spoilt byte by byte, or put together from fragments. */
#include "ta_property.h"

#include <jansson.h>

#include "ingest/decode.h"

enum { TEXT_MOST = 4096, SAMPLES_MOST = 512 };

static const ta_time_us received = INT64_C(1700000000000000);

struct text {
    char bytes[TEXT_MOST];
    size_t size;
};

struct sample {
    char name[300], unit[80];
    double time, value;
    enum ta_sample_kind kind;
    enum ta_outcome outcome;
};

struct samples {
    size_t n;
    struct sample at[SAMPLES_MOST];
    enum ta_outcome outcome;
};

/* --- ours --------------------------------------------------------------------------------------- */

static void copy_view(char *to, size_t room, struct ta_view view)
{
    size_t size = view.size < room ? view.size : room - 1;
    if (size > 0) memcpy(to, view.bytes, size);
    to[size] = '\0';
}

static enum ta_status on_sample(void *self, const struct ta_sample *sample,
                                struct ta_error *err)
{
    struct samples *out = self;
    (void)err;
    assert_true(out->n < SAMPLES_MOST);
    struct sample *to = &out->at[out->n++];
    *to = (struct sample){.time = (double)sample->time / 1e6,
                          .value = sample->value,
                          .kind = sample->kind,
                          .outcome = sample->outcome};
    copy_view(to->name, sizeof to->name, sample->name);
    copy_view(to->unit, sizeof to->unit, sample->unit);
    return TA_OK;
}

static enum ta_status on_message(void *self, const struct ta_message *message,
                                 struct ta_error *err)
{
    (void)err;
    ((struct samples *)self)->outcome = message->outcome;
    return TA_OK;
}

static void decode(const struct text *text, struct samples *out)
{
    struct ta_decode_sink sink = {out, on_sample, on_message, NULL, NULL};
    struct ta_decode_input in = {.bytes = text->bytes,
                                 .size = text->size,
                                 .received = received,
                                 .limits = ta_limits_of_message()};
    out->n = 0;
    assert_int_equal(ta_decoder_find("senml")->decode(&in, &sink, NULL), TA_OK);
}

/* --- the other resolver --------------------------------------------------------------------------- */

static double number_or(const json_t *object, const char *key, double otherwise)
{
    const json_t *value = json_object_get(object, key);
    return value != NULL ? json_number_value(value) : otherwise;
}

static const char *text_or(const json_t *object, const char *key, const char *otherwise)
{
    const json_t *value = json_object_get(object, key);
    return value != NULL ? json_string_value(value) : otherwise;
}

static bool has(const json_t *object, const char *key)
{
    return json_object_get(object, key) != NULL;
}

static bool has_regular(const json_t *record)
{
    static const char *const keys[] = {"n", "u", "t", "ut", "v", "vs", "vb", "vd", "s"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (has(record, keys[i])) return true;
    return false;
}

/* Sample k of ours against one record of the tree and the base fields gathered so far. */
static void compare(const json_t *base, const json_t *record, const struct sample *got)
{
    char name[600];
    (void)snprintf(name, sizeof name, "%s%s", text_or(base, "bn", ""),
                   text_or(record, "n", ""));
    if (got->outcome != TA_TOO_LONG) assert_string_equal(got->name, name);
    assert_string_equal(got->unit, text_or(record, "u", text_or(base, "bu", "")));
    if (got->outcome == TA_BAD_NAME || got->outcome == TA_BAD_TIME) return;
    double time = number_or(base, "bt", 0.0) + number_or(record, "t", 0.0);
    if (time < 0x1p28) time += (double)received / 1e6;
    assert_true(fabs(got->time - time) <= 1e-6 * fmax(1.0, fabs(time) * 1e-9));
    if (got->kind != TA_SAMPLE_NUMBER || got->outcome != TA_ACCEPTED) return;
    double value = number_or(base, "bv", 0.0) + number_or(record, "v", 0.0);
    double scale = fabs(number_or(base, "bv", 0.0)) + fabs(value);
    assert_true(fabs(got->value - value) <= 1e-15 * scale);
}

static void compare_all(json_t *pack, const struct samples *got)
{
    json_t *base = json_object();
    size_t k = 0;
    for (size_t i = 0; i < json_array_size(pack); i++) {
        json_t *record = json_array_get(pack, i);
        static const char *const keys[] = {"bn", "bt", "bu", "bv", "bs"};
        for (size_t b = 0; b < sizeof keys / sizeof *keys; b++)
            if (has(record, keys[b]))
                json_object_set(base, keys[b], json_object_get(record, keys[b]));
        if (!has_regular(record)) continue;
        assert_true(k < got->n);
        compare(base, record, &got->at[k++]);
    }
    assert_int_equal(k, got->n);
    json_decref(base);
}

/* Whatever jansson refuses we refuse; what we call no JSON it refuses, but for a zero byte behind
 * a number, which jansson 2.14 reads over (RFC 8259 has no such blank); equal answers else. */
static void judge(const struct text *text)
{
    static struct samples got;
    json_t *tree = json_loadb(text->bytes, text->size, JSON_REJECT_DUPLICATES, NULL);
    decode(text, &got);
    if (tree == NULL && got.outcome == TA_ACCEPTED)
        fail_msg("jansson refuses, we take: %.*s", (int)text->size, text->bytes);
    bool zero = memchr(text->bytes, '\0', text->size) != NULL;
    if (tree != NULL && got.outcome == TA_BAD_SYNTAX && !zero)
        fail_msg("jansson takes, we refuse: %.*s", (int)text->size, text->bytes);
    if (got.outcome == TA_ACCEPTED) compare_all(tree, &got);
    json_decref(tree);
}

/* --- random packs ------------------------------------------------------------------------------------ */

static void add(struct text *text, const char *words)
{
    size_t size = strlen(words);
    if (text->size + size > TEXT_MOST) return;
    memcpy(text->bytes + text->size, words, size);
    text->size += size;
}

#define PICK(r, list) (list)[ta_random_below(r, sizeof(list) / sizeof *(list))]

static void add_number(struct ta_random_stream *r, struct text *text)
{
    char number[64];
    switch (ta_random_below(r, 4)) {
    case 0:
        (void)snprintf(number, sizeof number, "%d",
                       (int)ta_random_below(r, 2000) - 999);
        break;
    case 1:
        (void)snprintf(number, sizeof number, "%.*f", (int)ta_random_below(r, 12),
                       ta_random_between(r, -1e6, 1e6));
        break;
    case 2:
        (void)snprintf(number, sizeof number, "%.17g", ta_random_between(r, -2e9, 2e9));
        break;
    default:
        (void)snprintf(number, sizeof number, "%.6e", ta_random_between(r, 0, 2e9));
        break;
    }
    add(text, number);
}

static void add_field(struct ta_random_stream *r, struct text *text, const char *key)
{
    static const char *const words[] = {
        "\"a\"", "\"urn:dev:1:\"", "\"x/y_z\"",        "\"\\u0061b\"",
        "\"\"",  "\"Cel\"",        "\"\xc2\xb5g/m3\"", "\"a b\""};
    static const char *const others[] = {"[]",
                                         "{}",
                                         "null",
                                         "{\"a\":[1,{\"b\":\"\\ud83d\\ude00\"}]}",
                                         "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
                                         "[[1,2],[3.5e-3]]"};
    add(text, "\"");
    add(text, key);
    add(text, "\":");
    if (strcmp(key, "vb") == 0)
        add(text, ta_random_below(r, 2) ? "true" : "false");
    else if (strcmp(key, "n") == 0 || strcmp(key, "bn") == 0 || strcmp(key, "u") == 0 ||
             strcmp(key, "bu") == 0 || strcmp(key, "vs") == 0)
        add(text, PICK(r, words));
    else if (key[0] == 'x')
        add(text, PICK(r, others));
    else
        add_number(r, text);
}

static void make_pack(struct ta_random_stream *r, struct text *text)
{
    static const char *const keys[] = {"bn", "bt", "bu", "bv", "bs", "n",
                                       "n",  "u",  "t",  "t",  "v",  "v",
                                       "vs", "vb", "s",  "ut", "x1", "x2"};
    text->size = 0;
    add(text, "[");
    size_t records = 1 + ta_random_below(r, 6);
    for (size_t i = 0; i < records; i++) {
        unsigned used = 0;
        add(text, i > 0 ? " ,\n{" : "{");
        for (size_t k = ta_random_below(r, 6), first = 1; k > 0; k--) {
            size_t which = ta_random_below(r, sizeof keys / sizeof *keys);
            if ((used >> which & 1) != 0) continue;
            used |= 1U << which;
            if (!first) add(text, ",");
            first = 0;
            add_field(r, text, keys[which]);
        }
        add(text, "}");
    }
    add(text, "]");
}

static void whole_packs_resolve_alike(struct ta_random_stream *r)
{
    struct text text;
    make_pack(r, &text);
    judge(&text);
}

static void spoilt_packs_are_judged_alike(struct ta_random_stream *r)
{
    static const char odd[] =
        "\0\x01\x1f \"\\/{}[]:,+-.0123456789eEtfnu\x7f\x80\xbf\xc0\xc2\xe0"
        "\xed\xa0\xf0\xf4\xff";
    struct text text;
    make_pack(r, &text);
    for (size_t i = 1 + ta_random_below(r, 3); i > 0; i--) {
        size_t at = ta_random_below(r, text.size);
        switch (ta_random_below(r, 3)) {
        case 0: text.bytes[at] = odd[ta_random_below(r, sizeof odd - 1)]; break;
        case 1: text.bytes[at] = (char)ta_random_below(r, 256); break;
        default:
            memmove(text.bytes + at, text.bytes + at + 1, text.size - at - 1);
            text.size--;
            break;
        }
    }
    judge(&text);
}

static void fragments_are_judged_alike(struct ta_random_stream *r)
{
    static const char *const piece[] = {"[",
                                        "]",
                                        "{",
                                        "}",
                                        ",",
                                        ":",
                                        "\"n\"",
                                        "\"v\"",
                                        "\"t\"",
                                        "\"bn\"",
                                        "\"",
                                        "\\u",
                                        "\\",
                                        "1",
                                        "-",
                                        "0",
                                        ".5",
                                        "1e5",
                                        "1e400",
                                        "true",
                                        "false",
                                        "null",
                                        "nul",
                                        " ",
                                        "\n",
                                        "\"a\":1",
                                        "\"\\ud800\"",
                                        "\"\\udc00\"",
                                        "\"\\ud83d\\ude00\"",
                                        "9223372036854775807",
                                        "9223372036854775808",
                                        "-9223372036854775808",
                                        "\"\xf0\x9f\x98\x80\"",
                                        "\"\xed\xa0\x80\"",
                                        "\"\xe2\x82\"",
                                        "[{\"n\":\"a\",\"v\":",
                                        "}]",
                                        "1.7976931348623159e308",
                                        "-0",
                                        "0.0e-0",
                                        "{}"};
    struct text text = {.size = 0};
    if (ta_random_below(r, 2) != 0) add(&text, "[{\"n\":\"a\",\"v\":");
    for (size_t i = ta_random_below(r, 12); i > 0; i--) add(&text, PICK(r, piece));
    if (ta_random_below(r, 2) != 0) add(&text, "}]");
    judge(&text);
}

static void test_whole(void **state)
{
    (void)state;
    ta_for_seeds(20000, whole_packs_resolve_alike);
}

static void test_spoilt(void **state)
{
    (void)state;
    ta_for_seeds(60000, spoilt_packs_are_judged_alike);
}

static void test_fragments(void **state)
{
    (void)state;
    ta_for_seeds(60000, fragments_are_judged_alike);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_spoilt),
        cmocka_unit_test(test_fragments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
