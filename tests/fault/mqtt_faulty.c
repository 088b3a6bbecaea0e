/* SPDX-License-Identifier: Apache-2.0 */
/** @file mqtt_faulty.c  Preloaded into the program: a libmosquitto that does not do what ours rests on.
 *
 *      TA_MQTT_FAULT  "acks": acknowledgements go out by themselves; "again": it does not tell which
 *                     messages come again; else it is as it always is */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <mosquitto.h>
#include <stdlib.h>
#include <string.h>

#define EXPORTED __attribute__((visibility("default")))

static int is_fault(const char *name)
{
    const char *asked = getenv("TA_MQTT_FAULT");
    return asked != NULL && strcmp(asked, name) == 0;
}

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    return found;
}

EXPORTED int mosquitto_threaded_set(struct mosquitto *client, bool threaded)
{
    static int (*set)(struct mosquitto *, bool);
    if (is_fault("acks")) return MOSQ_ERR_SUCCESS;
    *(void **)&set = real("mosquitto_threaded_set");
    return set(client, threaded);
}

EXPORTED void mosquitto_log_callback_set(struct mosquitto *client,
                                         void (*log)(struct mosquitto *, void *, int,
                                                     const char *))
{
    static void (*set)(struct mosquitto *,
                       void (*)(struct mosquitto *, void *, int, const char *));
    if (is_fault("again")) return;
    *(void **)&set = real("mosquitto_log_callback_set");
    set(client, log);
}
