/* SPDX-License-Identifier: Apache-2.0 */
/** @file broker_line.h  The thread that reads the broker and writes the journal. */
#ifndef TA_ENGINE_BROKER_LINE_H
#define TA_ENGINE_BROKER_LINE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/broker.h"
#include "ingest/journal.h"

/** Shared by the two threads. */
struct ta_broker_line {
    const struct ta_broker_job *job;
    const char *folder;  /**< of open segments */
    const char *archive; /**< of those put away */
    uint64_t first_number;
    atomic_bool stop;   /**< set from outside */
    atomic_bool rotate; /**< set from outside: close the segment at hand */
    atomic_bool ended;
    atomic_uint_fast64_t number; /**< segments with smaller ones are closed */
    atomic_uint_fast64_t size;   /**< committed to the segment at hand */
    /* read when it has ended */
    struct ta_broker_counts counts;
    enum ta_status rc;
    struct ta_error err;
};

/** Longer than a device's message has reason to be. */
#define TA_BROKER_POISON_BYTES ((size_t)16 << 20)

/** Add a message to the journal's batch. A very long one for which there is no memory is passed
 *  over: it would come again at each connection, before all others.
 *  @param kept false when it was passed over
 *  @return TA_OK; TA_E_NOMEM for one that may be kept when there is memory again */
TA_NODISCARD enum ta_status
ta_broker_line_keep(struct ta_journal *journal,
                    const struct ta_journal_message *message, bool *kept,
                    struct ta_error *err);

/** Does a batch wait some milliseconds for more messages before it is flushed? A flush costs as much
 *  as ten messages do. Zero to begin with. */
struct ta_broker_gather {
    unsigned rest; /**< batches that do not wait, since waiting was in vain */
};
/** @param n messages of the batch. @return true: wait once, then ta_broker_gather_came() */
bool ta_broker_gather_wait(struct ta_broker_gather *gather, size_t n);
/** @p n messages came while it waited. None come where the broker waits for us: where it lets few
 *  messages be under way at once. */
void ta_broker_gather_came(struct ta_broker_gather *gather, size_t n);

/** Messages that the broker held while we were away: how long nobody knows. Zero to begin with, but `heard`. */
struct ta_broker_wait {
    ta_time_us
        heard; /**< nothing waited then; TA_TIME_NONE: nobody knows since when it does */
    ta_time_us until; /**< later ones did not wait; TA_TIME_NONE: none does */
};
/** A session begins. What was held longer than half a minute cannot be dated by its receipt, nor can what comes
 *  before it is through: until nothing came for a moment, or a quarter of the time that we were away has
 *  gone by, in which a broker is through that sends five times as fast as devices do. */
void ta_broker_wait_begin(struct ta_broker_wait *wait, ta_time_us now);
/** It is a session that the broker had kept nothing for, or nothing came for a while: nothing waits. */
void ta_broker_wait_end(struct ta_broker_wait *wait);
/** All that had come is acknowledged. */
void ta_broker_wait_heard(struct ta_broker_wait *wait, ta_time_us now);
/** May a message that comes now have waited? */
bool ta_broker_waited(const struct ta_broker_wait *wait, ta_time_us now);

/** Sessions that the broker ended soon after they began, one after the other. Zero to begin with. */
struct ta_broker_losses {
    unsigned brief;
    int waited_ms; /**< before the last try */
};
/** A session was lost @p lasted_us after it began. Two programs that take one client id from each other would
 *  do so for ever, and few brokers tell: from the third brief session in a row on each doubles the wait, up to
 *  half a minute. A session is brief when it ended within five seconds and twice the last wait, since
 *  the other one waits, too.
 *  @return milliseconds until the next try */
int ta_broker_lost_ms(struct ta_broker_losses *losses, ta_time_us lasted_us);

/** Runs until `stop`, or a failure that will not pass; then sets `ended`. */
void ta_broker_line_run(struct ta_broker_line *line);

#endif
