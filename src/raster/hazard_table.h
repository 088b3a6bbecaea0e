/* SPDX-License-Identifier: Apache-2.0 */
/** @file hazard_table.h  Hazard sets of points out of a table (CSV):
 *
 *      lon,lat,period,intensity           maps: every place has every period, 0 where it is dry
 *      lon,lat,event,frequency,intensity  events: a place that an event does not name was not reached
 *
 *  lon and lat are WGS 84 in degrees, period in years, frequency a year. Rows stand in any order;
 *  columns of other names are refused, so that a misspelt one is told. */
#ifndef TA_RASTER_HAZARD_TABLE_H
#define TA_RASTER_HAZARD_TABLE_H

#include "raster/hazard_set.h"

enum { TA_HAZARD_TABLE_ROWS_MAX = 1 << 22 };

/** Read one.
 *  @param name for errors, which name line and column
 *  @param kind TA_FREQUENCY_EXCEEDANCE wants the first form, TA_FREQUENCY_EVENT the second
 *  @param out  ended by ta_hazard_set_free(); events by name, maps by period
 *  @return TA_OK; TA_E_DATA: a column missing, unknown or empty, a place beyond the globe, a period
 *          of a year or less, a frequency or an intensity below 0, a place twice in one event, an
 *          event with two frequencies, a place that lacks a period; TA_E_LIMIT; TA_E_NOMEM. */
TA_NODISCARD enum ta_status ta_hazard_table_read(const char *name, const char *bytes,
                                                 size_t size,
                                                 enum ta_hazard_frequency kind,
                                                 struct ta_hazard_set *out,
                                                 struct ta_error *err);

#endif
