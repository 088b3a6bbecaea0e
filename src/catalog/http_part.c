/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_part.c  A part of a file, pinned by ETag and length. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "catalog/http_private.h"

/* One part on its way. */
struct parting {
    const struct ta_http_part *part;
    struct ta_http_parted *got;
    char range[64];
    struct ta_error *err;
};

static enum ta_status fail_overwritten(struct parting *p)
{
    (void)ta_fail(p->err, TA_E_DATA, "the file was overwritten meanwhile");
    ta_error_mend(p->err, "run again: the look is tried anew");
    return TA_E_DATA;
}

/* The ETag and length of the caller's pin, or of this part's first answer. */
static bool is_same_file(const struct parting *p, const struct ta_http_head *head)
{
    const char *etag = p->part->etag != NULL ? p->part->etag : p->got->etag;
    int64_t whole = p->part->whole >= 0 ? p->part->whole : p->got->whole;
    return (etag[0] == '\0' || strcmp(etag, head->etag) == 0) &&
           (whole < 0 || whole == head->whole);
}

/* Is it the rest of what was asked for, to its end or to the file's? */
static bool is_asked_for(const struct parting *p, const struct ta_http_head *head)
{
    int64_t from = p->part->from + p->got->taken;
    int64_t last = p->part->from + p->part->size - 1;
    if (last >= head->whole) last = head->whole - 1;
    return head->from == from && head->to == last;
}

/* A host that once gave parts of this file, and now does not, or does not say which. */
static enum ta_status fail_no_part(struct parting *p, const char *sent)
{
    (void)ta_fail(p->err, TA_E_DATA, "asked for %s, the host sent %s", p->range, sent);
    ta_error_mend(p->err,
                  "run again: the look is tried anew; if it stays so, read this "
                  "catalogue's files whole (whole: true)");
    return TA_E_DATA;
}

static bool has_pinned_etag(const struct parting *p, const struct ta_http_head *head)
{
    const char *etag = p->part->etag != NULL ? p->part->etag : p->got->etag;
    return strcmp(etag, head->etag) == 0;
}

static enum ta_status begin_pinned(struct parting *p, const struct ta_http_head *head)
{
    if (has_pinned_etag(p, head) && head->status == 200)
        return fail_no_part(p, "the whole file");
    if (has_pinned_etag(p, head) && head->from < 0)
        return fail_no_part(p, "a part, and not its place in the file");
    if (head->status == 200 || !is_same_file(p, head)) return fail_overwritten(p);
    return TA_OK;
}

static enum ta_status begin(void *self, const struct ta_http_head *head)
{
    struct parting *p = self;
    bool pinned = p->part->etag != NULL || p->got->etag[0] != '\0';
    enum ta_status rc = pinned ? begin_pinned(p, head) : TA_OK;
    if (rc != TA_OK) return rc;
    /* nor can a file be pinned whose length is not said ("bytes 0-9" of "*") */
    if (head->status == 200 || !ta_http_is_strong(head->etag) || head->whole < 0) {
        p->got->whole_only = true;
        return TA_FINDING;
    }
    if (!is_asked_for(p, head))
        return ta_fail(p->err, TA_E_DATA,
                       "asked for %s, the host sent bytes %" PRId64 " to %" PRId64
                       " of %" PRId64,
                       p->range, head->from, head->to, head->whole);
    p->got->whole = head->whole;
    memcpy(p->got->etag, head->etag, sizeof p->got->etag);
    return TA_OK;
}

static enum ta_status fail_budget(struct ta_error *err)
{
    (void)ta_fail(err, TA_E_LIMIT, "the budget of bytes is used up");
    ta_error_mend(err, "run again later, or raise --fetch-most");
    return TA_E_LIMIT;
}

static enum ta_status take(void *self, const char *bytes, size_t n)
{
    struct parting *p = self;
    p->got->transferred += (int64_t)n;
    if (p->got->taken + (int64_t)n > p->part->size)
        return ta_fail(p->err, TA_E_DATA, "the host sent more than %s", p->range);
    if (p->got->transferred > p->part->budget) return fail_budget(p->err);
    enum ta_status rc =
        p->part->take(p->part->self, p->part->from + p->got->taken, bytes, n, p->err);
    if (rc == TA_OK) p->got->taken += (int64_t)n;
    return rc;
}

/* What came before a break counts. */
static void ask_for_rest(void *self, struct ta_http_call *call)
{
    struct parting *p = self;
    const char *etag = p->part->etag != NULL ? p->part->etag : p->got->etag;
    (void)snprintf(p->range, sizeof p->range, "bytes=%" PRId64 "-%" PRId64,
                   p->part->from + p->got->taken, p->part->from + p->part->size - 1);
    call->n_headers = 0;
    call->header[call->n_headers++] = (struct ta_http_header){"Range", p->range};
    if (etag[0] != '\0')
        call->header[call->n_headers++] = (struct ta_http_header){"If-Match", etag};
}

/* A host may say one length in Content-Range and another in Content-Length. What came counts, and the rest
 * is asked for. */
static enum ta_status end(void *self)
{
    struct parting *p = self;
    int64_t all = p->got->whole - p->part->from;
    if (all > p->part->size) all = p->part->size;
    if (p->got->taken == all) return TA_OK;
    return ta_fail(p->err, TA_E_SOURCE,
                   "asked for %s, of these %" PRId64 " bytes the host sent %" PRId64,
                   p->range, all, p->got->taken);
}

enum ta_status ta_http_part(struct ta_http *http, const struct ta_http_part *part,
                            struct ta_http_parted *out, struct ta_error *err)
{
    struct ta_error own = {0};
    struct parting p = {.part = part, .got = out, .err = err != NULL ? err : &own};
    struct ta_http_call call = {.url = part->url,
                                .taker = {&p, begin, take, end},
                                .prepare = ask_for_rest,
                                .self = &p};
    struct ta_http_reply reply = {0};
    *out = (struct ta_http_parted){.whole = -1};
    if (part->size > part->budget)
        return fail_budget(p.err); /* what will not fit is not asked for */
    enum ta_status rc = ta_http_send(http, &call, &reply, p.err);
    ta_free(reply.where);
    if (rc == TA_FINDING) {
        *p.err = (struct ta_error){.status = TA_OK};
        return TA_OK; /* whole_only */
    }
    if (rc != TA_OK || reply.status == 206) return rc;
    return ta_fail(p.err, TA_E_SOURCE, "asked for %s, the host answered %d", p.range,
                   reply.status);
}
