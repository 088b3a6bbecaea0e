/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/alignment_plans.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

void ta_plans_free(struct ta_plans *plans)
{
    ta_free(plans->plan);
    ta_free(plans->path);
    ta_free(plans->intensity);
    *plans = (struct ta_plans){.n = 0};
}

/* --- reading ------------------------------------------------------------------------ */

static enum ta_status columns_of(const struct ta_csv *csv, size_t n,
                                 const char *const *name, size_t *at,
                                 struct ta_error *err)
{
    for (size_t i = 0; i < n; i++)
        if (!ta_csv_column(csv, name[i], &at[i]))
            return ta_fail(err, TA_E_DATA, "%s: no column \"%s\"", csv->name, name[i]);
    return TA_OK;
}

/* Which of the two years a row is of; 2: none. */
static enum ta_status year_of(const struct ta_csv *csv, size_t row, size_t column,
                              const struct ta_alignment_request *r, int *year,
                              size_t *out, struct ta_error *err)
{
    double value = 0.0;
    enum ta_status rc = ta_csv_number(csv, row, column, &value, err);
    *year = rc == TA_OK && fabs(value) < 1e6 ? (int)value : 0;
    *out = *year == r->start ? 0 : *year == r->later ? 1 : 2;
    return rc;
}

static int by_plan(const void *a, const void *b)
{
    const struct ta_plan *p = a, *q = b;
    int order = (p->company > q->company) - (p->company < q->company);
    if (order == 0) order = strcmp(p->sector, q->sector);
    return order != 0 ? order : strcmp(p->technology, q->technology);
}

/** A row as a plan, and where it stood: sums are taken in the order of the table. */
struct read_row {
    struct ta_plan plan;
    int at; /* 0 or 1: start or later */
    size_t row;
};

static int by_row(const void *a, const void *b)
{
    const struct read_row *p = a, *q = b;
    int order = by_plan(&p->plan, &q->plan);
    return order != 0 ? order : (p->row > q->row) - (p->row < q->row);
}

/* A row without production takes the whole year with it: the rest is not what the company makes. */
static void add_row(struct ta_plan *to, const struct read_row *row, bool *seen)
{
    int k = row->at;
    double amount = row->plan.made[k];
    to->made[k] = seen[k] ? to->made[k] + amount : amount;
    seen[k] = true;
    if (isnan(amount) || isnan(row->plan.weighed[k])) return;
    to->rated[k] += amount;
    to->weighed[k] += row->plan.weighed[k];
}

/* Rows of one technology become one. */
static void join_rows(const struct read_row *row, size_t n, struct ta_plans *out)
{
    bool seen[2] = {false, false};
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || by_plan(&row[i - 1].plan, &row[i].plan) != 0) {
            struct ta_plan *plan = &out->plan[out->n++];
            *plan = (struct ta_plan){.company = row[i].plan.company,
                                     .sector = row[i].plan.sector,
                                     .technology = row[i].plan.technology,
                                     .made = {0.0, (double)NAN}};
            seen[0] = seen[1] = false;
        }
        add_row(&out->plan[out->n - 1], &row[i], seen);
    }
}

static enum ta_status read_plans(const struct ta_alignment_request *r,
                                 struct ta_plans *out, struct ta_error *err)
{
    const struct ta_production *p = r->production;
    size_t n = 0;
    struct read_row *row = ta_alloc(p->n_rows, sizeof *row);
    out->plan = ta_alloc(p->n_rows, sizeof *out->plan);
    if (row == NULL || out->plan == NULL) {
        ta_free(row);
        return ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
    }
    for (size_t i = 0; i < p->n_rows; i++) {
        const struct ta_production_row *from = &p->row[i];
        int at = from->year == r->start ? 0 : from->year == r->later ? 1 : 2;
        if (at == 2) continue;
        row[n] = (struct read_row){
            {from->company, from->sector, from->technology, {0}, {0}, {0}}, at, i};
        row[n].plan.made[at] = from->amount;
        row[n++].plan.weighed[at] = from->emissions;
    }
    if (n > 0) qsort(row, n, sizeof *row, by_row);
    join_rows(row, n, out);
    ta_free(row);
    return TA_OK;
}

/* A scenario's table: by sector and technology, or by sector alone. */
struct reading_path {
    const struct ta_csv *csv;
    const char *names[6]; /* scenario, sector, technology, region, year, value */
    const char *scenario;
    bool technologies;
};

static struct ta_path *path_at(struct ta_path *path, size_t *n, const char *sector,
                               const char *technology)
{
    for (size_t i = 0; i < *n; i++)
        if (strcmp(path[i].sector, sector) == 0 &&
            strcmp(path[i].technology, technology) == 0)
            return &path[i];
    path[*n] = (struct ta_path){
        sector, technology, {(double)NAN, (double)NAN}, (double)NAN, -1};
    return &path[(*n)++];
}

static enum ta_status read_paths(const struct ta_alignment_request *r,
                                 const struct reading_path *how, struct ta_path **out,
                                 size_t *n, struct ta_error *err)
{
    const struct ta_csv *csv = how->csv;
    size_t at[6], k;
    int year = 0;
    enum ta_status rc = columns_of(csv, 6, how->names, at, err);
    if (rc != TA_OK) return rc;
    *out = ta_alloc(csv->n_rows, sizeof **out);
    if (*out == NULL) return ta_fail(err, TA_E_NOMEM, "alignment: out of memory");
    for (size_t i = 0; rc == TA_OK && i < csv->n_rows; i++) {
        double value = 0.0;
        if (strcmp(ta_csv_at(csv, i, at[0]), how->scenario) != 0 ||
            strcmp(ta_csv_at(csv, i, at[3]), r->region) != 0)
            continue;
        rc = year_of(csv, i, at[4], r, &year, &k, err);
        if (rc == TA_OK) rc = ta_csv_number(csv, i, at[5], &value, err);
        if (rc != TA_OK) break;
        struct ta_path *path =
            path_at(*out, n, ta_csv_at(csv, i, at[1]),
                    how->technologies ? ta_csv_at(csv, i, at[2]) : "");
        if (k < 2) path->at[k] = value;
        if (year > path->end_year) {
            path->end_year = year;
            path->end = value;
        }
    }
    return rc;
}

enum ta_status ta_plans_read(const struct ta_alignment_request *request,
                             struct ta_plans *out, struct ta_error *err)
{
    const struct reading_path shares = {
        request->scenario,
        {"scenario", "sector", "technology", "region", "year", "value"},
        request->scenario_name,
        true};
    const struct reading_path steps = {
        request->intensity,
        {"scenario", "sector", "sector", "region", "year", "emission_factor"},
        request->intensity_name,
        false};
    *out = (struct ta_plans){.n = 0};
    enum ta_status rc = read_plans(request, out, err);
    if (rc == TA_OK) rc = read_paths(request, &shares, &out->path, &out->n_paths, err);
    if (rc == TA_OK && request->intensity != NULL)
        rc = read_paths(request, &steps, &out->intensity, &out->n_intensities, err);
    if (rc == TA_OK && out->n_paths == 0)
        rc = ta_fail(err, TA_E_DATA, "%s: no row of scenario \"%s\" in region \"%s\"",
                     request->scenario->name, request->scenario_name, request->region);
    return rc;
}

/* --- looking up --------------------------------------------------------------------- */

size_t ta_plans_of(const struct ta_plans *plans, size_t company, size_t *first)
{
    size_t lo = 0, hi = plans->n, n = 0;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (plans->plan[mid].company < company)
            lo = mid + 1;
        else
            hi = mid;
    }
    *first = lo;
    while (lo + n < plans->n && plans->plan[lo + n].company == company) n++;
    return n;
}

const struct ta_path *ta_path_of(const struct ta_path *path, size_t n,
                                 const char *sector, const char *technology)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(path[i].sector, sector) == 0 &&
            strcmp(path[i].technology, technology) == 0)
            return &path[i];
    return NULL;
}

double ta_path_sector(const struct ta_plans *plans, const char *sector)
{
    double sum = 0.0;
    for (size_t i = 0; i < plans->n_paths; i++)
        if (strcmp(plans->path[i].sector, sector) == 0 && !isnan(plans->path[i].at[0]))
            sum += plans->path[i].at[0];
    return sum;
}

double ta_plans_intensity(const struct ta_plans *plans, const char *sector)
{
    double rated = 0.0, weighed = 0.0;
    for (size_t i = 0; i < plans->n; i++) {
        const struct ta_plan *p = &plans->plan[i];
        if (strcmp(p->sector, sector) != 0) continue;
        rated += p->rated[0];
        weighed += p->weighed[0];
    }
    return rated > 0.0 ? weighed / rated : (double)NAN;
}
