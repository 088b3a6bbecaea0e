/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/sector.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

/* A family of classifications: its revision is the digits behind its name. */
static const struct family {
    const char *name, *mend;
} families[] = {
    {"NACE", "write NACE-2 or NACE-2.1, whichever the code was looked up in"},
    {"ISIC", "write ISIC-4, or the revision that the code was looked up in"},
    {"4754", "write GB/T 4754-2017, or the year that the code was looked up in"},
};

static bool in_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Where the name ends that stands in the scheme as a word, the case of letters aside ("furnaces" has no
 * NACE in it); NULL when it is of another family. */
static const char *behind_name(const char *scheme, const char *name)
{
    size_t n = strlen(name);
    char before = ' ';
    for (; *scheme != '\0'; before = *scheme++)
        if (!in_word(before) && strncasecmp(scheme, name, n) == 0) return scheme + n;
    return NULL;
}

static bool has_digit(const char *text)
{
    return text[strcspn(text, "0123456789")] != '\0';
}

enum ta_status ta_sector_scheme_check(const char *scheme, struct ta_error *err)
{
    for (size_t i = 0; scheme != NULL && i < sizeof families / sizeof *families; i++) {
        const char *rest = behind_name(scheme, families[i].name);
        if (rest == NULL || has_digit(rest)) continue;
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "sector: \"%.60s\" names no revision: the same code "
                                 "means another trade in each",
                                 scheme),
                         err, families[i].mend);
    }
    return TA_OK;
}
