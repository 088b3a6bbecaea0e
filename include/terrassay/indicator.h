/* SPDX-License-Identifier: Apache-2.0 */
/** @file indicator.h  An indicator as data: what it needs, what it yields, the pure
 * function between.
 *
 *  Evidence reaches an indicator as named inputs, whether the engine gathered them for
 * an assessment or a reviewer typed them after `terrassay indicator compute`. */
#ifndef TERRASSAY_INDICATOR_H
#define TERRASSAY_INDICATOR_H

#include "terrassay/status.h"
#include "terrassay/table.h"
#include "terrassay/types.h"

enum ta_input_kind {
    TA_INPUT_NUMBER, /**< one number in the input's unit */
    TA_INPUT_TEXT,   /**< one word */
    TA_INPUT_SERIES, /**< values in time */
    TA_INPUT_STACK,  /**< pixels of one layer in time, one panel per site and grid */
    TA_INPUT_ROWS /**< named numbers, e.g. one row per overlapping zone or activity */
};

/** Where the engine finds an input; `key` says which one there. */
enum ta_input_origin {
    TA_FROM_IMAGERY,    /**< chips; key = band or index */
    TA_FROM_READINGS,   /**< readings of the project; key = property */
    TA_FROM_PROJECT,    /**< the project document; key = field path */
    TA_FROM_LAYER,      /**< an imported layer or hazard grid; key = its name */
    TA_FROM_MODEL,      /**< a parameter of the scoring model; key = its name */
    TA_FROM_STATEMENTS, /**< dated statements of third parties, imported; key = what they
                          are about */
    TA_FROM_INDICATOR /**< another indicator's answer in the same record; key = its id, or ID.lo,
                          ID.hi, ID.DETAIL */
};

struct ta_input_spec {
    const char *name;
    enum ta_input_kind kind;
    enum ta_input_origin origin;
    const char *key;
    const char *unit;
    double lo, hi; /**< closed legal range of each value */
    bool required;
    const char *help;
};

/** A parameter: fixed by the model, shown in the record. */
struct ta_param_spec {
    const char *name, *unit;
    double lo, hi, fallback;
    const char *help;
};

/** Values in time, in order of time. */
struct ta_series {
    size_t n;
    const ta_time_us *time;
    const double *value;       /**< NaN where there is none */
    const unsigned char *flag; /**< QARTOD flags, NULL when not judged */
    double interval_s;         /**< nominal step; NaN when irregular */
};

/** Who looked, and from where; empty where it is not stated. */
struct ta_look_source {
    const char *platform; /**< "landsat-8", "sentinel-2a" */
    const char *orbit;    /**< as in struct ta_scene */
    const char
        *sensor; /**< whose bands its values were adjusted to; NULL or empty: its own */
    bool unchecked; /**< by a table row that nobody has read in its source */
};

/** All looks at one site on one grid. An assessment's looks have the cells up to the site's edge and
 *  mark those of the rim; there `rim_fraction_lost` is 0. A typed file may mark its cells, or state
 *  another share. */
struct ta_panel {
    const char *site; /**< "project/n" */
    size_t n_looks, n_cells;
    const ta_day *day;        /**< [n_looks] ascending */
    const double *value;      /**< [n_looks][n_cells]; NaN where not clear */
    const double *fraction;   /**< [n_cells] share of the cell inside the site */
    double cell_area_m2;      /**< ground area of one cell */
    double rim_fraction_lost; /**< share of the site that an inner buffer took away */
    const struct ta_look_source *source; /**< [n_looks]; NULL when nothing is known */
    /** [n_cells] does a cell or one of its eight neighbours reach beyond the site? There a shift of a
     *  cell between looks reads as change. NULL when it is not known. */
    const bool *rim;
};

struct ta_stack {
    size_t n_panels;
    const struct ta_panel *panel;
    double site_area_m2; /**< of all sites, seen or not */
};

/** Named rows: name[i] has `n_columns` numbers; units are the input's help text. */
struct ta_rows {
    size_t n, n_columns;
    const char *const *column; /**< [n_columns] names */
    const char *const *name;   /**< [n] */
    const double *value;       /**< [n][n_columns] */
};

/** One input as it was found, or the reason why it was not. */
struct ta_input {
    const char *name;
    enum ta_reason reason; /**< TA_OBSERVED when the value is there */
    bool
        asked; /**< an answer of another indicator that the model asks for, found or not */
    int grade; /**< data quality of this input, 1 to 5, 0 when unknown */
    double number;
    const char *text;
    struct ta_series series;
    struct ta_stack stack;
    struct ta_rows rows;
};

/** A parameter as a model or a reviewer sets it. */
struct ta_param_value {
    char name[TA_NAME_SIZE];
    double value;
};

struct ta_evidence {
    size_t n_inputs;
    const struct ta_input *input;
    size_t n_params;
    const struct ta_param_value *param;
};

enum { TA_DETAILS_MAX = 48 };

/** A named figure beside the value: a sensitivity row, a sub-index, a count. */
struct ta_detail {
    char name[TA_NAME_SIZE];
    double value;
    char unit[TA_UNIT_SIZE];
};

/** What lo and hi of an answer are. */
enum ta_interval {
    TA_INTERVAL_NONE, /**< no answer has them */
    TA_INTERVAL_ERROR, /**< P5 and P95 of a stated model of error, or of like cases: 90 % */
    /** P5 and P95 of what was measured or stated, moved outwards by what was not, or by another way of
     *  telling: 90 % or more. Where nothing was to be added they are P5 and P95. */
    TA_INTERVAL_WIDER,
    /** The least and the most that what was not seen, or another threshold, method or source, leaves open. Nothing
     *  is said of how likely it is. */
    TA_INTERVAL_CASES
};

/** An indicator's answer. With reason != TA_OBSERVED value, lo and hi are NaN. */
struct ta_result {
    double value, lo,
        hi; /**< lo..hi: what the descriptor's `interval` says; NaN when there is none */
    enum ta_reason reason;
    char why[400]; /**< English words for the reason or a caveat; may be empty */
    enum ta_gate_state gate; /**< for gates; else TA_GATE_NOT_EVALUATED */
    int grade;               /**< 1 (best) to 5; 0 when not observed */
    size_t n_looks;          /**< looks or readings the value rests on */
    bool
        unchecked; /**< a table row without `checked` was used, or the formula is recalled */
    /** Share of what was asked about that nobody saw, [0, 1], as the opinion counts it: 0 also
     *  where what was seen speaks against the project however much more was not. */
    double unseen_share;
    size_t n_details;
    struct ta_detail detail[TA_DETAILS_MAX];
};

/** Of what an indicator speaks. A score without all three is an environmental rating, not ESG. */
enum ta_theme { TA_THEME_ENVIRONMENT, TA_THEME_SOCIAL, TA_THEME_GOVERNANCE };

enum ta_direction { TA_HIGHER_IS_WORSE, TA_LOWER_IS_WORSE, TA_NEITHER };
enum ta_indicator_role { TA_ROLE_SCORED, TA_ROLE_GATE, TA_ROLE_REPORTED };

/** Constant; made once per indicator, listed in algorithms/indicators.def. */
struct ta_indicator {
    const char *id, *unit;
    const char *cite; /**< paper or standard, with table or equation */
    bool
        recalled; /**< nobody has read the formula in its source: its answers are unchecked */
    int version; /**< goes up when the same inputs may give another answer */
    enum ta_indicator_role role;
    enum ta_direction direction;
    enum ta_interval interval;
    enum ta_theme theme;
    double lo, hi; /**< closed range of a valid value; an answer outside it is none */
    size_t n_inputs;
    const struct ta_input_spec *input;
    size_t n_params;
    const struct ta_param_spec *param;
    size_t n_tables;
    const char *const *table; /**< ids of the reference tables it reads */
    /** Pure. @p scratch is caller memory of scratch_size() bytes.
     *  @return TA_OK also when not observed; TA_E_DATA when an input is outside its
     * range. */
    enum ta_status (*evaluate)(const struct ta_evidence *evidence,
                               const struct ta_table_set *tables, ta_day date,
                               void *scratch, struct ta_result *out);
    /** Bytes of scratch that evaluate() needs for this evidence; NULL when none. */
    size_t (*scratch_size)(const struct ta_evidence *evidence);
    const char
        *claim; /**< input by which the client claims; NULL: it judges no claim */
    /** The first version whose readings had the flags that a record's own tests give them today
     *  (src/engine/signal_flags.h): becomes `version` when a change of them raises it, since a page flags the readings
     *  of a record anew. 0: it takes none. */
    int flags_since;
};

/** Number of registered indicators, and the i-th; the one called @p id, or NULL. */
TA_API size_t ta_indicator_count(void);
TA_API const struct ta_indicator *ta_indicator_at(size_t i);
TA_API const struct ta_indicator *ta_indicator_find(const char *id);

/** What evaluate() answers, held to the declared range and to its own interval, and unchecked where the
 *  indicator is recalled and has an answer. Whoever shows or keeps an answer asks here.
 *  @return as evaluate() */
TA_API enum ta_status ta_indicator_evaluate(const struct ta_indicator *indicator,
                                            const struct ta_evidence *evidence,
                                            const struct ta_table_set *tables,
                                            ta_day date, void *scratch,
                                            struct ta_result *out);

/** Helpers for evaluate() and for whoever fills evidence. */
TA_API const struct ta_input *ta_evidence_input(const struct ta_evidence *evidence,
                                                const char *name);
/** The parameter's value, or the fallback of @p spec. */
TA_API double ta_evidence_param(const struct ta_evidence *evidence,
                                const struct ta_indicator *spec, const char *name);

#endif
