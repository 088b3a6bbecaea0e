/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/http_url.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "catalog/place.h"

/* Scheme, and host with its port where that is not the scheme's own; all owned by curl. */
struct address {
    char *scheme, *host, *port, *user;
};

static void forget(struct address *a)
{
    curl_free(a->scheme);
    curl_free(a->host);
    curl_free(a->port);
    curl_free(a->user);
}

static bool take_apart(const char *url, struct address *a)
{
    *a = (struct address){0};
    CURLU *parsed = curl_url();
    if (parsed == NULL) return false;
    bool ok = strlen(url) < TA_HTTP_URL_MOST &&
              curl_url_set(parsed, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) ==
                  CURLUE_OK &&
              curl_url_get(parsed, CURLUPART_SCHEME, &a->scheme, 0) == CURLUE_OK &&
              curl_url_get(parsed, CURLUPART_HOST, &a->host, 0) == CURLUE_OK;
    if (ok && curl_url_get(parsed, CURLUPART_PORT, &a->port, CURLU_NO_DEFAULT_PORT) ==
                  CURLUE_NO_PORT)
        a->port = NULL;
    if (ok && curl_url_get(parsed, CURLUPART_USER, &a->user, 0) != CURLUE_OK)
        a->user = NULL;
    curl_url_cleanup(parsed);
    return ok;
}

/* Does "name", "name:port" or "*.name" speak of this address? */
static bool speaks_of(const char *listed, const struct address *a)
{
    char full[600];
    (void)snprintf(full, sizeof full, "%s%s%s", a->host, a->port != NULL ? ":" : "",
                   a->port != NULL ? a->port : "");
    if (listed[0] != '*') return ta_name_same(listed, full);
    return strlen(full) > strlen(listed + 1) && ta_name_ends(full, listed + 1);
}

static bool scheme_fits(const struct ta_http_host *host, const char *scheme)
{
    return strcmp(scheme, "https") == 0 || (host->plain && strcmp(scheme, "http") == 0);
}

static const struct ta_http_host *row_of(const struct ta_http_rules *rules,
                                         const struct address *a)
{
    for (size_t i = 0; i < rules->n_hosts; i++)
        if (speaks_of(rules->host[i].name, a)) return &rules->host[i];
    return NULL;
}

enum ta_status ta_http_allowed(const struct ta_http_rules *rules, const char *url,
                               const struct ta_http_host **out, struct ta_error *err)
{
    struct address a;
    enum ta_status rc = TA_OK;
    char shown[400];
    ta_http_public(url, shown, sizeof shown);
    if (!take_apart(url, &a)) {
        rc = ta_fail(err, TA_E_DATA, "%s: is no address", shown);
        forget(&a);
        return rc;
    }
    const struct ta_http_host *host = row_of(rules, &a);
    if (host == NULL) {
        rc = ta_fail(err, TA_E_PERMISSION, "%s: the host %.200s is not listed", shown,
                     a.host);
        ta_error_mend(err, "list it under `hosts` of this catalogue in terrassay.yaml "
                           "if it may be asked");
    } else if (!scheme_fits(host, a.scheme)) {
        rc = ta_fail(err, TA_E_PERMISSION, "%s: %s: is not allowed for this host",
                     shown, a.scheme);
        ta_error_mend(err, "use https:, or set `plain: true` for the host");
    } else if (a.user !=
               NULL) { /* it would be sent, and stand in who knows what logs */
        rc = ta_fail(err, TA_E_PERMISSION,
                     "%s: a user or password stands in the address", shown);
        ta_error_mend(err, "tell who publishes it; what the host asks for stands in "
                           "the file under `headers` of the host in terrassay.yaml");
    }
    forget(&a);
    if (rc == TA_OK) *out = host;
    return rc;
}

size_t ta_http_host_size(const char *url)
{
    const char *scheme = strstr(url, "://"), *host = scheme != NULL ? scheme + 3 : url;
    return (size_t)(host - url) + strcspn(host, "/?#");
}

/* Behind the user and password of an authority, which may hold an '@' themselves. */
static const char *past_user(const char *host)
{
    const char *from = host;
    for (size_t i = 0, n = strcspn(host, "/?#"); i < n; i++)
        if (host[i] == '@') from = host + i + 1;
    return from;
}

/* A name is followed by its value: a word that stands alone may be the secret itself. */
void ta_http_public(const char *url, char *out, size_t size)
{
    size_t scheme = strcspn(url, ":/?#@");
    scheme = strncmp(url + scheme, "://", 3) == 0 ? scheme + 3 : 0;
    const char *host = past_user(url + scheme);
    size_t path = strcspn(host, "?#");
    int n = snprintf(out, size, "%.*s%.*s", (int)scheme, url, (int)path, host);
    const char *query = host[path] == '?' ? host + path : NULL;
    for (size_t at = n > 0 ? (size_t)n : 0; query != NULL && at + 2 < size;) {
        size_t word = strcspn(query + 1, "&#"), name = strcspn(query + 1, "=&#");
        int shown = name < word ? (int)name : 0;
        int wrote = snprintf(out + at, size - at, "%c%.*s", query[0], shown, query + 1);
        if (wrote > 0) at += (size_t)wrote;
        query = query[1 + word] == '&' ? query + 1 + word : NULL;
    }
}

char *ta_http_resolve(const char *base, const char *reference)
{
    CURLU *address = curl_url();
    char *text = NULL, *copy = NULL;
    if (address == NULL) return NULL;
    bool ok = strlen(base) < TA_HTTP_URL_MOST && strlen(reference) < TA_HTTP_URL_MOST &&
              curl_url_set(address, CURLUPART_URL, base, 0) == CURLUE_OK &&
              curl_url_set(address, CURLUPART_URL, reference,
                           CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
              curl_url_get(address, CURLUPART_URL, &text, 0) == CURLUE_OK;
    if (ok && strlen(text) < TA_HTTP_URL_MOST) copy = ta_strdup(text);
    curl_free(text);
    curl_url_cleanup(address);
    return copy;
}
