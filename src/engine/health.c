/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/health.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/data_use.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/message.h"
#include "base/project.h"
#include "base/time.h"
#include "catalog/stac_item.h"
#include "engine/evidence_health.h"
#include "engine/journal_passed.h"
#include "engine/models.h"
#include "engine/reading_prune.h"
#include "engine/refresh.h"
#include "engine/refresh_far.h"
#include "engine/site.h"
#include "engine/workspace.h"
#include "ingest/dead.h"
#include "tables/check.h"
#include "tables/tables.h"

static const char data_part[] = "Personal data", letters_part[] = "Dead letters";

/* Below this much room a night's scenes do not fit; below the other one nothing does. */
static const double little_bytes = 5e9, too_little_bytes = 2e8;

/* --- datasets ----------------------------------------------------------------------- */

/** Faults of all tables, counted. */
struct table_faults {
    size_t faults, unchecked;
};

static enum ta_status count_fault(void *self, enum ta_table_fault fault,
                                  const struct ta_row *row, struct ta_error *err)
{
    struct table_faults *counted = self;
    (void)row, (void)err;
    if (fault == TA_TABLE_UNCHECKED)
        counted->unchecked++;
    else
        counted->faults++;
    return TA_OK;
}

static void look_at_tables(const char *datasets, ta_day date,
                           const struct ta_health *health)
{
    struct ta_tables *tables = NULL, *shipped = NULL;
    struct table_faults counted = {0};
    struct ta_error err = {0};
    enum ta_status rc = ta_tables_load(NULL, &shipped, &err);
    if (rc == TA_OK) rc = ta_tables_load(datasets, &tables, &err);
    if (rc != TA_OK) {
        ta_tables_free(shipped);
        ta_health_error(health, "Tables", &err);
        return;
    }
    const struct ta_table_set *set = ta_tables_set(tables);
    for (size_t i = 0; rc == TA_OK && i < set->n; i++)
        rc = ta_table_check(&set->table[i],
                            ta_table_find(ta_tables_set(shipped), set->table[i].id),
                            date, count_fault, &counted, &err);
    ta_tables_free(shipped);
    enum ta_health_state state = counted.faults > 0 ? TA_HEALTH_NOTE : TA_HEALTH_OK;
    ta_health_tell(health, state, "Tables",
                   counted.faults > 0 ? "`terrassay table check` lists them" : NULL,
                   "%zu, %zu faults, %zu rows nobody has checked", set->n,
                   counted.faults, counted.unchecked);
    ta_tables_free(tables);
}

static enum ta_status look_at_model(const char *datasets, const char *name,
                                    struct ta_error *err)
{
    struct ta_any_model model = {.use = TA_USE_CREDIT};
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_model_read(datasets, NULL, name, &bytes, &size, err);
    if (rc == TA_OK) rc = ta_any_model_parse(name, bytes, size, &model, err);
    ta_free(bytes);
    ta_any_model_free(&model);
    return rc;
}

static void look_at_models(const char *datasets, const struct ta_health *health)
{
    char(*names)[TA_NAME_SIZE] = NULL;
    struct ta_error err = {0};
    size_t n = 0, bad = 0;
    if (ta_model_names(datasets, &names, &n, &err) != TA_OK) {
        ta_health_error(health, "Models", &err);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        err = (struct ta_error){0};
        if (look_at_model(datasets, names[i], &err) == TA_OK) continue;
        ta_health_error(health, "Models", &err);
        bad++;
    }
    if (bad == 0) ta_health_tell(health, TA_HEALTH_OK, "Models", NULL, "%zu", n);
    ta_free(names);
}

void ta_datasets_health(const char *datasets, ta_day date,
                        const struct ta_health *health)
{
    struct ta_messages *messages = NULL;
    struct ta_error err = {0};
    look_at_tables(datasets, date, health);
    look_at_models(datasets, health);
    if (ta_messages_load(datasets, &messages, &err) != TA_OK)
        ta_health_error(health, "Words", &err);
    ta_messages_free(messages);
}

/* --- workspace ---------------------------------------------------------------------- */

/* As POSIX has it, a process does not see its own locks; doctor holds none. */
static void look_at_locks(const char *folder, const struct ta_health *health)
{
    static const char *const words[TA_ACTIVITY_COUNT] = {
        [TA_DOES_IMPORT] = "imports",
        [TA_DOES_REFRESH] = "refreshes",
        [TA_DOES_INGEST] = "ingests",
        [TA_DOES_ASSESS] = "writes records",
        [TA_DOES_LISTEN] = "listens to a broker"};
    struct ta_text path = {0}, who = {0};
    ta_text_addf(&path, "%s/lock", folder);
    int lock = path.failed ? -1 : open(path.bytes, O_RDWR | O_CLOEXEC);
    ta_text_free(&path);
    for (int i = 0; lock >= 0 && i < TA_ACTIVITY_COUNT; i++) {
        struct flock asked = {
            .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = (off_t)i, .l_len = 1};
        if (fcntl(lock, F_GETLK, &asked) != 0 || asked.l_type == F_UNLCK) continue;
        ta_text_addf(&who, "%sprocess %ld %s", who.size == 0 ? "" : ", ",
                     (long)asked.l_pid, words[i]);
    }
    if (lock >= 0) (void)close(lock);
    if (who.size > 0 && !who.failed)
        ta_health_tell(health, TA_HEALTH_NOTE, "At work", NULL, "%s", who.bytes);
    ta_text_free(&who);
}

static void look_at_disk(const char *folder, const struct ta_health *health)
{
    struct statvfs disk;
    if (statvfs(folder, &disk) != 0) {
        ta_health_tell(health, TA_HEALTH_FAULT, "Disk", NULL, "%s: %s", folder,
                       strerror(errno));
        return;
    }
    double room = (double)disk.f_bavail * (double)disk.f_frsize;
    enum ta_health_state state = room < too_little_bytes ? TA_HEALTH_FAULT
                                 : room < little_bytes   ? TA_HEALTH_NOTE
                                                         : TA_HEALTH_OK;
    ta_health_tell(health, state, "Disk",
                   state == TA_HEALTH_OK ? NULL : "make room, or move the workspace",
                   "%.1f GB free", room / 1e9);
    if (access(folder, W_OK) != 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "Rights",
                       errno == EROFS
                           ? "its file system is mounted for reading only: mount it "
                             "anew for writing"
                           : "run as its owner, or give this user the right to write",
                       "%s: cannot be written by this user", folder);
}

static void look_at_store(struct ta_workspace *workspace,
                          const struct ta_health *health)
{
    const struct ta_store *store = &workspace->store;
    struct ta_error err = {0};
    char(*ids)[TA_ID_SIZE] = NULL, chain[TA_HEX_SIZE];
    size_t n = 0;
    int64_t records = 0;
    enum ta_status rc = store->ops->check(store->self, &err);
    if (rc == TA_OK) rc = store->ops->project_ids(store->self, &ids, &n, &err);
    ta_free(ids);
    if (rc == TA_OK) rc = store->ops->chain_head(store->self, &records, chain, &err);
    if (rc == TA_OK)
        ta_health_tell(health, TA_HEALTH_OK, "Store", NULL,
                       "whole: %zu project%s, %" PRId64 " record%s", n,
                       n == 1 ? "" : "s", records, records == 1 ? "" : "s");
    else
        ta_health_error(health, "Store", &err);
}

/* Products that no scene could be made of stand under ids of their own. */
static bool is_product(const struct ta_scene_row *row)
{
    return strncmp(row->id, "problem/", strlen("problem/")) == 0;
}

/* As a shell takes it: a path may hold anything. */
static void add_quoted(struct ta_text *out, const char *name)
{
    bool plain =
        name[strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                          "0123456789/._-:")] == '\0';
    if (!plain) ta_text_add(out, "'");
    for (; *name != '\0'; name++)
        ta_text_addf(out, *name == '\'' ? "'\\''" : "%c", *name);
    if (!plain) ta_text_add(out, "'");
}

/* An item of a catalogue that is searched is only asked for again with all days. */
static void mend_gone(const struct ta_scene_row *row, const char *source,
                      struct ta_text *out)
{
    bool far = source != NULL && strstr(source, "://") != NULL;
    const char *again =
        far ? "the next `terrassay refresh` without --last, --from, --to "
              "and --project"
            : "the next `terrassay refresh`";
    ta_text_addf(out,
                 is_product(row)
                     ? "fetch or correct it, or take it out of the catalogue: %s "
                       "looks again"
                     : "fetch its files again, whole: %s reads them",
                 again);
    if (source == NULL)
        ta_text_add(out,
                    " (of an address: without --last, --from, --to and --project)");
    ta_text_addf(out, "; if its %s is gone for good: `terrassay refresh --forget ",
                 far ? "catalogue, or the item," : "folder");
    if (source != NULL)
        add_quoted(out, source);
    else
        ta_text_add(out, "FOLDER");
    ta_text_add(out, "`");
}

static void add_mend(const struct ta_scene_row *row, const char *source,
                     struct ta_text *out)
{
    const char *composite = ta_stac_composite_mend(row->reason);
    if (composite != NULL)
        ta_text_addf(out, "%s; or take it out of the catalogue", composite);
    else if (ta_stac_says_deprecated(row->reason))
        ta_text_add(
            out, "none needed: no look is made of it; one that was made before it "
                 "was withdrawn stands and counts; its catalogue may have an item in "
                 "its place");
    else if (!is_product(row) && row->assets_sha256[0] != '\0')
        ta_text_add(out, "fetch its files again: the next `terrassay refresh` reads "
                         "them; the look kept before stands");
    else
        mend_gone(row, source, out);
}

static void mend_source(const char *source, struct ta_text *out)
{
    bool far = source == NULL || strstr(source, "://") != NULL;
    ta_text_addf(out,
                 "%s: the next `terrassay refresh` reads it; if it is gone for good, "
                 "take it out of what "
                 "is refreshed, and `terrassay refresh --forget ",
                 far ? "see that its host is up and lets this machine in"
                     : "look whether a disk should be mounted there");
    if (source != NULL)
        add_quoted(out, source);
    else
        ta_text_add(out, "ADDRESS");
    ta_text_add(out, "`");
}

/* What no run could read since, by the words of the last one that tried. */
static void tell_source(const struct ta_store *store, const struct ta_scene_row *row,
                        const struct ta_health *health)
{
    struct ta_text source = {0}, mend = {0};
    char when[TA_TIME_TEXT];
    bool known = ta_source_name(store, row, &source);
    ta_time_format(row->time, when);
    mend_source(known ? source.bytes : NULL, &mend);
    bool named = !known || strstr(row->reason, source.bytes) != NULL;
    ta_health_tell(health, TA_HEALTH_NOTE, "Source",
                   mend.failed ? "`terrassay refresh` asks again" : mend.bytes,
                   "%s%scould not be read on %.10s: %s", named ? "" : source.bytes,
                   named ? "" : " ", when, row->reason);
    ta_text_free(&mend);
    ta_text_free(&source);
}

static void tell_aside(const struct ta_store *store, const struct ta_scene_row *row,
                       const struct ta_health *health)
{
    struct ta_text source = {0}, mend = {0};
    const char *id = is_product(row) ? "" : row->id;
    bool named = strstr(row->reason, id) != NULL;
    bool known = ta_source_name(store, row, &source);
    add_mend(row, known ? source.bytes : NULL, &mend);
    ta_health_tell(health, TA_HEALTH_NOTE, "Set aside",
                   mend.failed ? "`terrassay refresh` looks again" : mend.bytes,
                   "%s%s%s%s%s", known ? source.bytes : "", known ? ": " : "",
                   named ? "" : id, named ? "" : ": ", row->reason);
    ta_text_free(&mend);
    ta_text_free(&source);
}

/* @return how many are left, that are none */
static size_t tell_sources(const struct ta_store *store, struct ta_scene_row *rows,
                           size_t n, const struct ta_health *health)
{
    size_t left = 0;
    for (size_t i = 0; i < n; i++)
        if (ta_row_is_source(&rows[i]))
            tell_source(store, &rows[i], health);
        else
            rows[left++] = rows[i];
    return left;
}

static void look_at_scenes(struct ta_workspace *workspace,
                           const struct ta_health *health)
{
    enum { MOST = 100 };
    const struct ta_store *store = &workspace->store;
    struct ta_scene_row *rows = NULL;
    struct ta_error err = {0};
    size_t n = 0;
    if (store->ops->scenes_in(store->self, TA_SCENE_SET_ASIDE, &rows, &n, &err) !=
        TA_OK) {
        ta_health_error(health, "Scenes", &err);
        return;
    }
    n = tell_sources(store, rows, n, health);
    if (n == 0) ta_health_tell(health, TA_HEALTH_OK, "Scenes", NULL, "none set aside");
    for (size_t i = 0; i < n && i < MOST; i++) tell_aside(store, &rows[i], health);
    if (n > MOST)
        ta_health_tell(health, TA_HEALTH_NOTE, "Set aside",
                       "`terrassay refresh --json` tells those that it meets",
                       "and %zu more", n - MOST);
    ta_free(rows);
}

static void look_at_masks(struct ta_workspace *workspace,
                          const struct ta_health *health)
{
    size_t n = 0;
    struct ta_error err = {0};
    if (ta_scenes_bare(&workspace->store, &n, &err) != TA_OK)
        ta_health_error(health, "Masks", &err);
    else if (n > 0)
        ta_health_tell(health, TA_HEALTH_NOTE, "Masks",
                       "give them their quality layers, or name how one is read by "
                       "`terrassay:mask` in its item, and refresh; none needed where "
                       "clouds were taken out before",
                       "%zu scene%s no quality layer known here: clouds "
                       "count as ground",
                       n, n == 1 ? " has" : "s have");
}

static enum ta_status add_held(void *self, const struct ta_readings_held *held,
                               struct ta_error *err)
{
    struct ta_readings_held *all = self;
    (void)err;
    all->current += held->current;
    all->current_bytes += held->current_bytes;
    all->older += held->older;
    all->older_bytes += held->older_bytes;
    all->named += held->named;
    all->named_bytes += held->named_bytes;
    all->windows_bytes += held->windows_bytes;
    return TA_OK;
}

/* Older versions are worth a look where most of the disk that readings take is theirs. */
static void look_at_readings(struct ta_workspace *workspace,
                             const struct ta_health *health)
{
    struct ta_readings_held all = {.current = 0};
    struct ta_error err = {0};
    const struct ta_prune_job job = {
        .workspace = workspace, .look = true, .self = &all, .each = add_held};
    if (ta_readings_prune(&job, &err) != TA_OK) {
        ta_health_error(health, "Readings", &err);
        return;
    }
    if (all.current == 0) return;
    bool many = all.older_bytes > all.current_bytes;
    ta_health_tell(health, many ? TA_HEALTH_NOTE : TA_HEALTH_OK, "Readings",
                   many ? "`terrassay readings prune` removes versions that no record "
                          "rests on"
                        : NULL,
                   "%zu file%s, %.1f MB; older versions: %.1f MB, and %.1f MB that "
                   "records rest on; kept windows: %.1f MB",
                   all.current, all.current == 1 ? "" : "s",
                   (double)all.current_bytes / 1e6, (double)all.older_bytes / 1e6,
                   (double)all.named_bytes / 1e6, (double)all.windows_bytes / 1e6);
}

/* Dead letters of all files, by the word they were set aside for. */
struct letters_seen {
    size_t files, letters, of[TA_OUTCOME_COUNT];
};

static enum ta_status pass_form(void *self, const struct ta_letter_form *form,
                                struct ta_error *err)
{
    (void)self, (void)form, (void)err;
    return TA_OK;
}

static enum ta_status count_letter(void *self, const struct ta_letter *letter,
                                   struct ta_error *err)
{
    struct letters_seen *seen = self;
    (void)err;
    seen->letters++;
    seen->of[letter->outcome]++;
    return TA_OK;
}

/* A file that cannot be read whole is a fault by itself. */
static void look_into_letters(const char *path, struct letters_seen *seen,
                              const struct ta_health *health)
{
    const struct ta_dead_sink sink = {seen, pass_form, count_letter};
    struct ta_error err = {0};
    size_t faults = 0;
    seen->files++;
    if (ta_dead_read(path, &sink, &faults, &err) != TA_OK)
        ta_health_error(health, letters_part, &err);
    else if (faults > 0)
        ta_health_tell(health, TA_HEALTH_FAULT, letters_part,
                       "put its copy from a backup in its place, or take it away by "
                       "`terrassay ingest --put-away FILE.dead --reason TEXT`",
                       "%s: %zu stretch%s of it cannot be read", path, faults,
                       faults == 1 ? "" : "es");
}

static void tell_letters(const struct letters_seen *seen,
                         const struct ta_health *health)
{
    struct ta_text words = {0};
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (seen->of[i] > 0)
            ta_text_addf(&words, "%s %s %zu", words.size == 0 ? ":" : ",",
                         ta_outcome_word((enum ta_outcome)i), seen->of[i]);
    if (seen->letters == 0 && seen->files == 0)
        ta_health_tell(health, TA_HEALTH_OK, letters_part, NULL, "none");
    else if (seen->letters > 0)
        ta_health_tell(
            health, TA_HEALTH_NOTE, letters_part,
            "`terrassay readings letters` says why, `terrassay ingest --replay` takes "
            "them in after a mend, "
            "`terrassay ingest --put-away WORD --reason TEXT` those of no use",
            "%zu in %zu file%s of journal/dead%s", seen->letters, seen->files,
            seen->files == 1 ? "" : "s", words.failed ? "" : words.bytes);
    ta_text_free(&words);
}

/* What was set aside is no reading until somebody sees to it. */
static void look_at_letters(const char *folder, const struct ta_health *health)
{
    char **names = NULL;
    size_t n = 0;
    struct letters_seen seen = {0};
    struct ta_error err = {0};
    struct ta_text dead = {0};
    ta_text_addf(&dead, "%s/journal/dead", folder);
    enum ta_status rc = dead.failed
                            ? ta_fail(&err, TA_E_NOMEM, "dead letters: out of memory")
                            : ta_folder_list(dead.bytes, &names, &n, &err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_text path = {0};
        ta_text_addf(&path, "%s/%s", dead.bytes, names[i]);
        size_t end = path.size < 5 ? 0 : path.size - 5;
        if (!path.failed && strcmp(path.bytes + end, ".dead") == 0)
            look_into_letters(path.bytes, &seen, health);
        ta_text_free(&path);
    }
    if (rc == TA_OK || rc == TA_E_NOTFOUND)
        tell_letters(&seen, health);
    else
        ta_health_error(health, letters_part, &err);
    ta_free(names);
    ta_text_free(&dead);
}

/* What no letter is of: acknowledged, counted, and not kept. Sealed numbers stand in the audit log. */
static void look_at_passed(const char *folder, const struct ta_health *health)
{
    static const char part[] = "Passed over";
    struct ta_passed_tally tally = {.n = 0};
    struct ta_error err = {0};
    struct ta_text open = {0}, words = {0};
    ta_text_addf(&open, "%s/journal/open", folder);
    enum ta_status rc = open.failed
                            ? ta_fail(&err, TA_E_NOMEM, "journal: out of memory")
                            : ta_passed_read(open.bytes, &tally, &err);
    for (int i = 0; i < TA_OUTCOME_COUNT; i++)
        if (tally.outcome[i] > 0)
            ta_text_addf(&words, "%s%s %" PRIu64, words.size == 0 ? "" : ", ",
                         ta_outcome_word((enum ta_outcome)i), tally.outcome[i]);
    if (rc != TA_OK)
        ta_health_error(health, part, &err);
    else if (tally.n > 0)
        ta_health_tell(health, TA_HEALTH_NOTE, part,
                       "ask why the device sends so much, or raise --quota-messages "
                       "and --quota-mb of `terrassay ingest`",
                       "messages since the last seal: %s; first %.64s",
                       words.failed ? "" : words.bytes, tally.told[0].topic);
    ta_text_free(&open);
    ta_text_free(&words);
}

/* One project's data against today; @return whether there was something to tell. */
static bool look_at_data_of(const struct ta_project *project, ta_day today, bool told,
                            const struct ta_health *health)
{
    enum { SOON_DAYS = 30 };
    ta_day last = TA_DAY_NONE;
    char day[TA_TIME_TEXT];
    enum ta_data_use use = ta_data_use_on(project, today, &last);
    bool ended = use != TA_DATA_MAY_BE_USED;
    if (!ended) last = project->consent_until;
    if (!ended && (last == TA_DAY_NONE || last - today > SOON_DAYS)) return false;
    if (!told) return true;
    ta_day_format(last, day);
    if (use == TA_DATA_KEPT_TOO_LONG)
        ta_health_tell(
            health, TA_HEALTH_FAULT, data_part,
            "`terrassay project remove` takes it off the list, which deletes "
            "nothing: README, limits, says what to delete",
            "%s: to be kept and used until %s", project->id, day);
    else
        ta_health_tell(
            health, TA_HEALTH_NOTE, data_part,
            "ask for it again and import the project with the new consent_on "
            "and consent_until",
            ended ? "%s: the consent ended on %s, assess sets it aside"
                  : "%s: the consent ends on %s",
            project->id, day);
    return true;
}

/* Data that are kept too long, consents that have ended or soon will. */
static void look_at_data(struct ta_workspace *workspace, ta_day today,
                         const struct ta_health *health)
{
    enum { MOST = 100 };
    const struct ta_store *store = &workspace->store;
    struct ta_error err = {0};
    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0, found = 0;
    enum ta_status rc = store->ops->project_ids(store->self, &ids, &n, &err);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        struct ta_project project = {.n_sites = 0};
        rc = ta_engine_project(workspace, ids[i], &project, &err);
        if (rc != TA_OK) break;
        found += look_at_data_of(&project, today, found < MOST, health);
        ta_project_free(&project);
    }
    ta_free(ids);
    if (rc != TA_OK)
        ta_health_error(health, data_part, &err);
    else if (found == 0)
        ta_health_tell(health, TA_HEALTH_OK, data_part, NULL,
                       "none past its last day, no consent that ends within 30 days");
    else if (found > MOST)
        ta_health_tell(health, TA_HEALTH_NOTE, data_part,
                       "`terrassay project show` tells of each", "and %zu more",
                       found - MOST);
}

static void look_at_keys(const struct ta_workspace *workspace,
                         const struct ta_health *health)
{
    struct ta_key_ring ring = {0};
    struct ta_error err = {0};
    if (ta_workspace_keys(workspace, &ring, &err) != TA_OK) {
        ta_health_error(health, "Keys", &err);
        return;
    }
    const struct ta_key *current = ta_key_current(&ring);
    if (current == NULL)
        ta_health_tell(health, TA_HEALTH_NOTE, "Keys", "`terrassay key new` makes one",
                       "none that signs: no record can be written");
    else
        ta_health_tell(health, TA_HEALTH_OK, "Keys", NULL, "%zu; %.12s signs", ring.n,
                       current->id);
    ta_keys_close(&ring);
}

static void look_at_configuration(const struct ta_workspace *workspace,
                                  const struct ta_health *health)
{
    struct ta_sources sources = {0};
    struct ta_error err = {0};
    if (ta_engine_sources(workspace, &sources, &err) != TA_OK)
        ta_health_error(health, "terrassay.yaml", &err);
    else if (sources.n > 0)
        ta_health_tell(health, TA_HEALTH_OK, "terrassay.yaml", NULL, "%zu catalogue%s",
                       sources.n, sources.n == 1 ? "" : "s");
    ta_sources_free(&sources);
}

void ta_workspace_health(const char *folder, const char *datasets, ta_day today,
                         const struct ta_health *health)
{
    const struct ta_workspace_options look = {.read_only = true, .datasets = datasets};
    struct ta_workspace workspace = {.lock = -1};
    struct ta_error err = {0};
    struct stat about;
    if (stat(folder, &about) != 0) {
        ta_health_tell(
            health, TA_HEALTH_NOTE, "Workspace",
            "name it by -w DIR; `terrassay project import` makes one, and `terrassay "
            "demo` makes ./demo-workspace",
            "none at %s", folder);
        return;
    }
    if (ta_workspace_open(folder, &look, &workspace, &err) != TA_OK) {
        ta_health_error(health, "Workspace", &err);
        return;
    }
    ta_health_tell(health, TA_HEALTH_OK, "Workspace", NULL, "%s, form %d", folder,
                   TA_WORKSPACE_VERSION);
    look_at_configuration(&workspace, health);
    look_at_locks(folder, health);
    look_at_disk(folder, health);
    look_at_store(&workspace, health);
    look_at_scenes(&workspace, health);
    look_at_masks(&workspace, health);
    look_at_readings(&workspace, health);
    ta_evidence_health(&workspace, today, health);
    look_at_letters(folder, health);
    look_at_passed(folder, health);
    look_at_data(&workspace, today, health);
    look_at_keys(&workspace, health);
    ta_workspace_close(&workspace);
}
