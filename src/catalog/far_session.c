/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/far_session.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/memory.h"

enum { SIGNED_MOST = 65536 };

static void on_event(void *self, const struct ta_http_event *event)
{
    const struct ta_far *far = &((struct ta_far_session *)self)->far;
    if (far->on_request != NULL) far->on_request(far->self, event);
}

static bool on_renew(void *self, const struct ta_http_host *host)
{
    (void)self; /* the source that lists the host belongs to this run */
    return ta_source_renew(host);
}

static bool on_stop(void *self)
{
    const struct ta_far *far = &((struct ta_far_session *)self)->far;
    return far->stop != NULL && far->stop(far->self);
}

enum ta_status ta_far_session_new(const struct ta_far *far, struct ta_far_session **out,
                                  struct ta_error *err)
{
    struct ta_far_session *s = ta_alloc(1, sizeof *s);
    if (s == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    *s = (struct ta_far_session){.users = 1, .far = *far, .left = far->budget};
    struct ta_http_rules rules = ta_http_rules_default();
    rules.n_hosts = far->source->n_hosts;
    rules.host = far->source->host;
    rules.self = s;
    rules.event = on_event;
    rules.stop = on_stop;
    rules.renew = on_renew;
    enum ta_status rc = ta_http_new(&rules, &s->http, err);
    if (rc != TA_OK) {
        ta_free(s);
        return rc;
    }
    (void)pthread_mutex_init(&s->lock, NULL); /* cannot fail on Linux */
    *out = s;
    return TA_OK;
}

void ta_far_session_share(struct ta_far_session *session)
{
    (void)pthread_mutex_lock(&session->lock);
    session->users++;
    (void)pthread_mutex_unlock(&session->lock);
}

void ta_far_session_drop(struct ta_far_session *session)
{
    if (session == NULL) return;
    (void)pthread_mutex_lock(&session->lock);
    bool last = --session->users == 0;
    (void)pthread_mutex_unlock(&session->lock);
    if (!last) return;
    ta_http_free(session->http);
    (void)pthread_mutex_destroy(&session->lock);
    ta_free(session);
}

static const char *usual_mend(enum ta_status rc)
{
    if (rc == TA_E_SOURCE)
        return "see that its host is up and can be reached from here; the next run "
               "asks again";
    if (rc == TA_E_NOTFOUND)
        return "it may come later, the next run asks again; if it does not, tell the "
               "catalogue's host";
    if (rc == TA_E_DATA || rc == TA_E_LIMIT)
        return "the next run asks again; if it stays so, tell the catalogue's host";
    return NULL;
}

void ta_far_mend(enum ta_status rc, struct ta_error *err)
{
    const char *mend = usual_mend(rc);
    if (err != NULL && err->mend[0] == '\0' && mend != NULL)
        ta_error_mend(err, "%s", mend);
}

static void add_escaped(struct ta_text *text, const char *word)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.~";
    for (; *word != '\0'; word++) {
        if (strchr(plain, *word) != NULL)
            ta_text_add_bytes(text, word, 1);
        else
            ta_text_addf(text, "%%%02X", (unsigned)(unsigned char)*word);
    }
}

enum ta_status ta_far_sign(struct ta_far_session *session, const char *url, char **out,
                           struct ta_error *err)
{
    const char *signer = session->far.source->sign, *href = NULL;
    if (signer == NULL) {
        *out = ta_strdup(url);
        return *out != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    struct ta_text asked = {0}, answer = {0};
    json_t *document = NULL;
    ta_text_add(&asked, signer);
    add_escaped(&asked, url);
    const struct ta_http_request request = {.url = asked.bytes, .most = SIGNED_MOST};
    enum ta_status rc = asked.failed
                            ? ta_fail(err, TA_E_NOMEM, "out of memory")
                            : ta_http_ask(session->http, &request, &answer, NULL, err);
    if (rc == TA_OK)
        rc = ta_json_parse("signed link", answer.bytes != NULL ? answer.bytes : "",
                           answer.size, SIGNED_MOST, &document, err);
    if (rc == TA_OK) rc = ta_json_get_text(document, NULL, "href", true, &href, err);
    if (rc == TA_OK) {
        *out = ta_strdup(href);
        if (*out == NULL) rc = ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    json_decref(document);
    ta_text_free(&asked);
    ta_text_free(&answer);
    return rc;
}
