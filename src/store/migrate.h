/* SPDX-License-Identifier: Apache-2.0 */
/** @file migrate.h  From any file to a store of this program's step, or a refusal. */
#ifndef TA_STORE_MIGRATE_H
#define TA_STORE_MIGRATE_H

#include <stdbool.h>

#include "store/db.h"

/** Refuse a file that is no store of ours or of a newer program; without @p read_only
 * make an empty one a store and bring an older one up to date, all in one transaction.
 *  @return TA_OK; TA_E_DATA, TA_E_CONFIG, TA_E_AGAIN, TA_E_IO, TA_E_PERMISSION. */
TA_NODISCARD enum ta_status ta_migrate(struct ta_db *db, bool read_only,
                                       struct ta_error *err);

/** A store in memory as this program would make it, to compare with.
 *  @param out empty but for its path; ended by ta_db_close() */
TA_NODISCARD enum ta_status ta_migrate_model(struct ta_db *out, struct ta_error *err);

#endif
