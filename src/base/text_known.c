/* SPDX-License-Identifier: Apache-2.0 */
/** @file text_known.c  Words from a fixed list, and the nearest one to a word outside
 * it. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"

enum { WORD = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Edits (insert, delete, replace) between two words (Levenshtein 1966). */
static size_t edits(const char *a, const char *b)
{
    size_t row[WORD + 1], length = strlen(b);
    if (strlen(a) > WORD || length > WORD) return SIZE_MAX;
    for (size_t j = 0; j <= length; j++) row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            size_t replaced = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[length];
}

static const char *nearest(const char *word, const char *const *known)
{
    const char *best = NULL;
    size_t fewest = SIZE_MAX;
    for (; *known != NULL; known++) {
        size_t distance = edits(word, *known);
        if (distance >= fewest) continue;
        fewest = distance;
        best = *known;
    }
    return fewest <= strlen(word) / 2 ? best : NULL;
}

void ta_mend_unknown(struct ta_error *err, const char *word, const char *const *known)
{
    const char *near = nearest(word, known);
    if (near != NULL) {
        ta_error_mend(err, "did you mean \"%s\"?", near);
        return;
    }
    char list[TA_ERROR_MEND / 2] = "";
    size_t used = 0;
    for (; *known != NULL && used < sizeof list; known++) {
        int more = snprintf(list + used, sizeof list - used, " %s", *known);
        if (more > 0) used += (size_t)more;
    }
    ta_error_mend(err, "leave it out; known are:%s", list);
}

bool ta_word_known(const char *word, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strcmp(word, *known) == 0) return true;
    return false;
}
