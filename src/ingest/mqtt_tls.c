/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/mqtt_tls.h"

#include <string.h>

#include "base/text.h"

enum ta_status ta_mqtt_set_tls(struct mosquitto *client,
                               const struct ta_mqtt_options *options,
                               struct ta_error *err)
{
    if (!options->tls) return TA_OK;
    int code = MOSQ_ERR_SUCCESS;
    if (options->ca_file == NULL)
        code = mosquitto_int_option(client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
    if (code == MOSQ_ERR_SUCCESS &&
        (options->ca_file != NULL || options->cert_file != NULL))
        code = mosquitto_tls_set(client, options->ca_file, NULL, options->cert_file,
                                 options->key_file, NULL);
    if (code == MOSQ_ERR_SUCCESS) return TA_OK;
    (void)ta_fail(err, TA_E_CONFIG, "TLS: %s", mosquitto_strerror(code));
    ta_error_mend(err, "name files that are there: --ca, --cert with --key");
    return TA_E_CONFIG;
}

/* "OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed" */
void ta_mqtt_hear_tls(const char *line, char heard[TA_TLS_WORDS])
{
    static const char begin[] = "OpenSSL Error[";
    const char *last = strrchr(line, ':');
    if (strncmp(line, begin, sizeof begin - 1) != 0 || last == NULL) return;
    ta_copy_cut(heard, TA_TLS_WORDS, last + 1);
}

bool ta_mqtt_is_tls(int code)
{
    return code == MOSQ_ERR_TLS || code == MOSQ_ERR_TLS_HANDSHAKE;
}

static const char *mend_authority(const struct ta_mqtt_options *options)
{
    return options->ca_file == NULL
               ? "name the authority that signed the broker's certificate by --ca "
                 "FILE: only those that the system knows were asked"
               : "see that --ca names the authority that signed the broker's "
                 "certificate";
}

enum ta_status ta_mqtt_fail_tls(const struct ta_mqtt_options *options,
                                const char *heard, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_SOURCE, "broker: TLS does not come about%s%s",
                  heard[0] == '\0' ? "" : ": ", heard);
    if (strstr(heard, "verify failed") != NULL)
        ta_error_mend(err,
                      "%s; see that the broker's certificate is in date and names "
                      "\"%s\"",
                      mend_authority(options), options->host);
    else if (strstr(heard, " alert ") != NULL)
        ta_error_mend(err, "see that --cert and --key are those that the broker asks "
                           "for");
    else
        ta_error_mend(err,
                      "port %d may speak no TLS: name the port that does, or write "
                      "mqtt://; where it does, look at --ca, and whether the broker's "
                      "certificate is in date and names \"%s\"",
                      options->port, options->host);
    return TA_E_SOURCE;
}

enum ta_status ta_mqtt_fail_unanswered(const struct ta_mqtt_options *options,
                                       struct ta_error *err)
{
    (void)ta_fail(err, TA_E_SOURCE,
                  "broker: ended the connection without an answer, on port %d",
                  options->port);
    if (options->tls)
        ta_error_mend(err, "look whether the broker asks for a certificate of ours "
                           "(--cert with --key), and at its log");
    else
        ta_error_mend(err, "where that port speaks TLS, write mqtts://, with --ca "
                           "FILE for an authority that the system does not know; "
                           "else look at the broker's log");
    return TA_E_SOURCE;
}
