/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { US_PER_SECOND = 1000000 };

/* Days by eras of 400 years with the year starting in March, so that the leap day is
 * its last one; the proleptic Gregorian rule of ISO 8601. 719468 days lie from
 * 0000-03-01 to 1970-01-01, 146097 in an era. */
enum { DAYS_PER_ERA = 146097, DAYS_TO_1970 = 719468 };

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

ta_day ta_day_from_civil(int year, int month, int day_of_month)
{
    int64_t shifted = (int64_t)year - (month <= 2);
    int64_t era = floor_div(shifted, 400);
    int64_t year_of_era = shifted - era * 400;
    int64_t day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day_of_month - 1;
    int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (ta_day)(era * DAYS_PER_ERA + day_of_era - DAYS_TO_1970);
}

void ta_day_to_civil(ta_day day, int *year, int *month, int *day_of_month)
{
    int64_t since = (int64_t)day + DAYS_TO_1970;
    int64_t era = floor_div(since, DAYS_PER_ERA);
    int64_t doe = since - era * DAYS_PER_ERA;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t shifted = (5 * doy + 2) / 153; /* 0 is March */
    *day_of_month = (int)(doy - (153 * shifted + 2) / 5 + 1);
    *month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
    *year = (int)(yoe + era * 400 + (*month <= 2));
}

ta_day ta_day_of(ta_time_us time)
{
    if (time == TA_TIME_NONE) return TA_DAY_NONE;
    return (ta_day)floor_div(time, TA_US_PER_DAY);
}

ta_time_us ta_time_of(ta_day day)
{
    const int64_t most = INT64_MAX / TA_US_PER_DAY;
    if (day == TA_DAY_NONE || day < -most) return TA_TIME_NONE;
    if (day > most) return INT64_MAX;
    return day * TA_US_PER_DAY;
}

/* `count` decimal digits at *text, which is moved past them. */
static bool read_digits(const char **text, int count, int *out)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        char c = (*text)[i];
        if (c < '0' || c > '9') return false;
        value = value * 10 + (c - '0');
    }
    *text += count;
    *out = value;
    return true;
}

static bool read_char(const char **text, const char *any)
{
    if (**text == '\0' || strchr(any, **text) == NULL) return false;
    (*text)++;
    return true;
}

static bool read_date(const char **text, ta_day *out)
{
    int year, month, day, year_back, month_back, day_back;
    if (!read_digits(text, 4, &year) || !read_char(text, "-")) return false;
    if (!read_digits(text, 2, &month) || !read_char(text, "-")) return false;
    if (!read_digits(text, 2, &day)) return false;
    if (month < 1 || month > 12 || day < 1 || day > 31) return false;

    *out = ta_day_from_civil(year, month, day);
    ta_day_to_civil(*out, &year_back, &month_back, &day_back);
    return month_back == month && day_back == day; /* not 30 February */
}

/* hh:mm:ss into seconds; second 60 is read as 59 and said in *leap. */
static bool read_clock(const char **text, int64_t *seconds, bool *leap)
{
    int hour, minute, second;
    if (!read_digits(text, 2, &hour) || !read_char(text, ":")) return false;
    if (!read_digits(text, 2, &minute) || !read_char(text, ":")) return false;
    if (!read_digits(text, 2, &second)) return false;
    if (hour > 23 || minute > 59 || second > 60) return false;
    *leap = second == 60;
    *seconds = hour * 3600 + minute * 60 + (*leap ? 59 : second);
    return true;
}

static bool read_fraction(const char **text, int64_t *micros)
{
    *micros = 0;
    if (!read_char(text, ".")) return true;

    int digit, used = 0;
    if (!(**text >= '0' && **text <= '9')) return false;
    for (; read_digits(text, 1, &digit); used++)
        if (used < 6) *micros = *micros * 10 + digit;
    for (; used < 6; used++) *micros *= 10;
    return true;
}

static bool read_offset(const char **text, int64_t *seconds)
{
    *seconds = 0;
    if (read_char(text, "Zz")) return true;

    int hour, minute, sign = **text == '-' ? -1 : 1;
    if (!read_char(text, "+-") || !read_digits(text, 2, &hour)) return false;
    if (!read_char(text, ":") || !read_digits(text, 2, &minute)) return false;
    *seconds = sign * (hour * 3600 + minute * 60);
    return hour <= 23 && minute <= 59;
}

enum ta_status ta_day_parse(const char *text, ta_day *out)
{
    ta_day day;
    if (!read_date(&text, &day) || *text != '\0') return TA_E_DATA;
    *out = day;
    return TA_OK;
}

enum ta_status ta_time_parse(const char *text, ta_time_us *out)
{
    ta_day day;
    int64_t clock, micros, offset;
    bool leap;
    if (!read_date(&text, &day) || !read_char(&text, "Tt")) return TA_E_DATA;
    if (!read_clock(&text, &clock, &leap)) return TA_E_DATA;
    if (!read_fraction(&text, &micros)) return TA_E_DATA;
    if (!read_offset(&text, &offset) || *text != '\0') return TA_E_DATA;

    int64_t second = (int64_t)day * 86400 + clock - offset;
    if (leap && (second + 1) % 86400 != 0) return TA_E_DATA; /* leaps end a UTC day */
    *out = second * US_PER_SECOND + micros;
    return TA_OK;
}

static char *put_mark(char *at, char mark)
{
    *at = mark;
    return at + 1;
}

static char *put_digits(char *at, int number, int digits)
{
    for (int i = digits; i > 0; i--, number /= 10)
        at[i - 1] = (char)('0' + number % 10);
    return at + digits;
}

/* Texts of times are written by the million: printf is slow at it. */
void ta_day_format(ta_day day, char out[TA_TIME_TEXT])
{
    if (day == TA_DAY_NONE || day == TA_DAY_OPEN) {
        (void)snprintf(out, TA_TIME_TEXT, "%s", day == TA_DAY_NONE ? "" : "open");
        return;
    }
    int year, month, day_of_month;
    ta_day_to_civil(day, &year, &month, &day_of_month);
    if (year < 0 || year > 9999) {
        (void)snprintf(out, TA_TIME_TEXT, "%04d-%02d-%02d", year, month, day_of_month);
        return;
    }
    char *at = put_digits(out, year, 4);
    at = put_digits(put_mark(at, '-'), month, 2);
    at = put_digits(put_mark(at, '-'), day_of_month, 2);
    *at = '\0';
}

void ta_time_format(ta_time_us time, char out[TA_TIME_TEXT])
{
    out[0] = '\0';
    if (time == TA_TIME_NONE) return;

    ta_day_format(ta_day_of(time), out);
    int64_t rest = time - ta_time_of(ta_day_of(time));
    int second = (int)(rest / US_PER_SECOND), micros = (int)(rest % US_PER_SECOND);
    char *at = out + strlen(out);
    at = put_digits(put_mark(at, 'T'), second / 3600, 2);
    at = put_digits(put_mark(at, ':'), second / 60 % 60, 2);
    at = put_digits(put_mark(at, ':'), second % 60, 2);
    if (micros != 0) at = put_digits(put_mark(at, '.'), micros, 6);
    at = put_mark(at, 'Z');
    *at = '\0';
}

ta_time_us ta_time_now(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0) return TA_TIME_NONE;
    return (ta_time_us)now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000;
}

int ta_zone_of_country(const char *country)
{
    return country != NULL && strcmp(country, "CN") == 0 ? 8 : 0;
}
