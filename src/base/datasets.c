/* SPDX-License-Identifier: Apache-2.0 */
#include "base/datasets.h"

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
    enum ta_status rc = ta_file_read(taken, FILE_LIMIT, bytes, size, err);
    ta_free(taken);
    return rc == TA_E_NOTFOUND ? read_embedded(name, bytes, size, err) : rc;
}
