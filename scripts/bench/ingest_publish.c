/* SPDX-License-Identifier: Apache-2.0 */
/** @file ingest_publish.c  Devices at full speed: SenML packs at QoS 1 from many connections of one thread.
 *
 *    ingest_publish PORT CONNECTIONS DEVICES MESSAGES READINGS PREFIX SUFFIX
 *
 *  Topic: PREFIX, the device, SUFFIX. A device belongs to one connection and states whole seconds that
 *  follow each other, so that no reading stands for another. At most 100 messages of a connection
 *  wait for their acknowledgement. Prints `acknowledged= wall= cpu=` once all are acknowledged. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    WINDOW = 100,        /* messages of a connection under way */
    OUT_BYTES = 1 << 18, /* of a connection, not yet written */
    OUT_FILL = 1 << 17,
    IN_BYTES = 1 << 14,
    CONNECTIONS_MOST = 4096,
    PAYLOAD_MOST = 16384,
    BASE = 1700000000 /* s since 1970 */
};

struct plan {
    size_t connections, devices, messages, readings;
    const char *prefix, *suffix;
};

struct connection {
    int fd;
    size_t sent, acknowledged, share; /* messages */
    uint16_t id;                      /* of a packet */
    unsigned char in[IN_BYTES], *out;
    size_t in_size, out_size, out_at;
};

static _Noreturn void die(const char *what)
{
    perror(what);
    exit(1);
}

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double cpu_seconds(void)
{
    struct rusage r;
    (void)getrusage(RUSAGE_SELF, &r);
    return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
           (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

/* --- packets (MQTT 3.1.1) ------------------------------------------------------------------- */

static size_t put_text(unsigned char *to, const char *text)
{
    size_t n = strlen(text);
    to[0] = (unsigned char)(n >> 8);
    to[1] = (unsigned char)n;
    memcpy(to + 2, text, n);
    return n + 2;
}

static size_t put_size(unsigned char *to, size_t size)
{
    size_t n = 0;
    do {
        unsigned char digit = (unsigned char)(size % 128);
        size /= 128;
        to[n++] = size > 0 ? digit | 128 : digit;
    } while (size > 0);
    return n;
}

static size_t put_pack(const struct plan *p, size_t device, size_t message, char *to)
{
    static const char *const name[] = {"pm25", "pm10", "temp", "rh",
                                       "no2",  "so2",  "co",   "o3"};
    size_t n = (size_t)snprintf(
        to, PAYLOAD_MOST,
        "[{\"bn\":\"urn:dev:mac:0024befffe%06zx:\",\"bt\":%zu,\"n\":\"seq\",\"v\":%zu}",
        device, BASE + message * p->readings, 1000000000 + message);
    for (size_t i = 1; i < p->readings; i++)
        n += (size_t)snprintf(
            to + n, PAYLOAD_MOST - n,
            ",{\"n\":\"%s\",\"u\":\"ug/m3\",\"v\":%zu.%02zu,\"t\":%zu}", name[i % 8],
            10 + (message + 7 * i) % 80, (message * i) % 100, i);
    to[n++] = ']';
    return n;
}

static void queue_message(const struct plan *p, struct connection *c, size_t first)
{
    static char payload[PAYLOAD_MOST], topic[256];
    size_t own = (p->devices - first + p->connections - 1) / p->connections;
    size_t device = first + c->sent % own * p->connections;
    size_t size = put_pack(p, device, c->sent / own, payload);
    (void)snprintf(topic, sizeof topic, "%surn:dev:mac:0024befffe%06zx%s", p->prefix,
                   device, p->suffix);
    unsigned char *to = c->out + c->out_size;
    size_t n = 1;
    to[0] = 0x32; /* PUBLISH, QoS 1 */
    n += put_size(to + n, 2 + strlen(topic) + 2 + size);
    n += put_text(to + n, topic);
    c->id = c->id == UINT16_MAX ? 1 : (uint16_t)(c->id + 1);
    to[n++] = (unsigned char)(c->id >> 8);
    to[n++] = (unsigned char)c->id;
    memcpy(to + n, payload, size);
    c->out_size += n + size;
    c->sent++;
}

/* --- connections ---------------------------------------------------------------------------- */

static void connect_to(struct connection *c, int port, size_t number)
{
    unsigned char packet[128] = {0x10}, answer[4];
    char id[32];
    const struct sockaddr_in at = {.sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr = {htonl(INADDR_LOOPBACK)}};
    int on = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (const struct sockaddr *)&at, sizeof at) != 0)
        die("connect");
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    (void)snprintf(id, sizeof id, "bench-%ld-%zu", (long)getpid(), number);
    packet[1] = (unsigned char)(12 + strlen(id));
    memcpy(packet + 2, "\0\4MQTT\4\2\0\0", 10); /* clean session, no keep-alive */
    size_t n = 12 + put_text(packet + 12, id);
    if (write(c->fd, packet, n) != (ssize_t)n) die("write");
    if (recv(c->fd, answer, 4, MSG_WAITALL) != 4 || answer[3] != 0) die("refused");
    (void)fcntl(c->fd, F_SETFL, O_NONBLOCK);
    c->out = malloc(OUT_BYTES);
    if (c->out == NULL) die("memory");
}

static void fill(const struct plan *p, struct connection *c, size_t number)
{
    if (c->out_at < c->out_size) return;
    c->out_at = c->out_size = 0;
    while (c->sent < c->share && c->sent - c->acknowledged < WINDOW &&
           c->out_size < OUT_FILL)
        queue_message(p, c, number);
}

static void take_answers(struct connection *c)
{
    ssize_t n = read(c->fd, c->in + c->in_size, sizeof c->in - c->in_size);
    if (n == 0 || (n < 0 && errno != EAGAIN)) die("the broker closed a connection");
    if (n > 0) c->in_size += (size_t)n;
    size_t whole = c->in_size / 4 * 4; /* nothing but PUBACK comes */
    c->acknowledged += whole / 4;
    memmove(c->in, c->in + whole, c->in_size - whole);
    c->in_size -= whole;
}

static void send_out(struct connection *c)
{
    ssize_t n = write(c->fd, c->out + c->out_at, c->out_size - c->out_at);
    if (n < 0 && errno != EAGAIN) die("write");
    if (n > 0) c->out_at += (size_t)n;
}

static void run(const struct plan *p, struct connection *c, struct pollfd *at)
{
    size_t done = 0;
    while (done < p->connections) {
        done = 0;
        for (size_t i = 0; i < p->connections; i++) {
            fill(p, &c[i], i);
            at[i] = (struct pollfd){.fd = c[i].fd, .events = POLLIN};
            if (c[i].out_at < c[i].out_size) at[i].events |= POLLOUT;
            done += c[i].acknowledged == c[i].share;
        }
        if (done == p->connections) break;
        (void)poll(at, (nfds_t)p->connections, 100);
        for (size_t i = 0; i < p->connections; i++) {
            if ((at[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
                take_answers(&c[i]);
            if ((at[i].revents & POLLOUT) != 0) send_out(&c[i]);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 8) {
        (void)fprintf(stderr, "ingest_publish PORT CONNECTIONS DEVICES MESSAGES "
                              "READINGS PREFIX SUFFIX\n");
        return 2;
    }
    int port = (int)strtol(argv[1], NULL, 10);
    const struct plan p = {strtoul(argv[2], NULL, 10),
                           strtoul(argv[3], NULL, 10),
                           strtoul(argv[4], NULL, 10),
                           strtoul(argv[5], NULL, 10),
                           argv[6],
                           argv[7]};
    if (p.connections == 0 || p.connections > CONNECTIONS_MOST ||
        p.devices < p.connections || p.readings == 0 || p.readings > 200)
        return 2;
    struct connection *c = calloc(p.connections, sizeof *c);
    struct pollfd *at = calloc(p.connections, sizeof *at);
    if (c == NULL || at == NULL) die("memory");
    for (size_t i = 0; i < p.connections; i++) {
        c[i].share = p.messages / p.connections + (i < p.messages % p.connections);
        connect_to(&c[i], port, i);
    }
    double began = seconds();
    run(&p, c, at);
    printf("acknowledged=%zu wall=%.4f cpu=%.3f\n", p.messages, seconds() - began,
           cpu_seconds());
    return 0;
}
