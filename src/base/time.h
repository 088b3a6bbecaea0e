/* SPDX-License-Identifier: Apache-2.0 */
/** @file time.h  Dates and instants: int64 microseconds UTC inside, RFC 3339 outside.
 */
#ifndef TA_BASE_TIME_H
#define TA_BASE_TIME_H

#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_TIME_TEXT = 40 };

/** "2000-03-09". @return TA_OK or TA_E_DATA. */
TA_NODISCARD enum ta_status ta_day_parse(const char *text, ta_day *out);
/** RFC 3339 with up to 6 fraction digits used, "Z" or offset required; leap second 60
 * becomes 59. */
TA_NODISCARD enum ta_status ta_time_parse(const char *text, ta_time_us *out);
/** "2000-03-09"; "" for TA_DAY_NONE, "open" for TA_DAY_OPEN. */
void ta_day_format(ta_day day, char out[TA_TIME_TEXT]);
/** "2000-03-09T07:08:03.978019Z", fraction left out when it is zero. */
void ta_time_format(ta_time_us time, char out[TA_TIME_TEXT]);

ta_day ta_day_from_civil(int year, int month, int day_of_month);
void ta_day_to_civil(ta_day day, int *year, int *month, int *day_of_month);
/** UTC day of an instant, also before 1970. */
ta_day ta_day_of(ta_time_us time);
ta_time_us ta_time_of(ta_day day); /**< 00:00 UTC of that day */
/** Hours that a country's clock is ahead of UTC: 8 for "CN", where one zone holds all the year; 0
 *  elsewhere, where a country tells no zone, and for NULL. */
int ta_zone_of_country(const char *country);
/** The clock. Only src/cli and src/service ask it; everything else is told `now`. */
ta_time_us ta_time_now(void);

#endif
