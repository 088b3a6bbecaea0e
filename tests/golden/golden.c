/* SPDX-License-Identifier: Apache-2.0 */
/** @file golden.c  Reads .gold files and holds indicators to them. README.md has the language.
 *
 *  With --other-units first, each case is computed a second time with every row of every table in
 * another unit of its quantity: no number may move. */
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "other_units.h"
#include "tables/tables.h"
#include "tables/typed.h"

enum { FILES_MOST = 128, BYTES_MOST = 48 << 20 };

/** A file written inside the .gold file. */
struct inner {
    char *name, *bytes;
    size_t size;
};

struct gold {
    const char *path;
    unsigned line;
    char *at; /**< of what is left to read */
    struct inner inner[FILES_MOST];
    size_t n_inner;
    const struct ta_indicator *indicator;
    struct ta_tables *tables;
    const struct ta_table_set *others; /**< the same in other units; NULL: not asked */
    struct ta_typed *typed;
    char title[256];
    double tolerance;
    ta_day date;
    bool sourced, evaluated, skipped, has_interval;
    enum ta_status status;
    struct ta_result result;
    unsigned cases, expects, faults;
};

static void fault(struct gold *g, const char *format, ...) TA_PRINTF(2, 3);
static void fault(struct gold *g, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    printf("%s:%u: [%s] ", g->path, g->line, g->title);
    (void)vprintf(format, args);
    printf("\n");
    va_end(args);
    g->faults++;
}

/** The next line without its end, or NULL. */
static char *next_line(struct gold *g)
{
    if (g->at == NULL || *g->at == '\0') return NULL;
    char *line = g->at, *end = strchr(line, '\n');
    g->at = end == NULL ? NULL : end + 1;
    if (end != NULL) *end = '\0';
    g->line++;
    return line;
}

static enum ta_status read_outer(const char *name, char **bytes, size_t *size,
                                 struct ta_error *err)
{
    const char *data = getenv("TERRASSAY_TEST_DATA");
    if (data == NULL || data[0] == '\0')
        return ta_fail(err, TA_E_SOURCE, "no test data");
    struct ta_text path = {0};
    ta_text_addf(&path, "%s/%s", data, name);
    enum ta_status rc = ta_file_read(path.bytes, BYTES_MOST, bytes, size, err);
    ta_text_free(&path);
    return rc;
}

/** "data/..." lies in the outside test data, any other name in the .gold file itself. */
static enum ta_status read_file(void *self, const char *name, char **bytes,
                                size_t *size, struct ta_error *err)
{
    struct gold *g = self;
    if (strncmp(name, "data/", 5) == 0) return read_outer(name + 5, bytes, size, err);
    for (size_t i = 0; i < g->n_inner; i++) {
        if (strcmp(g->inner[i].name, name) != 0) continue;
        *bytes = ta_strdup(g->inner[i].bytes);
        *size = g->inner[i].size;
        return TA_OK;
    }
    return ta_fail(err, TA_E_NOTFOUND, "no file \"%s\" here", name);
}

static void take_inner(struct gold *g, const char *name)
{
    struct ta_text text = {0};
    for (char *line = next_line(g); line != NULL; line = next_line(g)) {
        if (strcmp(line, "end") == 0) break;
        ta_text_add(&text, line);
        ta_text_add(&text, "\n");
    }
    if (g->n_inner == FILES_MOST) {
        fault(g, "more than %d files", FILES_MOST);
        ta_text_free(&text);
        return;
    }
    size_t size = text.size;
    g->inner[g->n_inner++] = (struct inner){ta_strdup(name), ta_text_take(&text), size};
}

static void start_case(struct gold *g, const char *title)
{
    struct ta_error err = {0};
    const struct ta_typed_files files = {g, read_file};
    (void)snprintf(g->title, sizeof g->title, "%s", title);
    ta_typed_free(g->typed);
    g->typed = NULL;
    g->evaluated = g->skipped = false;
    g->cases++;
    if (g->indicator == NULL || !g->sourced) {
        fault(g, "a case needs an indicator and a source");
        return;
    }
    if (ta_typed_new(g->indicator, &files, &g->typed, &err) != TA_OK)
        fault(g, "%s", err.text);
}

static void take_input(struct gold *g, const char *assignment)
{
    struct ta_error err = {0};
    if (g->typed == NULL || g->skipped) return;
    enum ta_status rc = ta_typed_set(g->typed, assignment, &err);
    if (rc == TA_E_SOURCE) {
        printf("skipped: %s: %s\n", err.text, g->title);
        g->skipped = true;
    } else if (rc != TA_OK) {
        fault(g, "%s", err.text);
    }
}

static void check_interval(struct gold *g)
{
    const struct ta_result *r = &g->result;
    if (r->lo > r->value || r->hi < r->value)
        fault(g, "value %.17g outside its interval %.17g .. %.17g", r->value, r->lo,
              r->hi);
    if (r->lo < g->indicator->lo || r->hi > g->indicator->hi)
        fault(g, "interval %.17g .. %.17g outside the indicator's range", r->lo, r->hi);
    if (g->indicator->interval == TA_INTERVAL_NONE && !(isnan(r->lo) && isnan(r->hi)))
        fault(g, "an interval, and its descriptor says there is none");
    g->has_interval = g->has_interval || isfinite(r->lo) || isfinite(r->hi);
}

/** What must hold of every answer, whatever is expected. */
static void check_sound(struct gold *g)
{
    const struct ta_result *r = &g->result;
    if (r->reason != TA_OBSERVED) {
        if (!isnan(r->value) || !isnan(r->lo) || !isnan(r->hi) || r->grade != 0)
            fault(g, "not observed, and yet a number or a grade");
        if (r->why[0] == '\0') fault(g, "not observed, and no word why");
        return;
    }
    if (!(r->value >= g->indicator->lo && r->value <= g->indicator->hi))
        fault(g, "value %.17g outside the indicator's range", r->value);
    check_interval(g);
    if (r->grade < 1 || r->grade > 5) fault(g, "grade %d", r->grade);
}

static bool near(double a, double b)
{
    return a == b || (isnan(a) && isnan(b)) ||
           fabs(a - b) <= 1e-12 * fmax(1.0, fmax(fabs(a), fabs(b)));
}

/* The same answer by tables in other units. */
static void check_others(struct gold *g)
{
    const struct ta_result *r = &g->result;
    struct ta_result other = {.value = NAN};
    struct ta_error err = {0};
    enum ta_status status =
        ta_typed_evaluate(g->typed, g->others, g->date, &other, &err);
    if (status != g->status) {
        fault(g, "in other units: %s, not %s", ta_status_text(status),
              ta_status_text(g->status));
        return;
    }
    if (status != TA_OK) return;
    bool same = near(r->value, other.value) && near(r->lo, other.lo) &&
                near(r->hi, other.hi) && r->reason == other.reason &&
                r->gate == other.gate && r->grade == other.grade &&
                r->unchecked == other.unchecked && r->n_details == other.n_details;
    if (!same)
        fault(g, "in other units: %.17g (%.17g .. %.17g), not %.17g (%.17g .. %.17g)",
              other.value, other.lo, other.hi, r->value, r->lo, r->hi);
    for (size_t i = 0; same && i < r->n_details; i++)
        if (!near(r->detail[i].value, other.detail[i].value))
            fault(g, "in other units: %s is %.17g, not %.17g", r->detail[i].name,
                  other.detail[i].value, r->detail[i].value);
}

static void evaluate(struct gold *g)
{
    if (g->evaluated || g->typed == NULL) return;
    struct ta_error err = {0};
    g->evaluated = true;
    g->status = ta_typed_evaluate(g->typed, ta_tables_set(g->tables), g->date,
                                  &g->result, &err);
    if (g->status == TA_OK) check_sound(g);
    if (g->others != NULL) check_others(g);
}

static const char *reason_word(enum ta_reason reason)
{
    static const char *const word[TA_REASON_COUNT] = {
#define X(name, code) [name] = (code),
        TA_REASON_LIST(X)
#undef X
    };
    return reason < TA_REASON_COUNT ? word[reason] : "?";
}

static void expect_word(struct gold *g, const char *key, const char *got,
                        const char *want)
{
    if (strcmp(got, want) != 0) fault(g, "%s is %s, wanted %s", key, got, want);
}

static void expect_number(struct gold *g, const char *key, double got, const char *want)
{
    double number = NAN;
    if (strcmp(want, "missing") == 0) {
        if (!isnan(got)) fault(g, "%s is %.17g, wanted none", key, got);
        return;
    }
    if (ta_parse_f64(want, &number) != TA_OK) {
        fault(g, "\"%s\" is no number", want);
        return;
    }
    if (!(fabs(got - number) <= g->tolerance * fmax(1.0, fabs(number))))
        fault(g, "%s is %.17g, wanted %s", key, got, want);
}

static double detail(const struct ta_result *r, const char *name, bool *found)
{
    *found = false;
    for (size_t i = 0; i < r->n_details; i++) {
        if (strcmp(r->detail[i].name, name) != 0) continue;
        *found = true;
        return r->detail[i].value;
    }
    return NAN;
}

static void expect_detail(struct gold *g, const char *key, const char *want)
{
    bool found = false;
    double got = detail(&g->result, key, &found);
    if (strcmp(want, "absent") == 0) {
        if (found) fault(g, "detail %s is there: %.17g", key, got);
    } else if (!found) {
        fault(g, "no detail %s", key);
    } else {
        expect_number(g, key, got, want);
    }
}

static void expect(struct gold *g, const char *key, const char *want)
{
    static const char *const gate[] = {"not_evaluated", "passes", "fires"};
    const struct ta_result *r = &g->result;
    if (g->status != TA_OK)
        fault(g, "evaluation failed: %s", ta_status_text(g->status));
    else if (strcmp(key, "value") == 0)
        expect_number(g, key, r->value, want);
    else if (strcmp(key, "lo") == 0)
        expect_number(g, key, r->lo, want);
    else if (strcmp(key, "hi") == 0)
        expect_number(g, key, r->hi, want);
    else if (strcmp(key, "reason") == 0)
        expect_word(g, key, reason_word(r->reason), want);
    else if (strcmp(key, "gate") == 0)
        expect_word(g, key, gate[r->gate], want);
    else if (strcmp(key, "unchecked") == 0)
        expect_word(g, key, r->unchecked ? "yes" : "no", want);
    else if (strcmp(key, "grade") == 0)
        expect_number(g, key, r->grade, want);
    else if (strcmp(key, "unseen_share") == 0)
        expect_number(g, key, r->unseen_share, want);
    else if (strcmp(key, "looks") == 0)
        expect_number(g, key, (double)r->n_looks, want);
    else
        expect_detail(g, key, want);
}

static void take_expect(struct gold *g, char *text)
{
    evaluate(g);
    if (g->skipped || g->typed == NULL) return;
    g->expects++;
    char *equals = strchr(text, '='), *tilde = strchr(text, '~');
    if (tilde != NULL && (equals == NULL || tilde < equals)) {
        if (strstr(g->result.why, tilde + 1) == NULL)
            fault(g, "why is \"%s\", wanted \"%s\" in it", g->result.why, tilde + 1);
    } else if (equals == NULL) {
        fault(g, "wanted key=value or why~words");
    } else if (strncmp(text, "status=", 7) == 0) {
        bool bad = g->status == TA_E_DATA;
        if (strcmp(equals + 1, "bad_data") != 0 || !bad)
            fault(g, "status is %s", ta_status_text(g->status));
    } else {
        *equals = '\0';
        expect(g, text, equals + 1);
    }
}

static void take_indicator(struct gold *g, const char *id)
{
    g->indicator = ta_indicator_find(id);
    if (g->indicator == NULL) fault(g, "no indicator %s", id);
}

/** The argument when @p line starts with @p word and a blank, else NULL. */
static char *after(char *line, const char *word)
{
    size_t n = strlen(word);
    return strncmp(line, word, n) == 0 && line[n] == ' ' ? line + n + 1 : NULL;
}

static void take_line(struct gold *g, char *line)
{
    char *rest = NULL;
    if (line[0] == '\0' || line[0] == '#') return;
    if ((rest = after(line, "indicator")) != NULL)
        take_indicator(g, rest);
    else if ((rest = after(line, "source")) != NULL)
        g->sourced = rest[0] != '\0';
    else if ((rest = after(line, "tolerance")) != NULL)
        g->tolerance = strtod(rest, NULL);
    else if ((rest = after(line, "file")) != NULL)
        take_inner(g, rest);
    else if ((rest = after(line, "case")) != NULL)
        start_case(g, rest);
    else if ((rest = after(line, "input")) != NULL)
        take_input(g, rest);
    else if ((rest = after(line, "expect")) != NULL)
        take_expect(g, rest);
    else if ((rest = after(line, "date")) != NULL &&
             ta_day_parse(rest, &g->date) == TA_OK)
        g->evaluated = false;
    else
        fault(g, "not understood: %s", line);
}

static bool run(const char *path, const struct ta_table_set *others)
{
    struct gold g = {.path = path, .tolerance = 1e-12, .others = others};
    struct ta_error err = {0};
    char *bytes = NULL;
    size_t size = 0;
    if (ta_tables_load(NULL, &g.tables, &err) != TA_OK ||
        ta_file_read(path, BYTES_MOST, &bytes, &size, &err) != TA_OK) {
        printf("%s\n", err.text);
        ta_tables_free(g.tables);
        return false;
    }
    g.at = bytes;
    for (char *line = next_line(&g); line != NULL; line = next_line(&g))
        take_line(&g, line);
    if (g.indicator != NULL && g.indicator->interval != TA_INTERVAL_NONE &&
        !g.has_interval)
        fault(&g, "its descriptor says what its interval is, and no answer has one");
    if (g.cases == 0 || g.expects == 0) fault(&g, "nothing is expected here");
    printf("%s: %u cases, %u expectations, %u faults\n", path, g.cases, g.expects,
           g.faults);

    ta_typed_free(g.typed);
    for (size_t i = 0; i < g.n_inner; i++) {
        ta_free(g.inner[i].name);
        ta_free(g.inner[i].bytes);
    }
    ta_tables_free(g.tables);
    ta_free(bytes);
    return g.faults == 0;
}

int main(int argc, char **argv)
{
    bool asked = argc > 1 && strcmp(argv[1], "--other-units") == 0;
    bool ok = argc > (asked ? 2 : 1);
    struct ta_tables *shipped = NULL;
    struct ta_other_units others = {.n = 0};
    if (asked)
        ok = ok && ta_tables_load(NULL, &shipped, NULL) == TA_OK &&
             ta_other_units_make(ta_tables_set(shipped), &others);
    for (int i = asked ? 2 : 1; i < argc; i++)
        ok = run(argv[i], asked ? &others.set : NULL) && ok;
    ta_other_units_free(&others);
    ta_tables_free(shipped);
    return ok ? 0 : 1;
}
