/* SPDX-License-Identifier: Apache-2.0 */
/** @file detection_floor.h  What may be a detection floor, and which one a record shows.
 *
 *  An analyser sees nothing below its detection floor: there its readings stand still and the signal has not
 *  stopped. The floor is what the project document states of the instrument; else that of the table
 *  `quality_limits`. Where neither names one, only the record itself can show it, and a sealed file of a day or a
 *  month is too little of it. So the seal fails nothing that may lie at a floor then, and a record fails it where its
 *  own window shows none. */
#ifndef TA_ENGINE_DETECTION_FLOOR_H
#define TA_ENGINE_DETECTION_FLOOR_H

#include "quality.h"
#include "terrassay/project.h"

/** The most that can be a floor of @p stream, in @p unit: a tenth of its permitted value; of one without, a fiftieth
 *  of the value from which @p limits, in that unit, hold readings for suspect. NaN: neither is there; then nothing
 *  is at a floor that the table does not name. */
double ta_floor_most(const struct ta_datastream *stream, const char *unit,
                     const struct ta_qc_limits *limits);

/** The detection limit that the project document states of @p stream, in @p unit, and no more than can be a floor:
 *  ta_floor_most(), the table's floor, or without either a fiftieth of the instrument's range. A client does not make
 *  a dead instrument believed by stating a high one. NaN: none is stated, or nothing says what may be one. */
double ta_floor_stated(const struct ta_datastream *stream, const char *unit,
                       const struct ta_qc_limits *limits);

/** The floor that @p series shows (ta_qc_floor()) at @p most or less, the longest stay left out of the count: to
 *  have stopped once makes no floor.
 *  @param scratch [2 * series->n]
 *  @return NaN when it shows none */
double ta_floor_shown(const struct ta_series *series, double most, double *scratch);

#endif
