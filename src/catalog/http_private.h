/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_private.h  What asking and fetching share: one exchange, and its repetition. */
#ifndef TA_CATALOG_HTTP_PRIVATE_H
#define TA_CATALOG_HTTP_PRIVATE_H

#include <curl/curl.h>
#include <jansson.h>

#include "catalog/http.h"

struct ta_http {
    struct ta_http_rules rules;
    CURL *curl;
    uint64_t jitter; /**< state of the spread of waits */
    json_t *lost;    /**< of hosts: requests for files in a row that got no answer */
};

/** What an answer says of its body. */
struct ta_http_head {
    int status;
    char etag[TA_HTTP_ETAG_SIZE]; /**< "" when the host gives none */
    int64_t from, to,
        whole; /**< Content-Range: first and last byte, the file's length; -1 */
    bool
        framed; /**< it says where the body ends; else that may be where it broke off */
};

/** A weak ETag ("W/...") does not vouch for bytes (RFC 9110, 8.8.1). */
static inline bool ta_http_is_strong(const char *etag)
{
    return etag[0] == '"';
}

/** Takes the bytes of an answer of status 200 or 206. */
struct ta_http_taker {
    void *self;
    /** Called before the first byte, or where there is none, anew for each try. @return TA_OK to go on */
    enum ta_status (*begin)(void *self, const struct ta_http_head *head);
    enum ta_status (*take)(void *self, const char *bytes, size_t n);
    /** Called behind the last byte of an answer that came whole, as the host framed it. @return TA_OK;
     *  TA_E_SOURCE for less than it said, which is tried again; may be NULL */
    enum ta_status (*end)(void *self);
};

/** One request in all its tries. */
struct ta_http_call {
    const char *url, *body; /**< with a body it is a POST */
    bool document;      /**< JSON, that may come packed; the bytes of a file never do */
    unsigned slow_most; /**< of a document: tries that may end out of time */
    bool slow;          /**< the last try did */
    bool mute;          /**< the last try got no whole answer */
    bool lost;          /**< the last try got none in time, or none at all */
    size_t n_headers;
    struct ta_http_header header[TA_HTTP_HEADERS_MOST];
    struct ta_http_taker taker;
    /** Filled in before each try by who wants to go on where it was; may be NULL. */
    void (*prepare)(void *self, struct ta_http_call *call);
    void *self;
};

/** What came of it. */
struct ta_http_reply {
    int status;
    char etag[TA_HTTP_ETAG_SIZE];
    char *where; /**< owned */
};

/** Send, follow redirects, try again. @return as ta_http_ask() */
TA_NODISCARD enum ta_status ta_http_send(struct ta_http *http,
                                         struct ta_http_call *call,
                                         struct ta_http_reply *reply,
                                         struct ta_error *err);

/* --- http_lost.c: hosts of files that hang, or are gone ---------------------------- */

/** May the host of @p url be asked for a file? Not when it gave no answer to three in a row.
 *  @return TA_OK, TA_E_SOURCE */
TA_NODISCARD enum ta_status ta_http_check_lost(const struct ta_http *http,
                                               const char *url, struct ta_error *err);
/** Was the last file that it was asked for lost so? Then this one is asked for once. */
bool ta_http_was_lost(const struct ta_http *http, const char *url);
/** Note what came of a file, after all its tries. */
void ta_http_note_lost(struct ta_http *http, const char *url, bool lost);

#endif
