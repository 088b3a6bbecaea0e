/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_add.h  One record's part in every figure of the portfolio. */
#ifndef TA_ENGINE_PORTFOLIO_ADD_H
#define TA_ENGINE_PORTFOLIO_ADD_H

#include "engine/book.h"
#include "engine/lasting.h"
#include "engine/portfolio_figures.h"
#include "engine/rerate.h"
#include "portfolio.h" /* of algorithms */

enum { TA_CURRENCIES_MOST = 16 }; /**< of one project's loans */

/** What is outstanding to one project, by currency. */
struct ta_holding {
    size_t n;
    struct {
        char currency[4];
        double amount; /**< whole minor units */
        double
            portion; /**< of the project's financed emissions, [0, 1]; NaN: not known */
    } money[TA_CURRENCIES_MOST];
};

/** The sums of one currency. */
struct ta_currency {
    char code[4];
    double largest;       /**< amount of one project */
    uint32_t largest_who; /**< its number; of several, the first */
    struct ta_portfolio sums;
};

struct ta_exchange;

struct ta_adding {
    ta_day as_of;
    const struct ta_exchange *exchange; /**< NULL: each currency stands apart */
    struct ta_figures_set figures;
    size_t n_currencies, capacity;
    struct ta_currency *currency;
};

/** One entry of the book with where it stands. */
struct ta_position {
    uint32_t who;
    const struct ta_book_entry *entry;
    struct ta_standing now;
    bool compared,
        has_before; /**< compared: is there a day or a model to compare with? */
    struct ta_standing before;
    /** An earlier record of graver opinion that it does not lift and that still stands on the
     *  portfolio's day; id "": none. As recorded: none where it is rated again. */
    struct ta_lasting earlier;
};

/** "AR5": the set of GWP that a record's financed emissions are weighed by; NULL where it asks for
 *  none, or does not say. */
const char *ta_figures_gwp(const struct ta_figures *figures);
/** Loans by currency, in order of code. @return false with more currencies than are taken */
bool ta_holding_of(const struct ta_figures *figures, struct ta_holding *out);
/** Place of a currency, made where there is none; TA_CURRENCIES_MOST when there is no room. */
size_t ta_holding_place(struct ta_holding *holding, const char *currency);
/** The same as they are added: counted in one currency, where there are rates. */
bool ta_adding_holding(const struct ta_adding *adding, const struct ta_figures *figures,
                       struct ta_holding *out);
/** @return TA_OK; TA_E_LIMIT, TA_E_DATA for an amount below 0, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_portfolio_take(struct ta_adding *adding,
                                              const struct ta_position *position,
                                              struct ta_error *err);
/** Levels and their moves alone: what is left when a book is rated again. */
void ta_portfolio_take_level(struct ta_adding *adding,
                             const struct ta_position *position,
                             const struct ta_holding *holding);
/** Is the level another than before, or found where none was, or the other way round? Where nobody
 *  could say, before and now, nothing moved, whatever the unseen counts as. */
bool ta_position_moved(const struct ta_position *position);
/** Does the record stand no longer on that day? */
bool ta_position_expired(const struct ta_position *position, ta_day as_of);
void ta_adding_free(struct ta_adding *adding);

#endif
