/* SPDX-License-Identifier: Apache-2.0 */
/** @file verify_exports.c  The files below records/ against the store. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/assess.h"
#include "engine/verify_private.h"
#include "record/facts.h"
#include "record/seal.h"

/* A pipe in its place would keep us waiting. */
static enum ta_status read_export(const char *path, char **bytes, size_t *size,
                                  struct ta_error *err)
{
    enum ta_status rc = ta_file_plain(path, err);
    return rc == TA_OK ? ta_file_read(path, TA_EXPORT_MOST, bytes, size, err) : rc;
}

/* A copy that broke off is told as that: nobody changed it. */
static void compare_export(struct ta_verifying *v, struct ta_suspect *suspect,
                           const char *below, const char *bytes, size_t size,
                           const struct ta_text *wanted)
{
    static const char as_kept[] = "the record as it is kept";
    bool begins = size <= wanted->size && memcmp(bytes, wanted->bytes, size) == 0;
    if (begins && size == wanted->size) return;
    if (begins)
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, below, as_kept,
                       "cut short: the first %zu of its %zu bytes", size, wanted->size);
    else
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, below, as_kept, "other bytes");
}

/* The export beside it, where there is one, says the same. */
enum ta_status ta_verify_export(struct ta_verifying *v, struct ta_suspect *suspect,
                                struct ta_error *err)
{
    struct ta_text wanted = {0};
    struct ta_error error = {0};
    char *bytes = NULL, *full = NULL;
    size_t size = 0;
    char *below = ta_record_path(suspect->facts.project, suspect->envelope.id);
    if (below != NULL) full = ta_workspace_path(v->workspace, below);
    enum ta_status rc = full == NULL
                            ? ta_fail(&error, TA_E_NOMEM, "export: out of memory")
                            : read_export(full, &bytes, &size, &error);
    if (rc == TA_OK)
        rc = ta_seal_export(&suspect->envelope, suspect->body, suspect->size, &wanted,
                            &error);
    if (rc == TA_OK) compare_export(v, suspect, below, bytes, size, &wanted);
    ta_text_free(&wanted);
    ta_free(bytes);
    ta_free(below);
    ta_free(full);
    if (rc ==
        TA_E_NOTFOUND) { /* it was never made, or was put away: the store is the record */
        v->counts.not_exported++;
        return TA_OK;
    }
    if (rc == TA_E_DATA || rc == TA_E_LIMIT) {
        ta_verify_tell(v, suspect, TA_VERIFY_INTACT, "export",
                       "the record as it is kept", "%.250s", error.text);
        return TA_OK;
    }
    if (rc != TA_OK && err != NULL) *err = error;
    return rc;
}

static bool is_json(const char *name)
{
    size_t n = strlen(name), e = sizeof ".json" - 1;
    return n > e && strcmp(name + n - e, ".json") == 0;
}

/* Does the file stand where the record's export stands? Elsewhere nobody compares it. */
static enum ta_status check_place(struct ta_verifying *v, const char *field,
                                  const char *id, const char *body, size_t size,
                                  struct ta_error *err)
{
    struct ta_record_facts facts;
    struct ta_error error = {0};
    if (ta_record_facts(id, body, size, &facts, &error) != TA_OK)
        return TA_OK; /* the record's own fault, and told with it */
    char *wanted = ta_record_path(facts.project, id);
    ta_record_facts_free(&facts);
    if (wanted == NULL) return ta_fail(err, TA_E_NOMEM, "exports: out of memory");
    if (strcmp(wanted, field) != 0)
        ta_verify_tell(v, NULL, TA_VERIFY_INTACT, field, "exports in their own places",
                       "the record's place is %.200s", wanted);
    ta_free(wanted);
    return TA_OK;
}

static void tell_stray(struct ta_verifying *v, const char *field)
{
    ta_verify_tell(v, NULL, TA_VERIFY_INTACT, field, "a record that is kept here",
                   "no such record in the store");
}

/* Is the record of this export still here? The end of a chain can be cut off and its count set
 * back; what was exported is then one too many. Any other .json may be taken for a record. */
static enum ta_status check_stray(struct ta_verifying *v, const char *folder,
                                  const char *name, struct ta_error *err)
{
    struct ta_envelope envelope;
    struct ta_error error = {0};
    char id[TA_HEX_SIZE], field[TA_FAULT_TEXT];
    char *body = NULL;
    size_t size = 0;
    const struct ta_store *store = &v->workspace->store;
    if (!is_json(name)) return TA_OK;
    (void)snprintf(field, sizeof field, "records/%.80s/%.80s", folder, name);
    (void)snprintf(id, sizeof id, "%.64s", name);
    if (strlen(name) != TA_HEX_SIZE - 1 + sizeof ".json" - 1) {
        tell_stray(v, field);
        return TA_OK;
    }
    enum ta_status rc =
        store->ops->record_get(store->self, id, &envelope, &body, &size, &error);
    if (rc == TA_E_NOTFOUND) {
        tell_stray(v, field);
        return TA_OK;
    }
    if (rc != TA_OK) {
        if (err != NULL) *err = error;
        return rc;
    }
    rc = check_place(v, field, id, body, size, err);
    ta_free(body);
    return rc;
}

static bool is_folder(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

/* What is in a folder; nothing when it is not there, or is a plain file. */
static enum ta_status list(const char *folder, char ***name, size_t *n,
                           struct ta_error *err)
{
    *n = 0;
    return is_folder(folder) ? ta_folder_list(folder, name, n, err) : TA_OK;
}

static enum ta_status check_folder(struct ta_verifying *v, const char *records,
                                   const char *name, struct ta_error *err)
{
    struct ta_text path = {0};
    char **file = NULL;
    size_t n = 0;
    ta_text_addf(&path, "%s/%s", records, name);
    char *folder = ta_text_take(&path);
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "exports: out of memory");
    enum ta_status rc = list(folder, &file, &n, err);
    if (is_json(name) && !is_folder(folder))
        tell_stray(v, folder + strlen(records) - strlen("records"));
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = check_stray(v, name, file[i], err);
    ta_free(file);
    ta_free(folder);
    return rc;
}

enum ta_status ta_verify_exports(struct ta_verifying *v, struct ta_error *err)
{
    char **name = NULL;
    size_t n = 0;
    char *records = ta_workspace_path(v->workspace, "records");
    if (records == NULL) return ta_fail(err, TA_E_NOMEM, "exports: out of memory");
    enum ta_status rc = list(records, &name, &n, err);
    for (size_t i = 0; rc == TA_OK && i < n; i++)
        rc = check_folder(v, records, name[i], err);
    ta_free(name);
    ta_free(records);
    return rc;
}
