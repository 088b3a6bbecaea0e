/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/processing.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/time.h"

enum { DAY_DIGITS = 8 };

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* YYYYMMDD of a text that begins with a day of either form, else false. The dashes stand both or not at all. */
static bool day_at(const char *text, char day[DAY_DIGITS + 1])
{
    size_t n = 0;
    bool dashes = strlen(text) > 4 && text[4] == '-';
    for (; n < DAY_DIGITS; text++) {
        if (dashes && *text == '-' && (n == 4 || n == 6)) text++;
        if (!is_digit(*text)) return false;
        day[n++] = *text;
    }
    day[n] = '\0';
    bool year = strncmp(day, "1900", 4) >= 0 && strncmp(day, "2200", 4) < 0;
    return year && strncmp(day + 4, "13", 2) < 0 && !is_digit(*text);
}

const char *ta_processing_date(const char *text)
{
    char day[DAY_DIGITS + 1];
    while (*text != '\0' && !day_at(text, day)) {
        text += strcspn(text, " ");
        text += strspn(text, " ");
    }
    return text;
}

static const char *past_zeros(const char *at, const char *end)
{
    while (at + 1 < end && *at == '0' && is_digit(at[1])) at++;
    return at;
}

static size_t digits(const char *at, const char *end)
{
    size_t n = 0;
    while (at + n < end && is_digit(at[n])) n++;
    return n;
}

/* Two whole numbers by value; both are gone past when they are equal. */
static int by_number(const char **a, const char *a_end, const char **b,
                     const char *b_end)
{
    *a = past_zeros(*a, a_end);
    *b = past_zeros(*b, b_end);
    size_t n = digits(*a, a_end), m = digits(*b, b_end);
    if (n != m) return n < m ? -1 : 1;
    int order = strncmp(*a, *b, n);
    *a += n;
    *b += m;
    return order;
}

/* What stands before the ends, read from the front: numbers by value, other bytes as they are. */
static int by_numbers(const char *a, const char *a_end, const char *b,
                      const char *b_end)
{
    while (a < a_end && b < b_end) {
        int order = 0;
        if (is_digit(*a) && is_digit(*b))
            order = by_number(&a, a_end, &b, b_end);
        else
            order = (unsigned char)*a++ - (unsigned char)*b++;
        if (order != 0) return order;
    }
    return (a < a_end) - (b < b_end);
}

/* 2 with a version, 1 with a date alone, 0 with neither. */
static int states(const char *text, const char *date)
{
    if (text[0] == '\0' || strcmp(text, "unversioned") == 0) return 0;
    return date == text ? 1 : 2;
}

/* The instant of a date that begins the text, in whatever zone it is written: of one without a zone as of UTC, of
 * one without a time the begin of its day. */
static ta_time_us instant_of(const char *text, const char day[DAY_DIGITS + 1])
{
    char whole[TA_TIME_TEXT], dashed[TA_TIME_TEXT];
    ta_time_us time = TA_TIME_NONE;
    ta_day date = 0;
    int n = (int)strcspn(text, " ");
    (void)snprintf(whole, sizeof whole, "%.*s", n, text);
    if (ta_time_parse(whole, &time) == TA_OK) return time;
    (void)snprintf(whole, sizeof whole, "%.*sZ", n, text);
    if (ta_time_parse(whole, &time) == TA_OK) return time;
    (void)snprintf(dashed, sizeof dashed, "%.4s-%.2s-%.2s", day, day + 4, day + 6);
    return ta_day_parse(dashed, &date) == TA_OK ? ta_time_of(date) : TA_TIME_NONE;
}

static int by_date(const char *a, const char *b)
{
    char first[DAY_DIGITS + 1], second[DAY_DIGITS + 1];
    bool dated = day_at(a, first), other = day_at(b, second);
    if (!dated || !other) return (int)dated - (int)other;
    ta_time_us left = instant_of(a, first), right = instant_of(b, second);
    if (left != right) return left < right ? -1 : 1;
    return by_numbers(a, a + strlen(a), b, b + strlen(b));
}

int ta_processing_compare(const char *a, const char *b)
{
    const char *a_date = ta_processing_date(a), *b_date = ta_processing_date(b);
    int order = states(a, a_date) - states(b, b_date);
    if (order == 0) order = by_numbers(a, a_date, b, b_date);
    if (order == 0) order = by_date(a_date, b_date);
    return order != 0 ? order : strcmp(a, b);
}
