/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/letters_chosen.h"

#include <string.h>

#include "base/text.h"

static const char suffix[] = ".dead";

/* "FILE.dead" or "FILE.dead:N". */
static bool read_file_name(const char *text, struct ta_letters_chosen *out)
{
    size_t size = strcspn(text, ":"), end = sizeof suffix - 1;
    if (size >= sizeof out->file || size <= end || memchr(text, '/', size) != NULL)
        return false;
    if (memcmp(text + size - end, suffix, end) != 0) return false;
    memcpy(out->file, text, size);
    out->file[size] = '\0';
    if (text[size] == '\0') return true;
    return ta_parse_i64(text + size + 1, &out->letter) == TA_OK && out->letter > 0;
}

enum ta_status ta_letters_choose(const char *which, struct ta_letters_chosen *out,
                                 struct ta_error *err)
{
    *out = (struct ta_letters_chosen){.all = strcmp(which, "all") == 0};
    if (out->all || read_file_name(which, out)) return TA_OK;
    out->by_word =
        ta_outcome_find((struct ta_view){which, strlen(which)}, &out->outcome);
    if (out->by_word) return TA_OK;
    (void)ta_fail(err, TA_E_USAGE, "no dead letters are called \"%.100s\"", which);
    ta_error_mend(err, "say `all`, a word such as `unknown_device`, FILE.dead or "
                       "FILE.dead:LETTER, as `terrassay readings letters` lists them");
    return TA_E_USAGE;
}

bool ta_letters_of_file(const struct ta_letters_chosen *chosen, const char *name)
{
    size_t size = strlen(name), end = sizeof suffix - 1;
    if (size <= end || strcmp(name + size - end, suffix) != 0) return false;
    return chosen->file[0] == '\0' || strcmp(chosen->file, name) == 0;
}

bool ta_letters_mean(const struct ta_letters_chosen *chosen,
                     const struct ta_letter *letter, size_t number)
{
    if (chosen->by_word) return letter->outcome == chosen->outcome;
    return chosen->letter == 0 || (size_t)chosen->letter == number;
}
