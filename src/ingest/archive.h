/* SPDX-License-Identifier: Apache-2.0 */
/** @file archive.h  Files of ours, compressed for keeping (zstd; RFC 8878), and back again. */
#ifndef TA_INGEST_ARCHIVE_H
#define TA_INGEST_ARCHIVE_H

#include "terrassay/status.h"

/** Write @p from, compressed with a check sum, to the new file @p to: beside it, read back and compared,
 *  fsynced, renamed, folder fsynced. @p from stays. When @p to is there it is replaced.
 *  @return TA_OK; TA_E_INTERNAL when it does not read back; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_archive_write(const char *from, const char *to,
                                             struct ta_error *err);
/** The other way round. @return TA_OK; TA_E_DATA when it is damaged; TA_E_IO, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_archive_read(const char *from, const char *to,
                                            struct ta_error *err);

/** The same for a file that is only looked into: it is not made durable, and when unpacking failed there is a
 *  part of it. */
TA_NODISCARD enum ta_status ta_archive_unpack(const char *from, const char *to,
                                              struct ta_error *err);

#endif
