/* SPDX-License-Identifier: Apache-2.0 */
#include "record/in_part.h"

bool ta_in_part_unseen(struct ta_json_span name, double value)
{
    static const char *const unseen[] = {"not_observed_ha", "hours_missing",
                                         "silent_for", "rim_ha"};
    static const double nothing = 1e-3; /* ha, h: sums of fractions leave as much */
    if (!(value > nothing)) return false;
    for (size_t i = 0; i < sizeof unseen / sizeof *unseen; i++)
        if (ta_json_span_is(name, unseen[i])) return true;
    return false;
}

void ta_in_part_take(struct ta_in_part *part, struct ta_json_span name, double value)
{
    part->unseen = part->unseen || ta_in_part_unseen(name, value);
    if (ta_json_span_is(name, "datastreams")) part->streams = value;
    if (ta_json_span_is(name, "datastreams_observed")) part->observed = value;
}

bool ta_in_part(const struct ta_in_part *part)
{
    return part->unseen || part->observed < part->streams;
}
