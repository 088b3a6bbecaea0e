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

struct ta_scene_row {
    char id[TA_SCENE_SIZE], processing[TA_NAME_SIZE], datatake[TA_SCENE_SIZE];
    char tile[TA_NAME_SIZE];
    ta_time_us time;
    enum ta_scene_state state;
    char reason[256];                /**< why it was set aside */
    char assets_sha256[TA_HEX_SIZE]; /**< over the names, sizes and hashes of its assets
                                      */
    char sites_sha256[TA_HEX_SIZE];  /**< over the sites it was observed for */
};

/** The pixels kept of one scene around one site. */
struct ta_chip_row {
    char project[TA_ID_SIZE];
    int site;
    char scene[TA_SCENE_SIZE], processing[TA_NAME_SIZE];
    ta_time_us time;
    char path[256]; /**< below the workspace */
    char sha256[TA_HEX_SIZE];
    char shape_sha256[TA_HEX_SIZE]; /**< of the site's shape it was cut for */
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

/** What a second person may say yes to. */
enum ta_approval_kind { TA_APPROVES_MODEL, TA_APPROVES_OVERRIDE };

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
    /** Sites whose boxes meet @p box (lon/lat): "project/n" texts, in byte order. */
    enum ta_status (*sites_in)(void *self, const struct ta_box *box,
                               char (**sites)[TA_SCENE_SIZE], size_t *n,
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
    /** One row per project, site, scene and processing: a chip cut anew replaces it. */
    enum ta_status (*chip_put)(void *self, const struct ta_chip_row *row,
                               struct ta_error *err);
    /** By time, then scene. from <= time < to. Not those of superseded scenes. */
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
    enum ta_status (*record_at)(void *self, int64_t seq, struct ta_envelope *envelope,
                                char **body, size_t *size, struct ta_error *err);
    /** Newest record of @p project; TA_E_NOTFOUND when it has none. */
    enum ta_status (*record_latest)(void *self, const char *project,
                                    char id[TA_HEX_SIZE], struct ta_error *err);
    /** Latest level, score and record id of a project's sites, for map layers. */
    enum ta_status (*level_set)(void *self, const char *project, const char *level,
                                double score, const char *record_id,
                                struct ta_error *err);

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
