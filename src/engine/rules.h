/* SPDX-License-Identifier: Apache-2.0 */
/** @file rules.h  The model and the tables of an assessment: from files, or as the store kept
 *  them for a record. */
#ifndef TA_ENGINE_RULES_H
#define TA_ENGINE_RULES_H

#include "base/text.h"
#include "engine/workspace.h"
#include "record/facts.h"
#include "terrassay/table.h"

/** One file of rules and the table made of it. */
struct ta_rule_file {
    char id[TA_NAME_SIZE];
    char sha256[TA_HEX_SIZE];
    char *bytes;
    size_t size;
    struct ta_tables *tables; /**< of this one */
    char *shipped; /**< the program's own by that name; NULL: none, or nobody asks */
    size_t shipped_size;
    struct ta_table_instead instead; /**< said of `tables` where they are another */
    struct ta_text lacks;
};

struct ta_rules {
    struct ta_model
        model; /**< without approvals: those of a file are nobody's signature */
    char *model_bytes;
    size_t model_size;
    size_t n_files;
    struct ta_rule_file
        *file;               /**< the tables that the model's indicators read, by id */
    struct ta_table_set set; /**< the same */
    struct ta_table *table;
};

/** The model called @p name and the tables of its indicators. A name with a slash or the ending
 *  .yaml is a file; 64 hexadecimal digits are a model that the store holds; any other is one of
 *  datasets/models.
 *  @param out ended by ta_rules_free()
 *  @return TA_OK; TA_E_DATA for a model that does not read, or is of use index, and for a table with
 *          a row of ours that was edited. */
TA_NODISCARD enum ta_status ta_rules_load(const struct ta_workspace *workspace,
                                          const char *name, struct ta_rules *out,
                                          struct ta_error *err);

/** The rules that a record names, from the store. @return TA_OK; TA_E_DATA for one that is gone
 *  or has other bytes than the record names. */
TA_NODISCARD enum ta_status ta_rules_recall(const struct ta_store *store,
                                            const struct ta_record_facts *facts,
                                            struct ta_rules *out, struct ta_error *err);

/** Keep them in the store, within its begin and commit. */
TA_NODISCARD enum ta_status ta_rules_keep(const struct ta_store *store,
                                          const struct ta_rules *rules,
                                          struct ta_error *err);
void ta_rules_free(struct ta_rules *rules);

/** A document of the store whose bytes have the hash they are asked by. Owned (ta_free). */
TA_NODISCARD enum ta_status ta_document_recall(const struct ta_store *store,
                                               const char *what, const char *sha256,
                                               char **bytes, size_t *size,
                                               struct ta_error *err);

#endif
