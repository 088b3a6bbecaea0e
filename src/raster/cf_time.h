/* SPDX-License-Identifier: Apache-2.0 */
/** @file cf_time.h  CF times: numbers since a reference date, "Hour since
 *  2001-12-31T23:00:00Z".
 *
 *  CF Conventions 1.10, section 4.4. Months and years are refused: their length is a
 *  convention of the tool that reads them. */
#ifndef TA_RASTER_CF_TIME_H
#define TA_RASTER_CF_TIME_H

#include "terrassay/status.h"
#include "terrassay/types.h"

struct ta_cf_clock {
    ta_time_us reference;
    double unit_us;  /**< microseconds in one unit */
    bool fixed_year; /**< the calendar has no 29 February */
};

/** @param units    the attribute `units`
 *  @param calendar the attribute `calendar`; "" is "standard". Known: standard, gregorian and
 *                  proleptic_gregorian (equal from 1582-10-15 on; earlier references are
 *                  refused for the first two), noleap and 365_day
 *  @return TA_OK; TA_E_DATA with what cannot be read. */
TA_NODISCARD enum ta_status ta_cf_clock_parse(const char *units, const char *calendar,
                                              struct ta_cf_clock *out,
                                              struct ta_error *err);

/** The instant of @p value, to the millisecond, which is what a double of days can hold.
 *  @return TA_OK; TA_E_DATA when it is not finite or beyond years 1 to 9999. */
TA_NODISCARD enum ta_status ta_cf_time(const struct ta_cf_clock *clock, double value,
                                       ta_time_us *out);

#endif
