/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_mutation.h  A workspace with every kind of evidence and six records, and mutations of
 *  copies of it, each of which verify has to name.
 *
 *  The test defines BASE and COPY, two folders, first. */
#ifndef TA_TEST_MUTATION_H
#define TA_TEST_MUTATION_H

#include "ta_property.h"
#include "ta_test_past.h"

#include "engine/assess.h"
#include "engine/verify.h"

/* --- a workspace with every kind of evidence ------------------------------------------- */

static inline double clearing(void *self, ta_day day, int row, int col)
{
    const int *cleared = self;
    (void)row;
    double noise = 0.01 * ((day + col) % 3);
    return day >= portfolio_day("2020-05-01") && col < 10 + *cleared ? 0.2
                                                                     : 0.7 + noise;
}

static inline double stack(void *self, const struct ta_datastream *stream,
                           ta_time_us hour)
{
    const double *high = self;
    int64_t h = hour / INT64_C(3600000000);
    if (h % 97 == 0) return NAN;
    if (stream->name[0] != 'a') return 20.0; /* unchanged for months */
    return h % 50 == 0 ? *high : 20.0 + (double)(h % 7);
}

static inline void add_project(struct ta_workspace *w, struct ta_project *project,
                               int cleared)
{
    static const char *const days[] = {"2018-07-01", "2018-07-11", "2018-07-21",
                                       "2019-07-01", "2019-07-11", "2019-07-21",
                                       "2020-07-01", "2020-07-11", "2020-07-21"};
    double high = 50.0;
    portfolio_put(w, project);
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        portfolio_look(w, project, portfolio_day(days[i]), clearing, &cleared);
    if (project->n_datastreams == 0) return;
    portfolio_readings(w, project, "2020-04", 1, portfolio_day("2020-04-01"), 30, stack,
                       &high);
    portfolio_readings(w, project, "2020-05", 1, portfolio_day("2020-05-01"), 31, stack,
                       &high);
    portfolio_readings(w, project, "2020-06", 1, portfolio_day("2020-06-01"), 30, stack,
                       &high);
    portfolio_readings(w, project, "2020-07", 1, portfolio_day("2020-07-01"), 31, stack,
                       &high);
}

static inline void assess(struct ta_workspace *w, const char *as_of)
{
    const struct ta_assess_request request = {.as_of = portfolio_day(as_of),
                                              .model = "credit-3",
                                              .now = ta_time_of(portfolio_day(as_of)),
                                              .who = "test"};
    assert_ok(ta_assess(w, &request, &err));
}

static inline int build(void **state)
{
    (void)state;
    struct ta_workspace w;
    struct ta_project steel = portfolio_project("steel"),
                      wood = portfolio_project("wood");
    portfolio_stream(&steel, "stack1", "a.so2", "so2", 35.0);
    portfolio_stream(&steel, "stack1", "b.nox", "nox", 100.0);
    portfolio_open(BASE, &w);
    portfolio_zones(&w, 60, 60, 80, 80, 5.0);
    add_project(&w, &steel, 1);
    add_project(&w, &wood, 4);
    assess(&w, "2020-07-15");
    assess(&w, "2020-07-31");
    assess(&w, "2020-08-03");
    ta_workspace_close(&w);
    ta_project_free(&steel);
    ta_project_free(&wood);
    return 0;
}

/* --- mutations ------------------------------------------------------------------------ */

/* What has to stand in a fault: its place, and the words of it. */
struct expected {
    char what[64], field[600], words[128];
    bool reproduced; /* nothing but computing it again can find it */
};

/* A record, by the seed; what is expected names it. */
static inline struct row *pick(struct ta_random_stream *r, struct expected *out)
{
    struct row *picked = &past_row[ta_random_below(r, n_rows)];
    (void)snprintf(out->what, sizeof out->what, "seq %lld",
                   (long long)picked->envelope.seq);
    return picked;
}

typedef void (*mutation_fn)(struct ta_random_stream *r, struct expected *out);
#define NAMED(name)                                                                    \
    {                                                                                  \
#name, name                                                                    \
    }
struct mutation {
    const char *name;
    mutation_fn make;
};

/* --- verify ---------------------------------------------------------------------------- */

struct search {
    const struct expected *expected;
    struct ta_verify_counts counts;
    size_t n, hits, by_hash; /* by_hash: of what is not intact */
    char all[8192];
};

static inline void look(void *self, const struct ta_verify_fault *fault)
{
    struct search *s = self;
    char what[64], line[1024];
    (void)snprintf(what, sizeof what, "seq %lld", (long long)fault->seq);
    (void)snprintf(line, sizeof line, "  %s %s: wanted %.80s, found %.160s\n", what,
                   fault->field, fault->expected, fault->found);
    size_t used = strlen(s->all);
    (void)snprintf(s->all + used, sizeof s->all - used, "%s", line);
    s->n++;
    if (fault->part == TA_VERIFY_INTACT) s->by_hash++;
    const struct expected *e = s->expected;
    if (e == NULL || (e->what[0] != '\0' && strcmp(e->what, what) != 0)) return;
    if (e->reproduced && fault->part != TA_VERIFY_REPRODUCED) return;
    if (strncmp(fault->field, e->field, strlen(e->field)) == 0 &&
        strstr(fault->found, e->words) != NULL)
        s->hits++;
}

static inline enum ta_status verify(struct search *search)
{
    struct ta_workspace w;
    const struct ta_workspace_options plain = {.read_only = true};
    const struct ta_verify_request request = {.self = search, .fault = look};
    assert_ok(ta_workspace_open(COPY, &plain, &w, &err));
    enum ta_status rc = ta_verify(&w, &request, &search->counts, &err);
    ta_workspace_close(&w);
    return rc;
}

/* One mutation of a copy of the workspace: verify has to name it. */
static inline void mutate(const struct mutation *mutation, struct ta_random_stream *r)
{
    struct expected expected = {.what = ""};
    struct search search = {.expected = &expected};
    copy_workspace();
    open_past();
    read_rows();
    mutation->make(r, &expected);
    free_rows();
    close_past();
    enum ta_status rc = verify(&search);
    if (rc != TA_FINDING || search.hits == 0 ||
        (expected.reproduced && search.by_hash > 0))
        fail_msg("%s: wanted %s %s %s; status %d, %zu faults:\n%s", mutation->name,
                 expected.what, expected.field, expected.words, (int)rc, search.n,
                 search.all);
}

/* The list that a test goes through, each kind in turn; TERRASSAY_SEED picks one. */
static struct {
    const struct mutation *kind;
    size_t n, tried;
} mutations;

static inline void mutate_next(struct ta_random_stream *r)
{
    size_t at =
        getenv("TERRASSAY_SEED") != NULL ? (size_t)(r->state - 1) : mutations.tried;
    mutate(&mutations.kind[at % mutations.n], r);
    mutations.tried++;
}

static inline void mutate_all(const struct mutation *kind, size_t n, size_t times)
{
    mutations.kind = kind;
    mutations.n = n;
    ta_for_seeds(times, mutate_next);
}

#endif
