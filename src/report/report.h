/* SPDX-License-Identifier: Apache-2.0 */
/** @file report.h  One record as a page that a person reads: one file, no network, no script.
 *
 *  Equal record, evidence, language and program give equal bytes. */
#ifndef TA_REPORT_REPORT_H
#define TA_REPORT_REPORT_H

#include <stdbool.h>

#include "base/message.h"
#include "base/text.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

struct ta_workspace;

struct ta_report_request {
    const char *record;  /**< id, 64 hexadecimal digits; NULL: the project's newest */
    const char *project; /**< used when `record` is NULL */
    enum ta_language language;
    bool shared; /**< a page that may leave the credit department: see share.h */
};

/** Append the page to @p out. Reads the store, chips and partitions of the workspace, never
 *  a far file. A piece of evidence that is gone or changed leaves its panel with words in its
 *  place.
 *  @return TA_OK; TA_E_NOTFOUND for a record or project that is not here; TA_E_DATA for a
 *  record that is not what its id says; TA_E_NOMEM; what the store gave. */
TA_NODISCARD enum ta_status ta_report_html(const struct ta_workspace *workspace,
                                           const struct ta_report_request *request,
                                           const struct ta_messages *messages,
                                           struct ta_text *out, struct ta_error *err);

/** Which record a page was made of, and where it lies. */
struct ta_report_file {
    char project[TA_ID_SIZE], record[TA_HEX_SIZE];
    char *path; /**< owned (ta_free) */
};

/** Write the page as a file, whole or not at all.
 *  @param path  NULL: reports/PROJECT-LANG.html of the workspace, and for a record that is not
 *               its project's newest reports/PROJECT-RECORD-LANG.html, so that an old one
 *               never stands in the place of the new one; a shared one goes to
 *               reports/shared-RECORD-LANG.html, which names no project
 *  @param out   filled on success
 *  @return as ta_report_html(), or why the file could not be written. */
TA_NODISCARD enum ta_status ta_report_save(const struct ta_workspace *workspace,
                                           const struct ta_report_request *request,
                                           const struct ta_messages *messages,
                                           const char *path, struct ta_report_file *out,
                                           struct ta_error *err);

/** Remove what killed runs left half written in reports/ of the workspace. Nothing is told: what
 *  cannot be removed is read by nobody and waits for the next run. */
void ta_report_clear(const struct ta_workspace *workspace);

#endif
