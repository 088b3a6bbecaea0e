/* SPDX-License-Identifier: Apache-2.0 */
/** @file store.h  What the engine asks of a store: projects, evidence, records, audit
 * log.
 *
 *  One implementation is a GeoPackage in SQLite (src/store); others stand behind the
 * same table. Texts and bytes that a call hands out are owned by the caller (ta_free).
 * A store belongs to one thread. Every change happens inside begin() .. commit(). */
#ifndef TERRASSAY_STORE_H
#define TERRASSAY_STORE_H

#include "terrassay/model.h"
#include "terrassay/observation.h"
#include "terrassay/project.h"
#include "terrassay/record.h"
#include "terrassay/scene.h"
#include "terrassay/status.h"

enum ta_put { TA_PUT_ADDED, TA_PUT_UPDATED, TA_PUT_UNCHANGED };

/** Where a scene stands. A scene set aside keeps its reason and is tried again. */
enum ta_scene_state { TA_SCENE_OBSERVED, TA_SCENE_SET_ASIDE, TA_SCENE_SUPERSEDED };

enum { TA_SCENE_PLACE = 256 };

/** A record as it stands in a list. */
struct ta_record_row {
    char id[TA_HEX_SIZE];
    ta_time_us created; /**< when it was signed */
};

struct ta_scene_row {
    char id[TA_SCENE_SIZE], processing[TA_NAME_SIZE], datatake[TA_SCENE_SIZE];
    char tile[TA_NAME_SIZE];
    /** The folder of the partitions with its rows; empty: it is called as the tile. */
    char part[TA_NAME_SIZE];
    ta_time_us time;
    enum ta_scene_state state;
    char reason[256]; /**< why it was set aside */
    /** Where a scene that is set aside lies, or one of a catalogue that is searched: JSON, a list of boxes [west,
     * south, east, north] in degrees; empty where nobody can tell, and of other scenes. */
    char place[TA_SCENE_PLACE];
    /** The document of kind "scene" that names its assets with sizes and hashes; empty
     * while no site lay on it and nothing was read. */
    char assets_sha256[TA_HEX_SIZE];
    char recipe
        [TA_HEX_SIZE]; /**< what was looked for and how; another one: look again. Of one that was set
                            aside and has no look: its source */
    int64_t sites_seq; /**< every site up to this number (sites_last) was answered */
};

/** What a file was when it was last read whole. */
struct ta_asset_row {
    const char *path; /**< as it was opened; borrowed */
    int64_t size, modified_ns;
    char sha256[TA_HEX_SIZE];
};

/** The pixels kept of one scene around one site. */
struct ta_chip_row {
    char project[TA_ID_SIZE];
    int site;
    char scene[TA_SCENE_SIZE], processing[TA_NAME_SIZE];
    int grid; /**< 0, and more where bands of one scene do not nest in one grid */
    ta_time_us time;
    char path[256]; /**< below the workspace */
    char sha256[TA_HEX_SIZE];
    char shape_sha256[TA_HEX_SIZE]; /**< of the site's shape it was cut for */
    double inside;                  /**< share of the site on the scene [0, 1] */
    double
        clear_fraction; /**< of the site, for choosing looks without opening the chip */
};

/** A sealed file of observations or readings. */
struct ta_partition_row {
    char kind[16];  /**< "observations" or "readings" */
    char part[128]; /**< "tile/yyyy-mm" or "project/yyyy-mm-dd" */
    int version;    /**< the highest one is current */
    char path[256]; /**< below the workspace */
    char sha256[TA_HEX_SIZE];
    int64_t rows;
};

/** A day of a datastream in a few figures, of its readings that count. */
struct ta_feed_day {
    char property[TA_NAME_SIZE];
    char project[TA_ID_SIZE], device[TA_ID_SIZE], name[TA_NAME_SIZE];
    ta_day day;
    int64_t n;           /**< readings, at least 1 */
    double mean, spread; /**< in the unit it was sealed in; standard deviation */
};

/** An imported layer: protected zones, red lines, a hazard grid. The file stands in the
 * workspace under its hash; a row is one version of the name and never changes. */
struct ta_layer_row {
    char name[TA_NAME_SIZE]; /**< [A-Za-z0-9._:-] */
    int version;             /**< given by layer_put: 1, 2, ... */
    char kind[16];           /**< "zones" or "grid" */
    char path[256];          /**< below the workspace, "layers/SHA256.gpkg" */
    char sha256[TA_HEX_SIZE];
    char source[256];        /**< who publishes it, in their words; may be empty */
    char crs[128];           /**< that its file is read in */
    char part[TA_NAME_SIZE]; /**< layer inside the file; may be empty */
    char name_field[TA_NAME_SIZE], class_field[TA_NAME_SIZE]; /**< empty: by default */
    double position_error_m; /**< 1 sigma of its outlines; NaN when nobody said */
    double accuracy_m;       /**< of the way to WGS 84; NaN when not known */
    ta_day from, to; /**< in force from <= date <= to; TA_DAY_NONE when not said, to
                        TA_DAY_OPEN until further notice */
    bool simulated;
    char variable[TA_NAME_SIZE], unit[TA_UNIT_SIZE]; /**< of a grid; may be empty */
    /** A document of kind "extent": GeoJSON geometry of where the layer is complete, so
     * that "no zone here" means something. Empty: nobody said. */
    char extent_sha256[TA_HEX_SIZE];
};

/** A site of which a partition of observations has rows. */
struct ta_part_site {
    char part[128];
    char project[TA_ID_SIZE];
    int site;
};

/** What a second person may say yes to; and that a model's approvals end. */
enum ta_approval_kind { TA_APPROVES_MODEL, TA_APPROVES_OVERRIDE, TA_RETIRES_MODEL };

/** A second person's word on what a first person made: a model, or another opinion in
 * place of a record's. Signed by the second person's key (src/record/approve.h). */
struct ta_approval_row {
    enum ta_approval_kind kind;
    char object[TA_HEX_SIZE];   /**< SHA-256 of the model's file, or a record's id */
    char opinion[TA_NAME_SIZE]; /**< the one that stands instead; empty for a model */
    char made_by[128], made_key[TA_HEX_SIZE]; /**< key empty only for a model */
    char by[128], role[128], key_id[TA_HEX_SIZE];
    char reason[512];
    ta_day on, until; /**< on <= date <= until; an end is a must */
    char signature[129];
};

/** Changes outside begin() .. commit() are refused. A change that fails has changed
 * nothing and leaves those before it standing, unless disk or memory failed: then all
 * since begin() is undone and later changes are refused. What cannot stand together is
 * TA_E_DATA, what nobody may do (rewriting a record) TA_E_PERMISSION, another writer at
 * work TA_E_AGAIN. */
struct ta_store_ops {
    enum ta_status (*begin)(void *self, struct ta_error *err);
    enum ta_status (*commit)(void *self, struct ta_error *err);
    void (*rollback)(void *self);

    /* Projects. `document` is the canonical JSON of project.schema.json and stays as a
     * document of kind "project" whatever becomes of the project. */
    enum ta_status (*project_put)(void *self, const struct ta_project *project,
                                  const char *document, enum ta_put *out,
                                  struct ta_error *err);
    enum ta_status (*project_get)(void *self, const char *id, char **document,
                                  struct ta_error *err);
    /** Ids in byte order. */
    enum ta_status (*project_ids)(void *self, char (**ids)[TA_ID_SIZE], size_t *n,
                                  struct ta_error *err);
    enum ta_status (*project_remove)(void *self, const char *id, struct ta_error *err);
    /** Other projects that may name an instrument or a pledge that @p project names
     * (base/holding.h tells whether they do), in byte order. */
    enum ta_status (*uses_shared)(void *self, const char *project,
                                  char (**ids)[TA_ID_SIZE], size_t *n,
                                  struct ta_error *err);
    /** Current files of readings whose days were never put, by part. */
    enum ta_status (*feeds_missing)(void *self, struct ta_partition_row **rows,
                                    size_t *n, struct ta_error *err);
    /** All days of a file; a day that is there is replaced. */
    enum ta_status (*feeds_put)(void *self, const struct ta_partition_row *part,
                                const struct ta_feed_day *days, size_t n,
                                struct ta_error *err);
    /** Days of [from, after) of all datastreams of a property, by project, device, name and
     * day; of projects that are there. */
    enum ta_status (*feeds_of)(void *self, const char *property, ta_day from,
                               ta_day after, struct ta_feed_day **days, size_t *n,
                               struct ta_error *err);
    /** Sites whose boxes meet @p box (lon/lat): "project/n" texts, in byte order. */
    enum ta_status (*sites_in)(void *self, const struct ta_box *box,
                               char (**sites)[TA_SCENE_SIZE], size_t *n,
                               struct ta_error *err);
    /** Each shape of a site gets the next number when it is put; *seq is the last one. A site
     * put again with its shape unchanged keeps its number. */
    enum ta_status (*sites_last)(void *self, int64_t *seq, struct ta_error *err);
    /** As sites_in, of the sites with after < number <= upto. */
    enum ta_status (*sites_since)(void *self, const struct ta_box *box, int64_t after,
                                  int64_t upto, char (**sites)[TA_SCENE_SIZE],
                                  size_t *n, struct ta_error *err);
    /** How many these are; counting ends at @p most. */
    enum ta_status (*sites_count)(void *self, const struct ta_box *box, int64_t after,
                                  int64_t upto, size_t most, size_t *n,
                                  struct ta_error *err);

    /* Content-addressed documents: project snapshots, models, tables, layers. The hash
     * is checked; a document is never changed or removed. */
    enum ta_status (*document_put)(void *self, const char *kind, const char *sha256,
                                   const void *bytes, size_t size,
                                   struct ta_error *err);
    enum ta_status (*document_get)(void *self, const char *sha256, void **bytes,
                                   size_t *size, struct ta_error *err);

    /* Evidence. */
    enum ta_status (*scene_put)(void *self, const struct ta_scene_row *row,
                                struct ta_error *err);
    /** TA_E_NOTFOUND when the scene is new. */
    enum ta_status (*scene_get)(void *self, const char *id, const char *processing,
                                struct ta_scene_row *out, struct ta_error *err);
    /** Scenes in @p state, or with that datatake and tile, by id and processing. */
    enum ta_status (*scenes_in)(void *self, enum ta_scene_state state,
                                struct ta_scene_row **rows, size_t *n,
                                struct ta_error *err);
    enum ta_status (*scenes_of)(void *self, const char *datatake, const char *tile,
                                struct ta_scene_row **rows, size_t *n,
                                struct ta_error *err);
    /** Scenes of that id, by processing. */
    enum ta_status (*scenes_called)(void *self, const char *id,
                                    struct ta_scene_row **rows, size_t *n,
                                    struct ta_error *err);
    /** Scenes set aside whose place meets @p box, by id and processing; NULL: those of which
     * nobody can tell where they lie. */
    enum ta_status (*scenes_aside)(void *self, const struct ta_box *box,
                                   struct ta_scene_row **rows, size_t *n,
                                   struct ta_error *err);
    /** Forget a scene that was set aside; TA_E_NOTFOUND when no such scene is. */
    enum ta_status (*scene_forget)(void *self, const char *id, const char *processing,
                                   struct ta_error *err);
    /** Its hash, while size and time of change are what they were; else TA_E_NOTFOUND. */
    enum ta_status (*asset_get)(void *self, struct ta_asset_row *row,
                                struct ta_error *err);
    enum ta_status (*asset_put)(void *self, const struct ta_asset_row *row,
                                struct ta_error *err);
    /** One row per project, site, scene, processing and grid: a chip cut anew replaces it.
     */
    enum ta_status (*chip_put)(void *self, const struct ta_chip_row *row,
                               struct ta_error *err);
    /** Forget the chips of a look that was looked at again, or comes off the site; their
     * files stay for records. */
    enum ta_status (*chip_forget)(void *self, const struct ta_chip_row *look,
                                  struct ta_error *err);
    /** By time, then scene. from <= time < to. Not those of superseded scenes nor those cut
     * for another shape than the site now has. Where neighbouring tiles of one datatake in
     * one collection hold the site, only the look with the larger share inside (then clear)
     * comes, and another that has a band which that one lacks: their pixels are the same. */
    enum ta_status (*chips_of)(void *self, const char *project, int site,
                               ta_time_us from, ta_time_us to,
                               struct ta_chip_row **rows, size_t *n,
                               struct ta_error *err);
    /** TA_E_DATA when that version is there with other bytes. */
    enum ta_status (*partition_put)(void *self, const struct ta_partition_row *row,
                                    struct ta_error *err);
    /** The current version of each partition of @p kind whose part starts with @p
     * prefix. */
    enum ta_status (*partitions)(void *self, const char *kind, const char *prefix,
                                 struct ta_partition_row **rows, size_t *n,
                                 struct ta_error *err);

    /** Note that rows of a site, of its shape as it is, stand in a partition of
     * observations. */
    enum ta_status (*part_holds)(void *self, const struct ta_part_site *held,
                                 struct ta_error *err);
    /** The current version of each partition of observations with rows of that site, by
     * part: a site's history costs the same however many others there are. Not those that
     * hold rows of a shape it no longer has. */
    enum ta_status (*parts_of)(void *self, const char *project, int site,
                               struct ta_partition_row **rows, size_t *n,
                               struct ta_error *err);
    /** Rows of shapes that are no more, which the next version leaves out; by part. @p part
     * "" is all. */
    enum ta_status (*parts_stale)(void *self, const char *part,
                                  struct ta_part_site **rows, size_t *n,
                                  struct ta_error *err);
    /** What the partition holds of the site is stale: it stands for no look any more. */
    enum ta_status (*part_stale)(void *self, const struct ta_part_site *held,
                                 struct ta_error *err);
    /** The partition's next version has left the stale rows out. */
    enum ta_status (*part_forget)(void *self, const struct ta_part_site *held,
                                  struct ta_error *err);

    /* Layers. A name has one current version; older ones and removed ones stay for the
     * records that used them. */
    /** A row like the current one is TA_PUT_UNCHANGED; else it becomes the next version.
     * @p row->version is filled in. */
    enum ta_status (*layer_put)(void *self, struct ta_layer_row *row, enum ta_put *out,
                                struct ta_error *err);
    /** The current version; TA_E_NOTFOUND when there is none or it was removed. */
    enum ta_status (*layer_get)(void *self, const char *name, struct ta_layer_row *out,
                                struct ta_error *err);
    /** The newest version of any name with that file, removed or not. */
    enum ta_status (*layer_of)(void *self, const char *sha256, struct ta_layer_row *out,
                               struct ta_error *err);
    /** The current versions by name. */
    enum ta_status (*layer_list)(void *self, struct ta_layer_row **rows, size_t *n,
                                 struct ta_error *err);
    enum ta_status (*layer_remove)(void *self, const char *name, struct ta_error *err);

    /* Records are only ever added. Between begin() and commit(): chain_head, seal,
     * append. append checks id, seq, previous and chain, not the signature. */
    /** seq 0 and 64 zeros when there is none yet. */
    enum ta_status (*chain_head)(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                 struct ta_error *err);
    enum ta_status (*record_append)(void *self, const char *project, ta_day as_of,
                                    const struct ta_envelope *envelope,
                                    const char *body, size_t size,
                                    struct ta_error *err);
    enum ta_status (*record_get)(void *self, const char *id,
                                 struct ta_envelope *envelope, char **body,
                                 size_t *size, struct ta_error *err);
    /** The record whose id begins with @p prefix, of hexadecimal digits. TA_E_NOTFOUND when none
     *  does; TA_E_DATA, naming two, when several do. */
    enum ta_status (*record_find)(void *self, const char *prefix, char id[TA_HEX_SIZE],
                                  struct ta_error *err);
    enum ta_status (*record_at)(void *self, int64_t seq, struct ta_envelope *envelope,
                                char **body, size_t *size, struct ta_error *err);
    /** Newest record of @p project up to the day @p until: the one of the latest date; of one
     *  date, the one written last. TA_E_NOTFOUND when there is none. */
    enum ta_status (*record_latest)(void *self, const char *project, ta_day until,
                                    char id[TA_HEX_SIZE], struct ta_error *err);
    /** All of @p project from the day @p from to @p until, in that order, the newest first.
     *  *rows is owned. */
    enum ta_status (*records_of)(void *self, const char *project, ta_day from,
                                 ta_day until, struct ta_record_row **rows, size_t *n,
                                 struct ta_error *err);
    /* What was filed with somebody outside, a chain of its own, only ever added: between begin()
     * and commit() filed_head, seal, append. `kind` is "portfolio". */
    enum ta_status (*filed_head)(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                 struct ta_error *err);
    enum ta_status (*filed_append)(void *self, const char *kind, ta_day as_of,
                                   const struct ta_envelope *envelope, const char *body,
                                   size_t size, struct ta_error *err);
    enum ta_status (*filed_at)(void *self, int64_t seq, struct ta_envelope *envelope,
                               char **body, size_t *size, struct ta_error *err);

    /** Latest level, score and record id of a project's sites, for map layers. */
    enum ta_status (*level_set)(void *self, const char *project, const char *level,
                                double score, const char *record_id,
                                struct ta_error *err);

    /** What level_set said last; level "" and score NaN when it said nothing yet. */
    enum ta_status (*level_get)(void *self, const char *project,
                                char level[TA_NAME_SIZE], double *score,
                                char record_id[TA_HEX_SIZE], struct ta_error *err);

    /* Design rule 10: TA_E_PERMISSION when maker and checker are one person or one key,
     * TA_E_DATA without reason, key or end, TA_E_NOTFOUND when the object is not here. */
    enum ta_status (*approval_put)(void *self, const struct ta_approval_row *row,
                                   struct ta_error *err);
    /** All of @p object, in the order they were given. */
    enum ta_status (*approvals_of)(void *self, const char *object,
                                   struct ta_approval_row **rows, size_t *n,
                                   struct ta_error *err);

    /** Who did what to what, in order; hash-chained like records. */
    enum ta_status (*audit)(void *self, ta_time_us at, const char *who,
                            const char *action, const char *object, const char *detail,
                            struct ta_error *err);
    /** Is the file itself whole: pages, schema, document hashes, both chains? TA_E_DATA
     * names each fault, as far as the words hold. */
    enum ta_status (*check)(void *self, struct ta_error *err);
    void (*close)(void *self);
};

struct ta_store {
    const struct ta_store_ops *ops;
    void *self;
};

#endif
