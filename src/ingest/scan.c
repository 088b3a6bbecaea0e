/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/scan.h"

#include <stdint.h>
#include <string.h>

void ta_scan_begin(struct ta_scan *scan, const char *bytes, size_t size)
{
    scan->begin = scan->at = bytes;
    scan->end = bytes + size;
    scan->fault = TA_SCAN_OK;
    scan->why = "";
    scan->depth = scan->n_names = scan->escaped_used = scan->n_wide = 0;
    scan->wide = false;
}

bool ta_scan_fail(struct ta_scan *scan, enum ta_scan_fault fault, const char *why)
{
    if (scan->fault != TA_SCAN_OK) return false;
    scan->fault = fault;
    scan->why = why;
    return false;
}

static bool wrong(struct ta_scan *scan, const char *why)
{
    return ta_scan_fail(scan, TA_SCAN_SYNTAX, why);
}

bool ta_scan_take(struct ta_scan *scan, char c)
{
    if (ta_scan_next(scan) != c)
        return wrong(scan, scan->at < scan->end ? "another byte was expected here"
                                                : "cut off");
    scan->at++;
    return true;
}

bool ta_scan_finish(struct ta_scan *scan)
{
    (void)ta_scan_next(scan);
    return scan->at == scan->end || wrong(scan, "something stands behind the end");
}

/* --- strings -------------------------------------------------------------------------- */

static int hex_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* Four hexadecimal digits, or -1. */
static int32_t unit_at(const char *at, const char *end)
{
    int32_t value = 0;
    if (end - at < 4) return -1;
    for (int i = 0; i < 4; i++) {
        int digit = hex_of(at[i]);
        if (digit < 0) return -1;
        value = value * 16 + digit;
    }
    return value;
}

/* The character behind "\u" at @p at. @return bytes used, 0 when it is none. */
static size_t unicode_at(const char *at, const char *end, int32_t *out)
{
    int32_t first = unit_at(at, end);
    *out = first;
    if (first <= 0 || (first >= 0xDC00 && first <= 0xDFFF)) return 0;
    if (first < 0xD800 || first > 0xDFFF) return 4;
    if (end - at < 10 || at[4] != '\\' || at[5] != 'u') return 0;
    int32_t second = unit_at(at + 6, end);
    if (second < 0xDC00 || second > 0xDFFF) return 0;
    *out = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
    return 10;
}

/* Bytes of the escape whose backslash stands at @p at; 0 when it is none. */
static size_t escape_size(const char *at, const char *end)
{
    int32_t character;
    if (end - at < 2) return 0;
    if (at[1] != 'u')
        return at[1] != '\0' && strchr("\"\\/bfnrt", at[1]) != NULL ? 2 : 0;
    size_t size = unicode_at(at + 2, end, &character);
    return size == 0 ? 0 : size + 2;
}

static bool is_tail(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* Bytes of the well-formed sequence of 2 to 4 bytes at @p at (Unicode 15, table 3-7), else 0. */
static size_t sequence_size(const char *at, const char *end)
{
    unsigned char lead = (unsigned char)at[0];
    size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || (size_t)(end - at) < size) return 0;
    unsigned char second = (unsigned char)at[1];
    unsigned char lo = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned char hi = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (second < lo || second > hi) return 0;
    for (size_t i = 2; i < size; i++)
        if (!is_tail(at[i])) return 0;
    return size;
}

/* Step over one character that is not plain; false with a fault. */
static bool take_odd(struct ta_scan *scan, bool *escaped)
{
    unsigned char c = (unsigned char)*scan->at;
    if (c < ' ') return wrong(scan, "a control character in a text");
    size_t size = c == '\\'  ? escape_size(scan->at, scan->end)
                  : c < 0x80 ? 1
                             : sequence_size(scan->at, scan->end);
    if (size == 0) return wrong(scan, c == '\\' ? "no such escape" : "not UTF-8");
    *escaped = *escaped || c == '\\';
    scan->at += size;
    return true;
}

bool ta_scan_string(struct ta_scan *scan, struct ta_view *out, bool *escaped)
{
    if (!ta_scan_take(scan, '"')) return false;
    const char *begin = scan->at;
    *escaped = false;
    for (;;) {
        scan->at = ta_scan_plain(scan->at, scan->end);
        if (scan->at == scan->end) return wrong(scan, "a text is not closed");
        if (*scan->at == '"') break;
        if (!take_odd(scan, escaped)) return false;
    }
    *out = (struct ta_view){begin, (size_t)(scan->at - begin)};
    scan->at++;
    return true;
}

/* UTF-8 of a character. @return bytes. */
static size_t encode(int32_t c, char out[4])
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)(lead[size] | c);
    return size;
}

/* What one escape means; the input was scanned before. @return bytes of the input used. */
static size_t decode_escape(const char *at, const char *end, char out[4], size_t *size)
{
    static const char letter[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
    int32_t character = 0;
    if (at[1] == 'u') {
        size_t used = unicode_at(at + 2, end, &character);
        *size = encode(character, out);
        return used + 2;
    }
    out[0] = means[strchr(letter, at[1]) - letter];
    *size = 1;
    return 2;
}

bool ta_scan_unescape(struct ta_view raw, char *out, size_t room, size_t *size)
{
    const char *at = raw.bytes, *end = raw.bytes + raw.size;
    for (*size = 0; at < end;) {
        char piece[4] = {*at};
        size_t n = 1, used = 1;
        if (*at == '\\') used = decode_escape(at, end, piece, &n);
        if (room - *size < n) return false;
        memcpy(out + *size, piece, n);
        *size += n;
        at += used;
    }
    return true;
}

/* --- other tokens --------------------------------------------------------------------- */

/* Is what stands here a number but for its length? */
static bool too_long(const struct ta_scan *scan)
{
    const char *at = scan->at;
    while (at < scan->end && *at != '\0' && strchr("0123456789+-.eE", *at) != NULL)
        at++;
    return at - scan->at >= TA_DECIMAL_TEXT;
}

bool ta_scan_number(struct ta_scan *scan, struct ta_decimal *out)
{
    double value;
    (void)ta_scan_next(scan);
    const char *after = ta_decimal_scan(scan->at, scan->end, out);
    if (after == NULL)
        return too_long(scan) ? ta_scan_fail(scan, TA_SCAN_LONG, "a number is too long")
                              : wrong(scan, "no JSON value");
    bool wide = out->whole && !ta_decimal_is_i64(out);
    if (wide && !scan->wide) return wrong(scan, "a whole number of more than 64 bits");
    if ((wide || !out->whole) && (out->cut || out->exponent > 280) &&
        !ta_decimal_f64(out, &value))
        return wrong(scan, "a number beyond the largest double");
    scan->n_wide += wide;
    scan->at = after;
    return true;
}

static bool take_word(struct ta_scan *scan, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, word, size) != 0)
        return wrong(scan, "no JSON value");
    scan->at += size;
    return true;
}

bool ta_scan_bool(struct ta_scan *scan, bool *out)
{
    *out = ta_scan_next(scan) == 't';
    return take_word(scan, *out ? "true" : "false");
}

/* --- names and nested values ---------------------------------------------------------- */

static bool keep_unescaped(struct ta_scan *scan, struct ta_view *name)
{
    size_t size, room = TA_SCAN_ESCAPED - scan->escaped_used;
    char *to = scan->escaped + scan->escaped_used;
    if (!ta_scan_unescape(*name, to, room, &size))
        return ta_scan_fail(scan, TA_SCAN_LONG, "too many escapes in names");
    *name = (struct ta_view){to, size};
    scan->escaped_used += size;
    return true;
}

bool ta_scan_name(struct ta_scan *scan, size_t first, struct ta_view *out)
{
    bool escaped;
    if (!ta_scan_string(scan, out, &escaped)) return false;
    if (escaped && !keep_unescaped(scan, out)) return false;
    for (size_t i = first; i < scan->n_names; i++)
        if (scan->name[i].size == out->size &&
            memcmp(scan->name[i].bytes, out->bytes, out->size) == 0)
            return wrong(scan, "a name stands twice in an object");
    if (scan->n_names == TA_SCAN_NAMES)
        return ta_scan_fail(scan, TA_SCAN_LONG, "too many names in an object");
    scan->name[scan->n_names++] = *out;
    return ta_scan_take(scan, ':');
}

static bool skip_object(struct ta_scan *scan)
{
    size_t first = scan->n_names, used = scan->escaped_used;
    struct ta_view name;
    scan->at++;
    if (ta_scan_next(scan) != '}') {
        for (;;) {
            if (!ta_scan_name(scan, first, &name) || !ta_scan_skip(scan)) return false;
            if (ta_scan_next(scan) != ',') break;
            scan->at++;
        }
    }
    scan->n_names = first;
    scan->escaped_used = used;
    return ta_scan_take(scan, '}');
}

static bool skip_array(struct ta_scan *scan)
{
    scan->at++;
    if (ta_scan_next(scan) != ']') {
        for (;;) {
            if (!ta_scan_skip(scan)) return false;
            if (ta_scan_next(scan) != ',') break;
            scan->at++;
        }
    }
    return ta_scan_take(scan, ']');
}

static bool skip_nested(struct ta_scan *scan, bool object)
{
    if (scan->depth == TA_SCAN_DEPTH)
        return ta_scan_fail(scan, TA_SCAN_DEEP, "nested too deep");
    scan->depth++;
    bool ok = object ? skip_object(scan) : skip_array(scan);
    scan->depth--;
    return ok;
}

bool ta_scan_skip(struct ta_scan *scan)
{
    struct ta_view text;
    struct ta_decimal number;
    bool truth;
    switch (ta_scan_next(scan)) {
    case '"': return ta_scan_string(scan, &text, &truth);
    case '{': return skip_nested(scan, true);
    case '[': return skip_nested(scan, false);
    case 't':
    case 'f': return ta_scan_bool(scan, &truth);
    case 'n': return take_word(scan, "null");
    default: return ta_scan_number(scan, &number);
    }
}
