/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_readings.c  Datastreams, their readings, windows of them. */
#include <math.h>
#include <string.h>

#include "base/time.h"
#include "cli/print.h"
#include "engine/reading_flags.h"
#include "engine/reading_live.h"
#include "engine/reading_windows.h"

static const struct ta_column list_columns[] = {{"datastream", "Datastream"},
                                                {"property", "Property"},
                                                {"unit", "Unit"},
                                                {"readings", "Readings"},
                                                {"first", "First"},
                                                {"last", "Last"},
                                                {"registered", "Registered"},
                                                {NULL, NULL}};

static const struct ta_column reading_columns[] = {
    {"time", "Time"}, {"value", "Value"},       {"unit", "Unit"},
    {"flag", "Flag"}, {"received", "Received"}, {NULL, NULL}};

static const struct ta_column window_columns[] = {
    {"begin", "Begin"},       {"used", "Used"},
    {"expected", "Expected"}, {"complete", "Complete"},
    {"closed", "Closed"},     {"mean", "Mean"},
    {"least", "Least"},       {"most", "Most"},
    {"unit", "Unit"},         {NULL, NULL}};

static void set_time(json_t *row, const char *key, ta_time_us time, bool *ok)
{
    if (time != TA_TIME_NONE) ta_json_set_time(row, key, time, ok);
}

/* --- list ------------------------------------------------------------------------------------ */

static enum ta_status add_stream(void *self, const struct ta_stream_shown *shown,
                                 struct ta_error *err)
{
    bool ok = true;
    struct ta_text name = {0};
    json_t *row = json_object();
    ta_text_addf(&name, "%s/%s/%s", shown->id.project, shown->id.device,
                 shown->id.name);
    ta_json_set_text(row, "datastream", name.failed ? NULL : name.bytes, &ok);
    ta_text_free(&name);
    ta_json_set_text(row, "property", shown->property, &ok);
    ta_json_set_text(row, "unit", shown->unit, &ok);
    ta_json_set_int(row, "readings", (int64_t)shown->n, &ok);
    set_time(row, "first", shown->first, &ok);
    set_time(row, "last", shown->last, &ok);
    ta_json_set_bool(row, "registered", shown->registered != NULL, &ok);
    return ta_list_add(self, row, ok, err);
}

static enum ta_status run_list(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct ta_list *list = NULL;
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK) rc = ta_list_new(call, list_columns, &list, err);
    if (rc != TA_OK) return rc;
    rc = ta_readings_list_all(workspace, ta_call_argument(call, 0), add_stream, list,
                              err);
    if (rc == TA_E_NOTFOUND && call->n_arguments == 0) { /* an empty list is no error */
        ta_call_say(call, "no datastreams yet; %s", err->mend);
        *err = (struct ta_error){0};
        rc = TA_OK;
    }
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

/* --- show ------------------------------------------------------------------------------------ */

/* What was asked for. */
struct asked {
    struct ta_stream_id id;
    struct ta_datastream stream;
    ta_time_us from, to;
    bool windows;
    struct ta_window_rule rule;
    ta_time_us late;      /* that readings may come in order of their own time */
    ta_time_us watermark; /* windows that end by then are closed */
    uint8_t flag_rules;   /* the oldest that flags of the windows are by */
};

static enum ta_status read_window(const struct ta_call *call, struct asked *asked,
                                  struct ta_error *err)
{
    const char *length = ta_call_text(call, "window");
    const char *step = ta_call_text(call, "step");
    struct ta_window_rule every = {.kind = TA_WINDOW_FIXED};
    asked->windows = length != NULL;
    if (length == NULL && ta_call_has(call, "afresh"))
        return ta_call_misuse(call, err, "--afresh goes with --window");
    if (length == NULL)
        return step == NULL ? TA_OK
                            : ta_call_misuse(call, err, "--step goes with --window");
    if (!ta_window_length_read(length, &asked->rule))
        return ta_call_misuse(call, err,
                              "--window %s: wanted a length such as 10min, 1h, 1d, "
                              "1mo or 1y",
                              length);
    if (step != NULL &&
        (!ta_window_length_read(step, &every) || every.kind != TA_WINDOW_FIXED))
        return ta_call_misuse(call, err, "--step %s: wanted a length such as 1h", step);
    asked->rule.step = every.length;
    asked->rule.share = ta_call_number(call, "share");
    asked->rule.offset = (ta_time_us)llround(ta_call_number(call, "offset") * 3600e6);
    asked->late = (ta_time_us)llround(ta_call_number(call, "late") * 3600e6);
    if (ta_window_rule_ok(&asked->rule)) return TA_OK;
    return ta_call_misuse(call, err,
                          "--step goes with a fixed window that is no shorter");
}

static enum ta_status read_asked(struct ta_call *call, struct ta_workspace *workspace,
                                 struct asked *asked, struct ta_error *err)
{
    const char *name = ta_call_argument(call, 0);
    if (!ta_stream_id_read(name, &asked->id))
        return ta_call_misuse(call, err,
                              "%s: wanted DEVICE/NAME or PROJECT/DEVICE/NAME", name);
    asked->from = ta_call_time(call, "from");
    asked->to = ta_call_time(call, "to");
    if (asked->from == TA_TIME_NONE) asked->from = ta_time_of(INT32_MIN / 1000);
    if (asked->to == TA_TIME_NONE) asked->to = call->now + TA_US_PER_DAY;
    enum ta_status rc = read_window(call, asked, err);
    if (rc == TA_OK)
        rc = ta_readings_stream(workspace, &asked->id, &asked->stream, err);
    if (rc == TA_OK) ta_readings_window_rule(&asked->stream, &asked->rule);
    return rc;
}

/* What a file brought was received at no time of its own: a person is told so in words. */
static void set_received(const struct ta_call *call, const struct ta_messages *messages,
                         json_t *row, ta_time_us received, bool *ok)
{
    set_time(row, "received", received, ok);
    if (received == TA_TIME_NONE && !call->json)
        ta_json_set_text(row, "received",
                         ta_message(messages, call->language, "readings.by_file"), ok);
}

/* Without a setting the range alone is asked, by whichever rules. */
static void tell_older_rules(const struct ta_call *call, const struct asked *asked,
                             unsigned rules)
{
    if (rules >= TA_FLAG_RULES || asked->stream.setting[0] == '\0') return;
    ta_call_say(call,
                "readings: some of these were sealed when flags were given by older "
                "rules (version %u, now %d), and keep what failed or was suspect then; "
                "taken in again into a new workspace, all are flagged by today's",
                rules, TA_FLAG_RULES);
}

static void tell_damage(const struct ta_call *call, size_t faults)
{
    if (faults == 0) return;
    ta_call_say(
        call,
        "readings: the journal cannot be read in %zu place%s: readings that came "
        "in and are not sealed may be missing here; `terrassay ingest --seal` "
        "names the places and takes in all that is whole",
        faults, faults == 1 ? "" : "s");
}

static enum ta_status list_readings(struct ta_call *call,
                                    const struct ta_reading_run *run,
                                    struct ta_list *list, struct ta_error *err)
{
    const struct ta_messages *messages;
    enum ta_status rc = ta_call_messages(call, &messages, err);
    for (size_t i = 0; rc == TA_OK && i < run->n; i++) {
        const struct ta_reading *reading = &run->reading[i];
        bool ok = true;
        json_t *row = json_object();
        ta_json_set_time(row, "time", reading->time, &ok);
        ta_json_set_number(row, "value", reading->value, &ok);
        ta_json_set_text(row, "unit", run->unit, &ok);
        ta_json_set_text(row, "flag", ta_flag_word(reading->flag), &ok);
        ta_json_set_int(row, "flag_rules", run->flag_rules, &ok);
        set_received(call, messages, row, reading->received, &ok);
        rc = ta_list_add(list, row, ok, err);
    }
    return rc;
}

static void set_known(json_t *row, const char *key, double value, bool *ok)
{
    if (!isnan(value)) ta_json_set_number(row, key, value, ok);
}

static void set_counts(json_t *row, const struct ta_window *w, bool *ok)
{
    const struct {
        const char *key;
        uint64_t n;
    } count[] = {
        {"received", w->received},      {"used", w->used},     {"good", w->good},
        {"suspect", w->suspect},        {"failed", w->failed}, {"missing", w->missing},
        {"conflicting", w->conflicting}};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        ta_json_set_int(row, count[i].key, (int64_t)count[i].n, ok);
    if (w->expected > 0) ta_json_set_int(row, "expected", (int64_t)w->expected, ok);
}

static void set_method(json_t *row, const struct asked *asked, bool *ok)
{
    const struct ta_window_rule *rule = &asked->rule;
    ta_json_set_text(row, "method", rule->turn > 0.0 ? "vector_mean" : "mean", ok);
    ta_json_set_int(row, "rule_version", TA_WINDOW_RULES, ok);
    ta_json_set_int(row, "flag_rules", asked->flag_rules, ok);
    ta_json_set_number(row, "share", rule->share, ok);
}

static enum ta_status list_window(const struct asked *asked,
                                  const struct ta_window_made *made, const char *unit,
                                  struct ta_list *list, struct ta_error *err)
{
    bool ok = true;
    json_t *row = json_object();
    const struct ta_window *w = &made->window;
    ta_json_set_time(row, "begin", w->begin, &ok);
    ta_json_set_time(row, "end", w->end, &ok);
    set_counts(row, w, &ok);
    bool cut = w->begin < asked->from || w->end > asked->to;
    if (asked->rule.interval > 0)
        ta_json_set_bool(row, "complete", w->complete && !cut, &ok);
    ta_json_set_bool(row, "closed", w->end <= asked->watermark, &ok);
    set_known(row, "mean", w->mean, &ok);
    set_known(row, "sum", w->sum, &ok);
    set_known(row, "least", w->least, &ok);
    set_known(row, "most", w->most, &ok);
    set_known(row, "steadiness", w->steadiness, &ok);
    ta_json_set_text(row, "unit", unit, &ok);
    set_time(row, "first", w->first, &ok);
    set_time(row, "last", w->last, &ok);
    set_method(row, asked, &ok);
    ta_json_set_text(row, "inputs_sha256", made->inputs_sha256, &ok);
    return ta_list_add(list, row, ok, err);
}

/* The datastream's own time has come so far: its newest reading, also behind what is shown, less how late
 * others may come. Nobody's clock is asked, so that the same readings give the same answer. */
static ta_time_us watermark_of(const struct asked *asked, ta_time_us newest)
{
    return newest == TA_TIME_NONE ? TA_TIME_NONE : newest - asked->late;
}

static enum ta_status show_windows(struct ta_call *call, struct ta_workspace *workspace,
                                   struct asked *asked, struct ta_error *err)
{
    const struct ta_windows_query query = {.workspace = workspace,
                                           .id = &asked->id,
                                           .unit = asked->stream.unit,
                                           .from = asked->from,
                                           .to = asked->to,
                                           .after = call->now + TA_US_PER_DAY,
                                           .rule = asked->rule,
                                           .sealed = ta_call_has(call, "sealed"),
                                           .afresh = ta_call_has(call, "afresh"),
                                           .worth = TA_WINDOWS_WORTH};
    struct ta_windows_found found;
    struct ta_list *list = NULL;
    enum ta_status rc = ta_readings_windows(&query, &found, err);
    if (rc == TA_OK)
        rc = ta_readings_rules(workspace, &asked->id, asked->from, asked->to,
                               &asked->flag_rules, err);
    if (rc == TA_OK) rc = ta_list_new(call, window_columns, &list, err);
    asked->watermark = watermark_of(asked, found.newest);
    for (size_t i = 0; rc == TA_OK && i < found.n; i++)
        rc = list_window(asked, &found.window[i], found.unit, list, err);
    if (rc == TA_OK && asked->rule.interval == 0 && found.n > 0)
        ta_call_say(call, "readings: whether windows are complete is not known: the "
                          "project does not say the datastream's interval_s");
    if (rc == TA_OK && found.n > 0) tell_older_rules(call, asked, asked->flag_rules);
    if (rc == TA_OK) tell_damage(call, found.journal_faults);
    ta_windows_found_free(&found);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status show(struct ta_call *call, struct ta_workspace *workspace,
                           const struct asked *asked, struct ta_error *err)
{
    struct ta_readings_found found;
    struct ta_list *list = NULL;
    bool sealed = ta_call_has(call, "sealed");
    enum ta_status rc = (sealed ? ta_readings_of : ta_readings_live)(
        workspace, &asked->id, asked->from, asked->to, true, &found, err);
    if (rc != TA_OK) return rc;
    rc = ta_list_new(call, reading_columns, &list, err);
    if (rc == TA_OK) rc = list_readings(call, &found.run, list, err);
    if (rc == TA_OK && found.run.n > 0)
        tell_older_rules(call, asked, found.run.flag_rules);
    if (rc == TA_OK) tell_damage(call, found.journal_faults);
    ta_readings_found_free(&found);
    if (rc == TA_OK) return ta_list_end(list, err);
    ta_list_drop(list);
    return rc;
}

static enum ta_status run_show(struct ta_call *call, struct ta_error *err)
{
    struct ta_workspace *workspace;
    struct asked asked = {.windows = false};
    enum ta_status rc = ta_call_workspace(call, TA_OPEN_READ, &workspace, err);
    if (rc == TA_OK) rc = read_asked(call, workspace, &asked, err);
    if (rc != TA_OK) return rc;
    return asked.windows ? show_windows(call, workspace, &asked, err)
                         : show(call, workspace, &asked, err);
}

/* --- the commands ------------------------------------------------------------------------------ */

static const struct ta_argument list_arguments[] = {
    {.name = "PROJECT", .help = "only its datastreams", .optional = true},
    {.name = NULL}};

const struct ta_command ta_command_readings_list = {
    .name = "readings list",
    .summary = "list datastreams and what they have",
    .argument = list_arguments,
    .example = "terrassay readings list -w bank\n"
               "terrassay readings list steel-1 --json -w bank",
    .run = run_list,
};

static const struct ta_argument show_arguments[] = {
    {.name = "DATASTREAM", .help = "DEVICE/NAME, or PROJECT/DEVICE/NAME"},
    {.name = NULL}};

static const struct ta_option show_options[] = {
    {.name = "from",
     .value = "TIME",
     .help = "first instant, such as 2026-01-31 or 2026-01-31T08:00:00+08:00",
     .kind = TA_VALUE_TIME},
    {.name = "to",
     .value = "TIME",
     .help = "the instant after the last",
     .kind = TA_VALUE_TIME},
    {.name = "window",
     .value = "LENGTH",
     .help = "windows instead of readings: 10min, 1h, 8h, 1d, 1mo, 1y"},
    {.name = "step",
     .value = "LENGTH",
     .help = "from one window to the next, when they roll: --window 8h --step 1h"},
    {.name = "offset",
     .value = "HOURS",
     .help = "of civil time from UTC, for days, months and years; fixed",
     .fallback = "0",
     .kind = TA_VALUE_NUMBER,
     .least = -18.0,
     .most = 18.0},
    {.name = "share",
     .value = "SHARE",
     .help = "of the expected readings that makes a window complete",
     .fallback = "0.75",
     .kind = TA_VALUE_NUMBER,
     .least = 0.0,
     .most = 1.0},
    {.name = "late",
     .value = "HOURS",
     .help = "how late readings may come; a window is closed once the newest is so far "
             "past its end",
     .fallback = "1",
     .kind = TA_VALUE_NUMBER,
     .least = 0.0,
     .most = 87600.0},
    {.name = "sealed", .help = "only what is sealed; else also what is in the journal"},
    {.name = "afresh",
     .help = "make all windows from their readings: use none that is kept, keep none"},
    {.name = NULL}};

const struct ta_command ta_command_readings_show = {
    .name = "readings show",
    .summary = "show the readings of a datastream, or windows of them",
    .more =
        "A window is made of readings, never of other windows: its mean is their sum "
        "by "
        "their number. Of a signal that has failed because it does not change, all "
        "readings "
        "since it last moved fail, also those that passed as they came. One that "
        "stays at its detection floor is not evaluated, and counts. Readings "
        "flagged suspect or fail do not count, nor do different "
        "values of one time. Directions (units of angle) have the mean of their "
        "vectors. A "
        "window is complete when enough of the readings that the datastream's interval "
        "promises are there, which nobody can tell of a datastream whose project does "
        "not say its interval_s, and closed when the newest reading of the datastream "
        "is "
        "--late hours past its end: until then more of it may come, and one that "
        "changes "
        "later has another inputs_sha256. One that --from or --to cuts is never "
        "complete. What was sealed is flagged within its own file, a day's or a "
        "month's: flags near midnight can change when days become a month. "
        "With --json each has its method, the version "
        "of these "
        "rules and "
        "inputs_sha256: of all its readings, a line each as TIME VALUE FLAG. "
        "flag_rules "
        "is the oldest version of the rules that flags of the readings were sealed by; "
        "stderr says where that is not today's. What is "
        "made of many sealed readings is kept in windows/ of the workspace, so that "
        "the next time only new ones are read; it is checked before it is used, may be "
        "deleted at any time, and changes no answer.",
    .argument = show_arguments,
    .option = show_options,
    .example =
        "terrassay readings show stack-1/so2 --from 2026-01-01 --to 2026-02-01 -w "
        "bank\n"
        "terrassay readings show stack-1/so2 --window 1d --offset 8 --json -w bank",
    .run = run_show,
};
