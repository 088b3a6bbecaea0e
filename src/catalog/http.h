/* SPDX-License-Identifier: Apache-2.0 */
/** @file http.h  Requests to far catalogues: to listed hosts only, tried again politely, each one
 *  logged, secrets sent to the host they belong to and to no other.
 *
 *  Redirects are followed by hand, so that no answer leads to a host that is not listed. */
#ifndef TA_CATALOG_HTTP_H
#define TA_CATALOG_HTTP_H

#include <stdbool.h>

#include "base/text.h"
#include "terrassay/far_file.h"
#include "terrassay/status.h"
#include "terrassay/types.h"

enum {
    TA_HTTP_URL_MOST = 8192,
    TA_HTTP_ETAG_SIZE = TA_ETAG_SIZE,
    TA_HTTP_HEADERS_MOST = 32
};

/** "Authorization", "Bearer ..." */
struct ta_http_header {
    const char *name, *value;
};

/** A host that may be asked, and what it alone is told. */
struct ta_http_host {
    const char *name; /**< "example.org", "example.org:8443" or "*.example.org" */
    bool plain;       /**< http: allowed; else https: only */
    size_t n_headers; /**< secrets; never logged */
    const struct ta_http_header *header;
    const char *const *file; /**< [n_headers] where their values stand; NULL: nowhere */
};

/** One request as it went out; told once for each try. */
struct ta_http_event {
    const char *method;
    const char *url;  /**< without the query of a signed link */
    int status;       /**< 0 when there was no answer */
    size_t bytes;     /**< of the answer's body */
    unsigned attempt; /**< 1, 2, ... */
    double seconds;
};

/** All borrowed for the life of the client. */
struct ta_http_rules {
    size_t n_hosts;
    const struct ta_http_host *host;
    unsigned attempts;      /**< of one request in all, 1 to 20 */
    unsigned wait_ms;       /**< before the second try; doubles, with jitter */
    unsigned wait_ms_most;  /**< of one wait where the host says nothing */
    unsigned retry_ms_most; /**< of a wait that Retry-After asks for; above: given up */
    unsigned connect_s;     /**< patience for a connection */
    unsigned stall_s;       /**< ... with a host that sends less than rate_least */
    unsigned rate_least;    /**< bytes in a second */
    unsigned document_s; /**< ... for one document in all, however it comes; 0: any */
    void *self;
    void (*event)(void *self, const struct ta_http_event *event); /**< may be NULL */
    /** A host refused (401, 403): has it got other secrets meanwhile? Asked once for each request; may
     *  be NULL. */
    bool (*renew)(void *self, const struct ta_http_host *host);
    /** Give up, waiting or in the middle of an answer? May be NULL. */
    bool (*stop)(void *self);
};

/** Patience fit for a nightly job; hosts and listeners are left to be filled in. */
struct ta_http_rules ta_http_rules_default(void);

/** A client. Belongs to one thread. */
struct ta_http;
TA_NODISCARD enum ta_status ta_http_new(const struct ta_http_rules *rules,
                                        struct ta_http **out, struct ta_error *err);
/** NULL is allowed. */
void ta_http_free(struct ta_http *http);

struct ta_http_request {
    const char *url;
    const char *body; /**< JSON to POST; NULL: GET */
    size_t n_headers; /**< more headers, as a catalogue's `next` link asks for them */
    const struct ta_http_header *header;
    size_t most;        /**< bytes of an answer */
    unsigned slow_most; /**< tries that may end without a whole answer in time; 0: 2 */
    bool *slow; /**< did the last try end so, or by a gateway's 504? May be NULL */
    bool *mute; /**< did it, or did no whole answer come of it at all? May be NULL */
};

/** Ask, and take the body of an answer of status 200 into @p body.
 *  @param where gets the address that answered at last, owned (ta_free); NULL: not wanted
 *  @return TA_OK; TA_E_PERMISSION for a host or scheme that is not listed, and for 401 or 403;
 *  TA_E_NOTFOUND for 404 and 410; TA_E_DATA for 400, 413 and 422; TA_E_SOURCE when it was tried
 * in vain or the answer is of another status; TA_E_LIMIT when the answer is too large;
 * TA_E_AGAIN when told to stop; TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_http_ask(struct ta_http *http,
                                        const struct ta_http_request *request,
                                        struct ta_text *body, char **where,
                                        struct ta_error *err);

/** A file to be fetched whole. */
struct ta_http_fetch {
    const char *url;
    const char *path;   /**< the full path it shall have */
    int64_t size;       /**< that it must have; -1 when not known */
    const char *sha256; /**< that it must have; NULL or empty when not known */
    int64_t budget;     /**< bytes that may be transferred */
    const struct ta_checksum
        *sum; /**< of another function that it must have; or NULL */
};

struct ta_http_fetched {
    int64_t size, transferred;
    char sha256[TA_HEX_SIZE];
    char etag[TA_HTTP_ETAG_SIZE]; /**< empty when the host gives none */
    bool
        unsure; /**< neither host nor caller said how long it is: it may have broken off */
    bool
        no_room; /**< it failed since the disk took no more, and left what it had taken */
};

/** Fetch into PATH.part, go on there after a break when the file behind the address is still the
 *  same (strong ETag kept in PATH.part.etag, If-Range), check size and hash, fsync, rename.
 *  @return TA_OK; TA_E_DATA when size or hash are not the promised ones, TA_E_IO when the disk does not
 *  take it (the part is removed); TA_E_LIMIT when the budget does not suffice (the part stays); else as ta_http_ask() */
TA_NODISCARD enum ta_status ta_http_fetch(struct ta_http *http,
                                          const struct ta_http_fetch *fetch,
                                          struct ta_http_fetched *out,
                                          struct ta_error *err);

/** A part of a file. */
struct ta_http_part {
    const char *url;
    int64_t from, size; /**< bytes wanted, at least one */
    const char *etag;   /**< the strong one that it must have (If-Match); NULL: any */
    int64_t whole;      /**< length that the file must have; -1: any */
    int64_t budget;     /**< bytes that may be transferred */
    void *self;
    /** Takes the bytes in their order, each once. @return TA_OK to go on */
    enum ta_status (*take)(void *self, int64_t at, const char *bytes, size_t n,
                           struct ta_error *err);
};

struct ta_http_parted {
    bool
        whole_only; /**< the host gives no parts, or no strong ETag: nothing was taken */
    int64_t whole;  /**< length of the file */
    int64_t taken, transferred;
    char etag[TA_HTTP_ETAG_SIZE];
};

/** Bring a part; less than was asked for only where the file ends. A broken answer is gone on with
 *  where it broke off, while the file behind the address is the same.
 *  @return TA_OK; TA_E_DATA when the file was overwritten meanwhile, or the host sends other bytes
 *  than were asked for; TA_E_LIMIT when the budget does not suffice; else as ta_http_ask(), or
 *  what take() returned */
TA_NODISCARD enum ta_status ta_http_part(struct ta_http *http,
                                         const struct ta_http_part *part,
                                         struct ta_http_parted *out,
                                         struct ta_error *err);

/** Does the file at @p url still have this @p etag? Asked by If-None-Match; false also when the host
 *  does not answer. */
bool ta_http_unchanged(struct ta_http *http, const char *url, const char *etag);

/** Resolve @p reference against the address @p base. @return owned (ta_free), NULL when it is no
 *  address or memory is short. */
char *ta_http_resolve(const char *base, const char *reference);

#endif
