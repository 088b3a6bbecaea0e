/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/mqtt_tls.h"

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

void ta_mqtt_mend_tls(int code, const struct ta_mqtt_options *options,
                      struct ta_error *err)
{
    if (code != MOSQ_ERR_TLS && code != MOSQ_ERR_TLS_HANDSHAKE) return;
    ta_error_mend(
        err,
        "%s; see that the broker's certificate is in date and names \"%s\", "
        "and that port %d speaks TLS",
        options->ca_file == NULL
            ? "name the authority that signed the broker's certificate by --ca "
              "FILE: only those that the system knows were asked"
            : "see that --ca names the authority that signed the broker's "
              "certificate",
        options->host, options->port);
}
