/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_url.h  Addresses: may this one be asked, and what is told to its host? */
#ifndef TA_CATALOG_HTTP_URL_H
#define TA_CATALOG_HTTP_URL_H

#include "catalog/http.h"

/** The row of @p rules for the host of @p url.
 *  @return TA_OK; TA_E_PERMISSION with the mend when host or scheme are not listed; TA_E_DATA for
 *  what is no address */
TA_NODISCARD enum ta_status ta_http_allowed(const struct ta_http_rules *rules,
                                            const char *url,
                                            const struct ta_http_host **out,
                                            struct ta_error *err);

/** Copy of @p url fit for a log: no user, no password, and of a query only the names. */
void ta_http_public(const char *url, char *out, size_t size);

/** Bytes of "https://host:port" at the beginning of an address. */
size_t ta_http_host_size(const char *url);

#endif
