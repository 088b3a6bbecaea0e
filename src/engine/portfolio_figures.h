/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_figures.h  The figures of a portfolio while they are added up. */
#ifndef TA_ENGINE_PORTFOLIO_FIGURES_H
#define TA_ENGINE_PORTFOLIO_FIGURES_H

#include <jansson.h>

#include "tally.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

enum ta_figure_id {
#define FIGURE(id, section, kind, unit) TA_FIGURE_##id,
#include "engine/portfolio.def"
#undef FIGURE
    TA_FIGURE_COUNT
};

/** How a figure's value follows from what was added. */
enum ta_figure_kind {
    TA_KIND_COUNT, /**< of projects */
    TA_KIND_SUM,
    TA_KIND_MONEY, /**< sum of minor units */
    TA_KIND_MEAN,  /**< sum of values / sum of weights */
    TA_KIND_SHARE, /**< sum of values / the currency's outstanding amount */
    TA_KIND_GIVEN  /**< set by ta_figure_set() */
};

struct ta_figure_spec {
    const char *id, *section, *unit;
    enum ta_figure_kind kind;
};
const struct ta_figure_spec *ta_figure_spec(enum ta_figure_id id);
/** NULL for other words. */
const struct ta_figure_spec *ta_figure_spec_of(const char *id);

struct ta_figure {
    enum ta_figure_id id;
    char *key; /**< "": none */
    char currency[4];
    const char *
        gwp; /**< set of GWP that its tonnes are weighed by, a constant; "": none are */
    double given;
    bool left_out; /**< not shown */
    struct ta_tally tally;
};

struct ta_figures_set {
    size_t n, capacity;
    struct ta_figure *figure;
    size_t n_slots;
    uint32_t *slot; /**< 1 + index by hash of id, key and currency; 0: free */
    bool failed;    /**< out of memory */
    /** Set of GWP of what is added next, a constant; NULL: none is said. Tonnes of several sets
     *  never come into one figure. */
    const char *gwp;
};

/** Is the figure one of tonnes of CO2e, or a ratio of them? */
bool ta_figure_weighs(enum ta_figure_id id);
/** The figure, made when it is not there; NULL when out of memory. Of tonnes, that of the set's
 *  `gwp`. */
struct ta_figure *ta_figure_at(struct ta_figures_set *set, enum ta_figure_id id,
                               const char *currency, const char *key);
/** Add a value of project number @p who. Failures are kept in `failed`. */
void ta_figure_add(struct ta_figures_set *set, enum ta_figure_id id,
                   const char *currency, const char *key, uint32_t who, double value,
                   double weight);
/** Value of a figure; @p total: the currency's outstanding amount. */
double ta_figure_value(const struct ta_figure *figure, double total);
/** Into the order in which they are shown: by id, currency, GWP, key; @p total as above decides of
 *  groups: the larger share first. */
void ta_figures_sort(struct ta_figures_set *set);
/** {"section", "figure", "key", "currency", "gwp", "value", "unit", "n", "records"}. */
json_t *ta_figure_json(const struct ta_figure *figure, double total, bool *ok);
/** Room for one number more; false when out of memory. */
bool ta_tally_make_room(struct ta_tally *tally, uint32_t who);
/** [[1, 4], [6, 6]]: numbers in the list of records, from 1. */
json_t *ta_tally_runs(const struct ta_tally *tally, bool *ok);
void ta_figures_set_free(struct ta_figures_set *set);

#endif
