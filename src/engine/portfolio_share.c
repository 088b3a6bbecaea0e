/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/portfolio_share.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"

static const char left_out[] = "left_out", not_stated[] = "not_stated";

struct sharing {
    json_t *stands;  /* project -> what stands for it */
    json_t *clients; /* client -> its number */
    json_t *sectors; /* those that hold a name */
    bool ok;
};

static void put(struct sharing *s, json_t *row, const char *key, json_t *value)
{
    if (value == NULL || json_object_set_new(row, key, value) != 0) s->ok = false;
}

static bool same_letter(char a, char b)
{
    return tolower((unsigned char)a) == tolower((unsigned char)b);
}

/* One letter or digit names nobody. */
static bool holds(const char *words, const char *name)
{
    size_t n = strlen(name);
    if (n < 2) return false;
    for (; *words != '\0'; words++) {
        size_t i = 0;
        while (i < n && same_letter(words[i], name[i])) i++;
        if (i == n) return true;
    }
    return false;
}

/* --- records ------------------------------------------------------------------------ */

static void share_loans(struct sharing *s, json_t *loans)
{
    for (size_t i = 0; i < json_array_size(loans); i++) {
        char number[24];
        (void)snprintf(number, sizeof number, "%zu", i + 1);
        put(s, json_array_get(loans, i), "id", json_string(number));
    }
}

static void share_record(struct sharing *s, json_t *row)
{
    char stands[TA_SHARE_DIGITS + 1];
    const char *sector = ta_json_text(row, "sector"),
               *project = ta_json_text(row, "project");
    (void)snprintf(stands, sizeof stands, "%.*s", TA_SHARE_DIGITS,
                   ta_json_text(row, "record"));
    put(s, s->stands, project, json_string(stands));
    if (holds(sector, project) || holds(sector, ta_json_text(row, "client"))) {
        put(s, s->sectors, sector, json_true());
        put(s, row, "sector", json_null());
    }
    put(s, row, "project", json_string(stands));
    put(s, row, "client", json_null());
    share_loans(s, json_object_get(row, "loans"));
}

static void share_project(struct sharing *s, json_t *row, const char *key)
{
    const json_t *stands = json_object_get(s->stands, ta_json_text(row, key));
    put(s, row, key, stands != NULL ? json_deep_copy(stands) : json_string(left_out));
}

/* --- figures ------------------------------------------------------------------------ */

static void share_client(struct sharing *s, json_t *row)
{
    char number[24];
    const char *client = ta_json_text(row, "key");
    const json_t *known = json_object_get(s->clients, client);
    (void)snprintf(number, sizeof number, "%zu", json_object_size(s->clients) + 1);
    if (known == NULL) put(s, s->clients, client, json_string(number));
    known = json_object_get(s->clients, client);
    put(s, row, "key", known != NULL ? json_deep_copy(known) : NULL);
}

static void share_figure(struct sharing *s, json_t *row)
{
    const char *figure = ta_json_text(row, "figure"), *key = ta_json_text(row, "key");
    if (key[0] == '\0' || strcmp(key, not_stated) == 0) return;
    if (strcmp(figure, "largest_share") == 0)
        share_project(s, row, "key");
    else if (strcmp(figure, "client") == 0)
        share_client(s, row);
    else if (strcmp(figure, "sector") == 0 && json_object_get(s->sectors, key) != NULL)
        put(s, row, "key", json_string(left_out));
}

/* --- the document ------------------------------------------------------------------- */

/* Who may be meant by a client's name says who the client is. */
static void share_alignment(struct sharing *s, json_t *alignment)
{
    json_t *row;
    size_t i;
    json_array_foreach(json_object_get(alignment, "possible"), i, row)
    {
        put(s, row, "client", json_null());
        put(s, row, "companies", json_null());
    }
}

static void share_rest(struct sharing *s, json_t *document)
{
    json_t *rated = json_object_get(document, "rated_by");
    json_t *rates = json_object_get(json_object_get(document, "exchange"), "rates");
    json_t *without = json_object_get(document, "without_record");
    if (json_is_object(rated)) put(s, rated, "title", json_null());
    for (size_t i = 0; i < json_array_size(rates); i++)
        put(s, json_array_get(rates, i), "source", json_string(left_out));
    for (size_t i = 0; i < json_array_size(without); i++)
        if (json_array_set_new(without, i, json_string(left_out)) != 0) s->ok = false;
    put(s, document, "shared", json_true());
}

enum ta_status ta_portfolio_share(json_t *document, struct ta_error *err)
{
    struct sharing s = {json_object(), json_object(), json_object(), true};
    json_t *row;
    size_t i;
    s.ok = s.stands != NULL && s.clients != NULL && s.sectors != NULL;
    json_array_foreach(json_object_get(document, "records"), i, row)
        share_record(&s, row);
    json_array_foreach(json_object_get(document, "changes"), i, row)
        share_project(&s, row, "project");
    json_array_foreach(json_object_get(document, "figures"), i, row)
        share_figure(&s, row);
    share_alignment(&s, json_object_get(document, "alignment"));
    share_rest(&s, document);
    json_decref(s.stands);
    json_decref(s.clients);
    json_decref(s.sectors);
    return s.ok ? TA_OK : ta_fail(err, TA_E_NOMEM, "portfolio: out of memory");
}
