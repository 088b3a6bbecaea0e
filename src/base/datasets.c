/* SPDX-License-Identifier: Apache-2.0 */
#include "base/datasets.h"

#include <stdbool.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum { FILE_LIMIT = 64 * 1024 * 1024 };

static enum ta_status read_embedded(const char *name, char **bytes, size_t *size,
                                    struct ta_error *err)
{
    for (size_t i = 0; i < ta_datasets_embedded_count; i++) {
        const struct ta_dataset_file *file = &ta_datasets_embedded[i];
        if (strcmp(file->name, name) != 0) continue;
        char *copy = ta_alloc(file->size + 1, 1);
        if (copy == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
        memcpy(copy, file->bytes, file->size);
        *bytes = copy;
        *size = file->size;
        return TA_OK;
    }
    return ta_fail(err, TA_E_NOTFOUND, "%s: no such file in datasets", name);
}

enum ta_status ta_dataset_read(const char *folder, const char *name, char **bytes,
                               size_t *size, struct ta_error *err)
{
    if (name[0] == '/' || strstr(name, "..") != NULL)
        return ta_fail(err, TA_E_ARG, "%s: not a name below datasets", name);
    if (folder == NULL) return read_embedded(name, bytes, size, err);

    struct ta_text path = {0};
    ta_text_addf(&path, "%s/%s", folder, name);
    char *taken = ta_text_take(&path);
    if (taken == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    struct ta_error why; /* nothing is wrong with a file that the folder leaves out */
    enum ta_status rc = ta_file_read(taken, FILE_LIMIT, bytes, size, &why);
    ta_free(taken);
    if (rc == TA_E_NOTFOUND) return read_embedded(name, bytes, size, err);
    return rc == TA_OK ? TA_OK : ta_fail_as(err, &why);
}

/* "models" of "models/credit-1.yaml": is it one of the folders below datasets? */
static bool is_known(const char *name)
{
    size_t length = strlen(name);
    for (size_t i = 0; i < ta_datasets_embedded_count; i++) {
        const char *file = ta_datasets_embedded[i].name;
        if (strncmp(file, name, length) == 0 && file[length] == '/') return true;
    }
    return false;
}

enum ta_status ta_datasets_check(const char *folder, struct ta_error *err)
{
    char **names = NULL;
    size_t n = 0, known = 0;
    struct ta_error why = {TA_OK, "", ""};
    enum ta_status rc = ta_folder_list(folder, &names, &n, &why);
    for (size_t i = 0; rc == TA_OK && i < n; i++) known += is_known(names[i]);
    ta_free(names);
    if (rc == TA_E_NOMEM || rc == TA_E_PERMISSION) return ta_fail_as(err, &why);
    if (known > 0) return TA_OK;
    if (rc == TA_OK)
        (void)ta_fail(
            err, TA_E_CONFIG,
            "%s: holds no folder of datasets: tables, models, messages, report",
            folder);
    else
        (void)ta_fail(err, TA_E_CONFIG, "%s", why.text);
    ta_error_mend(err, "give --datasets the folder that has tables/ or models/ in it, "
                       "or leave it out to work with what the program brings");
    return TA_E_CONFIG;
}
