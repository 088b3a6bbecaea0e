/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "words.h"

/* Room for `more` bytes and a NUL. */
static bool reserve(struct ta_text *text, size_t more)
{
    if (text->failed) return false;
    if (more < SIZE_MAX - text->size) {
        void *bytes = text->bytes;
        if (ta_grow(&bytes, &text->capacity, text->size + more, 1) == 0) {
            text->bytes = bytes;
            return true;
        }
    }
    text->failed = true;
    return false;
}

void ta_text_add_bytes(struct ta_text *text, const void *bytes, size_t size)
{
    if (!reserve(text, size)) return;
    if (size > 0) memcpy(text->bytes + text->size, bytes, size);
    text->size += size;
    text->bytes[text->size] = '\0';
}

void ta_text_add(struct ta_text *text, const char *words)
{
    ta_text_add_bytes(text, words, strlen(words));
}

void ta_text_addf(struct ta_text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (size < 0) text->failed = true;
    if (size < 0 || !reserve(text, (size_t)size)) return;

    va_start(args, format);
    (void)vsnprintf(text->bytes + text->size, (size_t)size + 1, format, args);
    va_end(args);
    text->size += (size_t)size;
}

char *ta_text_take(struct ta_text *text)
{
    ta_text_add_bytes(text, "", 0); /* an empty text is "" too */
    char *bytes = text->bytes;
    bool failed = text->failed;
    *text = (struct ta_text){0};
    if (!failed) return bytes;
    ta_free(bytes);
    return NULL;
}

void ta_text_free(struct ta_text *text)
{
    ta_free(text->bytes);
    *text = (struct ta_text){0};
}

bool ta_copy(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    if (length >= size) {
        if (size > 0) to[0] = '\0';
        return false;
    }
    memcpy(to, from, length + 1);
    return true;
}

void ta_copy_cut(char *to, size_t size, const char *from)
{
    size_t n = strlen(from);
    if (n >= size) {
        n = size - 1;
        while (n > 0 && ((unsigned char)from[n] & 0xC0) == 0x80) n--;
    }
    memcpy(to, from, n);
    to[n] = '\0';
}

static const char *skip_sign(const char *text)
{
    return *text == '+' || *text == '-' ? text + 1 : text;
}

static const char *skip_digits(const char *text, bool *any)
{
    for (; *text >= '0' && *text <= '9'; text++) *any = true;
    return text;
}

static bool is_decimal(const char *text)
{
    bool digits = false;
    text = skip_digits(skip_sign(text), &digits);
    if (*text == '.') text = skip_digits(text + 1, &digits);
    if (!digits) return false;
    if (*text == 'e' || *text == 'E') {
        digits = false;
        text = skip_digits(skip_sign(text + 1), &digits);
    }
    return digits && *text == '\0';
}

enum ta_status ta_parse_f64(const char *text, double *out)
{
    if (!is_decimal(text)) return TA_E_DATA;

    double value = strtod(text, NULL);
    if (value > 1.7976931348623157e308 || value < -1.7976931348623157e308)
        return TA_E_DATA;
    *out = value;
    return TA_OK;
}

enum ta_status ta_parse_i64(const char *text, int64_t *out)
{
    bool digits = false;
    const char *end = skip_digits(skip_sign(text), &digits);
    if (!digits || *end != '\0') return TA_E_DATA;

    errno = 0;
    long long value = strtoll(text, NULL, 10);
    if (errno == ERANGE) return TA_E_DATA;
    *out = value;
    return TA_OK;
}

/* A bit for each of A-Z, a-z, 0-9 and . _ : - among the first 128 characters. */
bool ta_id_ok(const char *id)
{
    static const uint64_t legal[] = {UINT64_C(0x07FF600000000000),
                                     UINT64_C(0x07FFFFFE87FFFFFE)};
    size_t length = 0;
    for (; id[length] != '\0'; length++) {
        unsigned char c = (unsigned char)id[length];
        if (length == TA_ID_SIZE - 1 || c > 127 || (legal[c >> 6] >> (c & 63) & 1) == 0)
            return false;
    }
    return length > 0;
}

/* Eight bytes from 0x01 to 0x7f, which most text is made of. Takes some of those for others. */
static bool is_ascii(const unsigned char *bytes)
{
    uint64_t eight;
    memcpy(&eight, bytes, sizeof eight);
    const uint64_t ones = UINT64_C(0x0101010101010101), tops = ones << 7;
    return ((eight | (eight - ones)) & tops) == 0;
}

bool ta_utf8_ok(const char *bytes, size_t size)
{
    const unsigned char *byte = (const unsigned char *)bytes;
    for (size_t i = 0; i < size;) {
        while (size - i >= 8 && is_ascii(byte + i)) i += 8;
        if (i == size) break;
        size_t length = ta_letter(bytes + i, size - i);
        if (length == 0) return false;
        i += length;
    }
    return true;
}

const char *ta_unit_after(const char *unit, char out[TA_UNIT_AFTER])
{
    bool none = strcmp(unit, "1") == 0 || unit[0] == '\0';
    (void)snprintf(out, TA_UNIT_AFTER, "%s%s", none ? "" : " ", none ? "" : unit);
    return out;
}

/* Ends of UTF-8 sequences that are none to be shown, by what they begin with: C1 (U+0080 to 9F),
 * and the marks of direction U+061C, U+200E and F, U+202A to E, U+2066 to 69. */
static const struct {
    const char *begin;
    unsigned char from, to;
} unshown[] = {{"\xc2", 0x80, 0x9f},
               {"\xd8", 0x9c, 0x9c},
               {"\xe2\x80", 0x8e, 0x8f},
               {"\xe2\x80", 0xaa, 0xae},
               {"\xe2\x81", 0xa6, 0xa9}};

/* Bytes of what must not be shown at @p at, 0 when it may be. */
static size_t unseen(const char *at)
{
    unsigned char first = (unsigned char)at[0];
    if (first < 0x20 || first == 0x7f) return first == '\n' || first == '\t' ? 0 : 1;
    for (size_t i = 0; i < sizeof unshown / sizeof *unshown; i++) {
        size_t n = strlen(unshown[i].begin);
        if (strncmp(at, unshown[i].begin, n) != 0) continue;
        unsigned char last = (unsigned char)at[n];
        if (last >= unshown[i].from && last <= unshown[i].to) return n + 1;
    }
    return 0;
}

void ta_words_plain(char *words)
{
    while (*words != '\0') {
        size_t n = unseen(words);
        for (size_t i = 0; i < n; i++) *words++ = ' ';
        if (n == 0) words++;
    }
}

static bool is_inner(char byte)
{
    return ((unsigned char)byte & 0xC0) == 0x80;
}

void ta_words_shown(char *words)
{
    size_t size = strlen(words), kept = 0, before = 0;
    if (ta_utf8_ok(words, size)) return;
    for (size_t i = 0; i < size;) {
        size_t length = ta_letter(words + i, size - i);
        memmove(words + kept, words + i, length);
        i += length;
        kept += length;
        if (length == 0) {
            bool leads = (unsigned char)words[i] >= 0xC0;
            for (size_t end = ++i + 2; i < end && is_inner(words[i]);) i++;
            bool cut = before > 1 && leads && (unsigned char)words[i] < 0x80;
            if (!cut) words[kept++] = '?';
        }
        before = length;
    }
    words[kept] = '\0';
}

/* The letter that begins last may be cut. */
static void trim(char *words)
{
    size_t size = strlen(words), last = size;
    while (last > 0 && is_inner(words[last - 1])) last--;
    if (last > 0 && (unsigned char)words[last - 1] < 0x80) return;
    if (last > 0 && ta_letter(words + last - 1, size - last + 1) == 0)
        words[last - 1] = '\0';
}

void ta_words_format(char *to, size_t size, const char *format, va_list args)
{
    int n = vsnprintf(to, size, format, args);
    if (n < 0) to[0] = '\0';
    if (n >= 0 && (size_t)n >= size) trim(to);
    ta_words_shown(to);
}
