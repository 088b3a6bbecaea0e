/* SPDX-License-Identifier: Apache-2.0 */
/** @file source.h  Far catalogues as the configuration names them.
 *
 *      catalogues:
 *        - url: https://stac.example.org/v1
 *          collections: [sentinel-2-l2a]
 *          hosts:
 *            - name: stac.example.org
 *            - name: "*.data.example.org"
 *              headers: {Authorization: /etc/terrassay/token}
 *          sign: https://sign.example.org/v1/sign?href=
 *          whole: true
 *
 *  A header's value is the one line of the file named: secrets stand in files that only their owner
 *  reads, never in the configuration nor in an address; they are read again when the host refuses. `sign` is asked for a signed link of each file; it answers
 *  {"href": "..."}. A host with `plain: true` may be asked by http:. With `whole: true` no file is
 *  read by ranges: each comes whole and is pinned by its SHA-256. */
#ifndef TA_CATALOG_SOURCE_H
#define TA_CATALOG_SOURCE_H

#include "catalog/http.h"

/** One far catalogue. Owned by its list. */
struct ta_source {
    char *url;
    char *
        sign; /**< address in front of an escaped address; NULL: links need no signature */
    bool whole; /**< fetch files whole, never by ranges */
    size_t n_collections;
    char **collection;
    size_t n_hosts;
    struct ta_http_host *host; /**< that of `url` is always among them */
};

struct ta_sources {
    size_t n;
    struct ta_source *source;
};

/** Read `catalogues` of a configuration file; without that key there are none.
 *  @param name of the file, for complaints with line and column
 *  @return TA_OK; TA_E_CONFIG with line and column; TA_E_PERMISSION when a secret's file is open to
 *  others; TA_E_NOMEM. *out is owned: ta_sources_free(). */
TA_NODISCARD enum ta_status ta_sources_read(const char *name, const char *bytes,
                                            size_t size, struct ta_sources *out,
                                            struct ta_error *err);
/** A catalogue by address alone: its own host, no secrets. Appended.
 *  @return TA_OK, TA_E_USAGE for what is no http: or https: address, TA_E_NOMEM */
TA_NODISCARD enum ta_status ta_sources_add(struct ta_sources *sources, const char *url,
                                           struct ta_error *err);
/** The source whose url is @p url (a slash at the end aside), or NULL. */
const struct ta_source *ta_sources_find(const struct ta_sources *sources,
                                        const char *url);
/** Read the files of the host's secrets again. @return whether one of them is another now */
bool ta_source_renew(const struct ta_http_host *host);

void ta_sources_free(struct ta_sources *sources);

#endif
