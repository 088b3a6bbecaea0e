/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_sane.c  Values that no ground has: fill that nobody declared, or a scale that is none.
 *
 *  Averages of whole sites are judged, not cells: a glint may be bright. The limits of reflectance and temperature
 *  are judgements, far outside of what is seen: nobody has read them in a source. */
#include <math.h>
#include <string.h>

#include "engine/refresh_private.h"
#include "spectral.h"

struct range {
    double lo, hi;
};

static const struct range anything = {-INFINITY, INFINITY};
static const struct range reflectance = {-1.0, 10.0};
static const struct range temperature_k = {100.0, 1000.0};
/* of its own range: what a picture that was scaled or resampled may lie outside */
static const double index_slack = 0.05;

static struct range range_of_quantity(enum ta_quantity quantity)
{
    if (quantity == TA_QUANTITY_REFLECTANCE_TOA ||
        quantity == TA_QUANTITY_REFLECTANCE_SURFACE)
        return reflectance;
    return quantity == TA_QUANTITY_TEMPERATURE ? temperature_k : anything;
}

static struct range range_of(const struct ta_scene *scene, const char *layer)
{
    const struct ta_index *index = ta_index_find(layer);
    if (index != NULL) {
        double slack = index_slack * (index->hi - index->lo);
        return (struct range){index->lo - slack, index->hi + slack};
    }
    for (size_t i = 0; i < scene->n_assets; i++)
        for (size_t b = 0; b < scene->asset[i].n_bands; b++)
            if (strcmp(scene->asset[i].band[b].name, layer) == 0)
                return range_of_quantity(scene->asset[i].band[b].quantity);
    return anything;
}

enum ta_status ta_look_judge(const struct ta_scene *scene,
                             const struct ta_observation *look, struct ta_error *err)
{
    const struct ta_stats *s = &look->stats;
    const struct range range = range_of(scene, look->layer);
    static const char mend[] =
        "state the no-data value and the scale of its bands, or fetch the scene again";
    if (!(s->count > 0.0)) return TA_OK;
    if (!isfinite(s->sum) || !isfinite(s->mean) || !isfinite(s->variance) ||
        !isfinite(s->min) || !isfinite(s->max))
        return ta_mended(ta_fail(err, TA_E_DATA,
                                 "%s: %s of %s/%d is beyond all numbers: fill that is "
                                 "not declared, or a wrong scale",
                                 scene->id, look->layer, look->project, look->site),
                         err, mend);
    if (s->mean >= range.lo && s->mean <= range.hi) return TA_OK;
    return ta_mended(
        ta_fail(err, TA_E_DATA,
                "%s: %s of %s/%d is %g on average, which none can be: fill "
                "that is not declared, or a wrong scale",
                scene->id, look->layer, look->project, look->site, s->mean),
        err, mend);
}
