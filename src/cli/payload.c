/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/payload.h"

#include <string.h>

#include "words.h"

enum { A_LINE = 16, LETTER_MOST = 4, SHARE = 8 /* of the bytes may be unshown */ };

/* Is the letter one that must not be shown? */
static bool is_unshown(const char *at, size_t length)
{
    char letter[LETTER_MOST + 1], plain[LETTER_MOST + 1];
    memcpy(letter, at, length);
    letter[length] = '\0';
    memcpy(plain, letter, sizeof plain);
    ta_words_plain(plain);
    return strcmp(letter, plain) != 0;
}

/* @return false when it is no UTF-8 */
static bool count_unshown(struct ta_view bytes, size_t *n)
{
    *n = 0;
    if (!ta_utf8_ok(bytes.bytes, bytes.size)) return false;
    for (size_t i = 0; i < bytes.size;) {
        size_t length = ta_letter(bytes.bytes + i, bytes.size - i);
        *n += is_unshown(bytes.bytes + i, length);
        i += length;
    }
    return true;
}

bool ta_payload_is_plain(struct ta_view bytes)
{
    size_t n = 0;
    return count_unshown(bytes, &n) && n == 0;
}

bool ta_payload_is_text(struct ta_view bytes)
{
    size_t n = 0;
    return count_unshown(bytes, &n) && n <= bytes.size / SHARE;
}

void ta_payload_hex(struct ta_view bytes, struct ta_text *out)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.size; i++) {
        unsigned char byte = (unsigned char)bytes.bytes[i];
        const char two[2] = {digit[byte >> 4], digit[byte & 15]};
        ta_text_add_bytes(out, two, sizeof two);
    }
}

/* Number of a letter of UTF-8. */
static unsigned number_of(const char *at, size_t length)
{
    unsigned char first = (unsigned char)at[0];
    unsigned n = length == 1 ? first : first & (0x7fU >> length);
    for (size_t i = 1; i < length; i++) n = n << 6 | ((unsigned char)at[i] & 0x3fU);
    return n;
}

static void show_text(struct ta_view bytes, struct ta_text *out)
{
    size_t from = 0;
    for (size_t i = 0; i < bytes.size;) {
        size_t length = ta_letter(bytes.bytes + i, bytes.size - i);
        if (is_unshown(bytes.bytes + i, length)) {
            ta_text_add_bytes(out, bytes.bytes + from, i - from);
            ta_text_addf(out, "<U+%04X>", number_of(bytes.bytes + i, length));
            from = i + length;
        }
        i += length;
    }
    ta_text_add_bytes(out, bytes.bytes + from, bytes.size - from);
    if (bytes.size == 0 || bytes.bytes[bytes.size - 1] != '\n') ta_text_add(out, "\n");
}

static void show_line(const char *bytes, size_t at, size_t n, struct ta_text *out)
{
    char letters[A_LINE + 1] = "";
    ta_text_addf(out, "%08zx ", at);
    for (size_t i = 0; i < A_LINE; i++) {
        unsigned char byte = i < n ? (unsigned char)bytes[at + i] : 0;
        if (i < n)
            ta_text_addf(out, " %02x", byte);
        else
            ta_text_add(out, "   ");
        if (i < n) letters[i] = byte >= 0x20 && byte < 0x7f ? (char)byte : '.';
    }
    ta_text_addf(out, "  %s\n", letters);
}

static void show_bytes(struct ta_view bytes, struct ta_text *out)
{
    for (size_t at = 0; at < bytes.size; at += A_LINE) {
        size_t left = bytes.size - at;
        show_line(bytes.bytes, at, left < A_LINE ? left : A_LINE, out);
    }
}

/* At most so many bytes, and no part of a letter. */
static size_t cut(struct ta_view bytes, size_t most)
{
    if (bytes.size <= most) return bytes.size;
    while (most > 0 && ((unsigned char)bytes.bytes[most] & 0xc0) == 0x80) most--;
    return most;
}

void ta_payload_show(struct ta_view bytes, size_t most, struct ta_text *out)
{
    bool text = ta_payload_is_text(bytes);
    size_t size = text ? cut(bytes, most) : bytes.size < most ? bytes.size : most;
    (text ? show_text : show_bytes)((struct ta_view){bytes.bytes, size}, out);
    if (size < bytes.size)
        ta_text_addf(out, "... %zu more bytes; --json has them\n", bytes.size - size);
}
