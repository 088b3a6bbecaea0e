/* SPDX-License-Identifier: Apache-2.0 */
/** @file mqtt_probe.c  Do acknowledgements wait? Asked of the library itself, over a loopback socket. */
#include <arpa/inet.h>
#include <errno.h>
#include <mosquitto.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "ingest/mqtt.h"
#include "ingest/mqtt_library.h"

enum { WAIT_MS = 2000, MESSAGES = 3 };

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int started = MOSQ_ERR_UNKNOWN;

static void start(void)
{
    started = mosquitto_lib_init();
}

enum ta_status ta_mqtt_library(struct ta_error *err)
{
    if (pthread_once(&once, start) == 0 && started == MOSQ_ERR_SUCCESS) return TA_OK;
    return ta_fail(err, TA_E_INTERNAL, "libmosquitto does not start");
}

/* A client of the library and the broker's end of its connection. */
struct probe {
    struct mosquitto *client;
    int listener, peer;
    size_t messages, again; /* handed on; told as sent before */
};

static void on_message(struct mosquitto *client, void *of,
                       const struct mosquitto_message *message)
{
    struct probe *p = of;
    (void)client;
    (void)message;
    p->messages++;
}

static void on_log(struct mosquitto *client, void *of, int level, const char *line)
{
    struct probe *p = of;
    (void)client;
    (void)level;
    /* told before it is handed on: the last one */
    if (ta_mqtt_says_again(line) && p->messages == MESSAGES - 1) p->again++;
}

static bool listen_here(struct probe *p, int *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    p->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (p->listener < 0 || bind(p->listener, (struct sockaddr *)&at, size) != 0 ||
        listen(p->listener, 1) != 0 ||
        getsockname(p->listener, (struct sockaddr *)&at, &size) != 0)
        return false;
    *port = ntohs(at.sin_port);
    return true;
}

static bool readable(int file, int milliseconds)
{
    struct pollfd socket = {.fd = file, .events = POLLIN};
    return poll(&socket, 1, milliseconds) == 1;
}

/* Take what the client sent. @return bytes, 0 when nothing came */
static size_t take(const struct probe *p, int milliseconds)
{
    char bytes[256];
    if (!readable(p->peer, milliseconds)) return 0;
    ssize_t n = recv(p->peer, bytes, sizeof bytes, 0);
    return n < 0 ? 0 : (size_t)n;
}

static bool give(const struct probe *p, const void *bytes, size_t size)
{
    return send(p->peer, bytes, size, MSG_NOSIGNAL) == (ssize_t)size &&
           readable(mosquitto_socket(p->client), WAIT_MS);
}

static bool connect_pair(struct probe *p)
{
    static const unsigned char accepted[] = {0x20, 2, 0, 0}; /* CONNACK */
    int port = 0;
    if (!listen_here(p, &port) ||
        mosquitto_connect(p->client, "127.0.0.1", port, 60) != MOSQ_ERR_SUCCESS)
        return false;
    p->peer = accept(p->listener, NULL, NULL);
    return p->peer >= 0 && mosquitto_loop_write(p->client, 1) == MOSQ_ERR_SUCCESS &&
           take(p, WAIT_MS) > 0 && give(p, accepted, sizeof accepted) &&
           mosquitto_loop_read(p->client, 1) == MOSQ_ERR_SUCCESS;
}

/* Messages at QoS 1 reach the callback, the last of them marked as sent before; not a byte goes back until it
 * is let out, then each of them is acknowledged by four. */
static bool acknowledgements_wait(struct probe *p)
{
    for (unsigned char i = 1; i <= MESSAGES; i++) {
        const unsigned char head = i == MESSAGES ? 0x3A : 0x32;
        const unsigned char publish[] = {head, 6, 0, 1, 't', 0, i, 'x'};
        if (!give(p, publish, sizeof publish) ||
            mosquitto_loop_read(p->client, 1) != MOSQ_ERR_SUCCESS)
            return false;
    }
    if (p->messages != MESSAGES || take(p, 0) != 0) return false;
    if (mosquitto_loop_write(p->client, 1) != MOSQ_ERR_SUCCESS) return false;
    size_t got = 0;
    for (size_t more; got < 4 * MESSAGES && (more = take(p, WAIT_MS)) > 0;) got += more;
    return got == 4 * MESSAGES;
}

enum ta_status ta_mqtt_probe(struct ta_error *err)
{
    struct probe p = {.listener = -1, .peer = -1};
    enum ta_status rc = ta_mqtt_library(err);
    if (rc != TA_OK) return rc;
    p.client = mosquitto_new("probe", true, &p);
    if (p.client == NULL) return ta_fail(err, TA_E_NOMEM, "broker: out of memory");
    mosquitto_message_callback_set(p.client, on_message);
    mosquitto_log_callback_set(p.client, on_log);
    bool ready =
        mosquitto_threaded_set(p.client, true) == MOSQ_ERR_SUCCESS && connect_pair(&p);
    if (!ready)
        rc = ta_fail(err, TA_E_IO, "cannot test libmosquitto on a loopback socket: %s",
                     strerror(errno));
    else if (!acknowledgements_wait(&p))
        rc = ta_fail(err, TA_E_CONFIG,
                     "this libmosquitto acknowledges readings before they are on disk");
    else if (p.again != 1)
        rc = ta_fail(err, TA_E_CONFIG,
                     "this libmosquitto does not tell which messages come again");
    if (rc == TA_E_CONFIG)
        ta_error_mend(err, "install libmosquitto 2.0.11, as Debian 12 has it");
    mosquitto_destroy(p.client);
    if (p.peer >= 0) (void)close(p.peer);
    if (p.listener >= 0) (void)close(p.listener);
    return rc;
}
