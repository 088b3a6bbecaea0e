/* SPDX-License-Identifier: Apache-2.0 */
/** @file processing.h  Which of two processings of one look is the newer one. */
#ifndef TA_ENGINE_PROCESSING_H
#define TA_ENGINE_PROCESSING_H

/** Compare two processing texts of scenes ("05.09 2023-11-02T10:00:00Z", "2016-12-14 LPGS_2.7",
 *  "unversioned"): what states a version is above what states a date alone, and that is above what
 *  states neither. Versions count before dates, numbers in them as numbers (9.0 is below 10.0); of
 *  equal versions the later date is above, whatever zones they are written in.
 *  @return below, at or above zero, as strcmp(); zero only for equal texts */
int ta_processing_compare(const char *a, const char *b);

/** Where the date begins: at the front or after a space; the end when there is none. */
const char *ta_processing_date(const char *text);

#endif
