/* SPDX-License-Identifier: Apache-2.0 */
/** @file mqtt.h  A persistent subscription whose acknowledgements wait until they are let out.
 *
 *  libmosquitto acknowledges before it hands a message on. With mosquitto_threaded_set(), and
 *  without its own loops, acknowledgements are only queued: this session reads what is there,
 *  hands it on, and writes the queue when ta_mqtt_acknowledge() says so. That behaviour is no part
 *  of the library's contract: ta_mqtt_probe() tests it, and nothing runs where it does not hold. Nor is that
 *  the mark of a message that comes again is told in its log, which is tested there, too.
 *
 *      ta_mqtt_open()  ->  journal, fdatasync  ->  ta_mqtt_acknowledge()
 *      ta_mqtt_read()  ->  journal, fdatasync  ->  ta_mqtt_acknowledge()  ->  again
 *
 *  A session that is closed takes its queue along: what was not let out comes again. */
#ifndef TA_INGEST_MQTT_H
#define TA_INGEST_MQTT_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/scan.h"
#include "terrassay/status.h"

struct ta_mqtt_options {
    const char *host;
    int port;
    bool tls;
    const char *ca_file;              /**< NULL: those of the system */
    const char *cert_file, *key_file; /**< of this client; NULL: none */
    const char *username, *password;  /**< NULL: none */
    const char
        *client_id; /**< the same at each start: the broker keeps messages under it */
    const char *filter; /**< subscribed at QoS 1 */
    bool forget; /**< end the session that the broker keeps, and what waits in it; no
                      other begins: nothing is subscribed */
    bool ask;    /**< only find out whether the broker keeps a session: as with forget,
                      nothing is subscribed; what is kept may be gone with it */
    const char *watch[2]; /**< subscribed at QoS 0; NULL: nothing */
    bool
        old_protocol; /**< MQTT 3.1.1 at once; else 5, and 3.1.1 where that is refused */
    int keepalive_s;
    int receive_most; /**< messages that may be on their way at once; MQTT 5 */
};

/** Message of the broker. Borrowed for the call. */
struct ta_mqtt_message {
    struct ta_view topic, bytes;
    int id; /**< on the wire; a message that comes again has the one it had */
    int qos;
    bool retained; /**< stood there before: no news */
    bool
        again; /**< marked by the broker as sent before; see ta_mqtt_look_for_again() */
};

struct ta_mqtt;

/** Test on a loopback socket that acknowledgements wait. Takes some milliseconds.
 *  @return TA_OK; TA_E_CONFIG when they do not; TA_E_IO when it could not be tested */
TA_NODISCARD enum ta_status ta_mqtt_probe(struct ta_error *err);

/** Connect, and queue the subscription; waits up to @p seconds. A kept session delivers before any
 *  subscription, so what was handed on here has to be made safe, too, before the first
 *  ta_mqtt_acknowledge(), which sends the subscription behind the acknowledgements.
 *  @param on called for each message, within this call and ta_mqtt_read(); may copy, must not block
 *  @return TA_OK; TA_E_SOURCE when the broker is not there or ends the connection without an answer, as a port of TLS
 *  does that is spoken to without, TA_E_PERMISSION when it refuses us,
 *  TA_E_CONFIG for files of TLS; TA_E_NOMEM */
TA_NODISCARD enum ta_status
ta_mqtt_open(const struct ta_mqtt_options *options, int seconds,
             void (*on)(void *self, const struct ta_mqtt_message *message), void *self,
             struct ta_mqtt **out, struct ta_error *err);
/** Hands on what has come: waits up to @p milliseconds for the first message, then takes what is there,
 *  up to about @p bytes. Writes nothing.
 *  @param more may there be more, left for the next call?
 *  @return TA_OK, also when nothing came; TA_E_SOURCE when the connection is gone or the subscription
 *  stays without an answer, TA_E_PERMISSION when it is refused, TA_E_CONFIG when the broker says that
 *  another session with our id took over: MQTT 5 has a reason for it, which not every broker gives */
TA_NODISCARD enum ta_status ta_mqtt_read(struct ta_mqtt *session, int milliseconds,
                                         size_t bytes, bool *more,
                                         struct ta_error *err);
/** Let out what is queued: the subscription, the acknowledgements of all messages that were handed
 *  on, pings. @return as above */
TA_NODISCARD enum ta_status ta_mqtt_acknowledge(struct ta_mqtt *session,
                                                struct ta_error *err);
/** Close without acknowledging: what was handed on since the last ta_mqtt_acknowledge() comes
 *  again. With @p politely the broker is told, which lets all acknowledgements out: only right
 *  behind a commit. NULL is allowed. */
void ta_mqtt_close(struct ta_mqtt *session, bool politely);
/** Look for the mark of messages that come again, as every session does from its beginning until a
 *  thousand in a row had none. To be called when acknowledgements waited long: a broker may then send again
 *  within the session. */
void ta_mqtt_look_for_again(struct ta_mqtt *session);
/** Does a line of the library's log tell of a message that comes again? */
bool ta_mqtt_says_again(const char *line);
/** Did ta_mqtt_read() wait in vain the last time, for whatever a broker may send? */
bool ta_mqtt_idle(const struct ta_mqtt *session);
/** Did the broker keep our session from an earlier time? */
bool ta_mqtt_resumed(const struct ta_mqtt *session);

#endif
