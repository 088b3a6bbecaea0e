/* SPDX-License-Identifier: Apache-2.0 */
/** @file broker_forget.c  A session at a broker that nobody will come back to. */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "engine/broker.h"

enum { SECONDS = 20 };

static enum ta_status find_id(struct ta_workspace *workspace,
                              const struct ta_mqtt_options *mqtt, char id[TA_BROKER_ID],
                              struct ta_error *err)
{
    if (mqtt->client_id != NULL) {
        int n = snprintf(id, TA_BROKER_ID, "%s", mqtt->client_id);
        return n < TA_BROKER_ID
                   ? TA_OK
                   : ta_fail(err, TA_E_LIMIT, "broker: a client id of %d bytes", n);
    }
    char *path = ta_workspace_path(workspace, "journal/client"), *bytes = NULL;
    size_t size = 0;
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    enum ta_status rc = ta_file_read(path, TA_BROKER_ID - 1, &bytes, &size, err);
    if (rc == TA_OK) {
        memcpy(id, bytes, size + 1);
        id[strcspn(id, "\r\n")] = '\0';
    } else if (rc == TA_E_NOTFOUND) {
        ta_error_mend(err, "name the client id of the session with --client-id: nobody "
                           "has listened to a broker in this workspace");
    }
    ta_free(bytes);
    ta_free(path);
    return rc;
}

static enum ta_status note(struct ta_workspace *workspace, const char *host,
                           const char *who, ta_time_us now, const char *id,
                           struct ta_error *err)
{
    char detail[384];
    struct ta_store *store = &workspace->store;
    (void)snprintf(detail, sizeof detail, "client_id=%s broker=%.255s", id, host);
    enum ta_status rc = store->ops->begin(store->self, err);
    if (rc != TA_OK) return rc;
    rc = store->ops->audit(store->self, now, who, "forget-session", "journal", detail,
                           err);
    if (rc == TA_OK) rc = store->ops->commit(store->self, err);
    if (rc != TA_OK) store->ops->rollback(store->self);
    return rc;
}

/* Nothing is subscribed, so nothing comes. */
static void on_message(void *self, const struct ta_mqtt_message *message)
{
    (void)self;
    (void)message;
}

/* A session that is ended as it begins is never said to have been there: so it is asked for before.
 * By 3.1.1 asking for one that is not there makes it: so it is ended in any case. */
static enum ta_status end_session(const struct ta_mqtt_options *mqtt, const char *id,
                                  bool *there, struct ta_error *err)
{
    struct ta_mqtt *session = NULL;
    struct ta_mqtt_options options = *mqtt;
    options.client_id = id;
    options.filter = "";
    options.ask = true;
    enum ta_status rc =
        ta_mqtt_open(&options, SECONDS, on_message, NULL, &session, err);
    *there = rc == TA_OK && ta_mqtt_resumed(session);
    ta_mqtt_close(session, false);
    if (rc != TA_OK) return rc;
    options.ask = false;
    options.forget = true;
    session = NULL;
    rc = ta_mqtt_open(&options, SECONDS, on_message, NULL, &session, err);
    ta_mqtt_close(session, rc == TA_OK);
    return rc;
}

static enum ta_status fail_none(const char *host, const char *id, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_NOTFOUND, "broker: %s kept no session under \"%s\"", host,
                  id);
    ta_error_mend(err, "look the id up in journal/client of the workspace that "
                       "listened, or in the broker's log");
    return TA_E_NOTFOUND;
}

enum ta_status ta_engine_broker_forget(struct ta_workspace *workspace,
                                       const struct ta_mqtt_options *mqtt,
                                       const char *who, ta_time_us now,
                                       char id[TA_BROKER_ID], struct ta_error *err)
{
    bool there = false;
    enum ta_status rc = ta_workspace_enter(workspace, TA_DOES_LISTEN, err);
    if (rc != TA_OK) return rc;
    rc = find_id(workspace, mqtt, id, err);
    if (rc == TA_OK) rc = end_session(mqtt, id, &there, err);
    if (rc == TA_OK && !there) rc = fail_none(mqtt->host, id, err);
    if (rc == TA_OK) rc = note(workspace, mqtt->host, who, now, id, err);
    ta_workspace_leave(workspace, TA_DOES_LISTEN);
    return rc;
}
