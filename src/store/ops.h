/* SPDX-License-Identifier: Apache-2.0 */
/** @file ops.h  The functions behind struct ta_store_ops; `self` is a struct ta_db. */
#ifndef TA_STORE_OPS_H
#define TA_STORE_OPS_H

#include "store/db.h"
#include "terrassay/store.h"

enum ta_status ta_op_project_put(void *self, const struct ta_project *project,
                                 const char *document, enum ta_put *out,
                                 struct ta_error *err);
enum ta_status ta_op_project_get(void *self, const char *id, char **document,
                                 struct ta_error *err);
enum ta_status ta_op_project_ids(void *self, char (**ids)[TA_ID_SIZE], size_t *n,
                                 struct ta_error *err);
enum ta_status ta_op_project_remove(void *self, const char *id, struct ta_error *err);

/** Note which instruments and pledges @p project names. */
enum ta_status ta_uses_put(struct ta_db *db, const struct ta_project *project,
                           struct ta_error *err);
enum ta_status ta_op_feeds_missing(void *self, struct ta_partition_row **rows,
                                   size_t *n, struct ta_error *err);
enum ta_status ta_op_feeds_put(void *self, const struct ta_partition_row *part,
                               const struct ta_feed_day *days, size_t n,
                               struct ta_error *err);
enum ta_status ta_op_feeds_of(void *self, const char *property, ta_day from,
                              ta_day after, struct ta_feed_day **days, size_t *n,
                              struct ta_error *err);
enum ta_status ta_op_uses_shared(void *self, const char *project,
                                 char (**ids)[TA_ID_SIZE], size_t *n,
                                 struct ta_error *err);

/** Make the layer's rows of @p project those of its sites, levels kept. */
enum ta_status ta_sites_put(struct ta_db *db, const struct ta_project *project,
                            struct ta_error *err);
enum ta_status ta_op_sites_in(void *self, const struct ta_box *box,
                              char (**sites)[TA_SCENE_SIZE], size_t *n,
                              struct ta_error *err);
/** Are its four numbers finite and in order? */
bool ta_box_whole(const struct ta_box *box);
enum ta_status ta_op_sites_last(void *self, int64_t *seq, struct ta_error *err);
enum ta_status ta_op_sites_since(void *self, const struct ta_box *box, int64_t after,
                                 int64_t upto, char (**sites)[TA_SCENE_SIZE], size_t *n,
                                 struct ta_error *err);
enum ta_status ta_op_sites_count(void *self, const struct ta_box *box, int64_t after,
                                 int64_t upto, size_t most, size_t *n,
                                 struct ta_error *err);
/** Give the site the next number when its shape is new or another than it was. */
enum ta_status ta_shape_note(struct ta_db *db, const char *project,
                             const struct ta_site *site, struct ta_error *err);
/** Take the number of a site away. */
enum ta_status ta_shape_drop(struct ta_db *db, const char *project, int64_t site,
                             struct ta_error *err);
enum ta_status ta_op_level_get(void *self, const char *project,
                               char level[TA_NAME_SIZE], double *score,
                               char record_id[TA_HEX_SIZE], struct ta_error *err);
enum ta_status ta_op_level_set(void *self, const char *project, const char *level,
                               double score, const char *record_id,
                               struct ta_error *err);

enum ta_status ta_op_document_put(void *self, const char *kind, const char *sha256,
                                  const void *bytes, size_t size, struct ta_error *err);
enum ta_status ta_op_document_get(void *self, const char *sha256, void **bytes,
                                  size_t *size, struct ta_error *err);

enum ta_status ta_op_scene_put(void *self, const struct ta_scene_row *row,
                               struct ta_error *err);
enum ta_status ta_op_scene_get(void *self, const char *id, const char *processing,
                               struct ta_scene_row *out, struct ta_error *err);
enum ta_status ta_op_scenes_in(void *self, enum ta_scene_state state,
                               struct ta_scene_row **rows, size_t *n,
                               struct ta_error *err);
enum ta_status ta_op_scenes_called(void *self, const char *id,
                                   struct ta_scene_row **rows, size_t *n,
                                   struct ta_error *err);
enum ta_status ta_op_scenes_of(void *self, const char *datatake, const char *tile,
                               struct ta_scene_row **rows, size_t *n,
                               struct ta_error *err);
enum ta_status ta_op_scenes_aside(void *self, const struct ta_box *box,
                                  struct ta_scene_row **rows, size_t *n,
                                  struct ta_error *err);
enum ta_status ta_op_scene_forget(void *self, const char *id, const char *processing,
                                  struct ta_error *err);
enum ta_status ta_op_asset_get(void *self, struct ta_asset_row *row,
                               struct ta_error *err);
enum ta_status ta_op_asset_put(void *self, const struct ta_asset_row *row,
                               struct ta_error *err);
enum ta_status ta_op_chip_put(void *self, const struct ta_chip_row *row,
                              struct ta_error *err);
enum ta_status ta_op_chip_forget(void *self, const struct ta_chip_row *look,
                                 struct ta_error *err);
enum ta_status ta_op_chips_of(void *self, const char *project, int site,
                              ta_time_us from, ta_time_us to, struct ta_chip_row **rows,
                              size_t *n, struct ta_error *err);
enum ta_status ta_op_partition_put(void *self, const struct ta_partition_row *row,
                                   struct ta_error *err);
/** Columns kind, part, version, path, sha256, rows into a struct ta_partition_row. */
void ta_partition_fill(struct ta_query *q, void *element);
enum ta_status ta_op_partitions(void *self, const char *kind, const char *prefix,
                                struct ta_partition_row **rows, size_t *n,
                                struct ta_error *err);

enum ta_status ta_op_part_holds(void *self, const struct ta_part_site *held,
                                struct ta_error *err);
enum ta_status ta_op_parts_stale(void *self, const char *part,
                                 struct ta_part_site **rows, size_t *n,
                                 struct ta_error *err);
enum ta_status ta_op_part_stale(void *self, const struct ta_part_site *held,
                                struct ta_error *err);
enum ta_status ta_op_part_forget(void *self, const struct ta_part_site *held,
                                 struct ta_error *err);
enum ta_status ta_op_parts_of(void *self, const char *project, int site,
                              struct ta_partition_row **rows, size_t *n,
                              struct ta_error *err);

enum ta_status ta_op_layer_put(void *self, struct ta_layer_row *row, enum ta_put *out,
                               struct ta_error *err);
enum ta_status ta_op_layer_get(void *self, const char *name, struct ta_layer_row *out,
                               struct ta_error *err);
enum ta_status ta_op_layer_of(void *self, const char *sha256, struct ta_layer_row *out,
                              struct ta_error *err);
enum ta_status ta_op_layer_list(void *self, struct ta_layer_row **rows, size_t *n,
                                struct ta_error *err);
enum ta_status ta_op_layer_remove(void *self, const char *name, struct ta_error *err);

enum ta_status ta_op_chain_head(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                struct ta_error *err);
enum ta_status ta_op_record_append(void *self, const char *project, ta_day as_of,
                                   const struct ta_envelope *envelope, const char *body,
                                   size_t size, struct ta_error *err);
enum ta_status ta_op_record_get(void *self, const char *id,
                                struct ta_envelope *envelope, char **body, size_t *size,
                                struct ta_error *err);
enum ta_status ta_op_record_find(void *self, const char *prefix, char id[TA_HEX_SIZE],
                                 struct ta_error *err);
enum ta_status ta_op_record_at(void *self, int64_t seq, struct ta_envelope *envelope,
                               char **body, size_t *size, struct ta_error *err);
enum ta_status ta_op_record_latest(void *self, const char *project, ta_day until,
                                   char id[TA_HEX_SIZE], struct ta_error *err);
enum ta_status ta_op_records_of(void *self, const char *project, ta_day from,
                                ta_day until, struct ta_record_row **rows, size_t *n,
                                struct ta_error *err);

enum ta_status ta_op_filed_head(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                struct ta_error *err);
enum ta_status ta_op_filed_append(void *self, const char *kind, ta_day as_of,
                                  const struct ta_envelope *envelope, const char *body,
                                  size_t size, struct ta_error *err);
enum ta_status ta_op_filed_at(void *self, int64_t seq, struct ta_envelope *envelope,
                              char **body, size_t *size, struct ta_error *err);

enum ta_status ta_op_approval_put(void *self, const struct ta_approval_row *row,
                                  struct ta_error *err);
enum ta_status ta_op_approvals_of(void *self, const char *object,
                                  struct ta_approval_row **rows, size_t *n,
                                  struct ta_error *err);

enum ta_status ta_op_audit(void *self, ta_time_us at, const char *who,
                           const char *action, const char *object, const char *detail,
                           struct ta_error *err);
/** SHA-256 over the fields of a line of the audit log: its id in the chain. */
void ta_audit_id(ta_time_us at, const char *const field[4], char id[TA_HEX_SIZE]);

enum ta_status ta_op_check(void *self, struct ta_error *err);

#endif
