/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/width.h"

#include <string.h>

/* Number of bytes that a first byte announces; 1 for one that announces none. */
static size_t announced(unsigned char first)
{
    if (first >= 0xF0 && first < 0xF8) return 4;
    if (first >= 0xE0) return first < 0xF0 ? 3 : 1;
    return first >= 0xC0 ? 2 : 1;
}

unsigned ta_width_next(const char **at)
{
    static const unsigned char mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *byte = (const unsigned char *)*at;
    if (byte[0] == '\0') return 0;
    size_t n = announced(byte[0]);
    unsigned character = n == 1 ? byte[0] : byte[0] & mask[n];
    for (size_t i = 1; i < n; i++) {
        if ((byte[i] & 0xC0) != 0x80) { /* cut short: one byte on its own */
            *at += 1;
            return byte[0];
        }
        character = character << 6 | (byte[i] & 0x3Fu);
    }
    *at += n;
    return character;
}

struct range {
    unsigned from, to;
};

static bool within(const struct range *ranges, size_t n, unsigned character)
{
    for (size_t i = 0; i < n; i++)
        if (character >= ranges[i].from && character <= ranges[i].to) return true;
    return false;
}

size_t ta_width_of(unsigned character)
{
    static const struct range none[] = {
        {0x300, 0x36F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}};
    static const struct range wide[] = {
        {0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF}, {0x3400, 0x4DBF},
        {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},  {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},
        {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},  {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F},
        {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (character < 0x300) return 1;
    if (within(none, sizeof none / sizeof none[0], character)) return 0;
    return within(wide, sizeof wide / sizeof wide[0], character) ? 2 : 1;
}

size_t ta_width(const char *text)
{
    size_t columns = 0;
    while (*text != '\0') columns += ta_width_of(ta_width_next(&text));
    return columns;
}

size_t ta_width_head(const char *text, size_t columns)
{
    const char *at = text;
    size_t used = 0;
    while (*at != '\0') {
        const char *next = at;
        used += ta_width_of(ta_width_next(&next));
        if (used > columns) break;
        at = next;
    }
    return (size_t)(at - text);
}

/* Marks that may not begin a line in Chinese (GB/T 15834): comma, stop and closing ones. */
static bool clings(unsigned character)
{
    return strchr(",.;:!?)]}", (int)(character < 0x80 ? character : ' ')) != NULL ||
           (character >= 0x3001 && character <= 0x3002) || character == 0xFF0C ||
           character == 0xFF1A || character == 0xFF1B || character == 0xFF09 ||
           character == 0x300B || character == 0x300D || character == 0x201D;
}

/* End of the piece at `at` that must not be parted: a word, or one wide character with what
 * clings to it. */
static const char *piece_end(const char *at)
{
    const char *next = at;
    bool wide = ta_width_of(ta_width_next(&next)) == 2;
    while (*next != '\0' && *next != ' ' && *next != '\n') {
        const char *after = next;
        unsigned character = ta_width_next(&after);
        bool parts = (wide || ta_width_of(character) == 2) && !clings(character);
        if (parts) break;
        next = after;
    }
    return next;
}

static size_t width_between(const char *from, const char *to)
{
    size_t columns = 0;
    while (from < to) columns += ta_width_of(ta_width_next(&from));
    return columns;
}

static void break_line(struct ta_text *out, size_t indent)
{
    ta_text_addf(out, "\n%*s", (int)indent, "");
}

void ta_fold(struct ta_text *out, const char *words, size_t indent, size_t columns)
{
    size_t column = indent;
    bool blank = false; /* one is owed before the next piece */
    while (*words != '\0') {
        if (*words == '\n') {
            break_line(out, indent);
            column = indent;
        }
        if (*words == ' ' || *words == '\n') {
            blank = *words == ' ';
            words++;
            continue;
        }
        const char *end = piece_end(words);
        size_t width = width_between(words, end);
        if (column > indent && column + blank + width > columns) {
            break_line(out, indent);
            column = indent;
        } else if (blank && column > indent) {
            ta_text_add(out, " ");
            column++;
        }
        ta_text_add_bytes(out, words, (size_t)(end - words));
        column += width;
        blank = false;
        words = end;
    }
}
