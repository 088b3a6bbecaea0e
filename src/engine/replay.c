/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/replay.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/journal_inlet.h"
#include "engine/letters_away.h"
#include "engine/reading_clear.h"
#include "engine/reading_roster.h"
#include "ingest/topic.h"

enum { ROWS = 1 << 20, MAPPING_MOST = 1 << 20 };

struct replaying {
    struct ta_workspace *workspace;
    const struct ta_replay *job;
    struct ta_replayed *out;
    struct ta_error *err;
    char *dead, *folder;
    struct ta_mapping *mended; /* replaces others; NULL: none does */
    char *mended_text;
    size_t mended_size;
    struct ta_inlet inlet;
    struct ta_journal_inlet journal;
    /* of the form at hand; texts owned, since letters are written after it */
    const struct ta_decoder *decoder;
    struct ta_mapping *mapping;
    char *form; /* mapping, then head */
    size_t mapping_size, head_size;
    /* files that are not needed any more */
    char **gone;
    size_t n_gone, gone_capacity;
};

static enum ta_status fail_memory(const struct replaying *r)
{
    return ta_fail(r->err, TA_E_NOMEM, "dead letters: out of memory");
}

/* --- forms ---------------------------------------------------------------------------------- */

static void drop_form(struct replaying *r)
{
    ta_mapping_free(r->mapping);
    ta_free(r->form);
    r->mapping = NULL;
    r->form = NULL;
    r->decoder = NULL;
    r->mapping_size = r->head_size = 0;
}

static enum ta_status on_form(void *self, const struct ta_letter_form *form,
                              struct ta_error *err)
{
    struct replaying *r = self;
    char id[TA_NAME_SIZE] = "";
    (void)err;
    drop_form(r);
    r->inlet.written.format.bytes =
        NULL; /* other texts may come to stand in its place */
    r->form = ta_alloc(form->mapping.size + form->head.size, 1);
    if (r->form == NULL) return fail_memory(r);
    r->mapping_size = form->mapping.size;
    r->head_size = form->head.size;
    memcpy(r->form, form->mapping.bytes, form->mapping.size);
    memcpy(r->form + form->mapping.size, form->head.bytes, form->head.size);
    if (form->format.size > 0 && form->format.size < sizeof id) {
        memcpy(id, form->format.bytes, form->format.size);
        r->decoder = ta_decoder_find(id);
    }
    if (r->mapping_size == 0) return TA_OK;
    enum ta_status rc = ta_mapping_parse("the mapping of a dead letter", r->form,
                                         r->mapping_size, &r->mapping, NULL);
    return rc == TA_E_NOMEM ? fail_memory(r) : TA_OK; /* else its letters stay */
}

/* --- letters -------------------------------------------------------------------------------- */

static struct ta_view form_view(const char *text, size_t size)
{
    return (struct ta_view){size == 0 ? "" : text, size};
}

static struct ta_view head_of(const struct replaying *r)
{
    return form_view(r->form + r->mapping_size, r->head_size);
}

/* Lines in front of its table do not stand before it. */
static bool is_row(const struct replaying *r, const struct ta_letter *letter)
{
    return r->head_size > 0 || (r->mapping_size > 0 && letter->line > 1);
}

/* A row that was not like the first: of letters that former programs kept nobody has that one. */
static bool is_cut(const struct replaying *r, const struct ta_letter *letter)
{
    return r->head_size == 0 && is_row(r, letter) && letter->outcome == TA_BAD_FIELD;
}

/* Of the letter at hand, with the mended mapping or its own. */
static struct ta_letter_form form_of(const struct replaying *r, bool mended)
{
    const char *id = r->decoder == NULL ? "" : r->decoder->id;
    return (struct ta_letter_form){form_view(id, strlen(id)),
                                   mended && r->mapping_size > 0
                                       ? form_view(r->mended_text, r->mended_size)
                                       : form_view(r->form, r->mapping_size),
                                   head_of(r)};
}

/* Straight from a device: its topic says all there is to know. */
static enum ta_status take_message(struct replaying *r, const struct ta_letter *letter)
{
    const struct ta_journal_message message = {.received = letter->received,
                                               .topic = letter->source,
                                               .bytes = letter->bytes,
                                               .undated = letter->undated};
    r->out->by_workspace +=
        r->mended != NULL && r->decoder != NULL && r->decoder->needs_mapping;
    r->journal.rows = is_row(r, letter);
    r->journal.cut = is_cut(r, letter);
    r->journal.form = form_of(r, false);
    r->journal.own = r->mapping;
    if (r->journal.rows) { /* its row's; else the decoder says */
        r->inlet.line = letter->line;
        r->inlet.column = letter->column;
    }
    enum ta_status rc = ta_journal_take(&r->journal, &message, r->err);
    r->inlet.line = r->inlet.column = 0;
    return rc;
}

static enum ta_status refuse_form(struct replaying *r, const struct ta_letter *letter,
                                  const struct ta_mapping *mapping)
{
    char why[TA_FORM_WORDS];
    ta_decoder_form_words(r->decoder, mapping, why);
    r->inlet.form = form_of(r, false);
    return ta_inlet_refuse(&r->inlet, letter->bytes, TA_NO_MAPPING, why, r->err);
}

static enum ta_status decode_file_letter(struct replaying *r,
                                         const struct ta_letter *letter,
                                         const struct ta_mapping *mapping)
{
    struct ta_inlet *in = &r->inlet;
    const struct ta_decode_input input = {.source = in->source,
                                          .bytes = letter->bytes.bytes,
                                          .size = letter->bytes.size,
                                          .received = letter->received,
                                          .limits = ta_limits_of_file(),
                                          .mapping = mapping,
                                          .rows = is_row(r, letter),
                                          .head = head_of(r),
                                          .cut = is_cut(r, letter)};
    const struct ta_letter_form own = form_of(r, false);
    if (mapping != NULL && ta_decoder_slips(r->decoder, &input, r->mapping))
        return ta_inlet_keep(in, &own, letter->bytes, r->err);
    struct ta_error why = {.status = TA_E_INTERNAL};
    struct ta_decode_sink sink = ta_inlet_sink(in);
    sink.head = NULL; /* the form has it */
    enum ta_status rc = r->decoder->decode(&input, &sink, &why);
    if (rc != TA_OK || !in->told) in->form = own; /* the mended one is not for it */
    return ta_inlet_ended(in, rc, letter->bytes, &why, r->err);
}

static bool copy_view(struct ta_view from, char *to, size_t room)
{
    if (from.size >= room) return false;
    if (from.size > 0) memcpy(to, from.bytes, from.size);
    to[from.size] = '\0';
    return true;
}

/* From a file: with the format, mapping and names above the table that it came with. */
static enum ta_status take_letter(struct replaying *r, const struct ta_letter *letter)
{
    char project[TA_ID_SIZE], source[256];
    struct ta_inlet *in = &r->inlet;
    const struct ta_mapping *mapping = r->mended != NULL ? r->mended : r->mapping;
    bool fits = copy_view(letter->project, project, sizeof project);
    if (!copy_view(letter->source, source, sizeof source))
        memcpy(source, "a file", sizeof "a file");
    in->source = source;
    in->line = letter->line;
    in->column = letter->column;
    in->context = (struct ta_intake_context){.project = fits ? project : "",
                                             .now = r->job->now,
                                             .received = letter->received};
    in->form = form_of(r, r->mended != NULL);
    enum ta_status rc;
    if (r->decoder == NULL)
        rc = ta_inlet_refuse(in, letter->bytes, TA_UNKNOWN_FORMAT,
                             "a format that nobody here decodes", r->err);
    else if (r->decoder->needs_mapping && mapping == NULL)
        rc = ta_inlet_refuse(in, letter->bytes, TA_NO_MAPPING,
                             "its mapping cannot be read", r->err);
    else if (r->decoder->needs_mapping && !ta_decoder_reads(r->decoder, mapping))
        rc = refuse_form(r, letter, mapping);
    else
        rc = decode_file_letter(r, letter, mapping);
    in->source = "";
    in->context.project = "";
    in->line = in->column = 0;
    return rc;
}

static enum ta_status on_letter(void *self, const struct ta_letter *letter,
                                struct ta_error *err)
{
    struct replaying *r = self;
    struct ta_topic topic;
    (void)err;
    r->inlet.letter++;
    bool from_device =
        letter->received != TA_TIME_NONE && ta_topic_read(letter->source, &topic);
    return from_device ? take_message(r, letter) : take_letter(r, letter);
}

/* --- files ---------------------------------------------------------------------------------- */

static enum ta_status mark_gone(struct replaying *r, char **path)
{
    if (ta_grow((void **)&r->gone, &r->gone_capacity, r->n_gone, sizeof *r->gone) != 0)
        return fail_memory(r);
    r->gone[r->n_gone++] = *path;
    *path = NULL;
    return TA_OK;
}

static void tell_file(const struct replaying *r, const struct ta_replay_file *file)
{
    if (r->job->file != NULL) r->job->file(r->job->self, file);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* One that is no file of letters any more stays, and is a fault. */
static enum ta_status read_letters(struct replaying *r, const char *path,
                                   const struct ta_dead_sink *sink, size_t *faults)
{
    enum ta_status rc = ta_dead_read(path, sink, faults, r->err);
    if (rc != TA_E_DATA) return rc; /* of no letter, see ta_inlet_ended() */
    ++*faults;
    return TA_OK;
}

/* What is still set aside goes to another file, unless it is the same again. */
static enum ta_status replay_file(struct replaying *r, char **path)
{
    const struct ta_dead_sink sink = {r, on_form, on_letter};
    struct ta_dead_writer *dead = NULL;
    char *letters = NULL;
    bool added = false;
    size_t faults = 0;
    enum ta_status rc = ta_dead_open(r->dead, &dead, r->err);
    if (rc != TA_OK) return rc;
    uint64_t still = r->out->counts.letters;
    ta_inlet_letters(&r->inlet, dead);
    r->inlet.letters = base_name(*path);
    r->inlet.letter = 0;
    rc = read_letters(r, *path, &sink, &faults);
    if (rc == TA_OK) rc = ta_dead_publish(dead, &letters, &added, r->err);
    ta_inlet_letters(&r->inlet, NULL);
    r->inlet.letters = NULL;
    ta_dead_close(dead);
    drop_form(r);
    r->out->faults += faults;
    const struct ta_replay_file told = {*path, r->inlet.letter,
                                        (size_t)(r->out->counts.letters - still),
                                        faults, letters};
    if (rc == TA_OK) tell_file(r, &told);
    bool same = letters != NULL && strcmp(letters, *path) == 0;
    if (rc == TA_OK && faults == 0 && !same) rc = mark_gone(r, path);
    ta_free(letters);
    return rc;
}

static bool is_letters(const char *name)
{
    size_t size = strlen(name);
    return size > 5 && strcmp(name + size - 5, ".dead") == 0;
}

static enum ta_status replay_all(struct replaying *r)
{
    char **names = NULL;
    size_t n = 0;
    struct ta_error why = {.status = TA_E_INTERNAL};
    enum ta_status rc = ta_folder_list(r->dead, &names, &n, &why);
    if (rc == TA_E_NOTFOUND) return TA_OK;
    if (rc != TA_OK) return ta_fail_as(r->err, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (!is_letters(names[i])) continue;
        struct ta_text text = {0};
        ta_text_addf(&text, "%s/%s", r->dead, names[i]);
        char *path = ta_text_take(&text);
        rc = path == NULL ? fail_memory(r) : replay_file(r, &path);
        r->out->letter_files++;
        ta_free(path);
    }
    ta_free(names);
    return rc;
}

static enum ta_status remove_gone(struct replaying *r)
{
    for (size_t i = 0; i < r->n_gone; i++) {
        if (unlink(r->gone[i]) != 0)
            return ta_fail_own(r->err, errno, r->gone[i], "cannot remove");
        r->out->gone++;
    }
    return TA_OK;
}

/* --- all of it ------------------------------------------------------------------------------ */

static enum ta_status load_mended(struct replaying *r)
{
    const char *path = r->job->mapping;
    if (path == NULL) return TA_OK;
    enum ta_status rc =
        ta_file_read(path, MAPPING_MOST, &r->mended_text, &r->mended_size, r->err);
    return rc == TA_OK ? ta_mapping_parse(path, r->mended_text, r->mended_size,
                                          &r->mended, r->err)
                       : rc;
}

static enum ta_status prepare(struct replaying *r)
{
    struct ta_inlet *in = &r->inlet;
    r->folder = ta_workspace_path(r->workspace, "journal");
    r->dead = ta_workspace_path(r->workspace, "journal/dead");
    if (r->folder == NULL || r->dead == NULL) return fail_memory(r);
    enum ta_status rc = load_mended(r);
    if (rc == TA_OK) rc = ta_roster(r->workspace, NULL, &in->intake, r->err);
    size_t rows = r->job->rows == 0 ? ROWS : r->job->rows;
    if (rc == TA_OK) rc = ta_sort_new(r->folder, rows, &in->sort, r->err);
    in->counts = &r->out->counts;
    in->self = r->job->self;
    in->complain = r->job->complain;
    in->source = "";
    r->journal.workspace = r->workspace;
    r->journal.inlet = in;
    r->journal.behind = r->job->behind;
    r->journal.latest = r->job->now;
    return rc;
}

static enum ta_status note(const struct replaying *r)
{
    char detail[192], behind[48] = "";
    struct ta_store *store = &r->workspace->store;
    if (r->job->behind != 0)
        (void)snprintf(behind, sizeof behind, " receiver_was_behind=%llds",
                       (long long)(r->job->behind / 1000000));
    (void)snprintf(detail, sizeof detail, "messages=%llu readings=%llu still=%llu%s",
                   (unsigned long long)r->out->counts.messages,
                   (unsigned long long)r->out->sealed.readings,
                   (unsigned long long)r->out->counts.letters, behind);
    enum ta_status rc = store->ops->begin(store->self, r->err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, r->job->now, r->job->who, "replay", "journal",
                           detail, r->err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, r->err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

static enum ta_status replay(struct replaying *r)
{
    enum ta_status rc = prepare(r);
    if (rc == TA_OK) rc = ta_letters_settle(r->workspace, r->err);
    if (rc == TA_OK) rc = replay_all(r);
    if (rc == TA_OK) rc = ta_sort_end(r->inlet.sort, r->err);
    const struct ta_seal_job sealing = {.workspace = r->workspace,
                                        .intake = r->inlet.intake,
                                        .tables = r->job->tables,
                                        .who = r->job->who,
                                        .now = r->job->now,
                                        .month_rows = r->job->month_rows,
                                        .outcome = r->out->counts.outcome};
    if (rc == TA_OK)
        rc = ta_seal_sorted(&sealing, r->inlet.sort, &r->out->sealed, r->err);
    if (rc == TA_OK) rc = remove_gone(r);
    if (rc == TA_OK && r->out->letter_files > 0) rc = note(r);
    return rc;
}

static void end(struct replaying *r)
{
    drop_form(r);
    ta_journal_inlet_free(&r->journal);
    ta_sort_free(r->inlet.sort);
    ta_intake_free(r->inlet.intake);
    ta_inlet_free(&r->inlet);
    ta_mapping_free(r->mended);
    ta_free(r->mended_text);
    for (size_t i = 0; i < r->n_gone; i++) ta_free(r->gone[i]);
    ta_free(r->gone);
    ta_free(r->folder);
    ta_free(r->dead);
}

enum ta_status ta_engine_replay(struct ta_workspace *workspace,
                                const struct ta_replay *job, struct ta_replayed *out,
                                struct ta_error *err)
{
    struct replaying r = {.workspace = workspace, .job = job, .out = out, .err = err};
    *out = (struct ta_replayed){.gone = 0};
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_INGEST, err);
    if (rc != TA_OK) return rc;
    rc = replay(&r);
    end(&r);
    ta_readings_clear(workspace);
    ta_workspace_leave(workspace, TA_DOES_INGEST);
    return rc == TA_OK && (out->counts.letters > 0 || out->faults > 0) ? TA_PARTLY : rc;
}
