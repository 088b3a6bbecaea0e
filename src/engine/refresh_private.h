/* SPDX-License-Identifier: Apache-2.0 */
/** @file refresh_private.h  A refresh under way, for its parts. */
#ifndef TA_ENGINE_REFRESH_PRIVATE_H
#define TA_ENGINE_REFRESH_PRIVATE_H

#include "base/json.h"
#include "base/text.h"
#include "engine/refresh.h"
#include "terrassay/observation.h"

enum {
    TA_BOXES_MOST =
        16, /**< parts of a scene's place: more than one at the antimeridian */
    TA_REFRESH_RIM = 8, /**< cells kept around a site in its chips */
    TA_REFRESH_RECHECK_DAYS =
        30 /**< looks as young as this are held against their host */
};

/** Where a scene lies, longitude and latitude. */
struct ta_place_of_scene {
    size_t n;
    struct ta_box box[TA_BOXES_MOST];
    bool by_item; /**< of some file the item alone says where it lies */
};

/** What decides between scenes of one look. */
struct ta_scene_brief {
    char id[TA_SCENE_SIZE], processing[TA_NAME_SIZE];
    int rank;    /**< of what its values are: surface reflectance is best */
    bool masked; /**< it has a quality layer (cloud mask), or that was applied before */
    size_t n_layers;
    char (*layer)[TA_NAME_SIZE]; /**< owned */
};

enum ta_pending_state {
    TA_PENDING,
    TA_PENDING_DONE,
    TA_PENDING_FAILED,
    TA_PENDING_BEATEN,
    TA_PENDING_TWICE /**< the same scene out of two sources */
};

/** A scene with something to do. */
struct ta_pending {
    struct ta_scene scene;
    struct ta_scene_row row; /**< as it will stand in the store */
    bool known;              /**< it stood there before */
    bool was_observed;
    char kept
        [TA_HEX_SIZE]; /**< document of the look that is kept of it; "" when there is none */
    char kept_part[128];       /**< part with the rows of that look */
    char folder[TA_NAME_SIZE]; /**< of the parts for the rows that it gives now */
    char kept_datatake[TA_SCENE_SIZE], kept_tile[TA_NAME_SIZE]; /**< and its own */
    int64_t after; /**< sites up to this number are answered already */
    bool back;     /**< it was superseded, and is considered again */
    bool grown;    /**< for sites that came since alone */
    int64_t since; /**< which have higher numbers than this */
    bool spare; /**< a better one stands, with sites in its fill: this may have them */
    bool left;  /**< no site lies on it any more: that look comes off all of them */
    struct ta_place_of_scene place;
    struct ta_scene_brief brief;
    struct ta_text document; /**< once its files were read */
    size_t n_files;
    struct ta_asset_row *file; /**< [n_files] as they were read; paths of the scene's */
    int64_t bytes;
    enum ta_pending_state state;
    size_t looks; /**< sites it answered in this run */
    bool stored;  /**< its row is in the store as it is here */
};

enum { TA_HASHED = 64 };

/** Files hashed lately: a stack of dates is one file of many scenes. */
struct ta_hashed {
    size_t next;
    struct {
        char *path; /**< owned */
        struct ta_asset_row row;
    } file[TA_HASHED];
};

/** A scene that a dry run would have read: a real one would find it in the store. */
struct ta_planned {
    struct ta_scene_row row;
    struct ta_scene_brief brief;
    const char *source;
};

struct ta_refresh_work {
    struct ta_workspace *workspace;
    const struct ta_refresh *ask;
    struct ta_refreshed *result;
    char recipe[TA_HEX_SIZE];
    int64_t last_seq; /**< sites with higher numbers came while we run: next time */
    size_t n_wanted;
    struct ta_box
        *wanted; /**< boxes of the parts of sites asked for; with no project none */
    size_t n_wanted_sites;
    struct ta_part_site *wanted_site; /**< these sites */
    const char *source;               /**< the one being walked */
    char *
        real; /**< of a local one: where it is, however it was spelled; NULL: unknown */
    size_t told; /**< scenes and problems of it */
    json_t *
        answered; /**< "ID PROCESSING" of looks that were answered: the first source that did */
    char crs[TA_NAME_SIZE]; /**< that an item stated last and is known here */
    bool told_parts; /**< that checksums of files read in parts are not checked */
    size_t n, capacity;
    struct ta_pending *pending;
    size_t n_planned, planned_capacity;
    struct ta_planned *planned; /**< of a dry run: what it would have read, by look */
    struct ta_hashed *hashed;
    size_t done, total;  /**< scenes, for progress */
    struct ta_walked at; /**< of the source being walked */
    /** Products with problems in this run, by id; sorted when a source is done. */
    size_t n_problems, problems_capacity;
    char (*problem)[TA_SCENE_SIZE];
    /** Ids that problems of the scenes heard of would have; of a source that searches. */
    bool searches, local;
    size_t n_heard, heard_capacity;
    char (*heard)[TA_SCENE_SIZE];
    struct ta_error first; /**< of a source that could not be walked */
    struct ta_error io;    /**< of one whose files the disk did not take; OK: none */
    bool broken;           /**< what was heard could not be observed */
    size_t walked,
        n_absent; /**< sources that could be read, and those that could not */
};

/* --- refresh.c ----------------------------------------------------------------------- */

/** Tell how far the run is. @param more scenes of a batch that are done */
void ta_refresh_progress(const struct ta_refresh_work *work, size_t more);

/* --- refresh_forget.c ---------------------------------------------------------------- */

/** What tells sources apart: by a folder's real path, or an address. */
void ta_source_id(const char *name, char out[TA_SCENE_SIZE]);
/** A folder's real path; of one that is not there the path that it had. Owned; NULL: out of memory. */
char *ta_source_real(const char *folder);
/** Make the row of a problem that of a source that could not be read: it lies on no site. */
void ta_row_note_source(struct ta_scene_row *row, ta_time_us now);
/** The same in full, for the recipe of what was set aside: SHA-256 of the name, which is kept under it. */
void ta_source_mark(const struct ta_refresh_work *work, struct ta_scene_row *row);
/** Keep the name of the source that @p row is marked by, unless it is an address that holds a secret. */
TA_NODISCARD enum ta_status ta_source_keep(const struct ta_refresh_work *work,
                                           const struct ta_scene_row *row,
                                           struct ta_error *err);

/* --- refresh_scene.c: what a scene is, in words that last -------------------------- */

/** Is the band one that we look at: an input of some index, or physical by itself? */
bool ta_band_wanted(const struct ta_band *band);
/** Are the pixels or states of this asset used? */
bool ta_asset_wanted(const struct ta_scene *scene, size_t asset);
/** Canonical JSON of the scene with its files (sizes and hashes of @p file, by asset; those
 *  that are not wanted are left out). */
TA_NODISCARD enum ta_status ta_scene_document(const struct ta_pending *pending,
                                              struct ta_text *out,
                                              struct ta_error *err);
/** A band as it stands there. */
json_t *ta_band_document(const struct ta_band *band, bool *ok);
TA_NODISCARD enum ta_status ta_scene_brief(const struct ta_scene *scene,
                                           struct ta_scene_brief *out);
/** The same out of a document. */
TA_NODISCARD enum ta_status ta_scene_brief_read(const char *bytes, size_t size,
                                                struct ta_scene_brief *out,
                                                struct ta_error *err);
/** The same of a document in the store; no layers where @p sha256 is "": it was never read. */
TA_NODISCARD enum ta_status ta_scene_brief_of(const struct ta_store *store,
                                              const char *sha256,
                                              struct ta_scene_brief *out,
                                              struct ta_error *err);
void ta_scene_brief_free(struct ta_scene_brief *brief);
/** Which of two scenes of one look comes first, whatever layers they have: the better values, the later
 *  processing, the lesser id. @return below zero: a */
int ta_scene_order(int a_rank, const char *a_processing, const char *a_id, int b_rank,
                   const char *b_processing, const char *b_id);
/** The rank of it among those that stand beside each other: what is masked comes first, whatever its values are,
 *  since else cloud would count as ground. */
int ta_scene_rank(const struct ta_scene_brief *brief);
/** Does @p a stand in place of @p b, two scenes of one datatake and tile? It does when it has
 *  all layers of b, a quality layer if b has one, and the better values, or of equal ones the later processing. */
bool ta_scene_beats(const struct ta_scene_brief *a, const struct ta_scene_brief *b);
/** A layer of @p a that @p b lacks, its quality layer included; borrowed from @p a, NULL when there is none. */
const char *ta_scene_lacks(const struct ta_scene_brief *a,
                           const struct ta_scene_brief *b);
/** Which layers, how, behind which mask: another recipe, another look. */
void ta_refresh_recipe(const struct ta_refresh *ask, char hex[TA_HEX_SIZE]);
/** The recipe of a scene that lies where its item says: the first half is @p recipe's, the other is of the
 *  CRS and grids that the item states. @return does it state any? */
bool ta_scene_recipe(const struct ta_scene *scene, const char recipe[TA_HEX_SIZE],
                     char hex[TA_HEX_SIZE]);
/** The recipe of one that no site lies on: the other half is also of its local files, as they stand. */
void ta_passed_recipe(const struct ta_pending *pending, const char recipe[TA_HEX_SIZE],
                      char hex[TA_HEX_SIZE]);
/** Had the tile or frame of the scene another name? One that was superseded is then considered again, and found
 *  beside others of its look. */
bool ta_tile_renamed(const struct ta_scene_row *known, const struct ta_scene *now);
/** Is @p now the scene of @p known, whose look a former program named otherwise? It is looked at anew, and so
 *  found beside others of the look. */
bool ta_look_renamed(const struct ta_scene_row *known, const struct ta_scene *now);
/** Are the two the same but for what items state? */
bool ta_recipe_alike(const char *a, const char *b);

/** Note that the source that is walked has answered for a look, unless another has. @return TA_OK, TA_E_NOMEM */
enum ta_status ta_refresh_note_answered(const struct ta_refresh_work *work,
                                        const char *id, const char *processing,
                                        struct ta_error *err);

/* --- refresh_mask.c: looks without a mask -------------------------------------------- */

/** Does cloud of it count as ground? It has no quality layer known here, and other layers than radar. */
bool ta_scene_is_bare(const struct ta_scene_brief *brief);
/** A note, where it is so, and why. */
void ta_refresh_tell_bare(const struct ta_refresh_work *work,
                          const struct ta_pending *pending);

/* --- refresh_known.c --------------------------------------------------------------- */

/** The row of the scene; of one whose processing is dated by its record alone that of the last processing of its
 *  version that is kept, where there is one. @return TA_OK; TA_E_NOTFOUND when it is new; of the store */
TA_NODISCARD enum ta_status ta_scene_known(const struct ta_store *store,
                                           const struct ta_scene *scene,
                                           struct ta_scene_row *out,
                                           struct ta_error *err);

/** What stands in the store of one look with the scene @p row: of its datatake and tile, and of its id and day, whatever
 *  they were called. Itself too. Owned (ta_free). */
TA_NODISCARD enum ta_status ta_look_rows(const struct ta_store *store,
                                         const struct ta_scene_row *row,
                                         struct ta_scene_row **rows, size_t *n,
                                         struct ta_error *err);
/** @p row was observed: what was set aside under its id and has no look is a problem no more. */
TA_NODISCARD enum ta_status ta_scene_forget_aside(const struct ta_store *store,
                                                  const struct ta_scene_row *row,
                                                  struct ta_error *err);

/* --- refresh_files.c --------------------------------------------------------------- */

/** Stat the wanted files; their bytes are counted but for those that @p before (or NULL), the
 *  scene before this one, has too. @return TA_OK; TA_E_DATA when one is not there. */
TA_NODISCARD enum ta_status ta_pending_stat(struct ta_pending *pending,
                                            const struct ta_pending *before,
                                            struct ta_error *err);
/** Give the files hashes, from the store where size and time are the same. @p read: else by
 *  reading them. *whole: has every file its hash now? */
TA_NODISCARD enum ta_status ta_pending_hash(const struct ta_refresh_work *work,
                                            struct ta_pending *pending, bool read,
                                            bool *whole, struct ta_error *err);
void ta_hashed_free(struct ta_hashed *hashed);
/** Are the files still what they were when they were hashed? */
bool ta_pending_unchanged(const struct ta_pending *pending);
void ta_pending_free(struct ta_pending *pending);

/* --- refresh_place.c --------------------------------------------------------------- */

/** Boxes of the wanted bands' grids. A CRS that cannot be followed is everywhere.
 *  @return TA_OK; why a file does not open, has no place, or not the one that its item states. */
TA_NODISCARD enum ta_status ta_scene_place(const struct ta_scene *scene,
                                           struct ta_place_of_scene *out,
                                           struct ta_error *err);
/** Where local files lie, as far as they open: of what gave no scene. */
void ta_files_place(const char *const *path, size_t n, struct ta_place_of_scene *out);
/** The same of the local files of a scene that cannot be used. */
void ta_scene_place_left(const struct ta_scene *scene, struct ta_place_of_scene *out);
/** As ta_scene_row.place: empty when nobody can tell. */
void ta_place_words(const struct ta_place_of_scene *place, char out[TA_SCENE_PLACE]);
/** Back from words. @return TA_E_NOTFOUND when nobody can tell; TA_E_DATA */
enum ta_status ta_place_read(const char *words, struct ta_place_of_scene *out);
bool ta_place_meets(const struct ta_place_of_scene *place, const struct ta_box *box);
/** Are there sites on @p place with after < number <= upto? */
TA_NODISCARD enum ta_status ta_place_has_sites(const struct ta_store *store,
                                               const struct ta_place_of_scene *place,
                                               int64_t after, int64_t upto, bool *has,
                                               struct ta_error *err);
/** The middle of the largest of its boxes, those that meet taken as one. @return false where nobody can tell */
bool ta_place_middle(const struct ta_place_of_scene *place, double *x, double *y);
/** Ids of the sites on @p place with after < number <= upto: sorted, each once; owned. */
TA_NODISCARD enum ta_status ta_place_sites(const struct ta_store *store,
                                           const struct ta_place_of_scene *place,
                                           int64_t after, int64_t upto,
                                           char (**ids)[TA_SCENE_SIZE], size_t *n,
                                           struct ta_error *err);

/* --- refresh_plan.c: which scenes have something to do ----------------------------- */

/** Take a scene over. */
TA_NODISCARD enum ta_status ta_refresh_on_scene(struct ta_refresh_work *work,
                                                struct ta_scene *scene,
                                                struct ta_error *err);
/** It cannot be used now: told, and set aside until the next run. */
void ta_pending_fail(const struct ta_refresh_work *work, struct ta_pending *pending,
                     const struct ta_error *why);
void ta_refresh_tell(const struct ta_refresh_work *work,
                     const struct ta_refresh_event *event);

/* --- refresh_choose.c: one look of several scenes ---------------------------------- */

/** Mark those beaten by a scene that is observed already or, once it is, by one that is done
 *  in this run. @p ready: pending scenes that no better one waits beside. */
TA_NODISCARD enum ta_status ta_refresh_choose(struct ta_refresh_work *work,
                                              struct ta_pending ***ready, size_t *n,
                                              struct ta_error *err);
/** The scene was observed as @p known and comes again with other files: has it lost a layer? Then
 *  *lost says so, and what is kept stands. @return TA_OK; of the store */
TA_NODISCARD enum ta_status ta_refresh_has_lost(const struct ta_refresh_work *work,
                                                const struct ta_pending *pending,
                                                const struct ta_scene_row *known,
                                                char lost[TA_NAME_SIZE],
                                                struct ta_error *err);
/** Has this copy of a look that was observed as @p known a layer that is not kept? @return as before */
TA_NODISCARD enum ta_status ta_refresh_has_more(const struct ta_refresh_work *work,
                                                const struct ta_pending *pending,
                                                const struct ta_scene_row *known,
                                                bool *more, struct ta_error *err);
/** Kept scenes that beat it, as they stand in the store; owned (ta_free). */
TA_NODISCARD enum ta_status ta_refresh_beating(const struct ta_refresh_work *work,
                                               const struct ta_pending *pending,
                                               struct ta_scene_row **rows, size_t *n,
                                               struct ta_error *err);
/** Observed scenes that @p winner beats, as they stand in the store; owned (ta_free). */
TA_NODISCARD enum ta_status ta_refresh_beaten_by(const struct ta_refresh_work *work,
                                                 const struct ta_pending *winner,
                                                 struct ta_scene_row **rows, size_t *n,
                                                 struct ta_error *err);

/** The scene @p by stands in its place, as before or from now on: the latter is told and counted. */
void ta_pending_beaten(struct ta_refresh_work *work, struct ta_pending *pending,
                       const char *by);
/** Of one that was superseded: has the one that stands in its place answered all sites on it, and none by fill? */
bool ta_row_is_covered(const struct ta_store *store, const struct ta_scene_row *row,
                       int64_t upto);
/** Note, count and tell that the scene @p by stands in its place. */
void ta_row_beaten(struct ta_refresh_work *work, struct ta_scene_row *row,
                   const char *by);

/* --- refresh_planned.c: what a dry run would know by now ---------------------------- */

/** Keep in mind what the round would have read, and what is beaten. */
TA_NODISCARD enum ta_status ta_planned_take(struct ta_refresh_work *work,
                                            struct ta_error *err);
/** Count what stands, or would by now, and would be beaten by those that are ready, by look; once each. */
TA_NODISCARD enum ta_status ta_planned_beaten(struct ta_refresh_work *work,
                                              struct ta_pending *const *ready, size_t n,
                                              struct ta_error *err);
/** Would the store say by now that it is superseded? */
bool ta_planned_gone(const struct ta_refresh_work *work,
                     const struct ta_scene_row *row);
enum ta_plan {
    TA_PLAN_NEW,
    TA_PLAN_TWICE, /**< another source has given it */
    TA_PLAN_AGAIN, /**< another source has given less of it */
    TA_PLAN_BEATEN
};
/** What it is beside the rounds before. @param better set when it is beaten */
enum ta_plan ta_planned(const struct ta_refresh_work *work,
                        const struct ta_pending *pending, const char **better);
void ta_planned_free(struct ta_refresh_work *work);

/* --- refresh_sites.c --------------------------------------------------------------- */

struct ta_group_site {
    char project[TA_ID_SIZE];
    int n;
    struct ta_polygons shape; /**< owned */
    double area_m2;
    char shape_sha256[TA_HEX_SIZE];
};

struct ta_group_sites {
    size_t n;
    struct ta_group_site *site; /**< by id */
};

/** Sites on any of the scenes that those have not answered. */
TA_NODISCARD enum ta_status ta_group_sites_load(const struct ta_refresh_work *work,
                                                struct ta_pending *const *scene,
                                                size_t n, struct ta_group_sites *out,
                                                struct ta_error *err);
void ta_group_sites_free(struct ta_group_sites *sites);

/* --- refresh_observe.c ------------------------------------------------------------- */

/** Read the ready scenes and keep what they say, batch by batch. */
TA_NODISCARD enum ta_status ta_refresh_observe(struct ta_refresh_work *work,
                                               struct ta_pending **ready, size_t n,
                                               struct ta_error *err);

/* --- refresh_keep.c: chips, partitions, store -------------------------------------- */

struct ta_kept_chip {
    struct ta_chip_row row; /**< its path is filled in when it is put in place */
    char *fresh;            /**< where the pass wrote it; owned */
    char *placed;           /**< where it stands then; owned */
};

/** What a batch of scenes of one tile came to. */
struct ta_batch {
    struct ta_refresh_work *work;
    size_t n_scenes;
    struct ta_pending **scene;
    size_t n_rows, rows_capacity;
    struct ta_observation *row;
    size_t n_chips, chips_capacity;
    struct ta_kept_chip *chip;
};

/** How dark the sites of a scene are in one layer. */
struct ta_ground {
    double cells, dark; /**< cells seen; of them those of sites darker than ground */
    /* the darkest of these; site 0: there is none */
    double mean;
    int site;
    char project[TA_ID_SIZE], layer[TA_NAME_SIZE];
};

/** Add a look of a layer of the scene, where an offset can be in doubt. */
void ta_ground_add(const struct ta_scene *scene, const struct ta_observation *look,
                   struct ta_ground *ground);
/** Can the ground be as dark as most of what was seen? @return TA_OK, TA_E_DATA */
TA_NODISCARD enum ta_status ta_ground_judge(const struct ta_scene *scene,
                                            const struct ta_ground *ground,
                                            struct ta_error *err);

/** Can a layer of a site be so? @return TA_OK; TA_E_DATA when it cannot, which sets the scene aside */
TA_NODISCARD enum ta_status ta_look_judge(const struct ta_scene *scene,
                                          const struct ta_observation *look,
                                          struct ta_error *err);

/** Put it on the disk, then into the store. */
TA_NODISCARD enum ta_status ta_batch_keep(struct ta_batch *batch, struct ta_error *err);
/** Take the looks of scenes that lie on no site any more off those of before. What was misplaced beats
 *  nothing then: to be called before the round's scenes are chosen. */
TA_NODISCARD enum ta_status ta_refresh_keep_left(struct ta_refresh_work *work,
                                                 struct ta_error *err);
/** Rows of scenes that came to something without being read: passed by, set aside, beaten. */
TA_NODISCARD enum ta_status ta_refresh_put_rows(struct ta_refresh_work *work,
                                                struct ta_error *err);
void ta_batch_free(struct ta_batch *batch);
/** Chips of a run that was killed, not yet in place: remove them. */
void ta_refresh_clear_fresh(const struct ta_workspace *workspace);
#define TA_FRESH_CHIPS "imagery/chips/.fresh"

/* --- refresh_gaps.c: sites in the fill of a better processing ----------------------- */

/** Was it observed with sites in its fill? Then another processing of its look is not beaten unread. */
bool ta_row_has_gaps(const struct ta_scene_row *row);
void ta_row_note_gaps(struct ta_scene_row *row);
/** Note it of the scenes of the batch. */
void ta_gaps_note(struct ta_batch *batch);

/** Rows of one part, kept from question to question; begin with zero, end with ta_free(row). */
struct ta_part_rows {
    char part[128];
    size_t n;
    struct ta_observation *row;
};

/** Does the look that is kept of @p loser have a layer of a site that @p winner, of the batch, does not have?
 *  @return TA_OK; as the store and the part's file */
TA_NODISCARD enum ta_status ta_gaps_needs(const struct ta_batch *batch,
                                          const struct ta_pending *winner,
                                          const struct ta_scene_row *loser,
                                          struct ta_part_rows *held, bool *needs,
                                          struct ta_error *err);
/** Does the spare scene of the batch have nothing that those which beat it lack? @p by: one of them; "" when it has.
 *  @return as before */
TA_NODISCARD enum ta_status ta_gaps_beaten(const struct ta_batch *batch,
                                           const struct ta_pending *spare,
                                           char by[TA_SCENE_SIZE],
                                           struct ta_error *err);

/* --- refresh_prune.c --------------------------------------------------------------- */

/** Remove fetched files until `ask->assets_most` bytes are left, or count what would go. */
TA_NODISCARD enum ta_status ta_refresh_prune(struct ta_refresh_work *work,
                                             struct ta_error *err);

/* --- refresh_parts.c: partitions --------------------------------------------------- */

/** A look of a scene that does not lie on the site any more, or that is superseded. */
struct ta_part_off {
    char project[TA_ID_SIZE];
    int site;
    const struct ta_scene_row *scene; /**< borrowed */
    bool given; /**< the scene has a look of it, in another part */
};

/** Rows of one part on their way. */
struct ta_part_change {
    char part[128];
    const struct ta_observation *const *late; /**< [n_late] */
    size_t n_late;
    const struct ta_scene_row *gone; /**< [n_gone] scenes whose rows go */
    size_t n_gone;
    struct ta_pending *const
        *again; /**< [n_again] scenes all of whose looks are late */
    size_t n_again;
    const struct ta_observation *const *all; /**< [n_all] rows of all parts, by look */
    size_t n_all;
    /* results */
    struct ta_partition_row row; /**< version 0: nothing changed */
    struct ta_part_site
        *stale; /**< owned: what was left out, and is in no version any more */
    size_t n_stale;
    size_t n_off, off_capacity;
    struct ta_part_off
        *off;     /**< owned: what scenes of `again` gave before and not now */
    bool emptied; /**< nothing is left but those: no version without them */
};

/** Letters that are safe in a folder's name, others as %XX; "none" for no name. */
void ta_safe_name(const char *from, char *to, size_t size);
/* refresh_lost.c */
/** Is the partition's file gone? */
bool ta_part_is_lost(const struct ta_workspace *workspace,
                     const struct ta_partition_row *row);
/** Count partitions of observations whose file is gone, and note down that their scenes have to be
 *  looked at again. */
TA_NODISCARD enum ta_status ta_refresh_find_lost(struct ta_refresh_work *work,
                                                 struct ta_error *err);

/* refresh_namesake.c */
/** Is it another look than the one that is observed under its id? One of another day or tile that has none of its
 *  files; with --rehash nobody is. */
TA_NODISCARD enum ta_status ta_refresh_is_namesake(const struct ta_refresh_work *work,
                                                   struct ta_pending *pending,
                                                   const struct ta_scene_row *known,
                                                   bool *is_namesake,
                                                   struct ta_error *err);
/** Is it of another day or tile than @p known, which another source gave? */
bool ta_refresh_contradicts(const struct ta_pending *pending,
                            const struct ta_scene_row *known);
/** A problem. @param source of the known look; NULL: nobody knows */
void ta_refresh_tell_namesake(struct ta_refresh_work *work,
                              const struct ta_pending *pending,
                              const struct ta_scene_row *known, const char *source);

/** Note that it has to be looked at again, wherever it is met. */
void ta_row_wish(struct ta_scene_row *row);
bool ta_row_is_wished(const struct ta_scene_row *row);

/* refresh_tidy.c */
/** Remove files of the parts that are older than their rows and the version before them; those of a
 *  folder stand together. What cannot be removed is logged. */
void ta_parts_tidy(const struct ta_workspace *workspace,
                   const struct ta_partition_row *row, size_t n);
/** The same of all parts: what runs before this one left. */
TA_NODISCARD enum ta_status ta_refresh_tidy(struct ta_refresh_work *work,
                                            struct ta_error *err);

/** The current rows of a part; none when there is no such part or its file is gone. */
TA_NODISCARD enum ta_status ta_part_read(const struct ta_workspace *workspace,
                                         const char *part, struct ta_observation **rows,
                                         size_t *n, struct ta_error *err);
/** The rows by look, as `all` of a change is; owned (ta_free), NULL without memory. */
const struct ta_observation **ta_rows_by_look(const struct ta_observation *row,
                                              size_t n);
/** "TILE/YYYY-MM": where the rows of a scene stand, by what its row says of that. */
void ta_part_name(const struct ta_scene_row *row, char out[128]);
/** The part of a folder and month. */
void ta_part_called(const char *folder, ta_time_us time, char out[128]);
/** The folder of it: "" is "none". */
const char *ta_row_folder(const struct ta_scene_row *row);
/** Have the rows of a scene stand in @p folder. */
void ta_row_set_folder(struct ta_scene_row *row, const char *folder);
/** The folder for what is read of a scene now: of its tile; of one without a tile of the whole degree in which it
 *  lies, "n30e117", that of the middle of its largest box; where nobody knows that, "none". */
void ta_scene_folder(const struct ta_scene *scene,
                     const struct ta_place_of_scene *place, char out[TA_NAME_SIZE]);
/** Seal the next version of a part, not settled yet: the current rows less stale ones, those of scenes that are
 *  gone and those that the late rows replace, and the late rows. */
TA_NODISCARD enum ta_status ta_part_seal(const struct ta_workspace *workspace,
                                         struct ta_part_change *change,
                                         struct ta_error *err);
/** Take what the change left out off its sites, in the store: inside a change of that. */
TA_NODISCARD enum ta_status ta_part_take_off(const struct ta_store *store,
                                             const struct ta_part_change *change,
                                             struct ta_error *err);
/** Leave out what is stale in parts that nothing else touched. */
TA_NODISCARD enum ta_status ta_refresh_sweep(struct ta_refresh_work *work,
                                             struct ta_error *err);

#endif
