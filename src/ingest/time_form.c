/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/time_form.h"

#include <string.h>

#include "base/time.h"
#include "ingest/decimal.h"

enum { TEXT_MOST = 64, OFFSET_HOURS_MOST = 18 };

#define US_PER_S INT64_C(1000000)
#define US_PER_MIN (60 * US_PER_S)

/* What a text said so far. */
struct civil {
    int year, month, day, hour, minute, second;
    ta_time_us fraction, offset;
};

struct reader {
    const char *at, *end;
};

/* --- reading the form ------------------------------------------------------------------- */

static const char *check_pattern(const char *pattern, struct ta_time_form *out)
{
    static const char known[] = "YmdHMSz";
    unsigned seen = 0;
    for (const char *p = strchr(pattern, '%'); p != NULL; p = strchr(p + 2, '%')) {
        if (p[1] == '%') continue;
        const char *found = p[1] == '\0' ? NULL : strchr(known, p[1]);
        if (found == NULL) return "after % stands none of Y m d H M S z %";
        unsigned bit = 1U << (found - known);
        if ((seen & bit) != 0) return "a field stands twice";
        seen |= bit;
    }
    if ((seen & 7) != 7) return "the pattern lacks %Y, %m or %d";
    out->kind = TA_TIME_PATTERN;
    out->pattern = pattern;
    out->zoned = (seen & 64) != 0;
    return NULL;
}

const char *ta_time_form_read(const char *text, struct ta_time_form *out)
{
    static const struct {
        const char *word;
        enum ta_time_kind kind;
        int decade;
    } words[] = {{"rfc3339", TA_TIME_RFC3339, 0},
                 {"unix_s", TA_TIME_COUNT, 0},
                 {"unix_ms", TA_TIME_COUNT, -3},
                 {"unix_us", TA_TIME_COUNT, -6}};
    *out = (struct ta_time_form){.zoned = true};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].word) == 0) {
            out->kind = words[i].kind;
            out->decade = words[i].decade;
            return NULL;
        }
    if (strchr(text, '%') == NULL)
        return "neither a pattern such as \"%Y-%m-%d %H:%M\" nor one of rfc3339, "
               "unix_s, "
               "unix_ms, unix_us";
    return check_pattern(text, out);
}

/* --- reading a time ----------------------------------------------------------------------- */

/* Between @p least and @p most digits. */
static bool take_int(struct reader *r, int least, int most, int *out)
{
    int n = 0, value = 0;
    for (; n < most && r->at < r->end && *r->at >= '0' && *r->at <= '9'; n++)
        value = value * 10 + (*r->at++ - '0');
    *out = value;
    return n >= least;
}

static bool take_byte(struct reader *r, char c)
{
    if (r->at == r->end || *r->at != c) return false;
    r->at++;
    return true;
}

static bool take_offset(struct reader *r, ta_time_us *out)
{
    int hour, minute;
    *out = 0;
    if (take_byte(r, 'Z') || take_byte(r, 'z')) return true;
    bool west = take_byte(r, '-');
    if (!west && !take_byte(r, '+')) return false;
    if (!take_int(r, 2, 2, &hour)) return false;
    (void)take_byte(r, ':');
    if (!take_int(r, 2, 2, &minute)) return false;
    if (hour > OFFSET_HOURS_MOST || minute > 59) return false;
    *out = (hour * 60 + minute) * US_PER_MIN;
    if (west) *out = -*out;
    return true;
}

bool ta_time_offset_read(const char *text, ta_time_us *out)
{
    struct reader r = {text, text + strlen(text)};
    return take_offset(&r, out) && r.at == r.end;
}

/* Digits behind the point, to whole microseconds; more digits are read over. */
static bool take_fraction(struct reader *r, ta_time_us *out)
{
    ta_time_us unit = US_PER_S;
    const char *begin = r->at;
    for (*out = 0; r->at < r->end && *r->at >= '0' && *r->at <= '9'; r->at++) {
        unit /= 10;
        *out += (*r->at - '0') * unit;
    }
    return r->at > begin;
}

static bool take_second(struct reader *r, struct civil *c)
{
    if (!take_int(r, 1, 2, &c->second)) return false;
    return take_byte(r, '.') ? take_fraction(r, &c->fraction) : true;
}

static bool take_field(struct reader *r, char field, struct civil *c)
{
    switch (field) {
    case 'Y': return take_int(r, 4, 4, &c->year);
    case 'm': return take_int(r, 1, 2, &c->month);
    case 'd': return take_int(r, 1, 2, &c->day);
    case 'H': return take_int(r, 1, 2, &c->hour);
    case 'M': return take_int(r, 1, 2, &c->minute);
    case 'S': return take_second(r, c);
    case 'z': return take_offset(r, &c->offset);
    default: return take_byte(r, field);
    }
}

static void skip_blanks(struct reader *r)
{
    while (r->at < r->end && (*r->at == ' ' || *r->at == '\t')) r->at++;
}

static bool take_pattern(struct reader *r, const char *pattern, struct civil *c)
{
    bool ok = true;
    for (const char *p = pattern; ok && *p != '\0'; p++) {
        if (*p == ' ')
            skip_blanks(r);
        else if (*p == '%')
            ok = take_field(r, *++p, c);
        else
            ok = take_byte(r, *p);
    }
    return ok && r->at == r->end;
}

/* Is the date one of the calendar, the time one of the day? */
static bool civil_ok(const struct civil *c, ta_day day)
{
    int year, month, day_of_month;
    ta_day_to_civil(day, &year, &month, &day_of_month);
    if (year != c->year || month != c->month || day_of_month != c->day) return false;
    if (c->hour == 24) return c->minute == 0 && c->second == 0 && c->fraction == 0;
    return c->hour < 24 && c->minute < 60 && c->second < 60;
}

static bool parse_pattern(const struct ta_time_form *form, struct reader *r,
                          ta_time_us *out)
{
    struct civil c = {.offset = form->offset};
    if (!take_pattern(r, form->pattern, &c)) return false;
    if (c.year < 1 || c.month < 1 || c.month > 12 || c.day < 1 || c.day > 31)
        return false;
    ta_day day = ta_day_from_civil(c.year, c.month, c.day);
    if (!civil_ok(&c, day)) return false;
    *out = ta_time_of(day) + (c.hour * 60 + c.minute) * US_PER_MIN +
           c.second * US_PER_S + c.fraction - c.offset;
    return true;
}

static bool parse_count(const struct ta_time_form *form, struct reader *r,
                        ta_time_us *out)
{
    struct ta_decimal count;
    if (ta_decimal_scan(r->at, r->end, &count) != r->end) return false;
    count.exponent += form->decade;
    return ta_decimal_us(&count, out);
}

bool ta_time_form_parse(const struct ta_time_form *form, struct ta_view text,
                        ta_time_us *out)
{
    char copy[TEXT_MOST + 1];
    struct reader r = {text.bytes, text.bytes + text.size};
    skip_blanks(&r);
    while (r.end > r.at && (r.end[-1] == ' ' || r.end[-1] == '\t')) r.end--;
    if (r.at == r.end || r.end - r.at > TEXT_MOST) return false;
    switch (form->kind) {
    case TA_TIME_PATTERN: return parse_pattern(form, &r, out);
    case TA_TIME_COUNT: return parse_count(form, &r, out);
    case TA_TIME_RFC3339: break;
    }
    size_t size = (size_t)(r.end - r.at);
    memcpy(copy, r.at, size);
    copy[size] = '\0';
    return strlen(copy) == size && ta_time_parse(copy, out) == TA_OK;
}
