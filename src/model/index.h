/* SPDX-License-Identifier: Apache-2.0 */
/** @file index.h  Models of use index: score a table of units by each other.
 *
 *  Chain: denominate, impute, treat, normalise, aggregate (algorithms/index_stage.h). Scores
 *  depend on the units that stand in the table, so `assess` refuses such models. */
#ifndef TA_MODEL_INDEX_H
#define TA_MODEL_INDEX_H

#include "base/csv.h"
#include "base/text.h"
#include "index_stage.h"
#include "terrassay/model.h"

enum ta_index_impute { TA_IMPUTE_NONE, TA_IMPUTE_MEAN, TA_IMPUTE_GROUP_MEAN };

struct ta_index_indicator {
    char id[TA_NAME_SIZE];          /**< its column */
    char denominator[TA_NAME_SIZE]; /**< a column to divide by, or empty */
    double weight, direction;       /**< direction 1: more is better; -1: less is */
    size_t parent;                  /**< index into group */
};

struct ta_index_group {
    char id[TA_NAME_SIZE];
    double weight;
    size_t parent; /**< index into group; its own index for the top */
    enum ta_mean mean;
    size_t depth; /**< 0 for the top */
};

struct ta_index_model {
    char id[TA_NAME_SIZE];
    int version;
    char *title, *made_by;
    char unit_column[TA_NAME_SIZE], group_column[TA_NAME_SIZE];
    enum ta_index_impute impute;
    bool treat;
    struct ta_index_treatment treatment;
    double from, to; /**< scale of the normalised values */
    size_t n_indicators, n_groups;
    struct ta_index_indicator *indicator;
    struct ta_index_group *group;
    char sha256[TA_HEX_SIZE];
};

/** Read a model of use index; complaints as in ta_model_parse(). @p out is owned. */
TA_NODISCARD enum ta_status ta_index_model_parse(const char *name, const char *bytes,
                                                 size_t size,
                                                 struct ta_index_model *out,
                                                 struct ta_error *err);
void ta_index_model_free(struct ta_index_model *model);

/** All stages, column by column: value of indicator i and unit u at [i * n_units + u]. */
struct ta_index_result {
    size_t n_units;
    double *raw, *denominated, *imputed, *treated,
        *normalised;               /**< [n_indicators][n_units] */
    size_t *n_imputed, *n_treated; /**< [n_indicators] */
    double *score;                 /**< [n_groups][n_units] */
    size_t *rank; /**< [n_units] by the top group; 0 where it has no score */
};

/** Score the units of @p table, one per row. Empty fields and NA are missing.
 *  @return TA_OK, TA_E_DATA (a column is not there, a field is no number), TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_index_score(const struct ta_index_model *model,
                                           const struct ta_csv *table,
                                           struct ta_index_result *out,
                                           struct ta_error *err);
void ta_index_result_free(struct ta_index_result *result);

/** Append a CSV: unit, rank, groups and normalised indicators in the model's order. */
TA_NODISCARD enum ta_status ta_index_write(const struct ta_index_model *model,
                                           const struct ta_csv *table,
                                           const struct ta_index_result *result,
                                           struct ta_text *out, struct ta_error *err);

#endif
