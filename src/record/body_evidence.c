/* SPDX-License-Identifier: Apache-2.0 */
/** @file body_evidence.c  What the record rests on: pinned evidence and the looks drawn from it. */
#include <math.h>

#include "base/json.h"
#include "record/body_parts.h"
#include "record/codes.h"

static void set_time(json_t *object, const char *key, ta_time_us time, bool *ok)
{
    if (time == TA_TIME_NONE)
        ta_json_set(object, key, json_null(), ok);
    else
        ta_json_set_time(object, key, time, ok);
}

json_t *ta_body_evidence(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_evidence; i++) {
        const struct ta_evidence_item *item = &a->evidence[i];
        json_t *object = json_object();
        ta_json_set_exact(object, "kind", ta_evidence_kind_code(item->kind), ok);
        ta_json_set_exact(object, "id", item->id, ok);
        ta_json_set(object, "site",
                    item->site > 0 ? json_integer(item->site) : json_null(), ok);
        set_time(object, "time", item->time, ok);
        ta_json_set_exact(object, "processing", item->processing, ok);
        ta_json_set_exact(object, "platform", item->platform, ok);
        ta_json_set_exact(object, "mask", item->mask, ok);
        ta_json_set_exact(object, "offset_by", item->offset_by, ok);
        ta_json_set_number(object, "clear_fraction", item->clear_fraction, ok);
        ta_json_set_number(object, "cloud_fraction", item->cloud_fraction, ok);
        ta_json_set_exact(object, "path", item->path, ok);
        ta_json_set_exact(object, "sha256", item->sha256, ok);
        ta_json_set_bool(object, "simulated", item->simulated, ok);
        if (item->behind > 0)
            ta_json_set_int(object, "behind", (int64_t)item->behind - 1, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}

/* A variance of equal values may round below zero; a missing one stays missing. */
static double stdev_of(double variance)
{
    return variance < 0.0 ? 0.0 : sqrt(variance);
}

json_t *ta_body_looks(const struct ta_assessment *a, bool *ok)
{
    json_t *array = json_array();
    for (size_t i = 0; i < a->n_looks; i++) {
        const struct ta_observation *o = &a->look[i].observation;
        json_t *object = json_object();
        ta_json_set_exact(object, "layer", o->layer, ok);
        ta_json_set_int(object, "site", o->site, ok);
        set_time(object, "time", o->time, ok);
        ta_json_set_exact(object, "scene", o->scene, ok);
        ta_json_set_int(object, "evidence", (int64_t)a->look[i].evidence, ok);
        ta_json_set_number(object, "count", o->stats.count, ok);
        ta_json_set_number(object, "mean", o->stats.mean, ok);
        ta_json_set_number(object, "stdev", stdev_of(o->stats.variance), ok);
        ta_json_set_number(object, "min", o->stats.min, ok);
        ta_json_set_number(object, "max", o->stats.max, ok);
        ta_json_set_number(object, "inside", o->inside, ok);
        ta_json_set_number(object, "clear_fraction", o->clear_fraction, ok);
        ta_json_set_number(object, "cloud_fraction", o->cloud_fraction, ok);
        ta_json_set_number(object, "shadow_fraction", o->shadow_fraction, ok);
        ta_json_set_number(object, "snow_fraction", o->snow_fraction, ok);
        ta_body_append(array, object, ok);
    }
    return array;
}
