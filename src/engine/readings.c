/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/readings.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/reading_flags.h"
#include "engine/reading_parts.h"
#include "engine/reading_roster.h"
#include "series/readings.h"
#include "units.h"

/* --- names ---------------------------------------------------------------------------------- */

static bool copy_part(const char *from, size_t size, char *to, size_t room)
{
    if (size == 0 || size >= room) return false;
    memcpy(to, from, size);
    to[size] = '\0';
    return ta_id_ok(to);
}

bool ta_stream_id_read(const char *text, struct ta_stream_id *out)
{
    const char *first = strchr(text, '/');
    if (first == NULL) return false;
    const char *second = strchr(first + 1, '/');
    *out = (struct ta_stream_id){.project = ""};
    const char *device = text, *name = first + 1;
    if (second != NULL) {
        if (!copy_part(text, (size_t)(first - text), out->project, sizeof out->project))
            return false;
        device = first + 1;
        name = second + 1;
    }
    return copy_part(device, (size_t)(name - device) - 1, out->device,
                     sizeof out->device) &&
           copy_part(name, strlen(name), out->name, sizeof out->name);
}

static bool is_stream(const struct ta_intake_stream *s, const struct ta_stream_id *id)
{
    return strcmp(s->stream.device, id->device) == 0 &&
           strcmp(s->stream.name, id->name) == 0;
}

static enum ta_status fail_stream(const struct ta_stream_id *id, size_t found,
                                  struct ta_error *err)
{
    enum ta_status rc = found == 0 ? TA_E_NOTFOUND : TA_E_USAGE;
    (void)ta_fail(err, rc, "%s/%s: %s", id->device, id->name,
                  found == 0 ? "no project has such a datastream"
                             : "several projects have such a datastream");
    ta_error_mend(err, found == 0 ? "`terrassay readings list` names them all"
                                  : "name its project too: PROJECT/DEVICE/NAME");
    return rc;
}

enum ta_status ta_readings_stream(struct ta_workspace *workspace,
                                  struct ta_stream_id *id, struct ta_datastream *out,
                                  struct ta_error *err)
{
    struct ta_intake *intake = NULL;
    const char *project = id->project[0] == '\0' ? NULL : id->project;
    size_t found = 0;
    enum ta_status rc = ta_roster(workspace, project, &intake, err);
    if (rc != TA_OK) return rc;
    for (size_t i = 0; i < ta_intake_count(intake); i++) {
        const struct ta_intake_stream *s = ta_intake_at(intake, i);
        if (!is_stream(s, id)) continue;
        *out = s->stream;
        if (found++ == 0) memcpy(id->project, s->project, sizeof id->project);
    }
    ta_intake_free(intake);
    return found == 1 ? TA_OK : fail_stream(id, found, err);
}

/* --- reading -------------------------------------------------------------------------------- */

static enum ta_status check_file(const struct ta_partition_row *part, const char *path,
                                 struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    enum ta_status rc = ta_sha256_file(path, hash, err);
    if (rc != TA_OK || strcmp(hash, part->sha256) == 0) return rc;
    (void)ta_fail(err, TA_E_DATA, "%s: is not the file that was sealed", path);
    ta_error_mend(err, "restore it from a backup; `terrassay verify` tells more");
    return TA_E_DATA;
}

/* Readings of one file behind those that are there, in their unit. */
static enum ta_status append(struct ta_reading_run *to,
                             const struct ta_reading_run *run, struct ta_error *err)
{
    if (run->n == 0) return TA_OK;
    if (to->n == 0) {
        struct ta_reading *room = to->reading;
        *to = *run;
        to->reading = room;
        to->n = 0;
    }
    struct ta_reading *more =
        ta_realloc(to->reading, to->n + run->n, sizeof *to->reading);
    if (more == NULL) return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
    to->reading = more;
    memcpy(more + to->n, run->reading, run->n * sizeof *more);
    for (size_t i = 0; i < run->n && strcmp(run->unit, to->unit) != 0; i++) {
        double *value = &more[to->n + i].value;
        if (ta_unit_convert(*value, run->unit, to->unit, value) != TA_OK)
            return ta_fail(err, TA_E_DATA, "%s of %s: sealed in %s first, then in %s",
                           run->name, run->device, to->unit, run->unit);
    }
    to->n += run->n;
    to->unchecked = to->unchecked || run->unchecked;
    to->flag_rules = ta_flags_rules_kept(to->flag_rules, run->flag_rules);
    return TA_OK;
}

static enum ta_status read_part(struct ta_workspace *workspace,
                                const struct ta_partition_row *part, bool check,
                                const struct ta_readings_window *window,
                                struct ta_reading_run *to, struct ta_error *err)
{
    struct ta_reading_run run = {.n = 0};
    char *path = ta_workspace_path(workspace, part->path);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "readings: out of memory");
    enum ta_status rc = check ? check_file(part, path, err) : TA_OK;
    if (rc == TA_OK) rc = ta_readings_read_window(path, window, &run, err);
    if (rc == TA_OK) rc = append(to, &run, err);
    ta_free(run.reading);
    ta_free(path);
    return rc;
}

enum ta_status ta_readings_of(struct ta_workspace *workspace,
                              const struct ta_stream_id *id, ta_time_us from,
                              ta_time_us to, bool check, struct ta_readings_found *out,
                              struct ta_error *err)
{
    const struct ta_readings_window window = {id->device, id->name, from, to,
                                              .values_only = false};
    *out = (struct ta_readings_found){.n_parts = 0};
    memcpy(out->run.device, id->device, sizeof out->run.device);
    memcpy(out->run.name, id->name, sizeof out->run.name);
    if (to <= from) return TA_OK;
    enum ta_status rc =
        ta_parts_of(&workspace->store, id->project, ta_day_of(from),
                    ta_day_of(to - 1) + 1, &out->part, &out->n_parts, err);
    for (size_t i = 0; rc == TA_OK && i < out->n_parts; i++)
        rc = read_part(workspace, &out->part[i], check, &window, &out->run, err);
    if (rc != TA_OK) ta_readings_found_free(out);
    return rc;
}

void ta_readings_found_free(struct ta_readings_found *found)
{
    ta_free(found->run.reading);
    ta_free(found->part);
    *found = (struct ta_readings_found){.n_parts = 0};
}

static void note_rules(const char *path, const struct ta_stream_id *id, uint8_t *out)
{
    struct ta_reading_run *run = NULL;
    size_t n = 0;
    uint8_t rules = 0;
    bool alike = false;
    if (ta_readings_rules_alike(path, &rules, &alike, NULL) != TA_OK ||
        (alike && rules >= *out) || ta_readings_list(path, &run, &n, NULL) != TA_OK)
        return;
    for (size_t i = 0; i < n; i++)
        if (strcmp(run[i].device, id->device) == 0 &&
            strcmp(run[i].name, id->name) == 0)
            *out = ta_flags_rules_kept(*out, run[i].flag_rules);
    ta_reading_runs_free(run, n);
}

enum ta_status ta_readings_rules(struct ta_workspace *workspace,
                                 const struct ta_stream_id *id, ta_time_us from,
                                 ta_time_us to, uint8_t *out, struct ta_error *err)
{
    struct ta_partition_row *part = NULL;
    size_t n = 0;
    *out = TA_FLAG_RULES;
    if (to <= from) return TA_OK;
    enum ta_status rc = ta_parts_of(&workspace->store, id->project, ta_day_of(from),
                                    ta_day_of(to - 1) + 1, &part, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        char *path = ta_workspace_path(workspace, part[i].path);
        if (path == NULL)
            rc = ta_fail(err, TA_E_NOMEM, "readings: out of memory");
        else
            note_rules(path, id, out);
        ta_free(path);
    }
    ta_free(part);
    return rc;
}

/* --- windows -------------------------------------------------------------------------------- */

void ta_readings_window_rule(const struct ta_datastream *stream,
                             struct ta_window_rule *rule)
{
    struct ta_unit unit, degree;
    rule->turn = 0.0;
    rule->interval =
        isnan(stream->interval_s) ? 0 : (ta_time_us)llround(stream->interval_s * 1e6);
    if (ta_unit_parse(stream->unit, &unit) != TA_OK ||
        ta_unit_parse("degree", &degree) != TA_OK)
        return;
    if (ta_unit_apply(&degree, &unit, 360.0, &rule->turn) != TA_OK) rule->turn = 0.0;
}

bool ta_window_length_read(const char *text, struct ta_window_rule *out)
{
    static const struct {
        const char *word;
        ta_time_us us;
    } units[] = {{"s", 1000000},
                 {"min", INT64_C(60000000)},
                 {"h", INT64_C(3600000000)},
                 {"d", TA_US_PER_DAY}};
    char digits[8];
    size_t n = strspn(text, "0123456789");
    int64_t count = 0;
    if (n == 0 || n >= sizeof digits) return false;
    memcpy(digits, text, n);
    digits[n] = '\0';
    if (ta_parse_i64(digits, &count) != TA_OK || count < 1) return false;
    out->length = out->step = 0;
    out->kind = strcmp(text + n, "mo") == 0  ? TA_WINDOW_MONTH
                : strcmp(text + n, "y") == 0 ? TA_WINDOW_YEAR
                                             : TA_WINDOW_FIXED;
    if (out->kind != TA_WINDOW_FIXED) return count == 1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(text + n, units[i].word) == 0) out->length = count * units[i].us;
    return out->length > 0;
}
