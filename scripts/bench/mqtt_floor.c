/* SPDX-License-Identifier: Apache-2.0 */
/** @file mqtt_floor.c  What libmosquitto alone costs: messages at QoS 1 read and acknowledged, and forgotten.
 *
 *    mqtt_floor PORT FILTER MESSAGES
 *
 *  The loop of src/ingest/mqtt.c with nothing between reading and acknowledging: no other program
 *  on this library is cheaper. Prints `ready` once it is subscribed, then `got= cpu_us= user_us=` (of a
 *  message). */
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/resource.h>

enum { WAIT_MS = 20000, RECEIVE_MOST = 65535 };

struct counts {
    size_t n;
    bool subscribed;
};

static _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "mqtt_floor: %s\n", what);
    exit(1);
}

static void on_message(struct mosquitto *client, void *of,
                       const struct mosquitto_message *message)
{
    struct counts *c = of;
    (void)client;
    (void)message;
    c->n++;
}

static void on_subscribe(struct mosquitto *client, void *of, int mid, int n,
                         const int *granted)
{
    struct counts *c = of;
    (void)client;
    (void)mid;
    (void)n;
    (void)granted;
    c->subscribed = true;
}

static bool more(struct mosquitto *client)
{
    int n = 0;
    return ioctl(mosquitto_socket(client), FIONREAD, &n) == 0 && n > 0;
}

/* Wait, read what is there, let all acknowledgements out. */
static void turn(struct mosquitto *client)
{
    struct pollfd at = {.fd = mosquitto_socket(client), .events = POLLIN};
    if (poll(&at, 1, WAIT_MS) <= 0) die("nothing came");
    do {
        if (mosquitto_loop_read(client, 1) != MOSQ_ERR_SUCCESS) die("reading failed");
    } while (more(client));
    while (mosquitto_want_write(client))
        if (mosquitto_loop_write(client, 1) != MOSQ_ERR_SUCCESS) die("writing failed");
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec * 1e-6;
}

int main(int argc, char **argv)
{
    struct counts c = {0};
    struct rusage before, after;
    if (argc != 4) die("usage: mqtt_floor PORT FILTER MESSAGES");
    const size_t wanted = strtoul(argv[3], NULL, 10);
    (void)mosquitto_lib_init();
    struct mosquitto *client = mosquitto_new("mqtt-floor", true, &c);
    if (client == NULL) die("no memory");
    (void)mosquitto_threaded_set(client, true);
    (void)mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    (void)mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, RECEIVE_MOST);
    mosquitto_message_callback_set(client, on_message);
    mosquitto_subscribe_callback_set(client, on_subscribe);
    if (mosquitto_connect(client, "127.0.0.1", (int)strtol(argv[1], NULL, 10), 600) !=
            MOSQ_ERR_SUCCESS ||
        mosquitto_subscribe(client, NULL, argv[2], 1) != MOSQ_ERR_SUCCESS)
        die("no broker");
    while (mosquitto_want_write(client)) (void)mosquitto_loop_write(client, 1);
    while (!c.subscribed) turn(client);
    (void)printf("ready\n");
    (void)fflush(stdout);
    (void)getrusage(RUSAGE_SELF, &before);
    while (c.n < wanted) turn(client);
    (void)getrusage(RUSAGE_SELF, &after);
    double user = seconds(after.ru_utime) - seconds(before.ru_utime);
    double kernel = seconds(after.ru_stime) - seconds(before.ru_stime);
    (void)printf("got=%zu cpu_us=%.2f user_us=%.2f\n", c.n,
                 (user + kernel) / (double)c.n * 1e6, user / (double)c.n * 1e6);
    mosquitto_destroy(client);
    (void)mosquitto_lib_cleanup();
    return 0;
}
