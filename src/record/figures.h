/* SPDX-License-Identifier: Apache-2.0 */
/** @file figures.h  What a portfolio takes from a record: whom it is about, its loans, level and
 *  the value of every indicator. */
#ifndef TA_RECORD_FIGURES_H
#define TA_RECORD_FIGURES_H

#include "terrassay/assessment.h"

/** A record with more of them is none. */
enum { TA_FIGURES_INDICATORS_MOST = 1000 };

/** X(name, detail of financed_emissions, message) in tCO2e a year; kept apart, never netted. */
/* clang-format off */
#define TA_TONNES_LIST(X)                                         \
    X(TA_TONNES_SCOPE1,       "financed_scope1")                  \
    X(TA_TONNES_SCOPE2,       "financed_scope2")                  \
    X(TA_TONNES_SCOPE2_MARKET,"financed_scope2_market")           \
    X(TA_TONNES_SCOPE3,       "financed_scope3")                  \
    X(TA_TONNES_BIOGENIC,     "financed_biogenic")                \
    X(TA_TONNES_REMOVALS,     "financed_removals")                \
    X(TA_TONNES_AVOIDED,      "financed_avoided")                 \
    X(TA_TONNES_RETIRED,      "financed_credits_retired")         \
    X(TA_TONNES_GENERATED,    "financed_credits_generated")       \
    X(TA_TONNES_PBOC,         "pboc_financed_unchecked")          \
    X(TA_TONNES_BALANCE,      "reconcile_balance")                \
    X(TA_TONNES_DENOMINATOR,  "reconcile_denominator")            \
    X(TA_TONNES_PROJECT1,     "project_scope1")                   \
    X(TA_TONNES_PROJECT2,     "project_scope2")                   \
    X(TA_TONNES_PBOC_AVOIDED, "pboc_avoided_unchecked")
/* clang-format on */
enum ta_tonnes {
#define X(name, detail) name,
    TA_TONNES_LIST(X)
#undef X
        TA_TONNES_COUNT
};
/** Name of the detail. */
const char *ta_tonnes_code(enum ta_tonnes of);

/** X(name, indicator, detail): default and loss before any hazard, %, and the exposure, CNY. */
/* clang-format off */
#define TA_CREDIT_LIST(X)                                         \
    X(TA_CREDIT_PD_BASE,  "stressed_pd",  "pd_base")              \
    X(TA_CREDIT_LGD_BASE, "stressed_lgd", "lgd_base")             \
    X(TA_CREDIT_EXPOSURE, "stressed_lgd", "exposure_at_default")
/* clang-format on */
enum ta_credit {
#define X(name, indicator, detail) name,
    TA_CREDIT_LIST(X)
#undef X
        TA_CREDIT_COUNT
};

struct ta_figures_loan {
    char id[TA_ID_SIZE], asset_class[TA_NAME_SIZE];
    struct ta_money outstanding;
    double attribution; /**< PCAF's factor; NaN when the record does not show it */
};

enum ta_indicator_use { TA_USED_SCORED, TA_USED_GATE, TA_USED_REPORTED };

struct ta_figures_indicator {
    const struct ta_indicator *indicator;
    double *param; /**< [indicator->n_params] as it was computed; NaN: not named */
    double value, lo, hi;
    double unseen_share; /**< 0 where a record does not say */
    enum ta_reason reason;
    const char *silence; /**< as ta_silence_key(); NULL: as the reason */
    enum ta_gate_state gate;
    double cap; /**< of the score where it is a gate and does not pass; NaN: none */
    enum ta_indicator_use use;
    int grade; /**< 0 when not observed */
    bool unchecked;
    bool in_part;  /**< observed, but not all of it */
    bool excepted; /**< not applicable by the model's word on the sector */
};

struct ta_figures {
    char record[TA_HEX_SIZE];
    int64_t seq;
    char project[TA_ID_SIZE], document_sha256[TA_HEX_SIZE];
    char *client, *sector; /**< "" when not said; sector with its scheme */
    char *client_name;     /**< "" when not said */
    char *sector_scheme, *sector_code, *technology;
    char country[3]; /**< "" when not said */
    bool simulated, decision;
    ta_day as_of, valid_to;
    enum ta_level level;
    enum ta_level
        level_hi; /**< at the upper bound of the score; TA_LEVEL_COUNT: not said */
    double score, lo, hi;
    double observed_weight; /**< of the score, [0, 1]; NaN: not said */
    enum ta_opinion opinion;
    bool too_little; /**< was so little observed that the model has no opinion on it? */
    char model_id[TA_NAME_SIZE], model_sha256[TA_HEX_SIZE];
    int model_version;
    /** Not before this was the newest of its looks that saw anything and of its readings;
     *  TA_TIME_NONE: neither is there. Of readings the last valid hour of the stack that the answer
     *  stands on, else the first day of their newest file: a record says no more. */
    ta_time_us newest;
    double silent_hours; /**< at the end of that stack's readings; NaN: not said */
    size_t n_loans;
    struct ta_figures_loan *loan;
    size_t n_indicators; /**< those that this program knows */
    struct ta_figures_indicator *indicator;
    double tonnes[TA_TONNES_COUNT]; /**< NaN when not known */
    double credit[TA_CREDIT_COUNT]; /**< NaN when not known */
    /** Do financed emissions rest on an estimate, at least in part: PCAF's option 3, or a scope whose
     *  score by its table is 4 or 5? The grade alone does not tell: it is 5 where there is no score. */
    bool estimated;
};

/** Read them from a record's bytes, which may come from outside.
 *  @param out owned: ta_figures_free()
 *  @return TA_OK, TA_E_DATA, TA_E_LIMIT, TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_record_figures(const char *record, const char *body,
                                              size_t size, struct ta_figures *out,
                                              struct ta_error *err);
void ta_figures_free(struct ta_figures *figures);
/** Why it has no value, as a code: "no_look" (a message silence.CODE), else "too_old" (reason.CODE). */
const char *ta_figures_why(const struct ta_figures_indicator *indicator);
/** As ta_level_gate_open(). */
bool ta_figures_gate_open(const struct ta_figures *figures);
/** The indicator called @p id, or NULL. */
const struct ta_figures_indicator *ta_figures_of(const struct ta_figures *figures,
                                                 const char *id);

#endif
