/* SPDX-License-Identifier: Apache-2.0 */
/** @file facts.h  A record's body as the report speaks of it.
 *
 *  Member for member datasets/schema/record.schema.json, whose units and ranges hold here
 *  too. Numbers that are null there are NaN, texts that are null are NULL, days
 *  TA_DAY_NONE, instants TA_TIME_NONE. Words with a meaning ("cannot_say") stay the words
 *  they are: message keys are made of them. Texts are borrowed from `body`. */
#ifndef TA_REPORT_FACTS_H
#define TA_REPORT_FACTS_H

#include <jansson.h>

#include "terrassay/indicator.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

struct ta_fact_site {
    int n;
    const char *name, *source_crs, *shape_sha256;
    double area_m2, position_error_m, accuracy_m;
    double box[4];
};

struct ta_fact_loan {
    const char *id, *asset_class;
    struct ta_money outstanding, total_investment, equity, debt;
    ta_day as_of;
};

struct ta_fact_pillar {
    const char *id;
    double weight, score;
};

/** A parameter (no unit) or a detail of an indicator. */
struct ta_fact_figure {
    const char *name, *unit;
    double value;
};

/** A row of a reference table that an indicator read. */
struct ta_fact_row {
    const char *table, *key, *unit, *source;
    double value;
    bool checked;
};

struct ta_fact_scoring {
    double weight, worst, best, plausible_worst, plausible_best, reference;
    double score, score_lo, score_hi, share, what_if;
};

struct ta_fact_gating {
    const char *opinion_at_best;
    double score_cap;
};

struct ta_fact_criterion {
    const char *name; /**< message key "trust.NAME" */
    int grade;
    double value; /**< NaN: not evaluated */
};

/** How far a datastream can be relied on. */
struct ta_fact_trusted {
    const char *datastream, *decided;
    int grade; /**< 1 is best */
    size_t n_criteria;
    struct ta_fact_criterion *criterion;
};

struct ta_fact_indicator {
    const char *id, *use, *pillar, *unit, *cite, *reason, *why, *gate;
    int version, grade, looks; /**< grade 0: none */
    bool unchecked;
    double value, lo, hi, unseen_share; /**< NaN in records of before it was said */
    size_t n_params, n_details, n_evidence, n_rows;
    struct ta_fact_row *row; /**< none in records of before they were said */
    size_t n_trusted;
    struct ta_fact_trusted *trusted; /**< of the datastreams that it rests on */
    struct ta_fact_figure *param, *detail;
    size_t *evidence; /**< places in ta_facts.evidence */
    bool scored;      /**< `scoring` counts */
    struct ta_fact_scoring scoring;
    bool gating; /**< `at_gate` counts */
    struct ta_fact_gating at_gate;
};

struct ta_fact_evidence {
    const char *kind, *id, *processing, *platform, *mask, *offset_by, *path, *sha256;
    int site; /**< 0: of no one site */
    ta_time_us time;
    double clear_fraction, cloud_fraction;
    bool simulated;
};

struct ta_fact_look {
    const char *layer, *scene;
    int site;
    ta_time_us time;
    int evidence; /**< place in ta_facts.evidence */
    double count, mean, stdev, min, max;
    double inside, clear_fraction, cloud_fraction, shadow_fraction, snow_fraction;
};

struct ta_fact_finding {
    const char *code, *object, *detail;
    /** First and last reading that failed for it; TA_TIME_NONE: none. */
    ta_time_us failed_from, failed_to;
};

struct ta_fact_table {
    const char *id, *sha256;
    const char *shipped_sha256,
        *lacks_first; /**< NULL: it stands in no other's place; it lacks nothing */
    int lacks;
};

struct ta_fact_model {
    const char *id, *sha256, *title, *within_pillar, *across_pillars, *approved_by;
    int version;
    ta_day approved_until;
};

struct ta_fact_score {
    double value, lo, hi, capped, reference, observed_weight;
    const char *level, *level_lo, *level_hi;
    const char *called; /**< NULL in records of before it was said */
};

struct ta_facts {
    json_t *body; /**< owned */
    const char *record_class, *previous_record, *program_version;
    const char *program_build; /**< NULL in records of before it was said */
    ta_day as_of, valid_to;
    const char *project, *name, *country, *environmental_class, *document_sha256;
    const char *client_id, *client_name, *sector_scheme, *sector_code;
    bool simulated;
    const char *opinion, *opinion_by_level;
    struct ta_fact_model model;
    struct ta_fact_score score;
    size_t n_because, n_held_by, n_sites, n_loans, n_pillars, n_indicators, n_evidence;
    size_t n_looks, n_findings, n_tables;
    const char **because; /**< why it is only indicative */
    const char **held_by; /**< gates that held the opinion down */
    struct ta_fact_site *site;
    struct ta_fact_loan *loan;
    struct ta_fact_pillar *pillar;
    struct ta_fact_indicator *indicator;
    struct ta_fact_evidence *evidence;
    struct ta_fact_look *look;
    struct ta_fact_finding *finding;
    struct ta_fact_table *table;
};

/** Read a record's body.
 *  @param out ended by ta_facts_free()
 *  @return TA_OK; TA_E_DATA with the member's path when it is no record of this form;
 *  TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_facts_read(const char *body, size_t size,
                                          struct ta_facts *out, struct ta_error *err);
/** All zero may be freed. */
void ta_facts_free(struct ta_facts *facts);

/** Is money out on one of its loans? It cannot be held back; what is still to be decided can. */
bool ta_facts_lent(const struct ta_facts *facts);
/** Does the indicator rest on made-up evidence, or is the whole project made up? */
bool ta_facts_simulated(const struct ta_facts *facts,
                        const struct ta_fact_indicator *indicator);
/** Not observed, though it applies. */
bool ta_fact_missing(const struct ta_fact_indicator *indicator);
/** Was a level found? As ta_level_found(). */
bool ta_facts_level_found(const struct ta_facts *facts);
/** The level's code; "not_found" where none was: that of the score is then what the unseen counts as. */
const char *ta_facts_level(const struct ta_facts *facts);
/** Can nobody say only because a gate is open? */
bool ta_facts_gate_holds(const struct ta_facts *facts);
/** Missing, or a gate of which nobody can tell. */
bool ta_fact_open(const struct ta_fact_indicator *indicator);
/** A detail that says how much of an observed indicator stayed unseen, and it is not nothing. */
bool ta_fact_unseen(const struct ta_fact_figure *detail);
/** Is @p e simulated, or the setting of a layer that is? */
bool ta_fact_made_up(const struct ta_facts *facts, const struct ta_fact_evidence *e);
/** The i-th reason why the record is indicative, as a message key; "simulated_all" where scored
 *  indicators and gates observed something, and all their evidence is simulated. */
const char *ta_facts_because(const struct ta_facts *facts, size_t i);
/** "device/name" of the datastream whose figures stand for several; NULL where there is one. */
const char *ta_fact_standing(const struct ta_fact_indicator *indicator);

/** Datastreams observed and datastreams in all, into @p out. @return false when all are. */
bool ta_fact_streams(const struct ta_fact_indicator *indicator, double out[2]);
/** Observed, but not all of it: an unseen detail, or a datastream that is not observed. */
bool ta_fact_partial(const struct ta_fact_indicator *indicator);
/** What its ends are, as the indicator declares it; TA_INTERVAL_NONE of one that this program does not
 *  know. */
enum ta_interval ta_fact_interval(const struct ta_fact_indicator *indicator);
/** Value at which a scored indicator scores the model's reference, in its own unit. */
double ta_fact_reference(const struct ta_fact_indicator *indicator);
/** The indicator called @p id, or NULL. */
const struct ta_fact_indicator *ta_facts_indicator(const struct ta_facts *facts,
                                                   const char *id);
/** The detail or parameter called @p name, or NULL. */
const struct ta_fact_figure *ta_facts_detail(const struct ta_fact_indicator *indicator,
                                             const char *name);
const struct ta_fact_figure *ta_facts_param(const struct ta_fact_indicator *indicator,
                                            const char *name);

#endif
