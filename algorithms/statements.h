/* SPDX-License-Identifier: Apache-2.0 */
/** @file statements.h  What third parties say of a project, dated: penalties, grades, ratings.
 *
 *  Rows as they are imported or typed, one per statement: name "PROVIDER/NUMBER", columns
 *
 *      day            the day it speaks of, as a number yyyymmdd
 *      until          last day it is valid, yyyymmdd; missing: until another one
 *      value          what the mapping file says the provider's step means, on the scale of the
 *                     indicator (see there)
 *      complete_from, the days of which the provider's list is complete; missing: nobody says
 *      complete_to
 *      grade          data quality, 1 to 5; missing: 3
 *
 *  None of it was measured here: each answer says who stated it, and no grade is better than 2.
 *  Silence is no answer: a list that nobody asked for is not an empty list. */
#ifndef TA_ALGORITHMS_STATEMENTS_H
#define TA_ALGORITHMS_STATEMENTS_H

#include "indicator_result.h"

/** Year of a day of the civil calendar. */
int ta_year_of_day(ta_day day);
/** Its year, month (1 to 12) and day of the month (1 to 31). */
void ta_civil_of_day(ta_day day, int *year, int *month, int *of_month);

/** One statement, read. */
struct ta_statement {
    const char *name; /**< "PROVIDER/NUMBER" */
    ta_day day;
    ta_day until;                      /**< TA_DAY_OPEN when not said */
    ta_day complete_from, complete_to; /**< TA_DAY_NONE when not said */
    double value;
    int grade;
};

enum ta_statement_read { TA_STATEMENT_READ, TA_STATEMENT_LATER, TA_STATEMENT_BAD };

/** Row @p i as known on @p date. LATER: it speaks of days to come; BAD: a day that is none, or no
 *  value. */
enum ta_statement_read ta_statement_of(const struct ta_rows *rows, size_t i,
                                       ta_day date, struct ta_statement *out);

/** yyyymmdd as a day; TA_DAY_NONE for NaN, and *ok false when it is no day. */
ta_day ta_day_of_number(double yyyymmdd, bool *ok);

/** Length of the provider's part of a name: up to the slash. */
size_t ta_statement_provider(const char *name);

/** Write beside a value who stated it last, and that it was not measured. */
void ta_statement_cite(const struct ta_statement *statement, struct ta_result *out);

/** Points of the events in the window, one number once whoever reports it. Observed only when one
 *  list is complete over the window up to some days before the date. */
enum ta_status ta_statements_events(const struct ta_evidence *evidence,
                                    const struct ta_indicator *self, ta_day date,
                                    struct ta_result *out);

/** Newest rating of each provider, 1 (worst) to 100; the value is the lowest, the interval spans
 *  the providers. */
enum ta_status ta_statements_rating(const struct ta_evidence *evidence,
                                    const struct ta_indicator *self, ta_day date,
                                    struct ta_result *out);

/* clang-format off */
#define TA_EVENT_PARAMS                                                                           \
    {"window_days", "day", 1, 36525, 1095, "days before the date in which events count"},         \
    {"max_age_days", "day", 0, 3650, 190, "days before the date up to which the list may end"}
#define TA_RATING_PARAMS                                                                          \
    {"max_age_days", "day", 1, 3650, 550, "oldest statement that still counts"}
/* clang-format on */

#endif
