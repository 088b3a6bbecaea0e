/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_dark.c  Reflectances that no ground has: an offset was taken off twice. */
#include <string.h>

#include "engine/refresh_private.h"

/* Red and blue of plants are 0.02 to 0.05, so that Sentinel-2's offset of 0.1, taken off once more, leaves
 * them below this; what a correction of the atmosphere leaves of dark water is some hundredths below zero
 * at most. A judgement: nobody has read a limit in a source. */
static const double darkest = -0.05;
enum { CELLS_LEAST = 20 };

static bool is_reflectance(const struct ta_scene *scene, const char *layer)
{
    for (size_t i = 0; i < scene->n_assets; i++)
        for (size_t b = 0; b < scene->asset[i].n_bands; b++) {
            const struct ta_band *band = &scene->asset[i].band[b];
            if (strcmp(band->name, layer) == 0)
                return band->quantity == TA_QUANTITY_REFLECTANCE_TOA ||
                       band->quantity == TA_QUANTITY_REFLECTANCE_SURFACE;
        }
    return false; /* an index */
}

/* Only its products had an offset added on a day, which catalogues take off and mislabel. */
static bool is_in_doubt(const struct ta_scene *scene)
{
    return strncmp(scene->platform, "sentinel-2", 10) == 0;
}

void ta_ground_add(const struct ta_scene *scene, const struct ta_observation *look,
                   struct ta_ground *ground)
{
    const struct ta_stats *s = &look->stats;
    if (!is_in_doubt(scene) || !(s->count >= CELLS_LEAST) ||
        !is_reflectance(scene, look->layer))
        return;
    ground->cells += s->count;
    if (!(s->mean < darkest)) return;
    ground->dark += s->count;
    if (ground->site != 0 && !(s->mean < ground->mean)) return;
    ground->site = look->site;
    ground->mean = s->mean;
    memcpy(ground->project, look->project, sizeof ground->project);
    memcpy(ground->layer, look->layer, sizeof ground->layer);
}

enum ta_status ta_ground_judge(const struct ta_scene *scene,
                               const struct ta_ground *ground, struct ta_error *err)
{
    if (!(ground->dark > 0.5 * ground->cells)) return TA_OK;
    return ta_mended(
        ta_fail(
            err, TA_E_DATA,
            "%s: %s of %s/%d is %.3f on average, and %.0f %% of what was seen of sites "
            "is darker than any ground: an offset was taken off twice",
            scene->id, ground->layer, ground->project, ground->site, ground->mean,
            100.0 * ground->dark / ground->cells),
        err,
        "hold the item's offset, and what it says of who applied it, against the "
        "product's "
        "own metadata; correct the item or fetch the scene again");
}
