/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_lost.c  Hosts of files that hang, or are gone: each look would wait for them anew, six minutes long.
 */
#include <string.h>

#include "catalog/http_private.h"

enum { LOST_MOST = 3 };

/* Bytes of "https://host:port" in an address. */
static size_t host_size(const char *url)
{
    const char *scheme = strstr(url, "://"), *host = scheme != NULL ? scheme + 3 : url;
    return (size_t)(host - url) + strcspn(host, "/?#");
}

static json_int_t lost_of(const struct ta_http *http, const char *url)
{
    return json_integer_value(json_object_getn(http->lost, url, host_size(url)));
}

enum ta_status ta_http_check_lost(const struct ta_http *http, const char *url,
                                  struct ta_error *err)
{
    if (lost_of(http, url) < LOST_MOST) return TA_OK;
    return ta_fail(err, TA_E_SOURCE,
                   "is not asked for: its host gave no answer to %d requests for files "
                   "in a row, and the rest of its files is left out",
                   LOST_MOST);
}

bool ta_http_was_lost(const struct ta_http *http, const char *url)
{
    return lost_of(http, url) > 0;
}

/* Without memory it is waited for again. */
void ta_http_note_lost(struct ta_http *http, const char *url, bool lost)
{
    (void)json_object_setn_new_nocheck(http->lost, url, host_size(url),
                                       json_integer(lost ? lost_of(http, url) + 1 : 0));
}
