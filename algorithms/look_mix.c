/* SPDX-License-Identifier: Apache-2.0 */
#include "look_mix.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "indicator_result.h"

enum { GRADE_POOREST = 5, WORD_SIZE = 64 };

/* A platform's sensor: its name in small letters, without what tells its sisters apart. */
static void sensor_of(const char *platform, char out[WORD_SIZE])
{
    static const struct {
        const char *platform, *sensor;
    } same[] = {{"landsat-4", "landsat-5"}, {"landsat-9", "landsat-8"}};
    size_t n = 0;
    for (; platform[n] != '\0' && n + 1 < WORD_SIZE; n++)
        out[n] = platform[n] == '_' ? '-' : (char)tolower((unsigned char)platform[n]);
    bool sister = n > 1 && isalpha((unsigned char)out[n - 1]) &&
                  !isalpha((unsigned char)out[n - 2]);
    out[sister ? n - 1 : n] = '\0';
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        if (strcmp(out, same[i].platform) == 0)
            memcpy(out, same[i].sensor, strlen(same[i].sensor) + 1);
}

static bool same_sensor(const char *a, const char *b)
{
    char left[WORD_SIZE], right[WORD_SIZE];
    sensor_of(a, left);
    sensor_of(b, right);
    return strcmp(left, right) == 0;
}

static bool same_orbit(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* How many kinds there are is counted on when there is no more room for names. */
static size_t add_kind(size_t n, const char **name, const char *word,
                       bool (*same)(const char *a, const char *b))
{
    for (size_t i = 0; i < n && i < TA_LOOK_MIX_NAMES; i++)
        if (same(name[i], word)) return n;
    if (n < TA_LOOK_MIX_NAMES) name[n] = word;
    return n < TA_LOOK_MIX_NAMES ? n + 1 : TA_LOOK_MIX_NAMES + 1;
}

void ta_look_mix_add(struct ta_look_mix *mix, const struct ta_panel *panel,
                     bool (*used)(const void *context, const struct ta_panel *panel,
                                  size_t i),
                     const void *context)
{
    struct ta_look_mix own = {.n_sensors = 0};
    for (size_t i = 0; panel->source != NULL && i < panel->n_looks; i++) {
        if (!used(context, panel, i)) continue;
        const struct ta_look_source *source = &panel->source[i];
        bool as_other = source->sensor != NULL && source->sensor[0] != '\0';
        own.n_sensors =
            add_kind(own.n_sensors, own.sensor,
                     as_other ? source->sensor : source->platform, same_sensor);
        if (as_other && !same_sensor(source->sensor, source->platform))
            mix->adjusted_to = source->sensor;
        mix->unchecked = mix->unchecked || source->unchecked;
        own.n_orbits = add_kind(own.n_orbits, own.orbit, source->orbit, same_orbit);
    }
    if (own.n_sensors > mix->n_sensors) {
        mix->n_sensors = own.n_sensors;
        memcpy(mix->sensor, own.sensor, sizeof mix->sensor);
    }
    if (own.n_orbits > mix->n_orbits) {
        mix->n_orbits = own.n_orbits;
        memcpy(mix->orbit, own.orbit, sizeof mix->orbit);
    }
}

static void tell_kinds(const char *what, size_t n, const char *const *name,
                       struct ta_result *out)
{
    char list[sizeof out->why] = "";
    if (n < 2) return;
    for (size_t i = 0; i < n && i < TA_LOOK_MIX_NAMES; i++) {
        size_t end = strlen(list);
        (void)snprintf(list + end, sizeof list - end, "%s%.24s", i > 0 ? ", " : "",
                       name[i][0] != '\0' ? name[i] : "?");
    }
    ta_result_why_also(out, "%s mixed without adjustment: %s%s", what, list,
                       n > TA_LOOK_MIX_NAMES ? " ..." : "");
}

void ta_look_mix_tell(const struct ta_look_mix *mix, struct ta_result *out)
{
    if (out->reason != TA_OBSERVED) return;
    out->unchecked = out->unchecked || mix->unchecked;
    if (mix->adjusted_to != NULL)
        ta_result_why_also(out, "bands adjusted to %s", mix->adjusted_to);
    if (mix->n_sensors < 2 && mix->n_orbits < 2) return;
    if (out->grade > 0 && out->grade < GRADE_POOREST) out->grade++;
    tell_kinds("sensors", mix->n_sensors, mix->sensor, out);
    tell_kinds("orbits", mix->n_orbits, mix->orbit, out);
}
