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

size_t ta_word_edits(const char *a, const char *b)
{
    size_t room[3][WORD + 1], length = strlen(b);
    if (strlen(a) > WORD || length > WORD) return SIZE_MAX;
    size_t *before = room[0], *last = room[1], *row = room[2];
    for (size_t j = 0; j <= length; j++) row[j] = j;
    for (size_t i = 1; a[i - 1] != '\0'; i++) {
        size_t *free_row = before;
        before = last;
        last = row;
        row = free_row;
        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            row[j] = least(last[j - 1] + (a[i - 1] != b[j - 1]),
                           least(last[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return row[length];
}

/* A word that begins as typed stands before one that is spelled alike. */
static const char *nearest(const char *word, const char *const *known)
{
    const char *best = NULL;
    size_t fewest = SIZE_MAX, length = strlen(word);
    for (; *known != NULL; known++) {
        if (length > 2 && strncmp(*known, word, length) == 0) return *known;
        size_t distance = ta_word_edits(word, *known);
        if (distance >= fewest) continue;
        fewest = distance;
        best = *known;
    }
    return fewest <= length / 2 ? best : NULL;
}

void ta_mend_unknown(struct ta_error *err, const char *word, const char *const *known)
{
    const char *near = nearest(word, known);
    if (near != NULL) {
        ta_error_mend(err, "did you mean \"%s\"?", near);
        return;
    }
    char list[TA_ERROR_MEND - 32] = "";
    size_t used = 0;
    for (; *known != NULL; known++) {
        bool fits = used + strlen(*known) + 6 < sizeof list; /* room for " ..." too */
        int more =
            snprintf(list + used, sizeof list - used, " %s", fits ? *known : "...");
        if (more > 0) used += (size_t)more;
        if (!fits) break;
    }
    ta_error_mend(err, "known are:%s", list);
}

bool ta_word_known(const char *word, const char *const *known)
{
    for (; *known != NULL; known++)
        if (strcmp(word, *known) == 0) return true;
    return false;
}
