/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json_scan.h"

#include <math.h>
#include <string.h>

#include "base/text.h"

/* A number beyond these may be one that jansson refuses: left to it. */
enum { DEPTH_MOST = 32, DIGITS_MOST = 18, NUMBER_MOST = 40, EXPONENT_MOST = 2 };

struct ta_json_scan ta_json_scan_start(const char *bytes, size_t size)
{
    if (size == 0) return (struct ta_json_scan){.at = bytes, .end = bytes};
    return (struct ta_json_scan){
        .at = bytes, .end = bytes + size, .failed = !ta_utf8_ok(bytes, size)};
}

bool ta_json_scan_ended(const struct ta_json_scan *s)
{
    return !s->failed && s->at == s->end && s->depth == 0;
}

bool ta_json_span_is(struct ta_json_span span, const char *word)
{
    size_t size = strlen(word);
    return span.bytes != NULL && span.size == size &&
           memcmp(span.bytes, word, size) == 0;
}

/* The next byte; 0 at the end, and when failed. */
static char next(const struct ta_json_scan *s)
{
    return s->failed || s->at == s->end ? '\0' : *s->at;
}

static bool fail(struct ta_json_scan *s)
{
    s->failed = true;
    return false;
}

static bool take(struct ta_json_scan *s, char wanted)
{
    if (next(s) != wanted) return fail(s);
    s->at++;
    return true;
}

/* --- values --------------------------------------------------------------------------------- */

static struct ta_json_span read_text(struct ta_json_scan *s)
{
    const char *from = s->at + 1, *at = from;
    for (; at < s->end && *at != '"'; at++) {
        if ((unsigned char)*at < 0x20) break;
        if (*at != '\\') continue;
        at++;
        if (at == s->end || *at == '\0' || strchr("\"\\/bfnrt", *at) == NULL) break;
    }
    if (at >= s->end || *at != '"') {
        s->failed = true;
        return (struct ta_json_span){NULL, 0};
    }
    s->at = at + 1;
    return (struct ta_json_span){from, (size_t)(at - from)};
}

static size_t digits(struct ta_json_scan *s)
{
    const char *from = s->at;
    while (s->at < s->end && *s->at >= '0' && *s->at <= '9') s->at++;
    return (size_t)(s->at - from);
}

static bool fraction(struct ta_json_scan *s)
{
    s->at++;
    return digits(s) > 0;
}

static bool exponent(struct ta_json_scan *s)
{
    s->at++;
    if (next(s) == '+' || next(s) == '-') s->at++;
    size_t n = digits(s);
    return n > 0 && n <= EXPONENT_MOST;
}

/* Past a number. @param whole it has neither fraction nor exponent */
static struct ta_json_span pass_number(struct ta_json_scan *s, bool *whole)
{
    const char *from = s->at;
    if (*from == '-') s->at++;
    bool zero = next(s) == '0';
    size_t n = digits(s);
    *whole = true;
    bool good = n > 0 && n <= DIGITS_MOST && !(zero && n > 1);
    if (good && next(s) == '.') {
        *whole = false;
        good = fraction(s);
    }
    if (good && (next(s) == 'e' || next(s) == 'E')) {
        *whole = false;
        good = exponent(s);
    }
    size_t size = (size_t)(s->at - from);
    if (!good || size > NUMBER_MOST) s->failed = true;
    return (struct ta_json_span){from, size};
}

/* As jansson has it: a whole number is an integer first, so that -0 is 0. */
static double read_number(struct ta_json_scan *s)
{
    char text[NUMBER_MOST + 1];
    bool whole = false;
    int64_t integer = 0;
    double value = (double)NAN;
    const struct ta_json_span span = pass_number(s, &whole);
    if (s->failed) return (double)NAN;
    memcpy(text, span.bytes, span.size);
    text[span.size] = '\0';
    enum ta_status rc =
        whole ? ta_parse_i64(text, &integer) : ta_parse_f64(text, &value);
    if (rc != TA_OK) s->failed = true;
    return whole ? (double)integer : value;
}

static void pass_word(struct ta_json_scan *s, const char *word)
{
    size_t size = strlen(word);
    if ((size_t)(s->end - s->at) < size || memcmp(s->at, word, size) != 0)
        s->failed = true;
    else
        s->at += size;
}

static bool is_number(char first)
{
    return first == '-' || (first >= '0' && first <= '9');
}

static void pass(struct ta_json_scan *s)
{
    struct ta_json_list list = {.begun = false};
    bool whole;
    char first = next(s);
    if (first == '"')
        (void)read_text(s);
    else if (is_number(first))
        (void)pass_number(s, &whole);
    else if (first == '{')
        while (ta_json_scan_member(s, &list)) pass(s);
    else if (first == '[')
        while (ta_json_scan_element(s, &list)) pass(s);
    else
        pass_word(s, first == 't' ? "true" : first == 'f' ? "false" : "null");
}

struct ta_json_span ta_json_scan_skip(struct ta_json_scan *scan)
{
    const char *from = scan->at;
    if (!scan->failed) pass(scan);
    if (scan->failed) return (struct ta_json_span){NULL, 0};
    return (struct ta_json_span){from, (size_t)(scan->at - from)};
}

struct ta_json_span ta_json_scan_text(struct ta_json_scan *scan)
{
    if (next(scan) == '"') return read_text(scan);
    (void)ta_json_scan_skip(scan);
    return (struct ta_json_span){NULL, 0};
}

double ta_json_scan_number(struct ta_json_scan *scan)
{
    if (is_number(next(scan))) return read_number(scan);
    (void)ta_json_scan_skip(scan);
    return (double)NAN;
}

bool ta_json_scan_true(struct ta_json_scan *scan)
{
    return ta_json_span_is(ta_json_scan_skip(scan), "true");
}

/* --- lists ---------------------------------------------------------------------------------- */

/* To the next item. @return false at the end */
static bool step(struct ta_json_scan *s, struct ta_json_list *list, char open,
                 char close)
{
    if (!list->begun) {
        if (!take(s, open)) return false;
        if (++s->depth > DEPTH_MOST) return fail(s);
    }
    bool ends = next(s) == close;
    if (!ends && list->begun && !take(s, ',')) return false;
    list->begun = true;
    if (ends) {
        s->at++;
        s->depth--;
    }
    return !ends && !s->failed;
}

static bool ascends(struct ta_json_span before, struct ta_json_span key)
{
    size_t common = before.size < key.size ? before.size : key.size;
    int order = memcmp(before.bytes, key.bytes, common);
    return order < 0 || (order == 0 && before.size < key.size);
}

bool ta_json_scan_member(struct ta_json_scan *scan, struct ta_json_list *list)
{
    const struct ta_json_span before = list->key;
    if (!step(scan, list, '{', '}')) return false;
    if (next(scan) != '"') return fail(scan);
    list->key = read_text(scan);
    if (scan->failed || memchr(list->key.bytes, '\\', list->key.size) != NULL ||
        (before.bytes != NULL && !ascends(before, list->key)))
        return fail(scan);
    return take(scan, ':');
}

bool ta_json_scan_element(struct ta_json_scan *scan, struct ta_json_list *list)
{
    return step(scan, list, '[', ']');
}
