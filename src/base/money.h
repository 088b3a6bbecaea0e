/* SPDX-License-Identifier: Apache-2.0 */
/** @file money.h  Currencies, and amounts of a loan in the one that it is lent in.
 *
 *  Amounts of two currencies can be set against each other only by a rate that the project document
 *  states for the loan's day. No rate is turned round, joined with another or used on another day. */
#ifndef TA_BASE_MONEY_H
#define TA_BASE_MONEY_H

#include "terrassay/project.h"

/** Three capitals, as ISO 4217 has them? */
bool ta_currency_is(const char *code);
/** Decimals of a currency's minor unit (ISO 4217): 2 for most, 0 for the yen. */
int ta_money_digits(const char *currency);

/** An amount of the loan in minor units of the currency of its outstanding amount; NaN where it is not
 *  stated, or in a currency without a rate. @param converted becomes true when a rate was used */
double ta_loan_amount(const struct ta_project *project, const struct ta_loan *loan,
                      const struct ta_money *amount, bool *converted);

enum { TA_CURRENCIES_SIZE = 64 };
/** The currencies of the loan's amounts that no rate brings together, each once: "CNY, USD".
 *  @return how many; below 2 there is nothing apart */
size_t ta_loan_currencies(const struct ta_project *project, const struct ta_loan *loan,
                          char out[TA_CURRENCIES_SIZE]);

#endif
