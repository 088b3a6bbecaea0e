/* SPDX-License-Identifier: Apache-2.0 */
#include "table_rows.h"

#include <string.h>

#include "units.h"

static const struct {
    const char *id, *keys;
} wanted[] = {
#define TABLE(id, keys) {#id, keys},
#define ROWS(id, key, words, unit, other, lo, hi)
#include "table_rows.def"
#undef TABLE
#undef ROWS
};

static const struct ta_row_group groups[] = {
#define TABLE(id, keys)
#define ROWS(id, key, words, unit, other, lo, hi)                                      \
    {#id, key, words, unit, other, lo, hi},
#include "table_rows.def"
#undef TABLE
#undef ROWS
};

const char *ta_table_keys_wanted(const char *id)
{
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        if (strcmp(wanted[i].id, id) == 0) return wanted[i].keys;
    return NULL;
}

/* Is @p word one of @p words, or does it begin as one of them that ends in a star? */
static bool is_among(const char *words, const char *word)
{
    for (size_t n; *words != '\0'; words += n + (words[n] == '|')) {
        n = strcspn(words, "|");
        bool begins = words[n - 1] == '*';
        if (strncmp(words, word, begins ? n - 1 : n) != 0) continue;
        if (begins || word[n] == '\0') return true;
    }
    return false;
}

const struct ta_row_group *ta_row_group_of(const char *table, const char *const *key)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (strcmp(groups[i].table, table) == 0 &&
            is_among(groups[i].words, key[groups[i].key]))
            return &groups[i];
    return NULL;
}

const char *ta_row_group_unit(const struct ta_row_group *group, const char *unit)
{
    const char *const units[] = {group->unit, group->other};
    struct ta_unit is, works;
    if (ta_unit_parse(unit, &is) != TA_OK) return NULL;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (units[i] != NULL && ta_unit_parse(units[i], &works) == TA_OK &&
            ta_unit_same(&is, &works))
            return units[i];
    return NULL;
}
