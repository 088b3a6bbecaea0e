/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/hazard_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "base/memory.h"

enum column { LON, LAT, PERIOD, INTENSITY, FREQUENCY, EVENT, COLUMNS };
static const char *const column_name[COLUMNS] = {"lon",       "lat",       "period",
                                                 "intensity", "frequency", "event"};

/** One row: which event at which place. */
struct cell {
    size_t row; /* of the table, for errors */
    double lon, lat, frequency, intensity;
    const char *event; /* name; "" of maps, which their period tells apart */
    size_t e, p;
};

struct table {
    const char *name;
    struct ta_csv csv;
    size_t at[COLUMNS]; /* SIZE_MAX: none */
    size_t n;
    struct cell *cell;
    size_t n_events, n_points;
};

static enum ta_status out_of_memory(const struct table *t, struct ta_error *err)
{
    return ta_fail(err, TA_E_NOMEM, "%s: out of memory", t->name);
}

/* --- columns ------------------------------------------------------------------------ */

static enum ta_status known_column(const struct table *t, const char *column,
                                   enum ta_hazard_frequency kind, struct ta_error *err)
{
    for (size_t k = 0; k < COLUMNS; k++) {
        bool wanted = kind == TA_FREQUENCY_EVENT ? k != PERIOD : k <= INTENSITY;
        if (wanted && strcmp(column, column_name[k]) == 0) return TA_OK;
    }
    (void)ta_fail(err, TA_E_DATA, "%s: column \"%.60s\" is not known here", t->name,
                  column);
    ta_error_mend(err, kind == TA_FREQUENCY_EVENT
                           ? "wanted lon, lat, event, frequency, intensity"
                           : "wanted lon, lat, period, intensity");
    return TA_E_DATA;
}

static enum ta_status find_columns(struct table *t, enum ta_hazard_frequency kind,
                                   struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < t->csv.n_columns; i++)
        rc = known_column(t, t->csv.column[i], kind, err);
    for (size_t k = 0; rc == TA_OK && k < COLUMNS; k++) {
        bool wanted = kind == TA_FREQUENCY_EVENT ? k != PERIOD : k <= INTENSITY;
        t->at[k] = SIZE_MAX;
        if (wanted && !ta_csv_column(&t->csv, column_name[k], &t->at[k]))
            rc = ta_fail(err, TA_E_DATA, "%s: has no column \"%s\"", t->name,
                         column_name[k]);
    }
    return rc;
}

/* --- rows --------------------------------------------------------------------------- */

static enum ta_status read_number(const struct table *t, size_t row, enum column k,
                                  double lo, double hi, double *out,
                                  struct ta_error *err)
{
    enum ta_status rc = ta_csv_number(&t->csv, row, t->at[k], out, err);
    if (rc == TA_OK && !(*out >= lo && *out <= hi))
        rc = ta_csv_fail(&t->csv, row, t->at[k], err, "%.40s lies outside %g to %g",
                         ta_csv_at(&t->csv, row, t->at[k]), lo, hi);
    return rc;
}

static enum ta_status read_event(const struct table *t, struct cell *cell,
                                 struct ta_error *err)
{
    enum ta_status rc =
        read_number(t, cell->row, FREQUENCY, 1e-12, 1e6, &cell->frequency, err);
    if (rc != TA_OK) return rc;
    cell->event = ta_csv_at(&t->csv, cell->row, t->at[EVENT]);
    if (cell->event[0] == '\0')
        rc = ta_csv_fail(&t->csv, cell->row, t->at[EVENT], err, "an event has a name");
    return rc;
}

static enum ta_status read_row(const struct table *t, size_t row,
                               enum ta_hazard_frequency kind, struct cell *out,
                               struct ta_error *err)
{
    const double least_period = 1.0 + 1e-9;
    double period = NAN;
    *out = (struct cell){.row = row, .event = ""};
    enum ta_status rc = read_number(t, row, LON, -180.0, 180.0, &out->lon, err);
    if (rc == TA_OK) rc = read_number(t, row, LAT, -90.0, 90.0, &out->lat, err);
    if (rc == TA_OK)
        rc = read_number(t, row, INTENSITY, 0.0, 1e6, &out->intensity, err);
    if (rc != TA_OK) return rc;
    if (kind == TA_FREQUENCY_EVENT) return read_event(t, out, err);
    rc = read_number(t, row, PERIOD, least_period, 1e7, &period, err);
    out->frequency = 1.0 / period;
    return rc;
}

static enum ta_status read_rows(struct table *t, enum ta_hazard_frequency kind,
                                struct ta_error *err)
{
    t->n = t->csv.n_rows;
    if (t->n == 0) return ta_fail(err, TA_E_DATA, "%s: has no rows", t->name);
    if (t->n > TA_HAZARD_TABLE_ROWS_MAX)
        return ta_fail(err, TA_E_LIMIT, "%s: %zu rows, more than %d", t->name, t->n,
                       TA_HAZARD_TABLE_ROWS_MAX);
    t->cell = ta_alloc(t->n, sizeof *t->cell);
    if (t->cell == NULL) return out_of_memory(t, err);
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < t->n; i++)
        rc = read_row(t, i, kind, &t->cell[i], err);
    return rc;
}

/* --- events and places -------------------------------------------------------------- */

static int by_number(double a, double b)
{
    return a < b ? -1 : a > b;
}

static int by_place(const void *a, const void *b)
{
    const struct cell *p = a, *q = b;
    int order = by_number(p->lat, q->lat);
    return order != 0 ? order : by_number(p->lon, q->lon);
}

/* Frequent maps first; events by name. */
static int event_order(const struct cell *p, const struct cell *q)
{
    int order = strcmp(p->event, q->event);
    return order != 0 || p->event[0] != '\0' ? order
                                             : by_number(q->frequency, p->frequency);
}

static int by_event(const void *a, const void *b)
{
    const struct cell *p = a, *q = b;
    int order = event_order(p, q);
    return order != 0 ? order : p->p < q->p ? -1 : p->p > q->p;
}

static void number_places(struct table *t)
{
    qsort(t->cell, t->n, sizeof *t->cell, by_place);
    for (size_t i = 0; i < t->n; i++) {
        if (i > 0 && by_place(&t->cell[i - 1], &t->cell[i]) != 0) t->n_points++;
        t->cell[i].p = t->n_points;
    }
    t->n_points++;
}

static enum ta_status number_events(struct table *t, struct ta_error *err)
{
    qsort(t->cell, t->n, sizeof *t->cell, by_event);
    for (size_t i = 0; i < t->n; i++) {
        struct cell *c = &t->cell[i];
        bool fresh = i > 0 && event_order(c - 1, c) != 0;
        if (fresh) t->n_events++;
        c->e = t->n_events;
        if (i == 0 || fresh) continue;
        if (c->p == c[-1].p)
            return ta_csv_fail(&t->csv, c->row, t->at[LON], err,
                               "this place stands twice in one %s",
                               c->event[0] != '\0' ? "event" : "period");
        if (c->frequency != c[-1].frequency)
            return ta_csv_fail(&t->csv, c->row, t->at[FREQUENCY], err,
                               "event %.60s has two frequencies", c->event);
    }
    t->n_events++;
    return TA_OK;
}

/* A map without a value at a place is a gap, not dry ground. */
static enum ta_status all_there(const struct table *t, struct ta_error *err)
{
    size_t i = 0, period = 0, place = 0;
    while (i < t->n && t->cell[i].e == i / t->n_points &&
           t->cell[i].p == i % t->n_points)
        i++;
    if (i == t->n_events * t->n_points) return TA_OK;
    while (t->cell[period].e != i / t->n_points) period++;
    while (t->cell[place].p != i % t->n_points) place++;
    (void)ta_fail(err, TA_E_DATA,
                  "%s: the place at %.10g, %.10g has no row for the period of %g years",
                  t->name, t->cell[place].lon, t->cell[place].lat,
                  1.0 / t->cell[period].frequency);
    ta_error_mend(err, "give every place a row for every period, 0 where it stays dry");
    return TA_E_DATA;
}

/* --- the set ------------------------------------------------------------------------ */

static enum ta_status make_room(const struct table *t, struct ta_hazard_set *s,
                                struct ta_error *err)
{
    s->frequency = ta_alloc(t->n_events, sizeof *s->frequency);
    s->first = ta_alloc(t->n_events + 1, sizeof *s->first);
    s->lon = ta_alloc(t->n_points, sizeof *s->lon);
    s->lat = ta_alloc(t->n_points, sizeof *s->lat);
    s->point = ta_alloc(t->n, sizeof *s->point);
    s->intensity = ta_alloc(t->n, sizeof *s->intensity);
    bool all = s->frequency != NULL && s->first != NULL && s->lon != NULL &&
               s->lat != NULL && s->point != NULL && s->intensity != NULL;
    return all ? TA_OK : out_of_memory(t, err);
}

static enum ta_status make_set(const struct table *t, struct ta_hazard_set *s,
                               struct ta_error *err)
{
    enum ta_status rc = make_room(t, s, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < t->n; i++) {
        const struct cell *c = &t->cell[i];
        s->frequency[c->e] = c->frequency;
        s->first[c->e + 1] = i + 1;
        s->lon[c->p] = c->lon;
        s->lat[c->p] = c->lat;
        s->point[i] = (uint32_t)c->p;
        s->intensity[i] = c->intensity;
    }
    s->points =
        (struct ta_hazard_points){t->n_events, t->n_points, s->frequency, s->lon,
                                  s->lat,      s->first,    s->point,     s->intensity};
    return TA_OK;
}

enum ta_status ta_hazard_table_read(const char *name, const char *bytes, size_t size,
                                    enum ta_hazard_frequency kind,
                                    struct ta_hazard_set *out, struct ta_error *err)
{
    struct table t = {.name = name};
    struct ta_hazard_set s = {.lon = NULL};
    enum ta_status rc = ta_csv_parse(name, bytes, size, &t.csv, err);
    if (rc != TA_OK) return rc;
    rc = find_columns(&t, kind, err);
    if (rc == TA_OK) rc = read_rows(&t, kind, err);
    if (rc == TA_OK) {
        number_places(&t);
        rc = number_events(&t, err);
    }
    if (rc == TA_OK && kind == TA_FREQUENCY_EXCEEDANCE) rc = all_there(&t, err);
    if (rc == TA_OK) rc = make_set(&t, &s, err);
    ta_free(t.cell);
    ta_csv_free(&t.csv);
    if (rc == TA_OK)
        *out = s;
    else
        ta_hazard_set_free(&s);
    return rc;
}
