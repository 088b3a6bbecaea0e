/* SPDX-License-Identifier: Apache-2.0 */
/** @file cmd_doctor.c  What is installed, reachable and configured, with a mend for each fault. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "catalog/health.h"
#include "cli/broker_options.h"
#include "cli/print.h"
#include "cli/samples.h"
#include "engine/health.h"
#include "geo/health.h"
#include "ingest/health.h"
#include "raster/health.h"
#include "record/build.h"
#include "series/health.h"
#include "store/health.h"
#include "terrassay/version.h"

/** One examination. */
struct doctor {
    struct ta_call *call;
    struct ta_list *list;
    const char *group;
    size_t faults, notes;
    enum ta_status rc; /**< of printing */
    struct ta_error *err;
};

static void tell(void *self, const struct ta_health_row *found)
{
    static const char *const word[] = {
        [TA_HEALTH_OK] = "ok", [TA_HEALTH_NOTE] = "note", [TA_HEALTH_FAULT] = "fault"};
    struct doctor *doctor = self;
    doctor->faults += found->state == TA_HEALTH_FAULT;
    doctor->notes += found->state == TA_HEALTH_NOTE;
    if (doctor->rc != TA_OK) return;
    if (found->state == TA_HEALTH_OK && ta_call_has(doctor->call, "faults")) return;
    bool ok = true;
    json_t *row = json_object();
    ta_json_set_text(row, "group", doctor->group, &ok);
    ta_json_set_text(row, "part", found->part, &ok);
    ta_json_set_text(row, "state", word[found->state], &ok);
    ta_json_set_text(row, "found", found->found, &ok);
    ta_json_set_text(row, "mend", found->mend, &ok);
    doctor->rc = ta_list_add(doctor->list, row, ok, doctor->err);
}

/* --- what only this machine knows ----------------------------------------------------- */

static void look_at_program(const struct ta_health *health)
{
    if (strcmp(ta_version(), TA_VERSION) == 0)
        ta_health_tell(health, TA_HEALTH_OK, "terrassay", NULL, "%s, build %.12s",
                       TA_VERSION, ta_build_id());
    else
        ta_health_tell(health, TA_HEALTH_FAULT, "terrassay",
                       "install program and library of one version",
                       "program %s with library %s", TA_VERSION, ta_version());
}

/* Fonts with Chinese characters by the names of their files. */
static bool is_chinese_font(const char *name)
{
    static const char *const part[] = {"wqy",    "CJK",    "SourceHan", "uming", "ukai",
                                       "simsun", "simhei", "msyh",      "Droid", NULL};
    for (size_t i = 0; part[i] != NULL; i++)
        if (strstr(name, part[i]) != NULL) return true;
    return false;
}

/* The first Chinese font at or below `folder`; false when there is none. */
static bool find_font(const char *folder, int depth, struct ta_text *found)
{
    char **names = NULL;
    size_t n = 0;
    bool there = false;
    if (depth == 0 || ta_folder_list(folder, &names, &n, NULL) != TA_OK) return false;
    for (size_t i = 0; !there && i < n; i++) {
        struct ta_text path = {0};
        struct stat about;
        ta_text_addf(&path, "%s/%s", folder, names[i]);
        bool known = !path.failed && stat(path.bytes, &about) == 0;
        if (known && S_ISDIR(about.st_mode))
            there = find_font(path.bytes, depth - 1, found);
        else if (known && is_chinese_font(names[i])) {
            there = true;
            ta_text_add(found, path.bytes);
        }
        ta_text_free(&path);
    }
    ta_free(names);
    return there;
}

static void look_at_fonts(const struct ta_health *health)
{
    enum { DEPTH = 5 };
    struct ta_text found = {0}, own = {0};
    const char *home = getenv("HOME");
    ta_text_addf(&own, "%s/.local/share/fonts", home == NULL ? "" : home);
    const char *const folders[] = {"/usr/share/fonts", "/usr/local/share/fonts",
                                   own.failed ? "" : own.bytes};
    bool there = false;
    for (size_t i = 0; !there && i < sizeof folders / sizeof folders[0]; i++)
        there = find_font(folders[i], DEPTH, &found);
    if (there && !found.failed)
        ta_health_tell(health, TA_HEALTH_OK, "Chinese font", NULL, "%s", found.bytes);
    else
        ta_health_tell(
            health, TA_HEALTH_NOTE, "Chinese font",
            "install fonts-wqy-microhei on the machines where reports are read",
            "none found: reports in Chinese may show boxes here");
    ta_text_free(&found);
    ta_text_free(&own);
}

/* As `terrassay demo` would find them. */
static void look_at_samples(const struct ta_health *health)
{
    const char *named = NULL, *missing = NULL;
    const char *folder = ta_samples_find(NULL, &named, &missing);
    if (folder != NULL)
        ta_health_tell(health, TA_HEALTH_OK, "Real samples", NULL, "%s", folder);
    else if (named != NULL)
        ta_health_tell(health, TA_HEALTH_NOTE, "Real samples",
                       "`scripts/setup samples` unpacks all of them",
                       "%s lacks %s: `terrassay demo` runs on simulated scenes alone",
                       named, missing);
    else
        ta_health_tell(
            health, TA_HEALTH_NOTE, "Real samples",
            "`scripts/setup samples`, then run in the project's folder or set "
            "TERRASSAY_SAMPLE_DATA to its " TA_SAMPLES_USUAL,
            "none named, none at " TA_SAMPLES_USUAL
            ": `terrassay demo` runs on simulated scenes alone");
}

/* What the broker says of itself; without --broker nobody is asked. */
static enum ta_status look_at_broker(struct ta_call *call,
                                     const struct ta_health *health,
                                     struct ta_error *err)
{
    enum { SECONDS = 5 };
    struct ta_broker_options options;
    struct ta_broker_seen seen;
    struct ta_error why = {.status = TA_OK};
    if (!ta_call_has(call, "broker")) return TA_OK;
    enum ta_status rc = ta_broker_options_read(call, &options, err);
    if (rc == TA_OK && ta_broker_look(&options.mqtt, SECONDS, &seen, &why) != TA_OK)
        ta_health_error(health, "Broker", &why);
    else if (rc == TA_OK)
        ta_health_broker(health, options.host, &seen);
    ta_broker_options_free(&options);
    return rc;
}

static void look_at_memory(const struct ta_health *health)
{
    long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (pages > 0 && size > 0)
        ta_health_tell(health, TA_HEALTH_OK, "Machine", NULL,
                       "%ld cores, %.1f GB memory", cores,
                       (double)pages * (double)size / 1e9);
}

static enum ta_status run(struct ta_call *call, struct ta_error *err)
{
    static const struct ta_column columns[] = {{"part", "Part"},
                                               {"state", "State"},
                                               {"found", "Found"},
                                               {"mend", "To mend it"},
                                               {NULL, NULL}};
    struct doctor doctor = {.call = call, .err = err};
    const struct ta_health health = {&doctor, tell};
    enum ta_status rc = ta_list_new(call, columns, &doctor.list, err);
    if (rc != TA_OK) return rc;
    doctor.group = "program";
    look_at_program(&health);
    look_at_memory(&health);
    doctor.group = "libraries";
    ta_raster_health(&health);
    ta_geo_health(&health);
    ta_series_health(&health);
    ta_store_health(&health);
    ta_catalog_health(&health);
    ta_base_health(&health);
    doctor.group = "datasets";
    ta_datasets_health(call->datasets, ta_day_of(call->now), &health);
    doctor.group = "optional";
    look_at_fonts(&health);
    look_at_samples(&health);
    doctor.group = "broker";
    rc = look_at_broker(call, &health, err);
    if (rc != TA_OK) {
        ta_list_drop(doctor.list);
        return rc;
    }
    doctor.group = "workspace";
    ta_workspace_health(call->workspace, call->datasets, ta_day_of(call->now), &health);
    if (doctor.rc != TA_OK) {
        ta_list_drop(doctor.list);
        return doctor.rc;
    }
    rc = ta_list_end(doctor.list, err);
    if (rc != TA_OK) return rc;
    ta_call_say(call, "%zu fault%s, %zu note%s", doctor.faults,
                doctor.faults == 1 ? "" : "s", doctor.notes,
                doctor.notes == 1 ? "" : "s");
    return doctor.faults > 0 ? TA_FINDING : TA_OK;
}

static const struct ta_option options[] = {
    {.name = "faults", .help = "only what is missing or wrong"},
    {.name = "broker",
     .value = "URL",
     .help = "ask this broker, too, whether it throws messages away; under "
             "scripts/mosquitto on port 8884"},
    {.name = "ca",
     .value = "FILE",
     .help = "certificates that the broker's has to go back to"},
    {.name = "cert", .value = "FILE", .help = "our certificate, with --key"},
    {.name = "key", .value = "FILE", .help = "its key"},
    {.name = "user", .value = "NAME", .help = "user name at the broker"},
    {.name = "password-file",
     .value = "FILE",
     .help = "its first line is the password"},
    {.name = NULL}};

const struct ta_command ta_command_doctor = {
    .name = "doctor",
    .summary = "what is installed and configured, with a mend for each fault",
    .more =
        "Looks at libraries and their data, tables and models, and at the workspace: "
        "its "
        "form, the room on its disk, every check of the store, scenes and products "
        "that are set aside, dead letters by what they were set aside for, personal "
        "data past their last day and consents that end "
        "within 30 days, the rights of its keys. "
        "Changes nothing and asks no other machine but the broker that is named. Exit "
        "1 when there is a fault.",
    .option = options,
    .example = "terrassay doctor -w bank",
    .run = run,
};
