/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/broker_look.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "ingest/mqtt_library.h"
#include "ingest/mqtt_tls.h"

enum { STEP_MS = 100, TEXT_MOST = 63 };

/* Names of mosquitto 1.4 to 2.0. */
enum topic {
    VERSION,
    DROPPED,
    STORED,
    RETAINED,
    DISCONNECTED,
    TOTAL,
    CONNECTED,
    DROPS_1,
    DROPS_5,
    DROPS_15,
    TOPICS
};
static const char *const topics[TOPICS] = {
    [VERSION] = "$SYS/broker/version",
    [DROPPED] = "$SYS/broker/publish/messages/dropped",
    [STORED] = "$SYS/broker/store/messages/count",
    [RETAINED] = "$SYS/broker/retained messages/count",
    [DISCONNECTED] = "$SYS/broker/clients/disconnected",
    [TOTAL] = "$SYS/broker/clients/total",
    [CONNECTED] = "$SYS/broker/clients/connected",
    [DROPS_1] = "$SYS/broker/load/publish/dropped/1min",
    [DROPS_5] = "$SYS/broker/load/publish/dropped/5min",
    [DROPS_15] = "$SYS/broker/load/publish/dropped/15min"};

struct look {
    struct ta_broker_seen *out;
    int reason; /* of CONNACK; -1 before */
    bool seen[TOPICS];
    double number[TOPICS]; /* -1 when not said */
    bool ended;
    char heard[TA_TLS_WORDS]; /* of a failure of TLS */
};

static void on_connect(struct mosquitto *client, void *of, int reason)
{
    struct look *l = of;
    l->reason = reason;
    for (size_t i = 0; reason == 0 && i < TOPICS; i++)
        if (mosquitto_subscribe(client, NULL, topics[i], 0) != MOSQ_ERR_SUCCESS)
            l->ended = true;
}

static void on_log(struct mosquitto *client, void *of, int level, const char *line)
{
    struct look *l = of;
    (void)client;
    (void)level;
    ta_mqtt_hear_tls(line, l->heard);
}

static void on_disconnect(struct mosquitto *client, void *of, int reason)
{
    struct look *l = of;
    (void)client;
    (void)reason;
    l->ended = true;
}

static void on_message(struct mosquitto *client, void *of,
                       const struct mosquitto_message *message)
{
    struct look *l = of;
    char text[TEXT_MOST + 1];
    (void)client;
    if (message->payloadlen <= 0 || message->payloadlen > TEXT_MOST) return;
    memcpy(text, message->payload, (size_t)message->payloadlen);
    text[message->payloadlen] = '\0';
    for (size_t i = 0; i < TOPICS; i++) {
        double value = 0;
        if (strcmp(message->topic, topics[i]) != 0) continue;
        l->seen[i] = l->out->said = true;
        if (i == VERSION)
            memcpy(l->out->version, text, sizeof text);
        else if (ta_parse_f64(text, &value) == TA_OK && value >= 0 && value < 1e15)
            l->number[i] = value;
    }
}

static void sum_up(const struct look *l, struct ta_broker_seen *out)
{
    const double *n = l->number;
    out->dropped = (int64_t)n[DROPPED];
    out->dropped_of_late = n[DROPS_1] > 0 || n[DROPS_5] > 0 || n[DROPS_15] > 0;
    out->stored = (int64_t)n[STORED];
    out->retained = (int64_t)n[RETAINED];
    out->away = (int64_t)n[DISCONNECTED];
    if (out->away < 0 && n[TOTAL] >= n[CONNECTED] && n[CONNECTED] >= 0)
        out->away = (int64_t)(n[TOTAL] - n[CONNECTED]);
}

static bool all_seen(const struct look *l)
{
    for (size_t i = 0; i < TOPICS; i++)
        if (!l->seen[i]) return false;
    return true;
}

/* Before it said anything. */
static enum ta_status fail(int code, const struct look *l,
                           const struct ta_mqtt_options *options, struct ta_error *err)
{
    if (code == MOSQ_ERR_NOMEM)
        return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    if (ta_mqtt_is_tls(code)) return ta_mqtt_fail_tls(options, l->heard, err);
    if (code == MOSQ_ERR_CONN_LOST || code == MOSQ_ERR_PROTOCOL)
        return ta_mqtt_fail_unanswered(options, err);
    return ta_fail(err, TA_E_SOURCE, "broker: %s",
                   code == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(code));
}

static enum ta_status run(struct mosquitto *client, struct look *l,
                          const struct ta_mqtt_options *options, int seconds,
                          struct ta_error *err)
{
    int code =
        mosquitto_connect(client, options->host, options->port, options->keepalive_s);
    for (int i = 0; code == MOSQ_ERR_SUCCESS && !l->ended && !all_seen(l) &&
                    i < seconds * 1000 / STEP_MS;
         i++)
        code = mosquitto_loop(client, STEP_MS, 1);
    if (l->reason > 0) {
        (void)ta_fail(err, TA_E_PERMISSION, "broker: refuses the connection: %s",
                      mosquitto_connack_string(l->reason));
        ta_error_mend(err,
                      "check user name, password or certificate against the broker's");
        return TA_E_PERMISSION;
    }
    if (l->reason == 0) return TA_OK;
    return code != MOSQ_ERR_SUCCESS
               ? fail(code, l, options, err)
               : ta_fail(err, TA_E_SOURCE, "broker: no answer to our connection");
}

enum ta_status ta_broker_look(const struct ta_mqtt_options *options, int seconds,
                              struct ta_broker_seen *out, struct ta_error *err)
{
    struct look l = {.out = out, .reason = -1};
    *out = (struct ta_broker_seen){.version = ""};
    for (size_t i = 0; i < TOPICS; i++) l.number[i] = -1;
    enum ta_status rc = ta_mqtt_library(err);
    if (rc != TA_OK) return rc;
    struct mosquitto *client = mosquitto_new(NULL, true, &l);
    if (client == NULL) return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    mosquitto_connect_callback_set(client, on_connect);
    mosquitto_disconnect_callback_set(client, on_disconnect);
    mosquitto_message_callback_set(client, on_message);
    mosquitto_log_callback_set(client, on_log);
    rc = ta_mqtt_set_tls(client, options, err);
    if (rc == TA_OK && options->username != NULL &&
        mosquitto_username_pw_set(client, options->username, options->password) !=
            MOSQ_ERR_SUCCESS)
        rc = ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    if (rc == TA_OK) rc = run(client, &l, options, seconds, err);
    sum_up(&l, out);
    (void)mosquitto_disconnect(client); /* politeness: the session is not kept */
    mosquitto_destroy(client);
    return rc;
}
