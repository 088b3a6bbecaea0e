/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/book.h"

#include <inttypes.h>
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"
#include "base/time.h"
#include "engine/lasting.h"
#include "engine/readings.h"
#include "engine/subject.h"
#include "record/seal.h"
#include "record/silence.h"

/* One walk along the chain. */
struct walk {
    const struct ta_workspace *workspace;
    const struct ta_book_request *request;
    struct ta_book *book;
    struct ta_key_ring ring;
    const char **chosen; /* sorted; NULL: all */
    int64_t head;
    char end[TA_HEX_SIZE], previous[TA_HEX_SIZE];
};

void ta_book_free(struct ta_book *book)
{
    for (size_t i = 0; i < book->n; i++) {
        ta_figures_free(&book->entry[i].now);
        ta_figures_free(&book->entry[i].before);
    }
    ta_free(book->entry);
    ta_free(book->without);
    *book = (struct ta_book){.n = 0};
}

static void tell(struct walk *w, int64_t seq, const char *words)
{
    w->book->n_faults++;
    if (w->request->fault != NULL) w->request->fault(w->request->self, seq, words);
}

/* --- places ------------------------------------------------------------------------- */

static int by_project(const void *key, const void *entry)
{
    return strcmp(key, ((const struct ta_book_entry *)entry)->now.project);
}

static struct ta_book_entry *entry_of(const struct ta_book *book, const char *project)
{
    return bsearch(project, book->entry, book->n, sizeof *book->entry, by_project);
}

static enum ta_status make_place(struct walk *w, const char *project,
                                 struct ta_error *err)
{
    struct ta_book_entry *entry = &w->book->entry[w->book->n];
    if (!ta_copy(entry->now.project, sizeof entry->now.project, project))
        return ta_fail(err, TA_E_DATA, "%.80s: no project's id", project);
    entry->revenue = (double)NAN;
    w->book->n++;
    return TA_OK;
}

/* An entry for each project that is asked for, or that is here now. */
static enum ta_status make_places(struct walk *w, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    const struct ta_book_request *r = w->request;
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = r->n_projects;
    enum ta_status rc = TA_OK;
    if (r->project == NULL) rc = store->ops->project_ids(store->self, &ids, &n, err);
    if (rc != TA_OK) return rc;
    w->book->entry = ta_alloc(n, sizeof *w->book->entry);
    if (w->book->entry == NULL)
        rc = ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = make_place(w, r->project != NULL ? r->project[i] : ids[i], err);
    ta_free(ids);
    return rc;
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The records that are asked for, in order, to be found among. */
static enum ta_status sort_chosen(struct walk *w, struct ta_error *err)
{
    size_t n = w->request->n_records;
    if (w->request->record == NULL) return TA_OK;
    w->chosen = ta_alloc(n, sizeof *w->chosen);
    if (w->chosen == NULL) return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    for (size_t i = 0; i < n; i++) w->chosen[i] = w->request->record[i];
    qsort(w->chosen, n, sizeof *w->chosen, by_text);
    return TA_OK;
}

static bool is_chosen(const struct walk *w, const char *record)
{
    return w->chosen == NULL || bsearch(&record, w->chosen, w->request->n_records,
                                        sizeof *w->chosen, by_text) != NULL;
}

void ta_book_model_name(const struct ta_figures *figures, char out[TA_MODEL_NAME_SIZE])
{
    (void)snprintf(out, TA_MODEL_NAME_SIZE, "%s-%d", figures->model_id,
                   figures->model_version);
}

static bool is_under(const struct walk *w, const struct ta_figures *f)
{
    char name[TA_MODEL_NAME_SIZE];
    const char *wanted = w->request->model;
    ta_book_model_name(f, name);
    return wanted == NULL || strcmp(wanted, f->model_id) == 0 ||
           strcmp(wanted, name) == 0;
}

static bool replaces(const struct ta_figures *newer, const struct ta_figures *kept)
{
    return kept->seq == 0 || newer->as_of >= kept->as_of;
}

static void put(struct ta_figures *kept, struct ta_figures *from)
{
    ta_figures_free(kept);
    *kept = *from;
    *from = (struct ta_figures){.seq = 0};
}

/* A record that may stand in both places is read a second time. */
static enum ta_status place(struct walk *w, const char *body, size_t size,
                            struct ta_figures *f, struct ta_error *err)
{
    struct ta_book_entry *entry = entry_of(w->book, f->project);
    ta_day since = w->request->since;
    int gravity = ta_lasting_gravity(f->opinion);
    if (entry != NULL && gravity > entry->gravest) entry->gravest = gravity;
    if (entry == NULL || f->as_of > w->request->as_of || !is_chosen(w, f->record) ||
        !is_under(w, f))
        return TA_OK;
    if (since != TA_DAY_NONE && f->as_of <= since && replaces(f, &entry->before)) {
        struct ta_figures copy;
        enum ta_status rc = ta_record_figures(f->record, body, size, &copy, err);
        if (rc != TA_OK) return rc;
        copy.seq = f->seq;
        put(&entry->before, &copy);
        entry->has_before = true;
    }
    if (replaces(f, &entry->now)) put(&entry->now, f);
    return TA_OK;
}

/* --- the chain ---------------------------------------------------------------------- */

static void tell_seal(struct walk *w, int64_t seq, unsigned faults)
{
    struct ta_text words = {0};
    for (unsigned bit = 1; bit <= TA_SEAL_RETIRED; bit <<= 1)
        if ((faults & bit) != 0)
            ta_text_addf(&words, "%s%s", words.size > 0 ? "; " : "",
                         ta_seal_fault_text((enum ta_seal_fault)bit));
    tell(w, seq, words.failed ? "its seal does not hold" : words.bytes);
    ta_text_free(&words);
}

/* One record on its way: read in order, judged by any thread, placed in order. */
struct job {
    int64_t seq;
    bool gone;
    struct ta_envelope envelope;
    char previous[TA_HEX_SIZE]; /* chain value before it */
    char *body;                 /* owned */
    size_t size;
    unsigned faults; /* of the seal */
    struct ta_figures figures;
    enum ta_status rc; /* of reading them */
    struct ta_error why;
};

enum { BATCH = 512, THREADS_MOST = 8 };

struct batch {
    const struct ta_key_ring *ring;
    size_t n;
    struct job *job;
    atomic_size_t next;
};

/* Hash, chain, signature and what the record says: the costly part. */
static void judge(const struct ta_key_ring *ring, struct job *job)
{
    if (job->gone) return;
    job->faults =
        ta_seal_check(&job->envelope, job->body, job->size, job->previous, ring);
    if (job->faults != 0) return;
    job->rc = ta_record_figures(job->envelope.id, job->body, job->size, &job->figures,
                                &job->why);
    job->figures.seq = job->envelope.seq;
}

static void *work(void *of)
{
    struct batch *batch = of;
    size_t i;
    while ((i = atomic_fetch_add(&batch->next, 1)) < batch->n)
        judge(batch->ring, &batch->job[i]);
    return NULL;
}

/* As many threads as there are processors; what no thread could be made for, this one does. */
static void judge_all(struct batch *batch)
{
    pthread_t thread[THREADS_MOST];
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    size_t n = 0, most = online > 1 ? (size_t)online - 1 : 0;
    if (batch->n < BATCH / 8) most = 0; /* not worth a thread */
    atomic_store(&batch->next, 0);
    while (n < most && n < THREADS_MOST &&
           pthread_create(&thread[n], NULL, work, batch) == 0)
        n++;
    (void)work(batch);
    for (size_t i = 0; i < n; i++) (void)pthread_join(thread[i], NULL);
}

static enum ta_status settle(struct walk *w, struct job *job, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    if (job->gone)
        tell(w, job->seq, "the record is gone");
    else if (job->faults != 0)
        tell_seal(w, job->seq, job->faults);
    else if (job->rc == TA_E_NOMEM)
        rc = ta_fail_as(err, &job->why);
    else if (job->rc != TA_OK)
        tell(w, job->seq, job->why.text);
    else
        rc = place(w, job->body, job->size, &job->figures, err);
    return rc;
}

static enum ta_status read_job(struct walk *w, int64_t seq, struct job *job,
                               struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    struct ta_error why = {0};
    *job = (struct job){.seq = seq};
    enum ta_status rc = store->ops->record_at(store->self, seq, &job->envelope,
                                              &job->body, &job->size, &why);
    job->gone = rc == TA_E_NOTFOUND;
    if (job->gone) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(err, &why);
    memcpy(job->previous, w->previous, sizeof job->previous);
    memcpy(w->previous, job->envelope.chain, sizeof w->previous);
    w->book->n_records++;
    return TA_OK;
}

/* Up to BATCH records from @p seq on. */
static enum ta_status walk_batch(struct walk *w, int64_t seq, struct job *job,
                                 struct ta_error *err)
{
    struct batch batch = {.ring = &w->ring, .job = job};
    enum ta_status rc = TA_OK;
    for (; rc == TA_OK && batch.n < BATCH && seq <= w->head; seq++)
        rc = read_job(w, seq, &job[batch.n++], err);
    if (rc == TA_OK) judge_all(&batch);
    for (size_t i = 0; i < batch.n; i++) {
        if (rc == TA_OK) rc = settle(w, &job[i], err);
        ta_figures_free(&job[i].figures);
        ta_free(job[i].body);
    }
    if (w->request->progress != NULL)
        w->request->progress(w->request->self, (size_t)(seq - 1), (size_t)w->head);
    return rc;
}

static enum ta_status walk_chain(struct walk *w, struct ta_error *err)
{
    const struct ta_store *store = &w->workspace->store;
    struct job *job = ta_alloc(BATCH, sizeof *job);
    if (job == NULL) return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    enum ta_status rc = store->ops->chain_head(store->self, &w->head, w->end, err);
    memcpy(w->previous, ta_chain_start, sizeof w->previous);
    for (int64_t seq = 1; rc == TA_OK && seq <= w->head; seq += BATCH)
        rc = walk_batch(w, seq, job, err);
    ta_free(job);
    if (rc == TA_OK && strcmp(w->previous, w->end) != 0)
        tell(w, w->head, "the chain does not end where its head says");
    return rc;
}

/* --- what a record does not say ----------------------------------------------------- */

/* Of all its loans, when they agree: it is the borrower's. */
static double revenue_of(const struct ta_project *project)
{
    double revenue = (double)NAN;
    for (size_t i = 0; i < project->n_loans; i++) {
        const struct ta_loan *loan = &project->loan[i];
        if (loan->revenue.currency[0] == '\0' ||
            strcmp(loan->revenue.currency, loan->outstanding.currency) != 0)
            continue;
        double said = (double)loan->revenue.minor;
        if (!isnan(revenue) && revenue != said) return (double)NAN;
        revenue = said;
    }
    return revenue;
}

/* A figure of which financed emissions are made (base/project_input.h), known on that day. */
static bool is_emission(const struct ta_declared *figure, ta_day as_of)
{
    static const char *const made_of[] = {"emissions.", "fuel.",   "fuel_energy.",
                                          "fuel_cn.",   "gas_cn.", "electricity"};
    if (figure->to == TA_DAY_NONE || figure->to > as_of) return false;
    for (size_t i = 0; i < sizeof made_of / sizeof *made_of; i++)
        if (strncmp(figure->name, made_of[i], strlen(made_of[i])) == 0) return true;
    return false;
}

/* The newest year; 0 when none is stated. */
static int reporting_year_of(const struct ta_project *project, ta_day as_of)
{
    int newest = 0, year, month, day;
    for (size_t i = 0; i < project->n_declared; i++) {
        if (!is_emission(&project->declared[i], as_of)) continue;
        ta_day_to_civil(project->declared[i].to, &year, &month, &day);
        if (year > newest) newest = year;
    }
    return newest;
}

/* The project document that the record pins. One that is gone says nothing. */
static enum ta_status recall(const struct walk *w, struct ta_book_entry *entry,
                             struct ta_error *err)
{
    struct ta_subject subject;
    struct ta_error why = {0};
    enum ta_status rc = ta_subject_recall(&w->workspace->store, entry->now.project,
                                          entry->now.document_sha256, &subject, &why);
    if (rc == TA_E_NOMEM || rc == TA_E_IO) return ta_fail_as(err, &why);
    if (rc != TA_OK) return TA_OK;
    entry->revenue = revenue_of(&subject.project);
    entry->reporting_year = reporting_year_of(&subject.project, entry->now.as_of);
    entry->now.technology =
        ta_strdup(subject.project.technology != NULL ? subject.project.technology : "");
    ta_subject_free(&subject);
    if (entry->now.technology == NULL)
        return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    return TA_OK;
}

static bool asks_readings(const struct ta_figures *figures)
{
    for (size_t i = 0; i < figures->n_indicators; i++) {
        const char *key = figures->indicator[i].silence;
        if (ta_silence_with_readings(key) != key) return true;
    }
    return false;
}

/* "None were taken in" is another thing where others of the project were: a page says so too. */
static enum ta_status settle_silence(const struct walk *w, struct ta_book_entry *entry,
                                     struct ta_error *err)
{
    bool any = false;
    struct ta_figures *now = &entry->now;
    if (!asks_readings(now)) return TA_OK;
    enum ta_status rc = ta_has_readings(&w->workspace->store, now->project, &any, err);
    for (size_t i = 0; any && i < now->n_indicators; i++)
        now->indicator[i].silence = ta_silence_with_readings(now->indicator[i].silence);
    return rc;
}

/* Entries without a record go into a list of their own. */
static enum ta_status close_up(struct walk *w, struct ta_error *err)
{
    struct ta_book *book = w->book;
    size_t n = 0;
    enum ta_status rc = TA_OK;
    book->without = ta_alloc(book->n, sizeof *book->without);
    if (book->without == NULL)
        return ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
    for (size_t i = 0; i < book->n; i++) {
        struct ta_book_entry *entry = &book->entry[i];
        if (entry->now.seq == 0) {
            memcpy(book->without[book->n_without++], entry->now.project, TA_ID_SIZE);
            ta_figures_free(&entry->now);
            ta_figures_free(&entry->before);
        } else {
            if (rc == TA_OK) rc = recall(w, entry, err);
            if (rc == TA_OK) rc = settle_silence(w, entry, err);
            if (n != i) book->entry[n] = *entry;
            n++;
        }
    }
    book->n = n;
    return rc;
}

enum ta_status ta_book_open(const struct ta_workspace *workspace,
                            const struct ta_book_request *request, struct ta_book *out,
                            struct ta_error *err)
{
    struct walk w = {.workspace = workspace, .request = request, .book = out};
    *out = (struct ta_book){.n = 0};
    enum ta_status rc = ta_workspace_keys_to_check(workspace, &w.ring, err);
    if (rc != TA_OK) return rc;
    rc = make_places(&w, err);
    if (rc == TA_OK) rc = sort_chosen(&w, err);
    if (rc == TA_OK) rc = walk_chain(&w, err);
    if (rc == TA_OK) rc = close_up(&w, err);
    ta_free(w.chosen);
    ta_keys_close(&w.ring);
    return rc;
}
