/* SPDX-License-Identifier: Apache-2.0 */
/** @file currency.h  Currencies as numbers, so that rows of numbers can say which one they are in: ISO 4217's
 *  three digits, for the currencies of units.def. */
#ifndef TA_ALGORITHMS_CURRENCY_H
#define TA_ALGORITHMS_CURRENCY_H

/** 156 for "CNY"; NaN for a currency that no unit here is of. */
double ta_currency_number(const char *code);
/** "CNY" for 156; NULL for a number that is none of them. */
const char *ta_currency_code(double number);

#endif
