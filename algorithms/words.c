/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <string.h>

/* Length of the sequence that `lead` opens and the legal range of its second byte,
 * which shuts out overlong forms, surrogates and what lies above U+10FFFF (Unicode 15,
 * table 3-7); 0 when it opens none. */
static size_t sequence(unsigned char lead, unsigned char *lo, unsigned char *hi)
{
    *lo = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    *hi = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    if (lead > 0 && lead < 0x80) return 1;
    if (lead >= 0xC2 && lead <= 0xDF) return 2;
    if (lead >= 0xE0 && lead <= 0xEF) return 3;
    if (lead >= 0xF0 && lead <= 0xF4) return 4;
    return 0;
}

size_t ta_letter(const char *at, size_t size)
{
    const unsigned char *byte = (const unsigned char *)at;
    unsigned char lo, hi;
    size_t length = size == 0 ? 0 : sequence(byte[0], &lo, &hi);
    if (length == 0 || length > size) return 0;
    if (length > 1 && (byte[1] < lo || byte[1] > hi)) return 0;
    for (size_t k = 2; k < length; k++)
        if ((byte[k] & 0xC0) != 0x80) return 0;
    return length;
}

void ta_words_whole(char *words)
{
    size_t size = strlen(words), kept = 0;
    for (size_t i = 0; i < size;) {
        size_t length = ta_letter(words + i, size - i);
        memmove(words + kept, words + i, length);
        kept += length;
        i += length > 0 ? length : 1;
    }
    words[kept] = '\0';
}
