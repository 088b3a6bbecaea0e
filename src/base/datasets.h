/* SPDX-License-Identifier: Apache-2.0 */
/** @file datasets.h  Files of datasets/, embedded at build; `--datasets DIR` stands
 * before them. */
#ifndef TA_BASE_DATASETS_H
#define TA_BASE_DATASETS_H

#include <stddef.h>

#include "terrassay/status.h"

/** One embedded file; `bytes` has a NUL after its `size` bytes. */
struct ta_dataset_file {
    const char *name; /**< below datasets/, e.g. "models/credit-1.yaml" */
    const unsigned char *bytes;
    size_t size;
};

extern const struct ta_dataset_file ta_datasets_embedded[];
extern const size_t ta_datasets_embedded_count;

/** Bytes of `name` (ta_free), from @p folder when it is not NULL and has the file, else
 * embedded. */
TA_NODISCARD enum ta_status ta_dataset_read(const char *folder, const char *name,
                                            char **bytes, size_t *size,
                                            struct ta_error *err);
/** Is @p folder one that can stand before the embedded files? One that is away, or has none of their
 *  folders in it, was mistyped: without a word the embedded ones would stand in for it.
 *  @return TA_OK; TA_E_CONFIG; TA_E_PERMISSION; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_datasets_check(const char *folder, struct ta_error *err);

#endif
