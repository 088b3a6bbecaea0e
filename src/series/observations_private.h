/* SPDX-License-Identifier: Apache-2.0 */
/** @file observations_private.h  The columns of an observation file, for its writer and
 *  reader. */
#ifndef TA_SERIES_OBSERVATIONS_PRIVATE_H
#define TA_SERIES_OBSERVATIONS_PRIVATE_H

#include "series/h5.h"
#include "series/observations.h"
#include "series/words.h"

#define TA_OBSERVATIONS_FORM "terrassay/observations/1"

/** A number of struct ta_observation as a column on `row`. */
struct ta_observation_number {
    struct ta_h5_column column;
    size_t offset;
};

/** A text of struct ta_observation as a column of indices on `row`, and the texts. */
struct ta_observation_word {
    struct ta_h5_column index, texts;
    size_t offset;
};

enum { TA_OBSERVATION_NUMBERS = 14, TA_OBSERVATION_WORDS = 6 };
extern const struct ta_observation_number ta_observation_number[TA_OBSERVATION_NUMBERS];
extern const struct ta_observation_word ta_observation_word[TA_OBSERVATION_WORDS];
/** Not in files that were sealed before rows had a unit. */
extern const struct ta_observation_word ta_observation_unit;
/** Chips stand in the order of the rows, each run of rows on one chip once, so that the chips
 *  of a site are neighbours. */
extern const struct ta_observation_word ta_observation_chip;

/** The site table. */
enum { TA_SITE_PROJECT, TA_SITE_NUMBER, TA_SITE_START, TA_SITE_SIZE, TA_SITE_COLUMNS };
extern const struct ta_h5_column ta_observation_site[TA_SITE_COLUMNS];

/** Order of rows in a file. Equal only when the whole key and the time are. */
int ta_observation_order(const struct ta_observation *a,
                         const struct ta_observation *b);
/** Do the two say the same, any NaN being like any other? */
bool ta_observation_same(const struct ta_observation *a,
                         const struct ta_observation *b);

/** Read without taking the lock. */
TA_NODISCARD enum ta_status ta_observations_load(const char *path,
                                                 struct ta_observation **rows,
                                                 size_t *n, struct ta_error *err);

#endif
