/* SPDX-License-Identifier: Apache-2.0 */
/** @file bare.h  Folders whose rasters nothing announces, found while a tree is walked.
 *
 *  A raster is announced by a product of its own folder, as a file of a scene that was heard of, or
 *  by standing below the folder of a product. */
#ifndef TA_CATALOG_BARE_H
#define TA_CATALOG_BARE_H

#include "catalog/place.h"
#include "catalog/sink.h"

enum { TA_BARE_TOLD = 20, TA_BARE_WORDS = 400 };

struct ta_bare {
    struct ta_sink
        sink;      /**< who hears of scenes, problems, and the folders in the end */
    size_t heard;  /**< scenes and problems so far */
    size_t within; /**< folders above this one that are a product */
    json_t *held;  /**< folders of files of scenes that were heard of */
    size_t n;      /**< folders found; the first of them stand here */
    struct {
        char *path; /**< owned */
        char words[TA_BARE_WORDS];
    } folder[TA_BARE_TOLD];
};

/** Begin; ended by ta_bare_end(). @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_bare_begin(struct ta_bare *bare, struct ta_error *err);
void ta_bare_end(struct ta_bare *bare);
/** What the walk hands its scenes and problems to, so that they are counted on their way. */
struct ta_sink ta_bare_sink(struct ta_bare *bare);
/** Note @p place if it holds rasters that nothing announces. @return TA_OK, TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_bare_look(struct ta_bare *bare, const struct ta_place *place, struct ta_error *err);
/** Tell them as problems; nothing where nothing else was heard below @p root. */
void ta_bare_tell(const struct ta_bare *bare, const char *root);

#endif
