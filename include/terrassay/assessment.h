/* SPDX-License-Identifier: Apache-2.0 */
/** @file assessment.h  Everything an assessment came to, before it becomes a record's
 * bytes.
 *
 *  Filled by src/engine, written by src/record after
 * datasets/schema/record.schema.json. All pointers are borrowed by whoever reads it;
 * the engine owns what they point at. */
#ifndef TERRASSAY_ASSESSMENT_H
#define TERRASSAY_ASSESSMENT_H

#include "terrassay/indicator.h"
#include "terrassay/model.h"
#include "terrassay/observation.h"
#include "terrassay/project.h"

/** What kind of thing a piece of evidence is. */
enum ta_evidence_kind {
    TA_EVIDENCE_CHIP,      /**< pixels of one scene around one site */
    TA_EVIDENCE_PARTITION, /**< sealed readings */
    TA_EVIDENCE_LAYER,     /**< an imported polygon layer or hazard grid */
    /** In the store by its hash. By its id: the project's own document, what the client
     *  declared (PROJECT); how a layer is read (layers/NAME), where it is complete
     *  (extents/NAME); what third parties stated (statements/...); approvals of the model. */
    TA_EVIDENCE_DOCUMENT,
    TA_EVIDENCE_KIND_COUNT
};

/** One piece of evidence, pinned by hash. Ordered by kind, site, time, id in a record.
 */
struct ta_evidence_item {
    enum ta_evidence_kind kind;
    char id[TA_SCENE_SIZE]; /**< scene id, partition part, layer or project id */
    int site;               /**< 0 when it is not about one site */
    ta_time_us time;        /**< of the look; TA_TIME_NONE when it has none */
    char processing[TA_NAME_SIZE];
    char platform[TA_NAME_SIZE];
    char mask[TA_NAME_SIZE];
    char offset_by[TA_NAME_SIZE];
    double clear_fraction,
        cloud_fraction; /**< of the site; NaN where that means nothing */
    double
        inside; /**< share of the site on its tile, while looks are chosen; else NaN */
    char path[256]; /**< below the workspace; empty for documents */
    char sha256[TA_HEX_SIZE];
    bool simulated;
    /** Place, from 1, of a chip of the same look by the processing, or on the neighbouring tile, next before
     *  this one: layers that it or those before it have are theirs, and this chip gives the others. 0: none */
    size_t behind;
};

/** One look's statistics, as shown in the time series. */
struct ta_look {
    struct ta_observation observation;
    size_t evidence; /**< index of its chip in ta_assessment.evidence */
};

/** A row of a reference table on which an answer rests. */
struct ta_row_read {
    const char *table;
    size_t n_keys;
    const struct ta_row *row;
};

/** How far one datastream can be relied on, criterion by criterion. */
enum { TA_TRUST_CRITERIA = 7 };
struct ta_trusted {
    const char *subject; /**< "device/name" */
    int grade;           /**< 1 (best) to 5: the poorest of all criteria */
    const char *decided; /**< the first criterion as poor as that */
    struct {
        const char *name; /**< message key "trust.NAME" */
        int grade;
        double value; /**< ratio or share it was judged by; NaN: not evaluated */
    } criterion[TA_TRUST_CRITERIA];
};

/** One indicator of the model, evaluated. */
struct ta_assessed {
    const struct ta_indicator *indicator;
    struct ta_result result;
    size_t n_params;
    const struct ta_param_value *param; /**< as used, defaults filled in */
    size_t n_evidence;
    const size_t
        *evidence; /**< [n_evidence] ascending indices into ta_assessment.evidence */
    size_t n_rows;
    const struct ta_row_read *row; /**< [n_rows] of tables, in their order */
    size_t n_trusted;
    const struct ta_trusted *trusted; /**< [n_trusted] datastreams that it rests on */
};

/** Something that came up and is not an indicator, e.g. "the same parcel under two
 * loans". */
struct ta_finding {
    char code[TA_NAME_SIZE]; /**< message key "finding.CODE" */
    char object[TA_SCENE_SIZE];
    char detail[256]; /**< English words with the figures */
    /** First and last reading that count as failed for it, so that whoever draws them says the
     *  same; no finding of readings that still count: both 0. */
    ta_time_us failed_from, failed_to;
};

/** Why a record is only indicative. */
/* clang-format off */
#define TA_INDICATIVE_LIST(X)                                              \
    X(TA_INDICATIVE_MODEL_NOT_APPROVED,  "model_not_approved")             \
    X(TA_INDICATIVE_MODEL_EXPIRED,       "model_approval_expired")         \
    X(TA_INDICATIVE_UNCHECKED_TABLE,     "unchecked_table_row")            \
    X(TA_INDICATIVE_SIMULATED,           "simulated_evidence")             \
    X(TA_INDICATIVE_TOO_LITTLE_OBSERVED, "too_little_observed")            \
    X(TA_INDICATIVE_UNCHECKED_DECODER,   "unchecked_decoder")
/* clang-format on */
enum ta_indicative {
#define X(name, code) name,
    TA_INDICATIVE_LIST(X)
#undef X
        TA_INDICATIVE_COUNT
};

struct ta_table_used {
    const char *id;
    const char *sha256;
    const struct ta_table_instead *instead; /**< likewise of struct ta_table */
};

struct ta_assessment {
    const struct ta_project *project;
    char project_sha256[TA_HEX_SIZE]; /**< of the canonical project document */
    ta_day as_of;
    char previous_record[TA_HEX_SIZE]; /**< the project's record before this one; empty
                                          when none */
    const struct ta_model *model;
    size_t n_tables;
    const struct ta_table_used *table;
    /** In the model's order: items, then gates, then reported. */
    size_t n_assessed;
    const struct ta_assessed *assessed;
    struct ta_score score;
    bool indicative[TA_INDICATIVE_COUNT]; /**< all false: a decision record */
    size_t n_evidence;
    const struct ta_evidence_item *evidence;
    size_t n_looks;
    const struct ta_look *look; /**< by layer, site, time, scene */
    size_t n_findings;
    const struct ta_finding *finding;
    ta_day valid_to;
};

#endif
