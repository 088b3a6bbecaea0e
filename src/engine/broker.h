/* SPDX-License-Identifier: Apache-2.0 */
/** @file broker.h  Readings from an MQTT broker: on disk before they are acknowledged, sealed in time.
 *
 *  One thread talks to the broker and writes the journal, and does nothing else; the caller's
 *  thread seals what is closed. When the disk is full, nothing is acknowledged and nothing read:
 *  the broker keeps the messages. */
#ifndef TA_ENGINE_BROKER_H
#define TA_ENGINE_BROKER_H

#include "engine/journal_seal.h"
#include "ingest/mqtt.h"
#include "ingest/quota.h"

/** What happens while it runs, for a log. From either thread, one at a time. */
enum ta_broker_event {
    TA_BROKER_CONNECTED,
    TA_BROKER_LOST,      /**< will be tried again */
    TA_BROKER_DISK,      /**< the journal cannot be written; will be tried again */
    TA_BROKER_DISK_BACK, /**< it can be again */
    TA_BROKER_DROPS,     /**< the broker throws messages away: `n` of them so far */
    TA_BROKER_OVER_QUOTA, /**< a device sends more than it may; told once a day of each */
    TA_BROKER_TOO_LONG,   /**< no memory for a message of `n` bytes: passed over */
    TA_BROKER_SEALED,     /**< `n` readings */
    TA_BROKER_SET_ASIDE, /**< by that seal, `n` samples or messages: of which words how many */
    TA_BROKER_ABSENT, /**< by that seal, `n` values that mappings have places for; told once */
    TA_BROKER_SEAL_LATER, /**< sealing failed, or `n` readings wait for evidence that is at fault; will be tried again */
    TA_BROKER_ARCHIVE_AGED, /**< `n` segments were kept long enough and are gone */
    TA_BROKER_ARCHIVE_STAYS /**< one that was could not be removed; will be tried again */
};

struct ta_broker_job {
    struct ta_mqtt_options mqtt; /**< filter and client id may be NULL */
    struct ta_quota_limits quota;
    uint64_t segment_bytes; /**< of the journal; 0 for 64 MiB */
    uint64_t seal_bytes;    /**< seal once so much is closed; 0 for 256 MiB */
    int seal_seconds;       /**< and at least so often, when there is anything */
    size_t month_rows;      /**< at most in a month's file; 0: TA_MONTH_ROWS */
    int archive_days;       /**< that segments stay in the archive; 0: for ever */
    const char *who;
    const struct ta_table_set
        *tables;               /**< whose quality limits flag readings; or NULL */
    ta_time_us (*clock)(void); /**< engine/ asks none itself */
    bool (*stop)(void *self);  /**< asked often, from the caller's thread */
    void *self;
    void (*event)(void *self, enum ta_broker_event event, uint64_t n,
                  const char *words);
    void (*complain)(void *self, const struct ta_complaint *complaint); /**< or NULL */
    void (*settled)(void *self, bool stands); /**< as of ta_journal_job; or NULL */
    void (*fault)(void *self, const struct ta_journal_fault *fault); /**< or NULL */
};

struct ta_broker_counts {
    uint64_t messages; /**< journalled */
    uint64_t commits, connections;
    /* Passed over: acknowledged, not kept. Their numbers are journalled, and `sealed` has them, too. */
    uint64_t retained, over_quota;
    uint64_t too_long;               /**< for which there was no memory */
    struct ta_journal_sealed sealed; /**< of all seals together */
};

enum { TA_BROKER_ID = 64 }; /**< room for a client id of ours */

/** Run until `stop` says so; then everything is sealed. Journalled messages of an earlier run are
 *  sealed first. Failures that may pass (broker away, disk full) are told and tried again.
 *  @return TA_OK; TA_PARTLY when something was set aside or not kept; TA_E_SOURCE when no connection came about
 *  all the while (@p err has the last try); TA_E_IO when it was stopped while messages could not be written, which
 *  the broker keeps; TA_E_AGAIN when another program listens
 *  here; TA_E_CONFIG when acknowledgements do not wait, for TLS files, or when the broker says
 *  that another session took over our client id: of two that would take it from each other for ever the newer
 *  one goes on;
 *  TA_E_PERMISSION when the broker refuses us; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_engine_broker(struct ta_workspace *workspace,
                                             const struct ta_broker_job *job,
                                             struct ta_broker_counts *out,
                                             struct ta_error *err);

/** End the session that the broker keeps for this workspace, or under the client id of @p mqtt, with all that waits in
 *  it; the audit log says so. @param id of the session
 *  @return TA_OK; TA_E_NOTFOUND when nobody has listened here, or the broker keeps no
 *  such session; TA_E_AGAIN when a program does; as ta_mqtt_open() */
TA_NODISCARD enum ta_status ta_engine_broker_forget(struct ta_workspace *workspace,
                                                    const struct ta_mqtt_options *mqtt,
                                                    const char *who, ta_time_us now,
                                                    char id[TA_BROKER_ID],
                                                    struct ta_error *err);

#endif
