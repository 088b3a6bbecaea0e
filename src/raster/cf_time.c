/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/cf_time.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/time.h"

enum { WORDS_MAX = 127, YEAR_LAST = 9999, MINUTES_PER_HOUR = 60, DAYS_PER_YEAR = 365 };
static const double us_per_ms = 1e3, us_per_s = 1e6;

static const struct {
    const char *names; /**< blank-separated */
    double seconds;
} unit_table[] = {
    {" days day d ", 86400.0},
    {" hours hour hrs hr h ", 3600.0},
    {" minutes minute mins min ", 60.0},
    {" seconds second secs sec s ", 1.0},
    {" milliseconds millisecond msecs msec ms ", 1e-3},
    {" microseconds microsecond us ", 1e-6},
    {" weeks week ", 604800.0},
};

/* What is still to be read. */
struct cursor {
    const char *at;
};

static void skip_blanks(struct cursor *c)
{
    while (*c->at == ' ' || *c->at == '\t') c->at++;
}

static bool take(struct cursor *c, char sign)
{
    if (*c->at != sign) return false;
    c->at++;
    return true;
}

/* Up to @p most digits. */
static bool whole(struct cursor *c, int most, int *out)
{
    int value = 0, n = 0;
    for (; n < most && *c->at >= '0' && *c->at <= '9'; n++, c->at++)
        value = value * 10 + (*c->at - '0');
    *out = value;
    return n > 0;
}

static bool unit_of(struct cursor *c, double *us)
{
    char word[24] = " ";
    size_t n = 1;
    while (n < sizeof word - 2 && *c->at != ' ' && *c->at != '\t' && *c->at != '\0') {
        char letter = *c->at++;
        word[n++] = letter >= 'A' && letter <= 'Z' ? (char)(letter + 32) : letter;
    }
    word[n++] = ' ';
    for (size_t i = 0; n > 2 && i < sizeof unit_table / sizeof *unit_table; i++)
        if (strstr(unit_table[i].names, word) != NULL) {
            *us = unit_table[i].seconds * us_per_s;
            return true;
        }
    return false;
}

static bool since(struct cursor *c)
{
    skip_blanks(c);
    if (strncasecmp(c->at, "since", 5) != 0) return false;
    c->at += 5;
    if (*c->at != ' ' && *c->at != '\t') return false;
    skip_blanks(c);
    return true;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

static bool date(struct cursor *c, ta_day *out)
{
    int year, month, day;
    if (!whole(c, 4, &year) || !take(c, '-') || !whole(c, 2, &month) || !take(c, '-') ||
        !whole(c, 2, &day))
        return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_in(year, month))
        return false;
    *out = ta_day_from_civil(year, month, day);
    return true;
}

/* Seconds with an optional fraction. */
static bool seconds(struct cursor *c, double *out)
{
    int value;
    if (!whole(c, 2, &value) || value > 60) return false;
    *out = value;
    if (!take(c, '.')) return true;
    for (double place = 0.1; *c->at >= '0' && *c->at <= '9'; place /= 10.0, c->at++)
        *out += place * (*c->at - '0');
    return true;
}

/* "23:00", "23:00:00.0", or nothing. */
static bool clock_of(struct cursor *c, ta_time_us *out)
{
    int hour, minute = 0;
    double second = 0.0;
    *out = 0;
    if (!take(c, 'T')) skip_blanks(c);
    if (*c->at < '0' || *c->at > '9') return true;
    if (!whole(c, 2, &hour) || hour > 24) return false;
    if (take(c, ':')) {
        if (!whole(c, 2, &minute) || minute > 59) return false;
        if (take(c, ':') && !seconds(c, &second)) return false;
    }
    double total = (hour * MINUTES_PER_HOUR + minute) * (double)MINUTES_PER_HOUR;
    *out = (ta_time_us)llround((total + second) * us_per_s);
    return true;
}

/* "Z", "UTC", "GMT", "+8:00", "-0600", "+8", or nothing: minutes east. */
static bool zone(struct cursor *c, int *minutes)
{
    int hour, minute = 0;
    *minutes = 0;
    skip_blanks(c);
    if (take(c, 'Z')) return true;
    if (strncmp(c->at, "UTC", 3) == 0 || strncmp(c->at, "GMT", 3) == 0) {
        c->at += 3;
        return true;
    }
    bool west = *c->at == '-';
    if (!take(c, '+') && !take(c, '-')) return true;
    if (!whole(c, 2, &hour)) return false;
    if (take(c, ':')) {
        if (!whole(c, 2, &minute)) return false;
    } else if (*c->at != '\0' && !whole(c, 2, &minute)) {
        return false;
    }
    *minutes = (hour * MINUTES_PER_HOUR + minute) * (west ? -1 : 1);
    return hour <= 24 && minute <= 59;
}

static bool reference_of(struct cursor *c, ta_day *day, ta_time_us *out)
{
    ta_time_us time;
    int minutes;
    if (!date(c, day) || !clock_of(c, &time) || !zone(c, &minutes)) return false;
    skip_blanks(c);
    if (*c->at != '\0') return false;
    *out = ta_time_of(*day) + time -
           (ta_time_us)minutes * MINUTES_PER_HOUR * (ta_time_us)us_per_s;
    return true;
}

static enum ta_status calendar_of(const char *name, ta_day day, bool *fixed,
                                  struct ta_error *err)
{
    bool mixed = name[0] == '\0' || strcasecmp(name, "standard") == 0 ||
                 strcasecmp(name, "gregorian") == 0;
    *fixed = strcasecmp(name, "noleap") == 0 || strcasecmp(name, "365_day") == 0;
    if (!mixed && !*fixed && strcasecmp(name, "proleptic_gregorian") != 0) {
        (void)ta_fail(err, TA_E_DATA, "calendar \"%.40s\" has days that no date has",
                      name);
        ta_error_mend(err, "convert the times to the calendar \"standard\"");
        return TA_E_DATA;
    }
    if (mixed && day < ta_day_from_civil(1582, 10, 15))
        return ta_fail(err, TA_E_DATA,
                       "a reference before 1582-10-15 in the mixed calendar");
    return TA_OK;
}

enum ta_status ta_cf_clock_parse(const char *units, const char *calendar,
                                 struct ta_cf_clock *out, struct ta_error *err)
{
    struct cursor c = {units};
    ta_day day;
    *out = (struct ta_cf_clock){0};
    if (strlen(units) > WORDS_MAX)
        return ta_fail(err, TA_E_DATA, "time units of more than %d characters",
                       WORDS_MAX);
    skip_blanks(&c);
    if (!unit_of(&c, &out->unit_us) || !since(&c) ||
        !reference_of(&c, &day, &out->reference)) {
        (void)ta_fail(err, TA_E_DATA, "time units \"%s\" cannot be read", units);
        ta_error_mend(err,
                      "state them as \"hours since 2018-09-13 00:00:00\"; months and "
                      "years have no fixed length");
        return TA_E_DATA;
    }
    return calendar_of(calendar, day, &out->fixed_year, err);
}

/* The day so many days of a calendar without 29 February after another. */
static ta_day without_leap_days(ta_day from, double days)
{
    int year, month, day;
    ta_day_to_civil(from, &year, &month, &day);
    if (month == 2 && day == 29) day = 28;
    int into =
        (int)(ta_day_from_civil(2001, month, day) - ta_day_from_civil(2001, 1, 1));
    double total = (double)into + days;
    double years = floor(total / DAYS_PER_YEAR);
    int left = (int)(total - years * DAYS_PER_YEAR);
    ta_day_to_civil(ta_day_from_civil(2001, 1, 1) + left, &into, &month, &day);
    return ta_day_from_civil(year + (int)years, month, day);
}

static ta_time_us to_ms(double us)
{
    return (ta_time_us)llround(us / us_per_ms) * (ta_time_us)us_per_ms;
}

enum ta_status ta_cf_time(const struct ta_cf_clock *clock, double value,
                          ta_time_us *out)
{
    const double longest = 366.0 * YEAR_LAST; /* days */
    double us_per_day = (double)TA_US_PER_DAY;
    double per_day = us_per_day / clock->unit_us;
    if (!isfinite(value) || !(fabs(value / per_day) < longest)) return TA_E_DATA;

    ta_time_us time;
    if (clock->fixed_year) {
        ta_day day = ta_day_of(clock->reference);
        double into = (double)(clock->reference - ta_time_of(day)) / clock->unit_us;
        double days = floor((value + into) / per_day);
        double rest = (value + into - days * per_day) * clock->unit_us;
        time = ta_time_of(without_leap_days(day, days)) + to_ms(rest);
    } else {
        double units = floor(value);
        time = clock->reference + (ta_time_us)units * (ta_time_us)clock->unit_us +
               to_ms((value - units) * clock->unit_us);
    }
    if (time < ta_time_of(ta_day_from_civil(1, 1, 1)) ||
        time >= ta_time_of(ta_day_from_civil(YEAR_LAST + 1, 1, 1)))
        return TA_E_DATA;
    *out = time;
    return TA_OK;
}
