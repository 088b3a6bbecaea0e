/* SPDX-License-Identifier: Apache-2.0 */
#include "base/holding.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"

enum { DIGITS_MOST = 18, HOLDINGS_MOST = 100000 };
static const char between[] = "..";

void ta_holdings_free(struct ta_holdings *holdings)
{
    ta_free(holdings->holding);
    *holdings = (struct ta_holdings){.n = 0};
}

/* One serial: prefix and the number behind it. */
static bool read_serial(const char *text, size_t size, struct ta_holding *out)
{
    size_t digits = 0;
    if (size == 0 || size >= TA_HOLDING_PREFIX) return false;
    while (digits < size && digits < DIGITS_MOST && text[size - 1 - digits] >= '0' &&
           text[size - 1 - digits] <= '9')
        digits++;
    out->digits = (int)digits;
    out->lo = 0;
    for (size_t i = 0; i < size - digits; i++) {
        char c = text[i];
        out->prefix[i] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    out->prefix[size - digits] = '\0';
    for (size_t i = size - digits; i < size; i++)
        out->lo = out->lo * 10 + (text[i] - '0');
    out->hi = out->lo;
    return true;
}

static void trim(const char **text, size_t *size)
{
    while (*size > 0 && (**text == ' ' || **text == '\t')) {
        (*text)++;
        (*size)--;
    }
    while (*size > 0 && ((*text)[*size - 1] == ' ' || (*text)[*size - 1] == '\t'))
        (*size)--;
}

static const char *find_between(const char *text, size_t size)
{
    for (size_t i = 0; i + 2 <= size; i++)
        if (memcmp(text + i, between, 2) == 0) return text + i;
    return NULL;
}

/* A serial or a range of them. */
static bool read_item(const char *text, size_t size, struct ta_holding *out)
{
    trim(&text, &size);
    const char *dots = find_between(text, size);
    if (dots == NULL) return read_serial(text, size, out);
    struct ta_holding last = {.kind = out->kind};
    const char *end = dots + 2;
    size_t first_size = (size_t)(dots - text), last_size = size - first_size - 2;
    trim(&text, &first_size);
    trim(&end, &last_size);
    if (!read_serial(text, first_size, out) || !read_serial(end, last_size, &last))
        return false;
    out->hi = last.lo;
    return out->digits > 0 && out->digits == last.digits && out->hi >= out->lo &&
           strcmp(out->prefix, last.prefix) == 0;
}

static enum ta_status add(struct ta_holdings *out, const struct ta_holding *holding,
                          struct ta_error *err)
{
    void *list = out->holding;
    if (out->n >= HOLDINGS_MOST)
        return ta_fail(err, TA_E_LIMIT, "more than %d serials", HOLDINGS_MOST);
    if (ta_grow(&list, &out->capacity, out->n, sizeof *holding) != 0)
        return ta_fail(err, TA_E_NOMEM, "serials: out of memory");
    out->holding = list;
    out->holding[out->n++] = *holding;
    return TA_OK;
}

/** A list of serials, and where it stands. */
struct serials {
    const char *text; /* NULL: none */
    enum ta_holding_kind kind;
    const char *list;
    size_t i;
};

static enum ta_status add_serials(const struct serials *of, struct ta_holdings *out,
                                  struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (const char *at = of->text; rc == TA_OK && at != NULL;) {
        size_t size = strcspn(at, ",");
        struct ta_holding holding = {.kind = of->kind};
        if (!read_item(at, size, &holding)) {
            (void)ta_fail(err, TA_E_DATA,
                          "%s[%zu].serials: \"%.*s\" is neither a serial nor a range",
                          of->list, of->i, (int)(size < 60 ? size : 60), at);
            ta_error_mend(err,
                          "write A-7, or A-0001..A-0400 from the lower to the higher");
            return TA_E_DATA;
        }
        rc = add(out, &holding, err);
        at = at[size] == ',' ? at + size + 1 : NULL;
    }
    return rc;
}

enum ta_status ta_holdings_of(const struct ta_project *project, struct ta_holdings *out,
                              struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < project->n_datastreams; i++) {
        const char *serial = project->datastream[i].serial;
        struct ta_holding feed = {.kind = TA_HOLDING_FEED};
        if (serial == NULL) continue;
        const char *text = serial;
        size_t size = strlen(serial);
        trim(&text, &size);
        if (!read_serial(text, size, &feed))
            return ta_fail(err, TA_E_DATA,
                           "datastreams[%zu].serial: longer than %d bytes", i,
                           TA_HOLDING_PREFIX - 1);
        rc = add(out, &feed, err);
    }
    for (size_t i = 0; rc == TA_OK && i < project->n_backing; i++) {
        const struct serials of = {project->backing[i].serials, TA_HOLDING_PLEDGE,
                                   "backing", i};
        rc = add_serials(&of, out, err);
    }
    for (size_t i = 0; rc == TA_OK && i < project->n_declared; i++) {
        const struct serials of = {project->declared[i].serials, TA_HOLDING_CERTIFICATE,
                                   "declared", i};
        rc = add_serials(&of, out, err);
    }
    return rc;
}

bool ta_holding_meets(const struct ta_holding *a, const struct ta_holding *b,
                      int64_t *n)
{
    if (a->kind != b->kind || a->digits != b->digits ||
        strcmp(a->prefix, b->prefix) != 0)
        return false;
    int64_t lo = a->lo > b->lo ? a->lo : b->lo, hi = a->hi < b->hi ? a->hi : b->hi;
    *n = hi - lo + 1;
    return hi >= lo;
}

void ta_holding_key(const struct ta_holding *holding, char out[TA_HOLDING_KEY])
{
    static const char *const kind[TA_HOLDING_KINDS] = {"feed", "pledge", "certificate"};
    (void)snprintf(out, TA_HOLDING_KEY, "%s %d %s", kind[holding->kind],
                   holding->digits, holding->prefix);
}

void ta_holding_text(const struct ta_holding *holding, char out[TA_HOLDING_TEXT])
{
    if (holding->digits == 0)
        (void)snprintf(out, TA_HOLDING_TEXT, "%s", holding->prefix);
    else if (holding->lo == holding->hi)
        (void)snprintf(out, TA_HOLDING_TEXT, "%s%0*" PRId64, holding->prefix,
                       holding->digits, holding->lo);
    else
        (void)snprintf(out, TA_HOLDING_TEXT, "%s%0*" PRId64 "..%s%0*" PRId64,
                       holding->prefix, holding->digits, holding->lo, holding->prefix,
                       holding->digits, holding->hi);
}
