/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/ingest.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "engine/reading_clear.h"
#include "engine/reading_roster.h"

enum { ROWS = 1 << 20, MAPPING_MOST = 1 << 20 };

/* One file on its way in. */
struct job {
    struct ta_workspace *workspace;
    const struct ta_ingest *ingest;
    struct ta_ingested *out;
    struct ta_error *err;
    const struct ta_decoder *decoder;
    struct ta_mapping *mapping;
    char *mapping_text;
    size_t mapping_size;
    char *folder; /* journal: for runs of the sort */
    struct ta_inlet inlet;
};

static enum ta_status fail_memory(const struct job *job)
{
    return ta_fail(job->err, TA_E_NOMEM, "%s: out of memory", job->ingest->path);
}

/* --- what to read it with -------------------------------------------------------------------- */

static enum ta_status load_mapping(struct job *job)
{
    const char *path = job->ingest->mapping;
    if (path == NULL) return TA_OK;
    enum ta_status rc = ta_file_read(path, MAPPING_MOST, &job->mapping_text,
                                     &job->mapping_size, job->err);
    if (rc != TA_OK) return rc;
    return ta_mapping_parse(path, job->mapping_text, job->mapping_size, &job->mapping,
                            job->err);
}

static enum ta_status fail_decoder(const struct job *job, const char *format)
{
    struct ta_text list = {0};
    for (size_t i = 0; i < ta_decoder_count(); i++)
        ta_text_addf(&list, "%s%s", i == 0 ? "" : ", ", ta_decoder_at(i)->id);
    (void)ta_fail(job->err, TA_E_USAGE, "no format is called \"%.40s\"", format);
    if (!list.failed) ta_error_mend(job->err, "name one of: %s", list.bytes);
    ta_text_free(&list);
    return TA_E_USAGE;
}

static enum ta_status choose_decoder(struct job *job)
{
    const char *format = job->ingest->format;
    if (format == NULL && job->mapping != NULL)
        format = ta_mapping_form_id(job->mapping->form);
    if (format == NULL) format = "senml";
    job->decoder = ta_decoder_find(format);
    if (job->decoder == NULL) return fail_decoder(job, format);
    bool mapped = job->mapping != NULL;
    if (mapped && job->decoder->needs_mapping &&
        !ta_decoder_reads(job->decoder, job->mapping))
        return ta_mended(
            ta_fail(job->err, TA_E_USAGE, "%s: the mapping is of the form %s", format,
                    ta_mapping_form_id(job->mapping->form)),
            job->err, "leave --format out, or name a mapping of that form");
    if (job->decoder->needs_mapping == mapped) return TA_OK;
    (void)ta_fail(job->err, TA_E_USAGE, "%s %s", format,
                  mapped ? "takes no mapping" : "needs a mapping");
    ta_error_mend(job->err, mapped ? "leave --mapping out, or name another --format"
                                   : "say which column is which with --mapping FILE");
    return TA_E_USAGE;
}

/* Several projects have datastreams and none was named. */
static enum ta_status check_project(const struct job *job, const struct ta_intake *in)
{
    const char *first = ta_intake_at(in, 0)->project;
    const struct ta_intake_stream *last = ta_intake_at(in, ta_intake_count(in) - 1);
    if (strcmp(first, last->project) == 0) return TA_OK;
    (void)ta_fail(job->err, TA_E_USAGE,
                  "several projects have datastreams, %s and %s among them", first,
                  last->project);
    ta_error_mend(job->err, "name the one with --project ID");
    return TA_E_USAGE;
}

static enum ta_status open_inlet(struct job *job)
{
    struct ta_inlet *in = &job->inlet;
    char *dead = ta_workspace_path(job->workspace, "journal/dead");
    job->folder = ta_workspace_path(job->workspace, "journal");
    enum ta_status rc = dead == NULL || job->folder == NULL ? fail_memory(job) : TA_OK;
    if (rc == TA_OK)
        rc = ta_roster(job->workspace, job->ingest->project, &in->intake, job->err);
    if (rc == TA_OK) rc = check_project(job, in->intake);
    if (rc == TA_OK) rc = ta_folder_make(job->folder, job->err);
    size_t rows = job->ingest->rows == 0 ? ROWS : job->ingest->rows;
    if (rc == TA_OK) rc = ta_sort_new(job->folder, rows, &in->sort, job->err);
    if (rc == TA_OK) rc = ta_dead_open(dead, &in->dead, job->err);
    ta_free(dead);
    return rc;
}

static struct ta_view view_of(const char *text, size_t size)
{
    return (struct ta_view){text, text == NULL ? 0 : size};
}

static void describe(struct job *job)
{
    struct ta_inlet *in = &job->inlet;
    in->context =
        (struct ta_intake_context){.project = ta_intake_at(in->intake, 0)->project,
                                   .device = NULL,
                                   .now = job->ingest->now,
                                   .received = TA_TIME_NONE};
    in->source = job->ingest->path;
    in->form =
        (struct ta_letter_form){view_of(job->decoder->id, strlen(job->decoder->id)),
                                view_of(job->mapping_text, job->mapping_size),
                                {"", 0}};
    in->counts = &job->out->counts;
    in->self = job->ingest->self;
    in->complain = job->ingest->complain;
    memcpy(job->out->project, in->context.project, sizeof job->out->project);
}

static enum ta_status prepare(struct job *job)
{
    enum ta_status rc = load_mapping(job);
    if (rc == TA_OK) rc = choose_decoder(job);
    if (rc == TA_OK) rc = open_inlet(job);
    if (rc == TA_OK) describe(job);
    return rc;
}

/* --- the way in ------------------------------------------------------------------------------- */

static enum ta_status decode(struct job *job)
{
    const struct ta_decode_input in = {.source = job->ingest->path,
                                       .received = TA_TIME_NONE,
                                       .limits = ta_limits_of_file(),
                                       .mapping = job->mapping};
    struct ta_decode_sink sink = ta_inlet_sink(&job->inlet);
    return ta_decode_file(job->decoder, &in, &sink, job->ingest->progress,
                          job->ingest->self, job->err);
}

/* Letters first: what is lost after that was at least said. */
static enum ta_status seal(struct job *job)
{
    struct ta_inlet *in = &job->inlet;
    const struct ta_seal_job sealing = {.workspace = job->workspace,
                                        .intake = in->intake,
                                        .tables = job->ingest->tables,
                                        .who = job->ingest->who,
                                        .now = job->ingest->now,
                                        .month_rows = job->ingest->month_rows,
                                        .held = job->ingest->held,
                                        .outcome = job->out->counts.outcome};
    enum ta_status rc =
        ta_dead_publish(in->dead, &job->out->letters, &job->out->letters_new, job->err);
    if (rc == TA_OK) rc = ta_sort_end(in->sort, job->err);
    if (rc == TA_OK)
        rc = ta_seal_sorted(&sealing, in->sort, &job->out->sealed, job->err);
    return rc;
}

static enum ta_status compact(struct job *job)
{
    const struct ta_compact_job months = {.workspace = job->workspace,
                                          .project = job->out->project,
                                          .tables = job->ingest->tables,
                                          .who = job->ingest->who,
                                          .now = job->ingest->now,
                                          .month_rows = job->ingest->month_rows};
    return ta_compact_readings(&months, &job->out->compacted, job->err);
}

/* Who took in what, unless nothing came of it. @param rc what it came to */
static enum ta_status note(const struct job *job, enum ta_status rc)
{
    char detail[256];
    const struct ta_ingested *out = job->out;
    if (out->sealed.files == 0 && !out->letters_new) return rc;
    (void)snprintf(detail, sizeof detail,
                   "%.100s: readings=%llu files=%zu set_aside=%llu", job->ingest->path,
                   (unsigned long long)out->sealed.readings, out->sealed.files,
                   (unsigned long long)ta_inlet_aside(&out->counts));
    ta_words_shown(detail); /* a name may be cut, or in another encoding */
    const struct ta_seal_note line = {.workspace = job->workspace,
                                      .who = job->ingest->who,
                                      .now = job->ingest->now,
                                      .did = "ingest",
                                      .of = out->project,
                                      .detail = detail,
                                      .borne = out->sealed.borne};
    return ta_seal_note(&line, rc, job->err);
}

static void end(struct job *job)
{
    ta_dead_close(job->inlet.dead);
    ta_sort_free(job->inlet.sort);
    ta_intake_free(job->inlet.intake);
    ta_inlet_free(&job->inlet);
    ta_mapping_free(job->mapping);
    ta_free(job->mapping_text);
    ta_free(job->folder);
}

enum ta_status ta_engine_ingest(struct ta_workspace *workspace,
                                const struct ta_ingest *ingest, struct ta_ingested *out,
                                struct ta_error *err)
{
    struct job job = {.workspace = workspace, .ingest = ingest, .out = out, .err = err};
    *out = (struct ta_ingested){.letters = NULL};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    rc = prepare(&job);
    if (rc == TA_OK) rc = decode(&job);
    if (rc == TA_OK) rc = seal(&job);
    rc = note(&job, rc);
    if (rc == TA_OK) rc = compact(&job);
    end(&job);
    ta_readings_clear(workspace);
    ta_workspace_leave(workspace, TA_DOES_INGEST);
    if (rc == TA_OK && (ta_inlet_aside(&out->counts) > 0 || out->compacted.left > 0))
        rc = TA_PARTLY;
    return rc;
}

void ta_ingested_free(struct ta_ingested *ingested)
{
    ta_free(ingested->letters);
    ingested->letters = NULL;
}
