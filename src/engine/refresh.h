/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh.h  New scenes to observations and chips, each scene once.
 *
 *  What a run does, in this order: walk the sources; keep the scenes that have something to
 *  say which is not known yet; read them, tile by tile in the order of time; put chips on the
 *  disk, then partitions, then all that points at them into the store, in one change per
 *  batch. Killed at any point, the next run goes on from the last batch and doubles nothing.
 *
 *  A scene is looked at again when its files, the recipe (which layers, how) or the sites on
 *  it changed; of several scenes of one datatake and tile the best one stands (see
 *  README.md). What records used stays on the disk whatever comes later. */
#ifndef TA_ENGINE_REFRESH_H
#define TA_ENGINE_REFRESH_H

#include "engine/workspace.h"
#include "terrassay/scene.h"

/** How far the walk of a source is that can tell. */
struct ta_walked {
    const char *what; /**< what it goes by: "areas", "documents"; NULL: not known yet */
    size_t done, total; /**< of these that are known of */
    int64_t came;       /**< bytes of what its hosts answered */
    size_t listed;      /**< items of theirs within what was asked for */
    /** What a look is kept as whose item states what it was observed by; else NULL. */
    const struct ta_scene_row *stands;
};

/** Where scenes come from: a folder, a catalogue. */
struct ta_refreshed;
struct ta_scene_source {
    const char *name; /**< for words, and to tell one source from another */
    bool searches;    /**< it tells only of what the run asks for: days, projects */
    bool local;       /**< what cannot be used is told by the path of its file */
    void *self;
    /** Hand every scene over (ta_scene_free is the listener's), tell what cannot be used, and from time
     *  to time how far it is; as ta_catalog_folder(), and TA_PARTLY when not all could be heard of. */
    enum ta_status (*walk)(void *self,
                           enum ta_status (*on_scene)(void *listener,
                                                      struct ta_scene *scene,
                                                      struct ta_error *err),
                           void (*on_problem)(void *listener, const char *path,
                                              const char *reason, const char *mend),
                           void (*on_walked)(void *listener,
                                             const struct ta_walked *at),
                           void *listener, struct ta_error *err);
    /** After a walk of a dry run: add the scenes that were not handed over because they would
     *  have to be fetched first, those that were observed already apart, the bytes of their files,
     *  and the files of which nobody states a size. NULL: there are none. */
    void (*weigh)(void *self, struct ta_refreshed *sum);
};
/** Scenes of a folder; @p folder lives as long as the source. */
struct ta_scene_source ta_scene_source_folder(const char *folder);

enum ta_refresh_word {
    TA_REFRESH_OBSERVED, /**< `looks` sites were answered */
    TA_REFRESH_SET_ASIDE, /**< a scene, or a product that is none or not whole; why stands in
                                 `reason`; tried again next time */
    TA_REFRESH_SUPERSEDED, /**< another scene of the same look stands, see `reason` */
    TA_REFRESH_REFUSED,    /**< a layer is not computed, and why */
    TA_REFRESH_PROBLEM, /**< nothing is set aside, and yet something lacks: a source that
                                 cannot be walked, a site without a chip */
    TA_REFRESH_NOTE,    /**< what stands, and should be known */
    TA_REFRESH_EMPTY    /**< a local source, named by `scene`, told of nothing at all */
};

/** Something that happened; texts are borrowed for the call. */
struct ta_refresh_event {
    enum ta_refresh_word word;
    const char *scene;  /**< id, or a file; a source that cannot be walked */
    const char *reason; /**< "" when observed */
    const char *mend;   /**< may be "" */
    size_t looks;
};

enum {
    /** Most memory of a chip, all bands of a grid: 29 km x 29 km of ten bands at 10 m. All chips of a scene take
     *  twice as much at once, with each thread. */
    TA_REFRESH_CHIP_BYTES = 1 << 28
};

/** How far a run is. */
struct ta_refresh_at {
    const char *source;      /**< being walked */
    struct ta_walked walked; /**< of it; a folder tells nothing */
    size_t found;            /**< scenes so far */
    size_t done, total; /**< read of those that are to be read, as far as it is known */
    int64_t bytes;      /**< of files that were read */
};

struct ta_refresh {
    size_t n_sources;
    const struct ta_scene_source *source;
    ta_day from, to; /**< of acquisition, both included; TA_DAY_NONE: no end */
    /** Only scenes on which one of these has a site; every site on them is answered. */
    size_t n_projects;
    const char *const *project;
    bool
        dry_run; /**< nothing is written but what far hosts were asked; the workspace may be read only */
    bool rehash; /**< read files again though size and time say they are the same */
    bool prune;  /**< of fetched files keep no more than assets_most bytes; else all */
    int64_t assets_most;
    int cloud_m,
        shadow_m; /**< clouds and shadows of Sentinel-2's classes grow by so much */
    uint64_t
        chip_bytes; /**< 0: TA_REFRESH_CHIP_BYTES; a site above it has looks and no chip */
    unsigned threads;
    const char *who;
    ta_time_us now;
    void *self;
    /** From time to time, by the caller's thread. May be NULL. */
    void (*progress)(void *self, const struct ta_refresh_at *at);
    void (*tell)(void *self, const struct ta_refresh_event *event); /**< may be NULL */
    bool (*stop)(void *self); /**< asked between batches; may be NULL */
};

struct ta_refreshed {
    size_t lost_parts; /**< files of observations that were gone */
    size_t scenes;     /**< in the catalogues, within the dates */
    size_t listed;     /**< items that far catalogues gave, read or not */
    size_t new_scenes; /**< not observed before; dry run: would be read */
    size_t again;      /**< observed before and looked at again, for whatever reason */
    size_t observed;   /**< with looks that are now in the store */
    size_t set_aside, superseded, problems;
    size_t off; /**< of `scenes`: no site (of the projects asked for) lies on them,
                          *   or another scene stands in their place */
    size_t looks, chips;    /**< a look is one site on one scene */
    size_t partitions;      /**< versions written */
    int64_t bytes;          /**< of the files that were read; dry run: would be */
    size_t unsized;         /**< dry run: files of no stated size, not in `bytes` */
    size_t looks_pruned;    /**< looks whose fetched files went; dry run: would go */
    int64_t assets_removed; /**< bytes of those files */
    int64_t assets_kept;    /**< bytes that are left, with assets_most */
    double minutes;         /**< dry run: estimated */
    bool stopped;
    bool through; /**< all sources were walked, as far as each could be */
};

/** Forget what was set aside of a source that is gone for good, but for scenes with a look that is kept.
 *  @param source  a folder, by where it was, or an address
 *  @return TA_OK; TA_E_USAGE where the folder is there; TA_E_NOTFOUND where nothing is set aside of it;
 *  TA_E_AGAIN while another program refreshes; as the store */
TA_NODISCARD enum ta_status ta_engine_forget(struct ta_workspace *workspace,
                                             const char *source, size_t *forgotten,
                                             struct ta_error *err);

/** Is it no scene, but a source that could not be read when a run last tried? `time` is when that was. */
bool ta_row_is_source(const struct ta_scene_row *row);
/** Append the folder (its real path) or address that a scene set aside was found in. @return false where nobody
 *  knows it: an older program kept the row, or the address holds a secret. */
bool ta_source_name(const struct ta_store *store, const struct ta_scene_row *row,
                    struct ta_text *out);

/** How many scenes that are observed have no quality layer known here, so that cloud of theirs counts as ground;
 *  radar needs none. @return TA_OK; as the store */
TA_NODISCARD enum ta_status ta_scenes_bare(const struct ta_store *store, size_t *n,
                                           struct ta_error *err);

/** Run it.
 *  @return TA_OK, also when there was nothing to do; TA_PARTLY when a scene was set aside or a
 *  product cannot be used; TA_E_SOURCE when no source could be walked; TA_E_NOTFOUND for a
 *  project that is not there; TA_E_AGAIN while another program refreshes; TA_E_IO, TA_E_NOMEM,
 *  as the store. What was committed before stands. */
TA_NODISCARD enum ta_status ta_engine_refresh(struct ta_workspace *workspace,
                                              const struct ta_refresh *refresh,
                                              struct ta_refreshed *out,
                                              struct ta_error *err);

#endif
