/* SPDX-License-Identifier: Apache-2.0 */
#include "report/html.h"

#include <string.h>

/* Bytes of the form that @p first begins; 0: it begins none (RFC 3629). */
static size_t form_of(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    return first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/* One code point of @p at; *length is its bytes. What is no UTF-8 counts byte by byte, as
 * a value past Unicode's end. */
static uint32_t point_at(const unsigned char *at, size_t *length)
{
    static const uint32_t lowest[5] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = form_of(*at);
    uint32_t point = n < 2 ? *at : *at & (0x7fu >> n);
    *length = 1;
    if (n == 1) return point;
    for (size_t i = 1; i < n; i++) {
        if ((at[i] & 0xc0u) != 0x80u) return 0x110000u + *at;
        point = point << 6 | (at[i] & 0x3fu);
    }
    bool surrogate = point >= 0xd800 && point <= 0xdfff;
    if (n == 0 || point < lowest[n] || point > 0x10ffff || surrogate)
        return 0x110000u + *at;
    *length = n;
    return point;
}

static bool turns_direction(uint32_t point)
{
    return point == 0x061c || point == 0x200e || point == 0x200f ||
           (point >= 0x202a && point <= 0x202e) || (point >= 0x2066 && point <= 0x2069);
}

static bool must_be_shown(uint32_t point)
{
    if (point == '\t' || point == '\n') return false;
    return point < 0x20 || (point >= 0x7f && point <= 0x9f) || turns_direction(point) ||
           (point & 0xfffeu) == 0xfffeu || (point >= 0xfdd0 && point <= 0xfdef) ||
           point == 0xfeff || point > 0x10ffff;
}

static const char *escape_of(uint32_t point)
{
    switch (point) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return NULL;
    }
}

void ta_html_words(struct ta_text *out, const char *words)
{
    size_t length = 0;
    for (const char *at = words; *at != '\0'; at += length) {
        uint32_t point = point_at((const unsigned char *)at, &length);
        const char *escape = escape_of(point);
        if (escape != NULL)
            ta_text_add(out, escape);
        else if (point > 0x10ffff)
            ta_text_addf(out, "[0x%02X]", point - 0x110000u);
        else if (must_be_shown(point))
            ta_text_addf(out, "[U+%04X]", point);
        else
            ta_text_add_bytes(out, at, length);
    }
}

void ta_html_outside(struct ta_text *out, const char *words)
{
    ta_text_add(out, "<bdi>");
    ta_html_words(out, words);
    ta_text_add(out, "</bdi>");
}
