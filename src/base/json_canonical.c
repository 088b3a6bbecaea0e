/* SPDX-License-Identifier: Apache-2.0 */
/** @file json_canonical.c  RFC 8785, the JSON Canonicalization Scheme. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

static enum ta_status add_value(const json_t *value, struct ta_text *out);

/* RFC 8785, 3.2.2.2: the seven short escapes, else \u00xx in lower case below U+0020.
 */
static void add_string(const char *bytes, size_t size, struct ta_text *out)
{
    static const char *const brief[0x20] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};
    ta_text_add(out, "\"");
    size_t plain = 0; /* start of the run not yet added */
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        ta_text_add_bytes(out, bytes + plain, i - plain);
        plain = i + 1;
        if (c >= 0x20)
            ta_text_addf(out, "\\%c", c);
        else if (brief[c] != NULL)
            ta_text_add(out, brief[c]);
        else
            ta_text_addf(out, "\\u%04x", (unsigned)c);
    }
    ta_text_add_bytes(out, bytes + plain, size - plain);
    ta_text_add(out, "\"");
}

static enum ta_status add_number(double value, struct ta_text *out)
{
    if (!isfinite(value)) return TA_E_ARG;
    char text[32];
    ta_format_f64(value, text);
    ta_text_add(out, text);
    return TA_OK;
}

/* A JSON number is a double to every reader (RFC 8785, appendix D): a whole number that
 * is not exactly one is refused rather than changed. */
static enum ta_status add_integer(json_int_t value, struct ta_text *out)
{
    double number = (double)value;
    if (number >= 0x1p63 || (json_int_t)number != value) return TA_E_ARG;
    return add_number(number, out);
}

struct member {
    const char *key;
    const json_t *value;
};

/* By UTF-16 code units (RFC 8785, 3.2.3). That is the order of UTF-8 bytes, but that
 * the surrogate pairs of U+10000 and above (lead byte F0..) stand before U+E000 (lead
 * EE..). */
static int by_utf16(const void *a, const void *b)
{
    const unsigned char *left = (const unsigned char *)((const struct member *)a)->key;
    const unsigned char *right = (const unsigned char *)((const struct member *)b)->key;
    for (; *left == *right && *left != 0; left++, right++) continue;
    bool pair_left = *left >= 0xF0, pair_right = *right >= 0xF0;
    if (*left >= 0xEE && *right >= 0xEE && pair_left != pair_right)
        return pair_left ? -1 : 1;
    return (*left > *right) - (*left < *right);
}

static enum ta_status add_members(const struct member *member, size_t n,
                                  struct ta_text *out)
{
    ta_text_add(out, "{");
    for (size_t i = 0; i < n; i++) {
        if (i > 0) ta_text_add(out, ",");
        add_string(member[i].key, strlen(member[i].key), out);
        ta_text_add(out, ":");
        enum ta_status rc = add_value(member[i].value, out);
        if (rc != TA_OK) return rc;
    }
    ta_text_add(out, "}");
    return TA_OK;
}

static enum ta_status add_object(const json_t *object, struct ta_text *out)
{
    size_t n = json_object_size(object), i = 0;
    struct member *member = ta_alloc(n, sizeof *member);
    if (member == NULL) return TA_E_NOMEM;

    json_t *unowned = (json_t *)(uintptr_t)object; /* jansson's iterators want it so */
    for (void *at = json_object_iter(unowned); at != NULL && i < n;
         at = json_object_iter_next(unowned, at))
        member[i++] =
            (struct member){json_object_iter_key(at), json_object_iter_value(at)};
    if (n > 1) qsort(member, n, sizeof *member, by_utf16);
    enum ta_status rc = add_members(member, n, out);
    ta_free(member);
    return rc;
}

static enum ta_status add_array(const json_t *array, struct ta_text *out)
{
    ta_text_add(out, "[");
    for (size_t i = 0; i < json_array_size(array); i++) {
        if (i > 0) ta_text_add(out, ",");
        enum ta_status rc = add_value(json_array_get(array, i), out);
        if (rc != TA_OK) return rc;
    }
    ta_text_add(out, "]");
    return TA_OK;
}

static enum ta_status add_value(const json_t *value, struct ta_text *out)
{
    if (value == NULL) return TA_E_ARG;
    switch (json_typeof(value)) {
    case JSON_OBJECT: return add_object(value, out);
    case JSON_ARRAY: return add_array(value, out);
    case JSON_STRING:
        add_string(json_string_value(value), json_string_length(value), out);
        return TA_OK;
    case JSON_INTEGER: return add_integer(json_integer_value(value), out);
    case JSON_REAL: return add_number(json_real_value(value), out);
    case JSON_TRUE: ta_text_add(out, "true"); return TA_OK;
    case JSON_FALSE: ta_text_add(out, "false"); return TA_OK;
    case JSON_NULL: ta_text_add(out, "null"); return TA_OK;
    }
    return TA_E_ARG;
}

enum ta_status ta_json_canonical(const json_t *value, struct ta_text *out)
{
    enum ta_status rc = add_value(value, out);
    if (rc == TA_OK && out->failed) return TA_E_NOMEM;
    return rc;
}
