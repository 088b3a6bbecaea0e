/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/reading_clear.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

static void clear_below(const struct ta_workspace *workspace, const char *below,
                        const char *before)
{
    char *folder = ta_workspace_path(workspace, below);
    if (folder != NULL) (void)ta_folder_clear(folder, before);
    ta_free(folder);
}

static void clear_projects(const struct ta_workspace *workspace)
{
    char **name = NULL, *folder = ta_workspace_path(workspace, "readings");
    size_t n = 0;
    if (folder != NULL && ta_folder_list(folder, &name, &n, NULL) != TA_OK) n = 0;
    for (size_t i = 0; i < n; i++) {
        struct ta_text below = {0};
        ta_text_addf(&below, "readings/%s", name[i]);
        if (!below.failed) clear_below(workspace, below.bytes, ".h5");
        ta_text_free(&below);
    }
    ta_free(name);
    ta_free(folder);
}

void ta_readings_clear(const struct ta_workspace *workspace)
{
    clear_projects(workspace);
    clear_below(workspace, "journal/archive", ".zst");
    clear_below(workspace, "journal/waiting", ".journal");
    clear_below(workspace, "journal/pins", ".journal");
    clear_below(workspace, "journal/dead", "letters");
    clear_below(workspace, "journal/archive/dead", "letters");
    clear_below(workspace, "journal/archive/dead", ".dead");
    clear_below(workspace, "journal/archive/dead", ".json");
    clear_below(workspace, "journal/archive/dead", ".begun");
}
