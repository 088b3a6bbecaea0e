/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_send.c  One request: its tries, its redirects, the waits between. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "catalog/http_private.h"
#include "catalog/http_url.h"
#include "catalog/place.h"

enum { REDIRECTS_MOST = 5 };

/* One exchange: what was asked, what came. */
struct exchange {
    struct ta_http_call *call;
    const struct ta_http *http;
    enum ta_status taken; /* what the taker said */
    bool begun, slow;     /* slow: the host was there, its answer was not in time */
    bool answered;        /* whatever became of its answer */
    const char *body; /* of the call, until a redirect says to ask elsewhere by GET */
    size_t bytes;
    int status;
    struct ta_http_head head;
    double retry_after_s; /* < 0: not said */
    time_t retry_at;      /* the same as a date; -1: not said */
    time_t date;          /* of the answer; -1: not said */
    char *location;       /* of a redirect; owned by curl */
    char words[CURL_ERROR_SIZE];
};

static struct exchange exchange_of(struct ta_http_call *call,
                                   const struct ta_http *http)
{
    return (struct exchange){.call = call,
                             .body = call->body,
                             .http = http,
                             .head = {0, "", -1, -1, -1, false},
                             .retry_after_s = -1,
                             .retry_at = -1,
                             .date = -1};
}

static int status_of(CURL *curl)
{
    long status = 0;
    (void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    return (int)status;
}

static bool is_stopped(const struct ta_http *http)
{
    return http->rules.stop != NULL && http->rules.stop(http->rules.self);
}

static void begin_once(struct exchange *x, int status)
{
    const struct ta_http_taker *taker = &x->call->taker;
    long version = 0;
    (void)curl_easy_getinfo(x->http->curl, CURLINFO_HTTP_VERSION, &version);
    if (version >= CURL_HTTP_VERSION_2_0) x->head.framed = true;
    x->head.status = status;
    if (!x->begun) x->taken = taker->begin(taker->self, &x->head);
    x->begun = true;
}

static size_t on_bytes(char *bytes, size_t size, size_t n, void *self)
{
    struct exchange *x = self;
    size_t all = size * n;
    int status = status_of(x->http->curl);
    x->bytes += all;
    if (status != 200 && status != 206) return all;
    const struct ta_http_taker *taker = &x->call->taker;
    begin_once(x, status);
    if (x->taken == TA_OK) x->taken = taker->take(taker->self, bytes, all);
    return x->taken == TA_OK ? all : 0;
}

/* Asked by libcurl at least once a second, with bytes or without: a host that drips must not keep us. */
static int on_progress(void *self, curl_off_t down, curl_off_t got, curl_off_t up,
                       curl_off_t sent)
{
    (void)down, (void)got, (void)up, (void)sent;
    return is_stopped(((const struct exchange *)self)->http);
}

/* Value of the header line when it has this name, else NULL; *n its length. */
static const char *value_of(const char *line, size_t size, const char *name, size_t *n)
{
    size_t k = strlen(name);
    if (size <= k || line[k] != ':') return NULL;
    char head[64];
    (void)snprintf(head, sizeof head, "%.*s", (int)k, line);
    if (!ta_name_same(head, name)) return NULL;
    const char *value = line + k + 1;
    size_t left = size - k - 1;
    while (left > 0 && (*value == ' ' || *value == '\t')) value++, left--;
    while (left > 0 && strchr("\r\n \t", value[left - 1]) != NULL) left--;
    *n = left;
    return value;
}

static time_t date_of(const char *value, size_t n)
{
    char text[64];
    if (value == NULL || n >= sizeof text) return -1;
    (void)snprintf(text, sizeof text, "%.*s", (int)n, value);
    return curl_getdate(text, NULL);
}

/* Seconds, or a date (RFC 9110, 10.2.3). */
static void read_retry_after(struct exchange *x, const char *value, size_t n)
{
    char text[64];
    double seconds = -1;
    if (n >= sizeof text) return;
    (void)snprintf(text, sizeof text, "%.*s", (int)n, value);
    if (ta_parse_f64(text, &seconds) == TA_OK)
        x->retry_after_s = seconds >= 0 ? seconds : -1;
    else
        x->retry_at = date_of(value, n);
}

/* A date counts from the answer's own, which may stand behind it. */
static double retry_after(const struct exchange *x)
{
    if (x->retry_after_s >= 0 || x->retry_at < 0 || x->date < 0)
        return x->retry_after_s;
    return x->retry_at > x->date ? (double)(x->retry_at - x->date) : 0;
}

/* "bytes FIRST-LAST/LENGTH" (RFC 9110, 14.4); anything else says nothing. */
static void read_range(const char *value, size_t n, struct ta_http_head *head)
{
    char text[96], *at = text;
    int64_t number[3] = {-1, -1, -1};
    if (n >= sizeof text) return;
    (void)snprintf(text, sizeof text, "%.*s", (int)n, value);
    if (strncmp(text, "bytes ", 6) != 0) return;
    at += 6;
    for (int i = 0; i < 3; i++) {
        char *end = at + strspn(at, "0123456789");
        char stop = *end;
        *end = '\0';
        if (ta_parse_i64(at, &number[i]) != TA_OK || stop != "-/"[i]) return;
        at = end + (i < 2);
    }
    head->from = number[0];
    head->to = number[1];
    head->whole = number[2];
}

static size_t on_header(char *line, size_t size, size_t count, void *self)
{
    struct exchange *x = self;
    size_t all = size * count, n = 0;
    const char *value = value_of(line, all, "ETag", &n);
    if (value != NULL && n < sizeof x->head.etag)
        (void)snprintf(x->head.etag, sizeof x->head.etag, "%.*s", (int)n, value);
    value = value_of(line, all, "Content-Range", &n);
    if (value != NULL) read_range(value, n, &x->head);
    value = value_of(line, all, "Date", &n);
    if (value != NULL) x->date = date_of(value, n);
    value = value_of(line, all, "Retry-After", &n);
    if (value != NULL) read_retry_after(x, value, n);
    if (value_of(line, all, "Content-Length", &n) != NULL ||
        value_of(line, all, "Transfer-Encoding", &n) != NULL)
        x->head.framed = true;
    return all;
}

static bool add_header(struct curl_slist **list, const struct ta_http_header *header)
{
    struct ta_text line = {0};
    ta_text_addf(&line, "%s: %s", header->name, header->value);
    struct curl_slist *longer =
        line.failed ? NULL : curl_slist_append(*list, line.bytes);
    ta_text_free(&line);
    if (longer == NULL) return false;
    *list = longer;
    return true;
}

/* A line break in a header's value would be another header. */
static bool is_plain(const struct ta_http_header *header)
{
    return header->name[0] != '\0' && strpbrk(header->name, "\r\n: ") == NULL &&
           strpbrk(header->value, "\r\n") == NULL;
}

static bool asks_for(const struct ta_http_call *call, const char *name)
{
    for (size_t i = 0; i < call->n_headers; i++)
        if (ta_name_same(call->header[i].name, name)) return true;
    return false;
}

static enum ta_status headers_of(const struct exchange *x,
                                 const struct ta_http_host *host,
                                 struct curl_slist **list, struct ta_error *err)
{
    const struct ta_http_call *call = x->call;
    bool ok = true;
    for (size_t i = 0; i < call->n_headers && ok; i++) {
        if (!is_plain(&call->header[i]))
            return ta_fail(err, TA_E_DATA, "a header with an illegal name or value");
        ok = add_header(list, &call->header[i]);
    }
    for (size_t i = 0; i < host->n_headers && ok; i++)
        ok = add_header(list, &host->header[i]);
    const struct ta_http_header json = {"Content-Type", "application/json"};
    const struct ta_http_header accept = {"Accept",
                                          "application/geo+json, application/json"};
    if (ok && x->body != NULL) ok = add_header(list, &json);
    if (ok && call->document && !asks_for(call, accept.name))
        ok = add_header(list, &accept);
    return ok ? TA_OK : ta_fail(err, TA_E_NOMEM, "out of memory");
}

/* A file may take hours while it comes; a document that does not end is a host at fault. */
static void set_patience(const struct ta_http *http, bool document)
{
    const struct ta_http_rules *rules = &http->rules;
    long whole = document ? (long)rules->document_s : 0;
    (void)curl_easy_setopt(http->curl, CURLOPT_CONNECTTIMEOUT, (long)rules->connect_s);
    (void)curl_easy_setopt(http->curl, CURLOPT_LOW_SPEED_LIMIT,
                           (long)rules->rate_least);
    (void)curl_easy_setopt(http->curl, CURLOPT_LOW_SPEED_TIME, (long)rules->stall_s);
    (void)curl_easy_setopt(http->curl, CURLOPT_TIMEOUT, whole);
}

static void set_options(const struct ta_http *http, struct exchange *x, const char *url,
                        struct curl_slist *headers)
{
    CURL *curl = http->curl;
    curl_easy_reset(curl);
    (void)curl_easy_setopt(curl, CURLOPT_URL, url);
    (void)curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    (void)curl_easy_setopt(curl, CURLOPT_USERAGENT, "terrassay");
    (void)curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    set_patience(http, x->call->document);
    (void)curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_bytes);
    (void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    (void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(curl, CURLOPT_XFERINFODATA, x);
    (void)curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, x->words);
    if (x->body != NULL) (void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, x->body);
    if (x->call->document) /* all that libcurl unpacks; a store may send nothing else */
        (void)curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
}

static void tell(const struct ta_http *http, const struct exchange *x, const char *url,
                 unsigned attempt)
{
    if (http->rules.event == NULL) return;
    char shown[1024];
    double seconds = 0;
    ta_http_public(url, shown, sizeof shown);
    (void)curl_easy_getinfo(http->curl, CURLINFO_TOTAL_TIME, &seconds);
    const struct ta_http_event event = {
        x->body != NULL ? "POST" : "GET", shown, x->status, x->bytes, attempt, seconds};
    http->rules.event(http->rules.self, &event);
}

/* Connected, and then out of patience: what was asked for is too much for the host, or it hangs. */
static bool is_late(const struct ta_http *http, CURLcode code)
{
    double connected = 0;
    (void)curl_easy_getinfo(http->curl, CURLINFO_PRETRANSFER_TIME, &connected);
    return code == CURLE_OPERATION_TIMEDOUT && connected > 0;
}

/* An answer came whole; did all come that it said? */
static enum ta_status end_answer(struct exchange *x)
{
    const struct ta_http_taker *taker = &x->call->taker;
    if (x->status != 200 && x->status != 206) return TA_OK;
    begin_once(x, x->status);
    if (x->taken == TA_OK && taker->end != NULL) x->taken = taker->end(taker->self);
    if (x->taken == TA_E_SOURCE) x->status = 0; /* as if it had broken off */
    return x->taken;
}

/* One message out, one answer in. @return TA_OK when there was a whole answer of any status */
static enum ta_status exchange_once(struct ta_http *http, struct exchange *x,
                                    const char *url, unsigned attempt,
                                    struct ta_error *err)
{
    const struct ta_http_host *host = NULL;
    struct curl_slist *headers = NULL;
    enum ta_status rc = ta_http_allowed(&http->rules, url, &host, err);
    if (rc == TA_OK) rc = headers_of(x, host, &headers, err);
    if (rc == TA_OK) {
        set_options(http, x, url, headers);
        CURLcode code = curl_easy_perform(http->curl);
        x->status = status_of(http->curl);
        x->answered = x->status > 0;
        x->slow = is_late(http, code) || (code == CURLE_OK && x->status == 504);
        (void)curl_easy_getinfo(http->curl, CURLINFO_REDIRECT_URL, &x->location);
        tell(http, x, url, attempt);
        if (x->taken != TA_OK)
            rc = x->taken;
        else if (code == CURLE_ABORTED_BY_CALLBACK)
            rc = ta_fail(err, TA_E_AGAIN, "told to stop");
        else if (code != CURLE_OK) {
            rc = ta_fail(err, TA_E_SOURCE, "%s",
                         x->words[0] != '\0' ? x->words : curl_easy_strerror(code));
            x->status = 0;
        } else {
            rc = end_answer(x);
        }
    }
    curl_slist_free_all(headers);
    return rc;
}

static bool is_redirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 ||
           status == 308;
}

/* 303 leads to what is to be asked for by GET (RFC 9110, 15.4.4); the others to where the same request goes: a
 * search without its body would be another one. */
static const char *body_after(const struct exchange *x)
{
    return x->status == 303 ? NULL : x->body;
}

/* Exchanges until something else than a redirect comes. *url is owned and moves on. */
static enum ta_status follow(struct ta_http *http, struct exchange *x, char **url,
                             unsigned attempt, struct ta_error *err)
{
    for (int hops = 0;; hops++) {
        enum ta_status rc = exchange_once(http, x, *url, attempt, err);
        if (rc != TA_OK || !is_redirect(x->status)) return rc;
        if (x->location == NULL || hops == REDIRECTS_MOST)
            return ta_fail(err, TA_E_SOURCE, "redirected to nowhere or too often");
        char *next = ta_strdup(x->location);
        if (next == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
        ta_free(*url);
        *url = next;
        const char *body = body_after(x);
        *x = exchange_of(x->call, http);
        x->body = body;
    }
}

static bool may_pass(int status)
{
    return status == 0 || status == 408 || status == 425 || status == 429 ||
           (status >= 500 && status != 501);
}

/* A file is asked for with nothing that could be wrong but a signature: stores answer 400 to one that ran out. */
static enum ta_status class_of(int status, bool document)
{
    if (status == 401 || status == 403) return TA_E_PERMISSION;
    if (status == 404 || status == 410) return TA_E_NOTFOUND;
    if (status == 400) return document ? TA_E_DATA : TA_E_PERMISSION;
    if (status == 413 || status == 422) return TA_E_DATA;
    return TA_E_SOURCE;
}

static enum ta_status judge(const struct exchange *x, struct ta_error *err)
{
    int status = x->status;
    if (status == 200 || status == 206 || status == 304) return TA_OK;
    if (status == 412 || status == 416) /* not these bytes, or not so many */
        return ta_fail(err, TA_E_DATA, "the file was overwritten meanwhile");
    enum ta_status rc = class_of(status, x->call->document);
    (void)ta_fail(err, rc, "the host answered %d", status);
    if (rc == TA_E_PERMISSION)
        ta_error_mend(err, "give this host its header file in terrassay.yaml, or renew "
                           "what stands in it");
    return rc;
}

/* Spread over [1/2, 1] of the wait, so that many workers do not come back at once. */
static double spread(struct ta_http *http)
{
    http->jitter = http->jitter * UINT64_C(6364136223846793005) + 1442695040888963407U;
    return 0.5 + 0.5 * (double)(http->jitter >> 33) / 2147483648.0;
}

/* Sleeps in slices, so that a stop is noticed. */
static enum ta_status pause_ms(struct ta_http *http, double ms)
{
    const struct timespec slice = {.tv_nsec = 50 * 1000000};
    for (double left = ms; left > 0; left -= 50) {
        if (is_stopped(http)) return TA_E_AGAIN;
        (void)nanosleep(&slice, NULL); /* cut short: the next slice follows */
    }
    return TA_OK;
}

static double wait_before(struct ta_http *http, const struct exchange *x,
                          unsigned tries)
{
    double ms = http->rules.wait_ms;
    for (unsigned i = 1; i < tries && ms < http->rules.wait_ms_most; i++) ms *= 2;
    if (ms > http->rules.wait_ms_most) ms = http->rules.wait_ms_most;
    ms *= spread(http);
    return retry_after(x) >= 0 ? retry_after(x) * 1000 + 10 * spread(http) : ms;
}

/* Who is told to come back much later does so with the next run: neither before, nor waiting for it. */
static bool is_sent_away(const struct ta_http *http, const struct exchange *x,
                         struct ta_error *err)
{
    if (retry_after(x) * 1000 <= http->rules.retry_ms_most) return false;
    ta_error_context(err, "asks to come back in %.0f s", retry_after(x));
    return true;
}

static enum ta_status attempt_once(struct ta_http *http, struct ta_http_call *call,
                                   struct exchange *x, unsigned attempt, char **url,
                                   struct ta_error *err)
{
    *url = NULL;
    if (is_stopped(http)) return ta_fail(err, TA_E_AGAIN, "told to stop");
    *url = ta_strdup(call->url);
    if (*url == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    if (call->prepare != NULL) call->prepare(call->self, call);
    *x = exchange_of(call, http);
    enum ta_status rc = follow(http, x, url, attempt, err);
    return rc == TA_OK ? judge(x, err) : rc;
}

/* A document that is late each time stays so. */
static bool is_too_slow(const struct ta_http_call *call, unsigned *slow)
{
    *slow += call->slow;
    return call->document && call->slow && *slow >= call->slow_most;
}

/* Nor does it wait for a file of a host that lost the one before. */
static bool is_lost_again(const struct ta_http *http, const struct ta_http_call *call)
{
    return !call->document && call->lost && ta_http_was_lost(http, call->url);
}

/* After a try that failed for what may pass: is there to be another? */
static bool is_tried_again(const struct ta_http *http, const struct ta_http_call *call,
                           const struct exchange *x, unsigned attempt, unsigned *slow,
                           struct ta_error *err)
{
    if (!may_pass(x->status) || is_sent_away(http, x, err)) return false;
    if (!is_too_slow(call, slow) && !is_lost_again(http, call) &&
        attempt < http->rules.attempts)
        return true;
    ta_error_context(err, "tried %u time%s", attempt, attempt == 1 ? "" : "s");
    return false;
}

/* Was the host given other secrets since they were read? A token may last ten minutes of a night, and
 * something else keeps its file up to date. */
static bool has_others(struct ta_http *http, const struct exchange *x, const char *url,
                       bool *asked)
{
    const struct ta_http_host *host = NULL;
    bool refused = x->status == 401 || x->status == 403;
    if (*asked || !refused || http->rules.renew == NULL) return false;
    *asked = true;
    return ta_http_allowed(&http->rules, url, &host, NULL) == TA_OK &&
           http->rules.renew(http->rules.self, host);
}

static void note_try(struct ta_http_call *call, const struct exchange *x, bool failed)
{
    call->slow = failed && x->slow;
    call->mute = failed && x->status == 0;
    call->lost = failed && (x->slow || !x->answered);
}

static enum ta_status send_call(struct ta_http *http, struct ta_http_call *call,
                                struct ta_http_reply *reply, struct ta_error *err)
{
    char *url = NULL, shown[400];
    struct exchange x;
    bool asked = false;
    unsigned slow = 0;
    enum ta_status rc = TA_E_SOURCE;
    ta_http_public(call->url, shown, sizeof shown);
    for (unsigned attempt = 1; rc == TA_E_SOURCE; attempt++) {
        ta_free(url);
        rc = attempt_once(http, call, &x, attempt, &url, err);
        note_try(call, &x, rc == TA_E_SOURCE);
        if (rc == TA_E_PERMISSION && has_others(http, &x, url, &asked)) {
            rc = TA_E_SOURCE;
            continue;
        }
        if (rc != TA_E_SOURCE || !is_tried_again(http, call, &x, attempt, &slow, err))
            break;
        enum ta_status waited = pause_ms(http, wait_before(http, &x, attempt));
        if (waited != TA_OK) rc = ta_fail(err, waited, "told to stop while waiting");
    }
    if (rc == TA_OK) {
        reply->status = x.status;
        memcpy(reply->etag, x.head.etag, sizeof reply->etag);
        reply->where = url;
        url = NULL;
    }
    ta_free(url);
    if (rc != TA_OK && err != NULL && err->status == TA_OK)
        (void)ta_fail(err, rc, "%s", ta_status_text(rc));
    if (rc != TA_OK) ta_error_context(err, "%s", shown);
    return rc;
}

/* What becomes of documents of a host that hangs is for who asks for them. */
enum ta_status ta_http_send(struct ta_http *http, struct ta_http_call *call,
                            struct ta_http_reply *reply, struct ta_error *err)
{
    char shown[400];
    if (call->document) return send_call(http, call, reply, err);
    enum ta_status rc = ta_http_check_lost(http, call->url, err);
    if (rc != TA_OK) {
        ta_http_public(call->url, shown, sizeof shown);
        ta_error_context(err, "%s", shown);
        return rc;
    }
    rc = send_call(http, call, reply, err);
    if (rc != TA_E_AGAIN) ta_http_note_lost(http, call->url, call->lost);
    return rc;
}
