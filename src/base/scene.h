/* SPDX-License-Identifier: Apache-2.0 */
/** @file scene.h  Life of a struct ta_scene. */
#ifndef TA_BASE_SCENE_H
#define TA_BASE_SCENE_H

#include "terrassay/scene.h"
#include "terrassay/status.h"

void ta_scene_free(struct ta_scene *scene);
/** Add an asset with room for @p n_bands bands; *out points into the scene until the
 * next add. */
TA_NODISCARD enum ta_status ta_scene_add_asset(struct ta_scene *scene, const char *path,
                                               size_t n_bands, struct ta_asset **out);
/** What its file is called when something is told of it: whoever mends a far one needs its address, not where a
 *  copy of it lies. */
const char *ta_asset_shown(const struct ta_asset *asset);
/** Is this the name of radar backscatter, "vv_asc"? Its values are power, averaged as such. */
bool ta_is_backscatter(const char *layer);
/** Is this no tile, but the name of a frame of a swath, "frame 100025 +07.1+039.0"? It tells the looks of a pass apart and says
 *  no place. */
bool ta_tile_is_frame(const char *tile);
/** May these be two names of one place? Of scenes of one id: where one of them has no tile, of any two frames
 *  (sources state the beginning of one, or its middle), and of "T05QKB" and "T5QKB", as former programs had it. */
bool ta_tiles_alike(const char *a, const char *b);
#define TA_TILE_FRAME "frame "
/** A band as SHA-256 key over ids, paths' base names, scales and hashes: tells a
 * changed scene. */
void ta_scene_sha256(const struct ta_scene *scene, char hex[TA_HEX_SIZE]);

/** Does any spectral index read the band of this common name? */
bool ta_band_is_read(const char *name);

#endif
