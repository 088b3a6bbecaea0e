/* SPDX-License-Identifier: Apache-2.0 */
/** @file iso_codes.h  Codes that say nothing and days that cannot have been: asked of what comes in, never
 *  of what is kept, so that a code that is withdrawn one day leaves old projects readable. */
#ifndef TA_GEO_ISO_CODES_H
#define TA_GEO_ISO_CODES_H

#include "base/field.h"
#include "terrassay/project.h"
#include "terrassay/types.h"

/** Two capitals that ISO 3166-1 gives to a country or territory; not those left to users (XA to XZ, ZZ). */
bool ta_country_code_is(const char *code);
/** Three capitals of a currency or fund of ISO 4217 that has minor units; those withdrawn since 2020
 *  too, in which figures of earlier days stand. Not metals, test codes and none. */
bool ta_currency_code_is(const char *code);

/** The country, the currency of every amount and rate, and that a balance, a rate or a consent is of no
 *  day to come. What is not stated is not asked.
 *  @param today   0: not known, and no day is to come
 *  @param hearer  of each fault; NULL: the first ends the check
 *  @return TA_OK or, without a hearer, TA_E_DATA with "member: why" and its mend */
TA_NODISCARD enum ta_status ta_codes_check(const struct ta_project *project,
                                           ta_day today, struct ta_fault_hearer *hearer,
                                           struct ta_error *err);

#endif
