/* SPDX-License-Identifier: Apache-2.0 */
/** @file model.h  A scoring model: goalposts, pillars, gates, levels, opinion table. */
#ifndef TERRASSAY_MODEL_H
#define TERRASSAY_MODEL_H

#include "terrassay/indicator.h"
#include "terrassay/types.h"

enum ta_model_use { TA_USE_CREDIT, TA_USE_INDEX };
/** Life of a model; only approved ones and those in use may give a decision. */
/* clang-format off */
#define TA_MODEL_STATE_LIST(X)           \
    X(TA_MODEL_DRAFT,     "draft")       \
    X(TA_MODEL_DEVELOPED, "developed")   \
    X(TA_MODEL_VALIDATED, "validated")   \
    X(TA_MODEL_APPROVED,  "approved")    \
    X(TA_MODEL_IN_USE,    "in_use")      \
    X(TA_MODEL_WATCH,     "watch")       \
    X(TA_MODEL_SUSPENDED, "suspended")   \
    X(TA_MODEL_RETIRED,   "retired")
/* clang-format on */
enum ta_model_state {
#define X(name, word) name,
    TA_MODEL_STATE_LIST(X)
#undef X
        TA_MODEL_STATE_COUNT
};

enum ta_mean { TA_MEAN_ARITHMETIC, TA_MEAN_GEOMETRIC, TA_MEAN_HARMONIC, TA_MEAN_COUNT };

/** "environmental score, higher is better": very high risk is the lowest band. */
enum ta_level {
    TA_LEVEL_VERY_HIGH,
    TA_LEVEL_HIGH,
    TA_LEVEL_ELEVATED,
    TA_LEVEL_MODERATE,
    TA_LEVEL_LOW,
    TA_LEVEL_COUNT
};

enum ta_opinion {
    TA_OPINION_NO_OBJECTION,
    TA_OPINION_CONDITIONS,
    TA_OPINION_OBJECTION,
    TA_OPINION_CANNOT_SAY,
    TA_OPINION_COUNT
};

enum { TA_SECTOR_SCHEME = 64, TA_SECTOR_CODE = 16 };

/** Projects to which an indicator does not apply: of a sector, perhaps of one technology in it.
 *  A project of an unknown sector is none of them. */
struct ta_model_sector {
    char scheme
        [TA_SECTOR_SCHEME]; /**< "GB/T 4754-2017", as the project document writes it */
    char code
        [TA_SECTOR_CODE]; /**< digits; a project's code that begins so belongs to it */
    char technology[TA_NAME_SIZE]; /**< empty: any */
};

/** Who owes a claim, whether or not they make it: the sectors listed, and projects whose sector the list
 *  cannot tell. */
struct ta_model_owed {
    bool asked; /**< false: no list */
    size_t n;
    struct ta_model_sector *sector;
};

/** One scored indicator. Scores run from 1 (worst) to 100 (best). */
struct ta_model_item {
    char indicator[TA_NAME_SIZE];
    size_t pillar;      /**< index into ta_model.pillar */
    double weight;      /**< within the pillar; weights of a pillar sum to 1 */
    double worst, best; /**< goalposts in the indicator's unit: score 1 and 100 */
    double plausible_worst,
        plausible_best; /**< stand in for a missing value in the bounds */
    double reference;   /**< score of the model's reference r, [1, 100] */
    size_t n_params;
    struct ta_param_value *param;
    size_t n_not_for;
    struct ta_model_sector *not_for;
    struct ta_model_owed
        owed_by; /**< of whom silence is missing, and not "not applicable" */
};

struct ta_model_pillar {
    char id[TA_NAME_SIZE];
    double weight; /**< weights of all pillars sum to 1 */
};

/** What follows when the gate fires: the opinion is at best this, the score at most the
 *  cap. A gate with a list in `owed_by` is asked of those who owe the claim and of
 *  whoever makes it; without one, of all. */
struct ta_model_gate {
    char indicator[TA_NAME_SIZE];
    enum ta_opinion opinion_at_best;
    double score_cap; /**< NaN when it caps nothing */
    enum ta_opinion
        not_evaluated; /**< opinion at best when the gate is not evaluated: no better than
                          when it fires */
    size_t n_params;
    struct ta_param_value *param;
    struct ta_model_owed owed_by;
};

/** Opinion by level of the lower bound and by share of weight observed. First match
 * wins. */
struct ta_model_opinion {
    enum ta_level level_at_least; /**< by the lower bound */
    double observed_at_least;     /**< share of weight observed, [0, 1] */
    enum ta_opinion opinion;
};

struct ta_approval {
    char *by, *role, *note;
    ta_day on, until;
};

struct ta_model {
    char id[TA_NAME_SIZE];
    int version;
    enum ta_model_use use;
    enum ta_model_state state;
    char *title;
    char *made_by; /**< who made it; cannot approve it */
    enum ta_mean within_pillar, across_pillars;
    double hysteresis; /**< score points a level must be passed by before it moves */
    int valid_days;    /**< how long a record under this model stands */
    size_t n_pillars;
    struct ta_model_pillar *pillar;
    size_t n_items;
    struct ta_model_item *item;
    size_t n_gates;
    struct ta_model_gate *gate;
    size_t n_reported; /**< indicators shown but not scored */
    struct ta_model_item *reported;
    double level_from[TA_LEVEL_COUNT]; /**< lowest score of each level; [0] is 1 */
    size_t n_opinions;
    struct ta_model_opinion *opinion;
    size_t n_approvals;
    struct ta_approval *approval;
    char sha256[TA_HEX_SIZE]; /**< of the file's bytes */
};

/** One scored indicator's part in the score. */
struct ta_score_part {
    bool observed;
    double observed_share; /**< of what it asks about, [0, 1]; 0 when not observed */
    double score, score_lo, score_hi; /**< [1, 100]; score is NaN when not observed */
    double weight;  /**< effective: pillar weight times weight within it */
    double share;   /**< of (score - reference score); the shares add up; by the lower
                       bound when   not observed */
    double what_if; /**< the whole score with this one at its reference */
};

/** Arrays are the caller's: part[model->n_items], pillar[model->n_pillars]. */
struct ta_score {
    double value;  /**< observed indicators at their value, missing ones at the lower
                      bound */
    double lo, hi; /**< missing at worst and best plausible; observed at their
                      interval's ends */
    double reference;
    double capped; /**< value after gates' caps */
    /** [0, 1] an indicator seen in part counts by the part that was seen */
    double observed_weight;
    enum ta_level level, level_lo, level_hi;
    enum ta_opinion opinion;
    struct ta_score_part *part;
    double *pillar;
};

/** The state's word in model files: "draft", "in_use", ... */
TA_API const char *ta_model_state_word(enum ta_model_state state);

#endif
