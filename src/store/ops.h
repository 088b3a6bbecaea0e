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

/** Make the layer's rows of @p project those of its sites, levels kept. */
enum ta_status ta_sites_put(struct ta_db *db, const struct ta_project *project,
                            struct ta_error *err);
enum ta_status ta_op_sites_in(void *self, const struct ta_box *box,
                              char (**sites)[TA_SCENE_SIZE], size_t *n,
                              struct ta_error *err);
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
enum ta_status ta_op_chip_put(void *self, const struct ta_chip_row *row,
                              struct ta_error *err);
enum ta_status ta_op_chips_of(void *self, const char *project, int site,
                              ta_time_us from, ta_time_us to, struct ta_chip_row **rows,
                              size_t *n, struct ta_error *err);
enum ta_status ta_op_partition_put(void *self, const struct ta_partition_row *row,
                                   struct ta_error *err);
enum ta_status ta_op_partitions(void *self, const char *kind, const char *prefix,
                                struct ta_partition_row **rows, size_t *n,
                                struct ta_error *err);

enum ta_status ta_op_chain_head(void *self, int64_t *seq, char chain[TA_HEX_SIZE],
                                struct ta_error *err);
enum ta_status ta_op_record_append(void *self, const char *project, ta_day as_of,
                                   const struct ta_envelope *envelope, const char *body,
                                   size_t size, struct ta_error *err);
enum ta_status ta_op_record_get(void *self, const char *id,
                                struct ta_envelope *envelope, char **body, size_t *size,
                                struct ta_error *err);
enum ta_status ta_op_record_at(void *self, int64_t seq, struct ta_envelope *envelope,
                               char **body, size_t *size, struct ta_error *err);
enum ta_status ta_op_record_latest(void *self, const char *project,
                                   char id[TA_HEX_SIZE], struct ta_error *err);

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
