/* SPDX-License-Identifier: Apache-2.0 */
#include "statements.h"

#include <math.h>
#include <string.h>

#include "rows.h"

enum { GRADE_BEST = 2, GRADE_UNSAID = 3, GRADE_WORST = 5 };
static const double first_year = 1900.0, last_year = 2200.0;

/* --- days ---------------------------------------------------------------------------- */

static bool leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && leap(year) ? 29 : days[month - 1];
}

/* The civil calendar by eras of 400 years (Hinnant 2013, days_from_civil). */
static ta_day day_of(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year, era = y / 400, of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era = of_era * 365 + of_era / 4 - of_era / 100 + of_year;
    return (ta_day)(era * 146097 + day_of_era - 719468);
}

ta_day ta_day_of_number(double yyyymmdd, bool *ok)
{
    if (isnan(yyyymmdd)) return TA_DAY_NONE;
    double year = floor(yyyymmdd / 1e4);
    *ok = *ok && yyyymmdd == floor(yyyymmdd) && year >= first_year && year <= last_year;
    if (!*ok) return TA_DAY_NONE;
    int number = (int)yyyymmdd, month = number / 100 % 100, day = number % 100;
    *ok = month >= 1 && month <= 12 && day >= 1 && day <= days_in((int)year, month);
    return *ok ? day_of((int)year, month, day) : TA_DAY_NONE;
}

int ta_year_of_day(ta_day day)
{
    int year = 1970 + (int)(day / 366);
    while (day_of(year + 1, 1, 1) <= day) year++;
    while (day_of(year, 1, 1) > day) year--;
    return year;
}

void ta_civil_of_day(ta_day day, int *year, int *month, int *of_month)
{
    *year = ta_year_of_day(day);
    *month = 12;
    while (day_of(*year, *month, 1) > day) --*month;
    *of_month = (int)(day - day_of(*year, *month, 1)) + 1;
}

/* --- rows ---------------------------------------------------------------------------- */

static int grade_of(double grade)
{
    if (!(grade >= 1.0)) return GRADE_UNSAID;
    int whole = (int)fmin(ceil(grade), GRADE_WORST);
    return whole < GRADE_BEST ? GRADE_BEST : whole;
}

enum ta_statement_read ta_statement_of(const struct ta_rows *rows, size_t i,
                                       ta_day date, struct ta_statement *out)
{
    bool ok = true;
    *out = (struct ta_statement){.name = rows->name[i],
                                 .value = ta_rows_at(rows, i, "value"),
                                 .grade = grade_of(ta_rows_at(rows, i, "grade"))};
    out->day = ta_day_of_number(ta_rows_at(rows, i, "day"), &ok);
    out->until = ta_day_of_number(ta_rows_at(rows, i, "until"), &ok);
    out->complete_from = ta_day_of_number(ta_rows_at(rows, i, "complete_from"), &ok);
    out->complete_to = ta_day_of_number(ta_rows_at(rows, i, "complete_to"), &ok);
    if (!ok || out->day == TA_DAY_NONE || !isfinite(out->value))
        return TA_STATEMENT_BAD;
    if (out->until == TA_DAY_NONE) out->until = TA_DAY_OPEN;
    return out->day > date ? TA_STATEMENT_LATER : TA_STATEMENT_READ;
}

size_t ta_statement_provider(const char *name)
{
    return strcspn(name, "/");
}

/* A number that two providers report is one event; a name without one is its own. */
static bool same_number(const char *a, const char *b)
{
    const char *x = a + ta_statement_provider(a), *y = b + ta_statement_provider(b);
    return x[0] == '/' && x[1] != '\0' && strcmp(x, y) == 0;
}

static bool same_provider(const char *a, const char *b)
{
    size_t n = ta_statement_provider(a);
    return n == ta_statement_provider(b) && strncmp(a, b, n) == 0;
}

void ta_statement_cite(const struct ta_statement *statement, struct ta_result *out)
{
    ta_result_why(out, "stated by %.*s, not measured",
                  (int)ta_statement_provider(statement->name), statement->name);
}

/* --- events -------------------------------------------------------------------------- */

struct window {
    ta_day first, date, least_end; /* the list has to reach from first to least_end */
};

static bool counts(const struct window *window, const struct ta_statement *event)
{
    return event->value > 0.0 && event->day > window->first &&
           event->day <= window->date;
}

/* Points that an earlier row of the same number has given already. */
static double given_before(const struct ta_rows *rows, size_t i,
                           const struct window *window)
{
    double points = 0.0;
    for (size_t k = 0; k < i; k++) {
        struct ta_statement other;
        if (same_number(rows->name[k], rows->name[i]) &&
            ta_statement_of(rows, k, window->date, &other) == TA_STATEMENT_READ &&
            counts(window, &other))
            points = fmax(points, other.value);
    }
    return points;
}

struct events {
    double points, n, worst;
    bool complete;
    int grade;
    ta_day last;
    struct ta_statement cited;
};

static enum ta_status add_event(const struct ta_rows *rows, size_t i,
                                const struct window *window, struct events *out)
{
    struct ta_statement s;
    enum ta_statement_read read = ta_statement_of(rows, i, window->date, &s);
    if (read == TA_STATEMENT_BAD || s.value < 0.0) return TA_E_DATA;
    if (s.complete_from != TA_DAY_NONE && s.complete_to != TA_DAY_NONE &&
        s.complete_from <= window->first + 1 && s.complete_to >= window->least_end)
        out->complete = true;
    if (read != TA_STATEMENT_READ) return TA_OK;
    if (out->cited.name == NULL || s.day >= out->last) {
        out->cited = s;
        out->last = s.day;
    }
    out->grade = ta_grade_poorer(out->grade, s.grade);
    if (!counts(window, &s)) return TA_OK;
    double before = given_before(rows, i, window);
    out->points += fmax(s.value - before, 0.0);
    if (before == 0.0) out->n += 1.0;
    out->worst = fmax(out->worst, s.value);
    return TA_OK;
}

static void write_events(const struct events *events, double days,
                         struct ta_result *out)
{
    ta_result_detail(out, "events", events->n, "1");
    ta_result_detail(out, "worst_event", events->worst, "1");
    if (events->cited.name == NULL || !events->complete) {
        ta_result_missing(out, TA_SOURCE_UNAVAILABLE,
                          "no list that is complete over %.0f days was imported", days);
        ta_result_detail(out, "known_points", events->points, "1");
        return;
    }
    out->reason = TA_OBSERVED;
    out->value = events->points;
    out->grade = events->grade;
    ta_statement_cite(&events->cited, out);
}

enum ta_status ta_statements_events(const struct ta_evidence *evidence,
                                    const struct ta_indicator *self, ta_day date,
                                    struct ta_result *out)
{
    ta_result_clear(out);
    const struct ta_input *input = ta_result_need(out, evidence, "statements");
    if (input == NULL) return TA_OK;
    double days = ta_evidence_param(evidence, self, "window_days");
    double age = ta_evidence_param(evidence, self, "max_age_days");
    const struct window window = {date - (ta_day)days, date, date - (ta_day)age};
    struct events events = {.n = 0.0};
    for (size_t i = 0; i < input->rows.n; i++) {
        enum ta_status rc = add_event(&input->rows, i, &window, &events);
        if (rc != TA_OK) return rc;
    }
    out->n_looks = input->rows.n;
    write_events(&events, days, out);
    return TA_OK;
}

/* --- ratings ------------------------------------------------------------------------- */

/* Is there a newer one of the same provider? Of two on one day the later row stands. */
static bool newer(const struct ta_rows *rows, size_t i, ta_day date,
                  const struct ta_statement *than)
{
    for (size_t k = 0; k < rows->n; k++) {
        struct ta_statement other;
        if (k == i || !same_provider(rows->name[k], rows->name[i]) ||
            ta_statement_of(rows, k, date, &other) != TA_STATEMENT_READ)
            continue;
        if (other.day > than->day || (other.day == than->day && k > i)) return true;
    }
    return false;
}

struct ratings {
    size_t seen, n;
    double lowest, highest;
    int grade;
    struct ta_statement cited;
};

static enum ta_status add_rating(const struct ta_rows *rows, size_t i, ta_day date,
                                 double age, struct ratings *out)
{
    struct ta_statement s;
    enum ta_statement_read read = ta_statement_of(rows, i, date, &s);
    if (read == TA_STATEMENT_BAD || !(s.value >= 1.0 && s.value <= 100.0))
        return TA_E_DATA;
    if (read != TA_STATEMENT_READ) return TA_OK;
    out->seen++;
    if (newer(rows, i, date, &s)) return TA_OK;
    if (s.until < date || (double)date - (double)s.day > age) return TA_OK;
    if (out->n == 0 || s.value < out->lowest) {
        out->lowest = s.value;
        out->cited = s;
    }
    out->highest = out->n == 0 ? s.value : fmax(out->highest, s.value);
    out->grade = ta_grade_poorer(out->grade, s.grade);
    out->n++;
    return TA_OK;
}

enum ta_status ta_statements_rating(const struct ta_evidence *evidence,
                                    const struct ta_indicator *self, ta_day date,
                                    struct ta_result *out)
{
    struct ratings r = {.n = 0};
    ta_result_clear(out);
    const struct ta_input *input = ta_result_need(out, evidence, "statements");
    if (input == NULL) return TA_OK;
    double age = ta_evidence_param(evidence, self, "max_age_days");
    for (size_t i = 0; i < input->rows.n; i++) {
        enum ta_status rc = add_rating(&input->rows, i, date, age, &r);
        if (rc != TA_OK) return rc;
    }
    out->n_looks = r.seen;
    if (r.n == 0) {
        ta_result_missing(out, r.seen > 0 ? TA_TOO_OLD : TA_SOURCE_UNAVAILABLE,
                          "no statement of the last %.0f days", age);
        return TA_OK;
    }
    out->reason = TA_OBSERVED;
    out->value = r.lowest;
    if (r.n > 1) {
        out->lo = r.lowest;
        out->hi = r.highest;
    }
    out->grade = r.grade < GRADE_UNSAID ? GRADE_UNSAID : r.grade;
    ta_result_detail(out, "providers", (double)r.n, "1");
    ta_result_detail(out, "stated_days_ago", (double)date - (double)r.cited.day, "day");
    ta_statement_cite(&r.cited, out);
    return TA_OK;
}
