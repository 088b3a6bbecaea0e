/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/broker_options.h"

#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"

enum {
    PASSWORD_MOST = 4096,
    KEEPALIVE_S = 60,
    CERTIFICATES_MOST = 16 << 20,
    DEVICES_PORT = 8883 /* of MQTT over TLS, and in scripts/mosquitto that of devices */
};

static enum ta_status fail_url(const struct ta_call *call, const char *url,
                               struct ta_error *err)
{
    return ta_call_misuse(call, err,
                          "--broker %.100s: wanted mqtt://HOST[:PORT] or "
                          "mqtts://HOST[:PORT]; user and password have options of "
                          "their own",
                          url);
}

/* ":PORT" or nothing. */
static bool read_port(const char *text, int *port)
{
    int64_t number = 0;
    if (*text == '\0') return true;
    if (*text != ':' || ta_parse_i64(text + 1, &number) != TA_OK) return false;
    *port = (int)(number > 0 && number < 65536 ? number : 0);
    return *port > 0;
}

/* HOST, HOST:PORT, [v6], [v6]:PORT. */
static bool read_host(const char *text, struct ta_broker_options *o)
{
    bool v6 = text[0] == '[';
    const char *host = text + v6;
    size_t size = strcspn(host, v6 ? "]" : ":");
    if (size == 0 || size >= sizeof o->host || strpbrk(text, "/@?# ") != NULL)
        return false;
    if (v6 && host[size] != ']') return false;
    memcpy(o->host, host, size);
    o->host[size] = '\0';
    o->mqtt.host = o->host;
    o->mqtt.port = o->mqtt.tls ? DEVICES_PORT : 1883;
    return read_port(host + size + v6, &o->mqtt.port);
}

static enum ta_status read_url(const struct ta_call *call, struct ta_broker_options *o,
                               struct ta_error *err)
{
    const char *url = ta_call_text(call, "broker");
    o->mqtt.tls = strncmp(url, "mqtts://", 8) == 0;
    if (!o->mqtt.tls && strncmp(url, "mqtt://", 7) != 0)
        return fail_url(call, url, err);
    return read_host(url + (o->mqtt.tls ? 8 : 7), o) ? TA_OK : fail_url(call, url, err);
}

/* It would be let in there, under a client id that is not its own. */
static void tell_port(const struct ta_call *call, const struct ta_broker_options *o)
{
    if (!o->mqtt.tls || o->mqtt.port != DEVICES_PORT) return;
    ta_call_say(call,
                "broker: port %d is that of devices alone where the broker has the "
                "configuration of scripts/mosquitto: whoever comes in there has its "
                "user name for a client id, so that `ingest` and `doctor` end each "
                "other's session; name port 8884 there",
                DEVICES_PORT);
}

/* The first line of a file that only its owner, and maybe a group, may read. */
static enum ta_status read_password(const struct ta_call *call,
                                    struct ta_broker_options *o, struct ta_error *err)
{
    const char *path = ta_call_text(call, "password-file");
    size_t size = 0;
    if (path == NULL) return TA_OK;
    if (o->mqtt.username == NULL)
        return ta_call_misuse(call, err, "--password-file goes with --user");
    struct stat about;
    if (stat(path, &about) == 0 && (about.st_mode & S_IRWXO) != 0) {
        (void)ta_fail(err, TA_E_PERMISSION, "%s: holds a password and is open to all",
                      path);
        ta_error_mend(err, "chmod 600 %s, or 640 for the group of who reads it", path);
        return TA_E_PERMISSION;
    }
    enum ta_status rc = ta_file_read(path, PASSWORD_MOST, &o->password, &size, err);
    if (rc != TA_OK) return rc;
    o->password[strcspn(o->password, "\r\n")] = '\0';
    o->mqtt.password = o->password;
    return TA_OK;
}

/* What an option of TLS has to name. */
struct tls_file {
    const char *option, *wanted;
    bool certificate; /* its bytes may be looked at; a key's are the library's alone */
};

/* Said here, before anybody waits for a broker: the library's own words name no file. */
static enum ta_status check_file(const struct ta_call *call,
                                 const struct tls_file *file, struct ta_error *err)
{
    const char *path = ta_call_text(call, file->option);
    char *bytes = NULL;
    size_t size = 0;
    if (path == NULL) return TA_OK;
    enum ta_status rc = ta_file_plain(path, err);
    if (rc == TA_OK && file->certificate)
        rc = ta_file_read(path, CERTIFICATES_MOST, &bytes, &size, err);
    if (rc == TA_OK && file->certificate && strstr(bytes, "CERTIFICATE-----") == NULL)
        rc = ta_fail(err, TA_E_DATA, "%s: there is no certificate in PEM in it", path);
    ta_free(bytes);
    if (rc == TA_OK || rc == TA_E_NOMEM) return rc;
    ta_error_context(err, "--%s", file->option);
    ta_error_mend(err, "name %s", file->wanted);
    return rc;
}

static enum ta_status check_files(const struct ta_call *call, struct ta_error *err)
{
    static const struct tls_file files[] = {
        {"ca",
         "a readable file of the certificates that the broker's goes back to, in PEM "
         "(-----BEGIN CERTIFICATE-----); without --ca those of the system count",
         true},
        {"cert",
         "a readable file of our own certificate, in PEM (-----BEGIN CERTIFICATE-----)",
         true},
        {"key", "a readable file of the private key of --cert, in PEM", false}};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof files / sizeof *files; i++)
        rc = check_file(call, &files[i], err);
    return rc;
}

enum ta_status ta_broker_options_read(struct ta_call *call,
                                      struct ta_broker_options *out,
                                      struct ta_error *err)
{
    *out = (struct ta_broker_options){.password = NULL};
    out->mqtt.ca_file = ta_call_text(call, "ca");
    out->mqtt.cert_file = ta_call_text(call, "cert");
    out->mqtt.key_file = ta_call_text(call, "key");
    out->mqtt.username = ta_call_text(call, "user");
    out->mqtt.keepalive_s = KEEPALIVE_S;
    if ((out->mqtt.cert_file == NULL) != (out->mqtt.key_file == NULL))
        return ta_call_misuse(call, err, "--cert and --key go together");
    enum ta_status rc = read_url(call, out, err);
    if (rc == TA_OK) tell_port(call, out);
    if (rc == TA_OK) rc = check_files(call, err);
    return rc == TA_OK ? read_password(call, out, err) : rc;
}

void ta_broker_options_free(struct ta_broker_options *options)
{
    ta_free(options->password);
    options->password = NULL;
}
