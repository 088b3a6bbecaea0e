/* SPDX-License-Identifier: Apache-2.0 */
/** @file filing_tell.h  Filing a portfolio, and what was filed, told. */
#ifndef TA_CLI_FILING_TELL_H
#define TA_CLI_FILING_TELL_H

#include "cli/print.h"

/** File @p document and tell what became of it. */
TA_NODISCARD enum ta_status ta_filing_write(struct ta_call *call,
                                            struct ta_workspace *workspace,
                                            const json_t *document,
                                            struct ta_error *err);
/** List what was filed. @return TA_FINDING when a statement does not hold */
TA_NODISCARD enum ta_status ta_filing_tell(struct ta_call *call,
                                           const struct ta_workspace *workspace,
                                           struct ta_error *err);

#endif
