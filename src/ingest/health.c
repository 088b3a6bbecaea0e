/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/health.h"

#include <inttypes.h>

void ta_health_broker(const struct ta_health *health, const char *host,
                      const struct ta_broker_seen *seen)
{
    ta_health_tell(health, TA_HEALTH_OK, "Broker", NULL, "%s: %s", host,
                   seen->version[0] == '\0' ? "answers" : seen->version);
    if (seen->dropped < 0)
        ta_health_tell(health, TA_HEALTH_NOTE, "Dropped messages",
                       "let this user read $SYS/broker/# in the broker's ACL, and "
                       "leave its retain_available true",
                       "the broker does not say");
    else if (seen->dropped > 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "Dropped messages",
                       "raise max_queued_messages and max_queued_bytes of the broker "
                       "(scripts/mosquitto), and see who was away so long",
                       "%" PRId64 " since the broker started", seen->dropped);
    else
        ta_health_tell(health, TA_HEALTH_OK, "Dropped messages", NULL, "none");
    bool many = seen->disconnected > 1; /* of which ours may be one */
    if (seen->stored >= 0)
        ta_health_tell(health, many ? TA_HEALTH_NOTE : TA_HEALTH_OK, "Kept messages",
                       many ? "a session that nobody comes back to collects for "
                              "months: `terrassay ingest --broker --forget-session` in "
                              "its workspace, or with its --client-id, ends it"
                            : NULL,
                       "%" PRId64 ", for %" PRId64 " sessions that are away",
                       seen->stored, seen->disconnected < 0 ? 0 : seen->disconnected);
}
