/* SPDX-License-Identifier: Apache-2.0 */
/** @file request_log.h  The log of outbound requests, one JSON object a line, in parts of bounded size.
 *
 *  NAME.log is written; once it is full it is closed as NAME-000001.log, NAME-000002.log and so on. Of
 *  closed parts the youngest are kept. That an older one went, and how many lines it had, is a line of
 *  the log. Any number of processes may write at once, and any may be killed at any moment. */
#ifndef TA_ENGINE_REQUEST_LOG_H
#define TA_ENGINE_REQUEST_LOG_H

#include <stddef.h>
#include <stdint.h>

#include "terrassay/status.h"

struct ta_request_log {
    int64_t
        part_most; /**< bytes of a part, but for a longer line and what is said of parts that went */
    size_t keep; /**< closed parts */
};

/** 16 MB, of some 200 bytes a line, sixteen times: about a million requests. */
struct ta_request_log ta_request_log_default(void);

/** Append a line.
 *  @param path ends in ".log"
 *  @param line without its line break
 *  @return TA_OK; TA_E_IO or TA_E_PERMISSION when the line is not in the log, or is in one that could
 *  not be parted; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_request_log_add(const char *path,
                                               const struct ta_request_log *bounds,
                                               const char *line, struct ta_error *err);

#endif
