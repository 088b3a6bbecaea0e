/* SPDX-License-Identifier: Apache-2.0 */
#include "series/partition.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

static enum ta_status build_and_publish(const struct ta_partition *seal,
                                        const char *part, const char *path,
                                        struct ta_error *err)
{
    enum ta_status rc = seal->build(seal->data, part, err);
    if (rc == TA_OK) rc = seal->compare(seal->data, part, err);
    if (rc == TA_FINDING)
        return ta_fail(err, TA_E_INTERNAL, "%s: does not read back as written", part);
    if (rc != TA_OK) return rc;
    return seal->loose ? ta_file_place(part, path, err)
                       : ta_file_publish(part, path, err);
}

/* A file of this name is sealed: it may be this one, from a run that was killed later on, perhaps
 * before the name was on the disk. */
static enum ta_status compare_sealed(const struct ta_partition *seal, const char *path,
                                     struct ta_error *err)
{
    enum ta_status rc = seal->compare(seal->data, path, err);
    if (rc == TA_OK && !seal->loose) return ta_file_name_settle(path, err);
    if (rc != TA_FINDING && rc != TA_E_DATA) return rc;
    (void)ta_fail(err, TA_E_AGAIN, "%s: is sealed and holds other rows", path);
    ta_error_mend(err, "take the next version");
    return TA_E_AGAIN;
}

enum ta_status ta_partition_seal(const struct ta_partition *seal, const char *path,
                                 struct ta_error *err)
{
    struct stat found;
    if (stat(path, &found) == 0) return compare_sealed(seal, path, err);

    struct ta_text name = {0};
    ta_text_addf(&name, "%s.part-%ld", path, (long)getpid());
    char *part = ta_text_take(&name);
    if (part == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    (void)unlink(
        part); /* of a process of this number that was killed; mostly not there */
    enum ta_status rc = build_and_publish(seal, part, path, err);
    if (rc != TA_OK) (void)unlink(part); /* gone already when only the folder failed */
    ta_free(part);
    return rc;
}
