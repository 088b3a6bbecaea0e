/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/mqtt.h"

#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "base/memory.h"
#include "ingest/mqtt_library.h"
#include "ingest/mqtt_tls.h"

enum {
    STEP_MS = 200,         /* how long one wait lasts while connecting */
    WRITE_MS = 30000,      /* a broker that takes nothing for so long is gone */
    SESSION_FOR_EVER = -1, /* seconds that the broker keeps it: all bits set */
    CALM = 1024            /* messages without a mark: what was sent before has come */
};

struct ta_mqtt {
    struct mosquitto *client;
    const struct ta_mqtt_options *options; /* while opening */
    char *filter, *watch[2], *client_id;
    void (*on)(void *self, const struct ta_mqtt_message *message);
    void *self;
    bool version5, tls, resumed;
    /* what callbacks said */
    bool answered, connected, subscribed, ended;
    int reason;      /* of CONNACK or DISCONNECT, or why the library ended it */
    int granted;     /* of SUBACK */
    int filter_mid;  /* of our SUBSCRIBE */
    int seconds;     /* for CONNACK, and for SUBACK */
    int patience_ms; /* left until SUBACK */
    size_t n, bytes; /* handed on since the read began */
    size_t handed;   /* topics and bytes, all along */
    bool again;      /* the message on its way is marked as sent before */
    unsigned calm;   /* messages without a mark, until nobody looks for one */
    bool idle;       /* the last wait was in vain */
    char heard[TA_TLS_WORDS]; /* of a failure of TLS */
};

/* --- callbacks ------------------------------------------------------------------------------ */

static void on_connect(struct mosquitto *client, void *of, int reason, int flags)
{
    struct ta_mqtt *s = of;
    (void)client;
    s->answered = true;
    s->connected = reason == 0;
    s->resumed = (flags & 1) != 0;
    s->reason = reason;
    s->ended = reason != 0;
}

static void on_disconnect(struct mosquitto *client, void *of, int reason)
{
    struct ta_mqtt *s = of;
    (void)client;
    if (!s->ended) s->reason = reason;
    s->ended = true;
}

static void on_subscribe(struct mosquitto *client, void *of, int mid, int n,
                         const int *granted)
{
    struct ta_mqtt *s = of;
    (void)client;
    if (mid != s->filter_mid) return;
    s->subscribed = true;
    s->granted = n == 1 ? granted[0] : MQTT_RC_UNSPECIFIED;
}

/* The library hands a message on without its mark of being sent before (DUP), and tells of it right before,
 * in the log alone (ta_mqtt_probe() asks whether it does). Its lines cost a microsecond a message. */
bool ta_mqtt_says_again(const char *line)
{
    static const char received[] = " received PUBLISH (d";
    const char *at = strstr(line, received);
    return at != NULL && at[sizeof received - 1] == '1';
}

static void on_log(struct mosquitto *client, void *of, int level, const char *line)
{
    struct ta_mqtt *s = of;
    (void)client;
    (void)level;
    if (ta_mqtt_says_again(line)) s->again = true;
    if (!s->answered) ta_mqtt_hear_tls(line, s->heard);
}

void ta_mqtt_look_for_again(struct ta_mqtt *session)
{
    session->calm = 0;
    mosquitto_log_callback_set(session->client, on_log);
}

static void on_message(struct mosquitto *client, void *of,
                       const struct mosquitto_message *message)
{
    struct ta_mqtt *s = of;
    (void)client;
    size_t size = message->payloadlen > 0 ? (size_t)message->payloadlen : 0;
    const struct ta_mqtt_message ours = {
        .topic = {message->topic, strlen(message->topic)},
        .bytes = {size > 0 ? message->payload : "", size},
        .id = message->mid,
        .qos = message->qos,
        .retained = message->retain,
        .again = s->again};
    s->calm = s->again ? 0 : s->calm + 1;
    s->again = false;
    if (s->calm == CALM) mosquitto_log_callback_set(s->client, NULL);
    s->n++;
    s->bytes += size;
    s->handed += ours.topic.size + size;
    s->on(s->self, &ours);
}

/* --- failing -------------------------------------------------------------------------------- */

static enum ta_status fail_gone(const struct ta_mqtt *s, const char *what,
                                struct ta_error *err)
{
    if (s->reason == MQTT_RC_SESSION_TAKEN_OVER) {
        (void)ta_fail(err, TA_E_CONFIG,
                      "broker: another session took over our client id \"%s\"",
                      s->client_id);
        ta_error_mend(err,
                      "find the other program that connects as \"%s\" and give it "
                      "an id of its own, then start this one again",
                      s->client_id);
        return TA_E_CONFIG;
    }
    return ta_fail(err, TA_E_SOURCE, "broker: %s", what);
}

static enum ta_status fail_library(const struct ta_mqtt *s, int code,
                                   struct ta_error *err)
{
    if (code == MOSQ_ERR_NOMEM)
        return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    if (ta_mqtt_is_tls(code) && s->options != NULL)
        return ta_mqtt_fail_tls(s->options, s->heard, err);
    return fail_gone(
        s, code == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(code), err);
}

/* It ended before the broker said anything, which is no refusal. */
static enum ta_status fail_unanswered(const struct ta_mqtt *s, struct ta_error *err)
{
    return ta_mqtt_is_tls(s->reason) ? ta_mqtt_fail_tls(s->options, s->heard, err)
                                     : ta_mqtt_fail_unanswered(s->options, err);
}

static enum ta_status fail_refused(const struct ta_mqtt *s, struct ta_error *err)
{
    const char *words = s->version5 ? mosquitto_reason_string(s->reason)
                                    : mosquitto_connack_string(s->reason);
    (void)ta_fail(err, TA_E_PERMISSION, "broker: refuses the connection: %s", words);
    ta_error_mend(err, "check user name, password or certificate against the broker's");
    return TA_E_PERMISSION;
}

/* --- waiting -------------------------------------------------------------------------------- */

/* @return poll's answer for the socket; -1 when there is none */
static int wait_for(struct ta_mqtt *s, short events, int milliseconds)
{
    struct pollfd socket = {.fd = mosquitto_socket(s->client), .events = events};
    if (socket.fd < 0) return -1;
    int n = poll(&socket, 1, milliseconds);
    if (n < 0) return errno == EINTR ? 0 : -1;
    return n == 0 ? 0 : socket.revents;
}

/* Is there more in the socket? TLS holds bytes back that only reading shows. */
static bool socket_has_more(const struct ta_mqtt *s, size_t *bytes)
{
    int n = 0;
    int socket = mosquitto_socket(s->client);
    if (socket < 0 || ioctl(socket, FIONREAD, &n) != 0 || n <= 0) return false;
    *bytes = (size_t)n;
    return true;
}

/* Each call of the library takes one packet, or a part of one. The kernel is asked once for as many
 * bytes as it says it has, not for each packet: what was handed on is less than what was read. */
static int read_packets(struct ta_mqtt *s, size_t bytes, bool *more)
{
    int idle = 0;
    size_t there = 0, handed = s->handed;
    *more = false;
    for (;;) {
        size_t before = s->n;
        int code = mosquitto_loop_read(s->client, 1);
        if (code != MOSQ_ERR_SUCCESS || s->ended) return code;
        idle = s->n > before ? 0 : idle + 1;
        bool known = idle == 0 && s->handed - handed < there;
        if (s->tls ? idle == 2 : !known && !socket_has_more(s, &there)) return code;
        if (!s->tls && !known) handed = s->handed;
        if (s->bytes < bytes) continue;
        *more = true;
        return code;
    }
}

/* --- opening -------------------------------------------------------------------------------- */

static enum ta_status set_up(struct ta_mqtt *s, struct ta_error *err)
{
    const struct ta_mqtt_options *o = s->options;
    int code = mosquitto_threaded_set(s->client, true);
    if (code == MOSQ_ERR_SUCCESS)
        code =
            mosquitto_int_option(s->client, MOSQ_OPT_PROTOCOL_VERSION,
                                 s->version5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
    if (code == MOSQ_ERR_SUCCESS)
        code =
            mosquitto_int_option(s->client, MOSQ_OPT_RECEIVE_MAXIMUM, o->receive_most);
    if (code == MOSQ_ERR_SUCCESS)
        code = mosquitto_int_option(s->client, MOSQ_OPT_TCP_NODELAY, 1);
    if (code == MOSQ_ERR_SUCCESS && o->username != NULL)
        code = mosquitto_username_pw_set(s->client, o->username, o->password);
    if (code != MOSQ_ERR_SUCCESS) return fail_library(s, code, err);
    mosquitto_connect_with_flags_callback_set(s->client, on_connect);
    mosquitto_disconnect_callback_set(s->client, on_disconnect);
    mosquitto_subscribe_callback_set(s->client, on_subscribe);
    mosquitto_message_callback_set(s->client, on_message);
    ta_mqtt_look_for_again(s);
    return ta_mqtt_set_tls(s->client, o, err);
}

static int connect_socket(struct ta_mqtt *s)
{
    const struct ta_mqtt_options *o = s->options;
    mosquitto_property *properties = NULL;
    if (!s->version5)
        return mosquitto_connect(s->client, o->host, o->port, o->keepalive_s);
    int code = mosquitto_property_add_int32(
        &properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
        o->forget || o->ask ? 0 : (uint32_t)SESSION_FOR_EVER);
    if (code == MOSQ_ERR_SUCCESS)
        code = mosquitto_connect_bind_v5(s->client, o->host, o->port, o->keepalive_s,
                                         NULL, properties);
    mosquitto_property_free_all(&properties);
    return code;
}

/* One exchange: write what is queued, read what comes. */
static enum ta_status step(struct ta_mqtt *s, struct ta_error *err)
{
    bool more = false;
    short events = mosquitto_want_write(s->client) ? POLLIN | POLLOUT : POLLIN;
    int found = wait_for(s, events, STEP_MS);
    int code = found < 0 ? MOSQ_ERR_CONN_LOST : MOSQ_ERR_SUCCESS;
    if (code == MOSQ_ERR_SUCCESS && (found & POLLOUT) != 0)
        code = mosquitto_loop_write(s->client, 1);
    if (code == MOSQ_ERR_SUCCESS && (found & (POLLIN | POLLHUP | POLLERR)) != 0)
        code = read_packets(s, SIZE_MAX, &more);
    if (code != MOSQ_ERR_SUCCESS && !s->ended) return fail_library(s, code, err);
    return TA_OK;
}

static enum ta_status fail_silent(const char *what, int seconds, struct ta_error *err)
{
    return ta_fail(err, TA_E_SOURCE, "broker: no answer to %s for %d s", what, seconds);
}

/* Until the broker has said yes or no. The messages of a kept session come right behind its yes, and
 * their acknowledgements are queued: from here on nothing is written but by ta_mqtt_acknowledge(). */
static enum ta_status wait_connected(struct ta_mqtt *s, struct ta_error *err)
{
    for (int i = 0; i < s->seconds * 1000 / STEP_MS && !s->connected && !s->ended;
         i++) {
        enum ta_status rc = step(s, err);
        if (rc != TA_OK) return rc;
    }
    if (s->connected || s->ended) return TA_OK;
    return fail_silent("our connection", s->seconds, err);
}

/* Queued behind those acknowledgements. */
static int subscribe(struct ta_mqtt *s)
{
    int options = MQTT_SUB_OPT_SEND_RETAIN_NEVER;
    int code = s->version5
                   ? mosquitto_subscribe_v5(s->client, &s->filter_mid, s->filter, 1,
                                            options, NULL)
                   : mosquitto_subscribe(s->client, &s->filter_mid, s->filter, 1);
    for (int i = 0; i < 2 && code == MOSQ_ERR_SUCCESS; i++)
        if (s->watch[i] != NULL)
            code = mosquitto_subscribe(s->client, NULL, s->watch[i], 0);
    return code;
}

static enum ta_status judge_subscription(const struct ta_mqtt *s, struct ta_error *err)
{
    if (!s->subscribed || s->granted == 1) return TA_OK;
    (void)ta_fail(err, TA_E_PERMISSION, "broker: %s for %s",
                  s->granted == 0 ? "grants no acknowledged delivery (QoS 1)"
                                  : "refuses the subscription",
                  s->filter);
    if (s->granted == 0)
        ta_error_mend(err, "let the broker grant QoS 1 (mosquitto: max_qos of the "
                           "listener)");
    else
        ta_error_mend(err, "let this user read %s in the broker's ACL", s->filter);
    return TA_E_PERMISSION;
}

static enum ta_status connect_and_subscribe(struct ta_mqtt *s, struct ta_error *err)
{
    int code = connect_socket(s);
    if (code != MOSQ_ERR_SUCCESS) return fail_library(s, code, err);
    enum ta_status rc = wait_connected(s, err);
    if (rc != TA_OK) return rc;
    if (!s->connected)
        return s->answered ? fail_refused(s, err) : fail_unanswered(s, err);
    s->patience_ms = s->seconds * 1000;
    if (s->options->forget || s->options->ask) return TA_OK;
    code = subscribe(s);
    return code == MOSQ_ERR_SUCCESS ? TA_OK : fail_library(s, code, err);
}

static enum ta_status fill(struct ta_mqtt *s, struct ta_error *err)
{
    const struct ta_mqtt_options *o = s->options;
    s->filter = ta_strdup(o->filter);
    bool whole = true;
    for (int i = 0; i < 2; i++) {
        s->watch[i] = ta_strdup(o->watch[i]);
        if (o->watch[i] != NULL && s->watch[i] == NULL) whole = false;
    }
    s->client_id = ta_strdup(o->client_id);
    if (s->filter == NULL || s->client_id == NULL || !whole)
        return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    s->client = mosquitto_new(o->client_id, o->forget, s);
    if (s->client == NULL) return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    return set_up(s, err);
}

static enum ta_status
open_version(const struct ta_mqtt_options *options, bool version5, int seconds,
             void (*on)(void *self, const struct ta_mqtt_message *message), void *self,
             struct ta_mqtt **out, struct ta_error *err)
{
    struct ta_mqtt *s = ta_alloc(1, sizeof *s);
    if (s == NULL) return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    s->options = options;
    s->version5 = version5;
    s->tls = options->tls;
    s->seconds = seconds;
    s->on = on;
    s->self = self;
    enum ta_status rc = fill(s, err);
    if (rc == TA_OK) rc = connect_and_subscribe(s, err);
    s->options = NULL;
    *out = s;
    return rc;
}

enum ta_status ta_mqtt_open(const struct ta_mqtt_options *options, int seconds,
                            void (*on)(void *self,
                                       const struct ta_mqtt_message *message),
                            void *self, struct ta_mqtt **out, struct ta_error *err)
{
    struct ta_mqtt *s = NULL;
    enum ta_status rc = ta_mqtt_library(err);
    if (rc != TA_OK) return rc;
    bool version5 = !options->old_protocol;
    rc = open_version(options, version5, seconds, on, self, &s, err);
    bool older = rc == TA_E_PERMISSION && version5 && s != NULL && !s->connected &&
                 (s->reason == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION || s->reason == 1);
    if (older) {
        ta_mqtt_close(s, false);
        s = NULL;
        rc = open_version(options, false, seconds, on, self, &s, err);
    }
    if (rc == TA_OK)
        *out = s;
    else
        ta_mqtt_close(s, false);
    return rc;
}

/* --- at work -------------------------------------------------------------------------------- */

/* Nothing came: is the answer to our subscription overdue? */
static enum ta_status be_patient(struct ta_mqtt *s, int milliseconds,
                                 struct ta_error *err)
{
    if (s->subscribed) return TA_OK;
    s->patience_ms -= milliseconds;
    return s->patience_ms > 0 ? TA_OK
                              : fail_silent("our subscription", s->seconds, err);
}

enum ta_status ta_mqtt_read(struct ta_mqtt *session, int milliseconds, size_t bytes,
                            bool *more, struct ta_error *err)
{
    session->n = session->bytes = 0;
    *more = false;
    int found = wait_for(session, POLLIN, milliseconds);
    session->idle = found == 0;
    if (found == 0) return be_patient(session, milliseconds, err);
    int code = found < 0 ? MOSQ_ERR_CONN_LOST : read_packets(session, bytes, more);
    if (code == MOSQ_ERR_SUCCESS && !session->ended)
        return judge_subscription(session, err);
    return fail_library(session, code == MOSQ_ERR_SUCCESS ? MOSQ_ERR_CONN_LOST : code,
                        err);
}

/* The library writes each acknowledgement by itself; corked, they leave in full segments. A kernel
 * that cannot sends them one by one. */
static void cork(const struct ta_mqtt *s, int on)
{
    int socket = mosquitto_socket(s->client);
    if (socket >= 0) (void)setsockopt(socket, IPPROTO_TCP, TCP_CORK, &on, sizeof on);
}

/* All of the queue has to go: what is read afterwards queues behind it. */
enum ta_status ta_mqtt_acknowledge(struct ta_mqtt *session, struct ta_error *err)
{
    int code = mosquitto_loop_misc(session->client);
    bool corked = code == MOSQ_ERR_SUCCESS && mosquitto_want_write(session->client);
    if (corked) cork(session, 1);
    while (code == MOSQ_ERR_SUCCESS && mosquitto_want_write(session->client)) {
        int found = wait_for(session, POLLOUT, WRITE_MS);
        code = found > 0 && (found & POLLOUT) != 0
                   ? mosquitto_loop_write(session->client, 1)
                   : MOSQ_ERR_CONN_LOST;
    }
    if (corked) cork(session, 0);
    if (code == MOSQ_ERR_SUCCESS && !session->ended) return TA_OK;
    return fail_library(session, code == MOSQ_ERR_SUCCESS ? MOSQ_ERR_CONN_LOST : code,
                        err);
}

/* The library sends nothing of its queue when a client is destroyed. */
void ta_mqtt_close(struct ta_mqtt *session, bool politely)
{
    if (session == NULL) return;
    if (politely && session->client != NULL && !session->ended &&
        mosquitto_disconnect(session->client) == MOSQ_ERR_SUCCESS &&
        ta_mqtt_acknowledge(session, NULL) != TA_OK)
        session->ended = true; /* the broker will notice by itself */
    if (session->client != NULL) mosquitto_destroy(session->client);
    ta_free(session->filter);
    for (int i = 0; i < 2; i++) ta_free(session->watch[i]);
    ta_free(session->client_id);
    ta_free(session);
}

bool ta_mqtt_idle(const struct ta_mqtt *session)
{
    return session->idle;
}

bool ta_mqtt_resumed(const struct ta_mqtt *session)
{
    return session->resumed;
}
