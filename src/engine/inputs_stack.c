/* SPDX-License-Identifier: Apache-2.0 */
/** @file inputs_stack.c  What a project says of a stack's datastream: its limit and its policies; what
 *  the device measures of the gas. */
#include <math.h>
#include <string.h>

#include "engine/inputs_private.h"
#include "units.h"

/* Words of a policy, in the order of the numbers that indicators know them by. */
struct words {
    double first; /* number of the first word */
    const char *const *word;
};

static const char *const hour_rules[] = {"hj75", "us75", "us60", NULL};
static const char *const substitutions[] = {"none", "us75_so2", "hj75", NULL};

static void choose(const char *word, const struct words *words, struct ta_input *out)
{
    for (size_t i = 0; words->word[i] != NULL; i++) {
        if (strcmp(words->word[i], word) != 0) continue;
        out->number = words->first + (double)i;
        out->reason = TA_OBSERVED;
    }
}

static void take_value(double value, const struct ta_datastream *stream,
                       const struct ta_input_spec *spec, struct ta_input *out)
{
    bool converts =
        ta_unit_convert(value, stream->unit, spec->unit, &out->number) == TA_OK;
    out->reason = converts ? TA_OBSERVED : TA_SOURCE_UNAVAILABLE;
}

/* 40 CFR 75.33(b) is a rule for SO2 alone: what else it is said of has none. */
static void choose_fill(const struct ta_datastream *stream, struct ta_input *out)
{
    static const struct words fills = {0.0, substitutions};
    choose(stream->substitution, &fills, out);
    if (out->number == 1.0 && strcmp(stream->property, "so2") != 0) out->number = 0.0;
}

/* "limit" of "datastream.limit"; of a stack's flow, of "datastream.flow.limit". NULL: another's */
static const char *word_of(const char *key, const char *beside)
{
    static const char first[] = "datastream.";
    size_t n = sizeof first - 1, m = strlen(beside);
    if (strncmp(key, first, n) != 0) return NULL;
    key += n;
    if (m == 0) return key;
    return strncmp(key, beside, m) == 0 && key[m] == '.' ? key + m + 1 : NULL;
}

void ta_inputs_policy(const struct ta_datastream *stream, const char *beside,
                      const struct ta_input_spec *spec, struct ta_input *out)
{
    static const struct words rules = {1.0, hour_rules};
    const char *word = word_of(spec->key, beside);
    if (word == NULL) return;
    if (strcmp(word, "limit") == 0)
        take_value(stream->limit, stream, spec, out);
    else if (strcmp(word, "hour_rule") == 0)
        choose(stream->hour_rule, &rules, out);
    else if (strcmp(word, "substitution") == 0)
        choose_fill(stream, out);
    else if (strcmp(word, "potential") == 0 && stream->potential > 0.0)
        take_value(stream->potential, stream, spec, out);
    else if (strcmp(word, "detection_limit") == 0 && stream->detection_limit > 0.0)
        take_value(stream->detection_limit, stream, spec, out);
}

enum ta_status ta_inputs_share(struct ta_room *room, const struct ta_datastream *stream,
                               size_t n, const struct ta_reading *reading,
                               struct ta_series *out, struct ta_error *err)
{
    ta_time_us *time = ta_room_take(room, n, sizeof *time);
    double *value = ta_room_take(room, n, sizeof *value);
    unsigned char *flag = ta_room_take(room, n, 1);
    if (time == NULL || value == NULL || flag == NULL)
        return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
    struct ta_unit_change percent;
    ta_unit_change_read(stream->unit, "%", &percent);
    for (size_t i = 0; i < n; i++) {
        time[i] = reading[i].time;
        flag[i] = reading[i].flag;
        if (ta_unit_change(&percent, reading[i].value, &value[i]) != TA_OK)
            value[i] = (double)NAN;
    }
    *out = (struct ta_series){n, time, value, flag, stream->interval_s};
    return TA_OK;
}
