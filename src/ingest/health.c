/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/health.h"

#include <inttypes.h>
#include <stdio.h>

static const char too_short[] =
    "raise max_queued_messages and max_queued_bytes of the broker "
    "(scripts/mosquitto), and see who was away so long; its log has \"Outgoing "
    "messages are being dropped for client\" and who that was";

static void tell_dropped(const struct ta_health *health,
                         const struct ta_broker_seen *seen)
{
    static const char part[] = "Dropped messages";
    if (seen->dropped > 0)
        ta_health_tell(health, TA_HEALTH_FAULT, part, too_short,
                       "%" PRId64 " since the broker started", seen->dropped);
    else if (seen->dropped_of_late)
        ta_health_tell(health, TA_HEALTH_FAULT, part, too_short,
                       "some within the last hour; the broker tells how many for a "
                       "minute alone");
    else if (seen->dropped == 0)
        ta_health_tell(health, TA_HEALTH_OK, part, NULL, "none");
    else if (seen->said)
        ta_health_tell(health, TA_HEALTH_OK, part, NULL,
                       "none in the last minutes; of earlier ones the broker's log "
                       "alone tells");
    else
        ta_health_tell(health, TA_HEALTH_NOTE, part,
                       "let this user read $SYS/broker/# in the broker's ACL, and "
                       "leave its retain_available true",
                       "the broker does not say");
}

static void tell_kept(const struct ta_health *health, const struct ta_broker_seen *seen)
{
    bool many = seen->away > 1; /* of which ours may be one */
    char away[64] = "; how many sessions are away it has not told of late";
    int64_t n = seen->stored - (seen->retained > 0 ? seen->retained : 0);
    if (seen->stored < 0) return;
    if (seen->away >= 0)
        (void)snprintf(away, sizeof away, ", for %" PRId64 " session%s away",
                       seen->away, seen->away == 1 ? " that is" : "s that are");
    ta_health_tell(health, many ? TA_HEALTH_NOTE : TA_HEALTH_OK, "Kept messages",
                   many ? "a session that nobody comes back to collects for "
                          "months: `terrassay ingest --broker --forget-session` in "
                          "its workspace, or with its --client-id, ends it"
                        : NULL,
                   "%" PRId64 "%s%s", n < 0 ? 0 : n,
                   seen->retained < 0 ? ", retained ones among them" : "", away);
}

void ta_health_broker(const struct ta_health *health, const char *host,
                      const struct ta_broker_seen *seen)
{
    ta_health_tell(health, TA_HEALTH_OK, "Broker", NULL, "%s: %s", host,
                   seen->version[0] == '\0' ? "answers" : seen->version);
    tell_dropped(health, seen);
    tell_kept(health, seen);
}
