/* SPDX-License-Identifier: Apache-2.0 */
#include "record/silence.h"

#include <stdbool.h>
#include <string.h>

static const char no_readings[] = "silence.no_readings";

static bool begins(const char *why, size_t n, const char *words)
{
    size_t size = strlen(words);
    return n >= size && memcmp(why, words, size) == 0;
}

static bool has(const char *why, size_t n, const char *words)
{
    for (size_t i = 0; i < n; i++)
        if (begins(why + i, n - i, words)) return true;
    return false;
}

/** Words of one reason, and what is said of them. */
struct rule {
    const char *reason, *words, *key;
    bool anywhere; /**< else the words begin with them */
};

static const struct rule rules[] = {
    {"no_clear_look", "looks without ", "silence.bands_missing", true},
    {"no_clear_look", "no look in the same season", "silence.no_look", false},
    {"no_clear_look", " years have at least ", "silence.few_years", true},
    {"no_clear_look", "no look in the baseline", "silence.no_look", false},
    {"no_clear_look", "no look in the window, ", "silence.no_look", false},
    {"source_unavailable", "no scene that was read covers this site",
     "silence.no_scene", true},
    {"source_unavailable", "no picture of this site is kept: ", "silence.no_picture",
     false},
    {"source_unavailable", " is out of range: ", "silence.out_of_range", true},
    {"source_unavailable", "its evidence contradicts itself or cannot be",
     "silence.unusable", false},
    {"source_unavailable", " cannot become ", "silence.unusable", true},
    {"client_silent", "no reading of ", no_readings, true},
    {"client_silent", "no datastream with a permitted limit", "silence.not_registered",
     true}};

/* Part of what it asks is on file, and the words say what is not. */
static bool is_incomplete(const char *id, const char *reason, const char *why, size_t n)
{
    static const char *const lacking[] = {
        "scope 1 is not stated", "scope 2 is not stated",
        "no balance sheet, amount or asset class of loan "};
    if (strcmp(id, "financed_emissions") != 0 || strcmp(reason, "client_silent") != 0)
        return false;
    for (size_t i = 0; i < sizeof lacking / sizeof *lacking; i++)
        if (begins(why, n, lacking[i])) return true;
    return false;
}

const char *ta_silence_key(const char *id, const char *reason, const char *why,
                           size_t n)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *rule = &rules[i];
        if (strcmp(rule->reason, reason) != 0) continue;
        if (rule->anywhere ? has(why, n, rule->words) : begins(why, n, rule->words))
            return rule->key;
    }
    return is_incomplete(id, reason, why, n) ? "silence.incomplete" : NULL;
}

const char *ta_silence_with_readings(const char *key)
{
    bool asked = key != NULL && strcmp(key, no_readings) == 0;
    return asked ? "silence.readings_lacking" : key;
}

const char *ta_silence_code(const char *key)
{
    return key + sizeof "silence." - 1;
}
