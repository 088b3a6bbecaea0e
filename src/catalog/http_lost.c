/* SPDX-License-Identifier: Apache-2.0 */
/** @file http_lost.c  Hosts of files that hang, or are gone: each look would wait for them anew, six minutes long.
 */
#include "catalog/http_private.h"
#include "catalog/http_url.h"

enum { LOST_MOST = 3 };

static json_int_t lost_of(const struct ta_http *http, const char *url)
{
    return json_integer_value(
        json_object_getn(http->lost, url, ta_http_host_size(url)));
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
    (void)json_object_setn_new_nocheck(http->lost, url, ta_http_host_size(url),
                                       json_integer(lost ? lost_of(http, url) + 1 : 0));
}
