/* SPDX-License-Identifier: Apache-2.0 */
/** @file far.h  Scenes of a far STAC catalogue: looks are offered by their heads alone; the files of
 *  those that are wanted are read by ranges, or fetched whole where ranges are of no use.
 *
 *  GeoTIFFs are read by ranges where the host serves them and pins them by a strong ETag: head first,
 *  into FOLDER/COLLECTION/ITEM/NAME.head, then the blocks that the scene pass touches, which are not
 *  kept. Other files, small ones and JPEG 2000 are fetched whole to FOLDER/COLLECTION/ITEM/NAME.
 *  NAME.source is beside either: address without its query's values, size, ETag, and the SHA-256
 *  of what was here whole. A file that is here whole is not fetched again while it is what the item
 *  promises; without a promise, and by ranges always, its host is asked whether the ETag stands. */
#ifndef TA_CATALOG_FAR_H
#define TA_CATALOG_FAR_H

#include "catalog/href.h"
#include "catalog/source.h"
#include "catalog/stac_search.h"
#include "terrassay/scene.h"

/** What an item promises of one of its files. */
struct ta_promise {
    struct ta_file_ref ref; /**< addresses, size, checksum; borrowed */
    enum ta_mask_kind mask; /**< of a quality layer; else TA_MASK_NONE */
    bool saturation;        /**< is it the layer of saturated pixels? */
};

/** A band of such a file, as its scene would have it. */
struct ta_promised_band {
    size_t file; /**< which promise */
    struct ta_band band;
};

/** A look that the catalogue has. Borrowed for the call. */
struct ta_far_offer {
    const struct ta_scene
        *head;         /**< all but files and bands; of a stack, without its dates */
    struct ta_box box; /**< as the item states it; NaN when it does not */
    int64_t bytes;     /**< of the files that would be fetched, as far as stated */
    int64_t partly;    /**< of `bytes`: of files that would be read by ranges */
    size_t unsized;    /**< files of no stated size */
    size_t n_promises; /**< one for each file that would be fetched */
    struct ta_promise *promise;
    const char *base; /**< address that the promises' are relative to */
    bool stack;       /**< bands have looks of their own: which, is not said here */
    size_t n_bands, band_capacity;
    struct ta_promised_band *band;
};

struct ta_far {
    const struct ta_source *source; /**< address, hosts, secrets */
    const struct ta_stac_query *query;
    const char *folder; /**< full path of the folder for fetched files */
    int64_t budget;     /**< bytes to fetch in this run at most */
    void *self;         /**< handed to all below */
    bool (*wants_band)(void *self, const struct ta_band *band); /**< NULL: all */
    bool (*wants)(void *self, const struct ta_far_offer *offer);
    /** Asked of an offer that is wanted: may what is here of its files be damaged? Then it is read and held
     *  against its note, and what may have broken off is fetched anew. NULL: no. */
    bool (*doubts)(void *self);
    /** As ta_catalog_folder(). */
    enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                               struct ta_error *err);
    void (*on_problem)(void *self, const char *path, const char *reason,
                       const char *mend);
    void (*on_request)(void *self, const struct ta_http_event *event);
    bool (*stop)(void *self); /**< NULL: never */
    /** As ta_stac_hearer.searched. */
    void (*searched)(void *self, const char *what, size_t done, size_t total);
    size_t *listed; /**< counts the items that the catalogue gave; NULL: nobody asks */
};

/** Search, offer, fetch, hand over. Files that are read by ranges use `source`, `self`, `on_request`
 *  and `stop` until the last scene that has one is freed.
 *  What is wrong with one item is told under its name, COLLECTION/ITEM, and comes again with the next
 *  run.
 *  @return TA_OK, also after such problems; TA_PARTLY when not all items could be heard of;
 *  TA_E_IO after such problems of which one was that the disk has no room for an item's files; else as ta_stac_search(), or what on_scene returned */
TA_NODISCARD enum ta_status ta_catalog_far(const struct ta_far *far,
                                           struct ta_error *err);

#endif
