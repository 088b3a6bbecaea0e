/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/href.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "catalog/http_url.h"

static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char SCHEME[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-";

void ta_found_free(struct ta_found *found)
{
    if (found->far != NULL) found->far->ops->drop(found->far);
    ta_free(found->path);
    ta_free(found->address);
    *found = (struct ta_found){.path = NULL};
}

bool ta_href_is_far(const char *href)
{
    size_t n = strspn(href, SCHEME);
    return n > 0 && strchr(LETTERS, href[0]) != NULL && href[n] == ':';
}

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    static const char capitals[] = "0123456789ABCDEF";
    const char *at = c != '\0' ? strchr(digits, c) : NULL;
    if (at != NULL) return (int)(at - digits);
    at = c != '\0' ? strchr(capitals, c) : NULL;
    return at != NULL ? (int)(at - capitals) : 16;
}

/* One byte of the path; *from moves on. 0 for a bad escape. */
static char decode(const char **from)
{
    const char *at = *from;
    *from = at + 1;
    if (at[0] != '%') return at[0];
    int high = hex_digit(at[1]);
    int low = high < 16 ? hex_digit(at[2]) : 16;
    if (low == 16) return '\0';
    *from = at + 3;
    return (char)(unsigned char)(high * 16 + low);
}

static enum ta_status refuse(const char *href, enum ta_status rc, const char *why,
                             struct ta_error *err)
{
    char shown[300]; /* an item that was saved may hold signed links */
    ta_http_public(href, shown, sizeof shown);
    return ta_fail(err, rc, "%s%s", shown, why);
}

enum ta_status ta_href_path(const char *href, char *out, size_t size,
                            struct ta_error *err)
{
    if (ta_href_is_far(href) || href[0] == '/')
        return refuse(href, TA_E_PERMISSION, " is not below the item's folder", err);
    size_t n = 0;
    for (const char *at = href; *at != '\0';) {
        char c = decode(&at);
        if (c == '\0') return refuse(href, TA_E_DATA, ": bad escape", err);
        if (n + 1 >= size) return refuse(href, TA_E_LIMIT, ": too long", err);
        out[n++] = c;
    }
    out[n] = '\0';
    return TA_OK;
}

bool ta_id_escape(const char *text, char *out, size_t size)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:@+~";
    size_t n = 0;
    for (const char *at = text; *at != '\0'; at++) {
        bool keep = strchr(plain, *at) != NULL && !(at == text && *at == '.');
        size_t need = keep ? 1 : 3;
        if (n + need >= size) return false;
        if (keep) out[n] = *at;
        if (!keep)
            (void)snprintf(out + n, size - n, "%%%02X", (unsigned)(unsigned char)*at);
        n += need;
    }
    if (size == 0) return false;
    out[n] = '\0';
    return n > 0;
}
