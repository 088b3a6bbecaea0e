/* SPDX-License-Identifier: Apache-2.0 */
/** @file journal_kind.h  Frames of the journal that are no message; see ta_pack_kind().
 *
 *      passed   word, topic, messages and bytes (fixed), receipt of the first
 *      quota    what ta_quota_save() gave */
#ifndef TA_INGEST_JOURNAL_KIND_H
#define TA_INGEST_JOURNAL_KIND_H

enum { TA_JOURNAL_PASSED = 1, TA_JOURNAL_QUOTA = 2 };

#endif
