/* SPDX-License-Identifier: Apache-2.0 */
/** @file portfolio_tell.h  The document of a portfolio, out: on the terminal, as JSON, CSV, page. */
#ifndef TA_CLI_PORTFOLIO_TELL_H
#define TA_CLI_PORTFOLIO_TELL_H

#include "cli/print.h"

/** The day of --as-of; today when it is not given. */
ta_day ta_portfolio_day(const struct ta_call *call);
/** Write the files that were asked for; on standard output JSON or tables, unless it is one of
 *  them. */
TA_NODISCARD enum ta_status
ta_portfolio_tell(struct ta_call *call, const json_t *document, struct ta_error *err);
/** Say where an earlier record still stands behind the newest, where records of several models, or tonnes of several sets of GWP, stand side by side. */
TA_NODISCARD enum ta_status ta_portfolio_tell_mixed(struct ta_call *call,
                                                    const json_t *document,
                                                    struct ta_error *err);
/** The figures as tables, one for each section; the sections named in @p only (NULL-ended), or
 *  all when it is NULL. */
TA_NODISCARD enum ta_status ta_portfolio_tables(struct ta_call *call,
                                                const json_t *document,
                                                const char *const *only,
                                                struct ta_error *err);

/** The fields of a standard ("pcaf", "issb-s2", "pboc") out of the same document. */
TA_NODISCARD enum ta_status ta_disclosure_tell(struct ta_call *call,
                                               const json_t *portfolio,
                                               const char *standard,
                                               struct ta_error *err);

#endif
