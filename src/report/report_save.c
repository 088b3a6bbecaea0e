/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "report/page.h"

enum { RECORD_SHORT = 12 };

static const char *const suffix[TA_LANGUAGE_COUNT] = {[TA_EN] = "en", [TA_ZH] = "zh"};

static bool is_newest(const struct ta_dossier *d)
{
    const struct ta_store *store = &d->workspace->store;
    char id[TA_HEX_SIZE];
    return store->ops->record_latest(store->self, d->facts.project, TA_DAY_OPEN, id,
                                     NULL) == TA_OK &&
           strcmp(id, d->id) == 0;
}

static char *place_of(const struct ta_dossier *d, enum ta_language language)
{
    struct ta_text below = {0};
    ta_text_addf(&below, "reports/%s", d->shared ? "shared" : d->facts.project);
    if (d->shared || !is_newest(d)) ta_text_addf(&below, "-%.*s", RECORD_SHORT, d->id);
    ta_text_addf(&below, "-%s.html", suffix[language]);
    char *path = below.failed ? NULL : ta_workspace_path(d->workspace, below.bytes);
    ta_text_free(&below);
    return path;
}

static enum ta_status save(const struct ta_dossier *d, const struct ta_text *page,
                           const char *path, enum ta_language language,
                           struct ta_report_file *out, struct ta_error *err)
{
    out->path = path != NULL ? ta_strdup(path) : place_of(d, language);
    if (out->path == NULL) return ta_fail(err, TA_E_NOMEM, "report: out of memory");
    if (!ta_copy(out->project, sizeof out->project, d->facts.project) ||
        !ta_copy(out->record, sizeof out->record, d->id))
        return ta_fail(err, TA_E_DATA, "record %.16s: its project's id is too long",
                       d->id);
    enum ta_status rc = TA_OK;
    if (path == NULL) rc = ta_workspace_make_above(out->path, err);
    if (rc == TA_OK) rc = ta_file_write(out->path, page->bytes, page->size, 0666, err);
    return rc;
}

enum ta_status ta_report_save(const struct ta_workspace *workspace,
                              const struct ta_report_request *request,
                              const struct ta_messages *messages, const char *path,
                              struct ta_report_file *out, struct ta_error *err)
{
    struct ta_dossier dossier;
    struct ta_text page = {0};
    *out = (struct ta_report_file){.path = NULL};
    enum ta_status rc = ta_dossier_open(workspace, request, &dossier, err);
    if (rc == TA_OK)
        rc = ta_page_write(&dossier, request->language, messages, &page, err);
    if (rc == TA_OK) rc = save(&dossier, &page, path, request->language, out, err);
    if (rc != TA_OK) {
        ta_free(out->path);
        out->path = NULL;
    }
    ta_text_free(&page);
    ta_dossier_close(&dossier);
    return rc;
}

void ta_report_clear(const struct ta_workspace *workspace)
{
    char *folder = ta_workspace_path(workspace, "reports");
    if (folder != NULL) (void)ta_folder_clear(folder, ".html");
    ta_free(folder);
}
