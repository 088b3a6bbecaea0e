/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/http.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "catalog/http_private.h"
#include "catalog/http_url.h"

struct ta_http_rules ta_http_rules_default(void)
{
    return (struct ta_http_rules){.attempts = 6,
                                  .wait_ms = 500,
                                  .wait_ms_most = 60000,
                                  .retry_ms_most = 600000,
                                  .connect_s = 10,
                                  .stall_s = 60,
                                  .rate_least = 1000,
                                  .document_s = 60};
}

static void start_curl(void)
{
    (void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

enum ta_status ta_http_new(const struct ta_http_rules *rules, struct ta_http **out,
                           struct ta_error *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    (void)pthread_once(&once, start_curl);
    if (rules->attempts < 1 || rules->attempts > 20)
        return ta_fail(err, TA_E_ARG, "attempts: wanted 1 to 20, found %u",
                       rules->attempts);
    struct ta_http *http = ta_alloc(1, sizeof *http);
    CURL *curl = http != NULL ? curl_easy_init() : NULL;
    json_t *lost = curl != NULL ? json_object() : NULL;
    if (lost == NULL) {
        curl_easy_cleanup(curl);
        ta_free(http);
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    *http = (struct ta_http){*rules, curl, (uint64_t)getpid(), lost};
    *out = http;
    return TA_OK;
}

void ta_http_free(struct ta_http *http)
{
    if (http == NULL) return;
    curl_easy_cleanup(http->curl);
    json_decref(http->lost);
    ta_free(http);
}

/* Of tries that are out of time, each costs a minute. */
enum { SLOW_USUAL = 2 };

/* An answer's body in memory. */
struct gathering {
    struct ta_text *body;
    size_t before, most;
};

static enum ta_status begin_body(void *self, const struct ta_http_head *head)
{
    struct gathering *g = self;
    (void)head;
    g->body->size = g->before; /* what a broken try left is dropped */
    return TA_OK;
}

static enum ta_status take_body(void *self, const char *bytes, size_t n)
{
    struct gathering *g = self;
    if (g->body->size - g->before + n > g->most) return TA_E_LIMIT;
    ta_text_add_bytes(g->body, bytes, n);
    return g->body->failed ? TA_E_NOMEM : TA_OK;
}

enum ta_status ta_http_ask(struct ta_http *http, const struct ta_http_request *request,
                           struct ta_text *body, char **where, struct ta_error *err)
{
    struct gathering g = {body, body->size, request->most};
    struct ta_http_reply reply = {0};
    struct ta_http_call call = {.url = request->url,
                                .body = request->body,
                                .document = true,
                                .slow_most = request->slow_most > 0 ? request->slow_most
                                                                    : SLOW_USUAL,
                                .n_headers = request->n_headers,
                                .taker = {&g, begin_body, take_body, NULL}};
    if (request->n_headers > TA_HTTP_HEADERS_MOST)
        return ta_fail(err, TA_E_LIMIT, "more than %d headers", TA_HTTP_HEADERS_MOST);
    for (size_t i = 0; i < request->n_headers; i++) call.header[i] = request->header[i];
    enum ta_status rc = ta_http_send(http, &call, &reply, err);
    if (request->slow != NULL) *request->slow = call.slow;
    if (request->mute != NULL) *request->mute = call.slow || call.mute;
    if (rc == TA_E_LIMIT)
        ta_error_mend(err, "the answer is above %zu bytes: narrow the dates or sites",
                      request->most);
    if (rc != TA_OK) return rc;
    if (where != NULL)
        *where = reply.where;
    else
        ta_free(reply.where);
    return TA_OK;
}

/* A body means that it has changed; none of it is wanted. */
static enum ta_status refuse_body(void *self, const struct ta_http_head *head)
{
    (void)self, (void)head;
    return TA_FINDING;
}

bool ta_http_unchanged(struct ta_http *http, const char *url, const char *etag)
{
    struct ta_http_reply reply = {0};
    struct ta_http_call call = {.url = url,
                                .n_headers = 1,
                                .header = {{"If-None-Match", etag}},
                                .taker = {.begin = refuse_body}};
    enum ta_status rc = ta_http_send(http, &call, &reply, NULL);
    ta_free(reply.where);
    return rc == TA_OK && reply.status == 304;
}
