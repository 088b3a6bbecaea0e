/* SPDX-License-Identifier: Apache-2.0 */
/** @file far_file.h  A file on a far host that is read by ranges, as they are needed.
 *
 *  It is pinned by its strong ETag and its length: bytes of another state of the file are an
 *  error, never mixed in. What was read is kept on the local disk while somebody holds the file,
 *  so that no byte comes twice. */
#ifndef TERRASSAY_FAR_FILE_H
#define TERRASSAY_FAR_FILE_H

#include "terrassay/status.h"
#include "terrassay/types.h"

enum { TA_ETAG_SIZE = 256 };

struct ta_byte_range {
    int64_t from, size;
};

struct ta_far_file;

/** All may be called by any thread at any time. */
struct ta_far_file_ops {
    /** Keep what is read from now on, until the same number of rests.
     *  @return TA_OK, TA_E_IO, TA_E_NOMEM */
    enum ta_status (*hold)(struct ta_far_file *file, struct ta_error *err);
    void (*rest)(struct ta_far_file *file);
    /** Set aside what of the run's budget these ranges will take, until the file rests: so that of looks
     *  that are fetched at once one is had whole, and not both in part. The file is held.
     *  @return TA_OK; TA_E_LIMIT when so much is not left, and nothing is asked for; TA_E_NOMEM */
    enum ta_status (*reserve)(struct ta_far_file *file,
                              const struct ta_byte_range *range, size_t n,
                              struct ta_error *err);
    /** Have these ranges, in any order, brought in few requests. The file is held.
     *  @return TA_OK; TA_E_DATA when the file was overwritten meanwhile; TA_E_SOURCE,
     *  TA_E_PERMISSION, TA_E_NOTFOUND from its host; TA_E_LIMIT when the budget of the run is
     *  used up; TA_E_IO; TA_E_NOMEM */
    enum ta_status (*want)(struct ta_far_file *file, const struct ta_byte_range *range,
                           size_t n, struct ta_error *err);
    /** Read; what is not here yet is brought. The file is held. Returns as want(). */
    enum ta_status (*read)(struct ta_far_file *file, int64_t from, size_t n, void *out,
                           struct ta_error *err);
    /** Bytes that came since this was last asked. */
    int64_t (*came)(struct ta_far_file *file);
    /** One more, one less who has it; the last one ends it. */
    void (*share)(struct ta_far_file *file);
    void (*drop)(struct ta_far_file *file);
};

struct ta_far_file {
    const struct ta_far_file_ops *ops;
    int64_t size;            /**< of the whole file */
    char etag[TA_ETAG_SIZE]; /**< strong: "\"...\"" */
};

#endif
