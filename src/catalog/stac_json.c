/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_json.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Length of a number that is none at @p at, 0 when there is another word. */
static size_t none_at(const char *at, size_t left)
{
    static const char *const words[] = {"NaN", "Infinity", "-Infinity"};
    for (size_t i = 0; i < 3; i++) {
        size_t n = strlen(words[i]);
        if (left < n || memcmp(at, words[i], n) != 0) continue;
        bool ends = left == n || is_space(at[n]) || at[n] == ',' || at[n] == ']' ||
                    at[n] == '}';
        return ends ? n : 0;
    }
    return 0;
}

/* Length of the string that begins at @p at, its quotes included; what never ends is for the parser. */
static size_t string_at(const char *at, size_t left)
{
    size_t n = 1;
    while (n < left && at[n] != '"') n += at[n] == '\\' ? 2 : 1;
    return n < left ? n + 1 : left;
}

/* @return whether there was one; then @p out has null in the place of each */
static bool replace(const char *bytes, size_t size, struct ta_text *out)
{
    size_t kept = 0; /* bytes that are in out */
    char before = ':';
    for (size_t i = 0; i < size;) {
        bool value = before == ':' || before == ',' || before == '[';
        size_t none = value ? none_at(bytes + i, size - i) : 0;
        if (none > 0) {
            ta_text_add_bytes(out, bytes + kept, i - kept);
            ta_text_add(out, "null");
            kept = i + none;
        }
        if (!is_space(bytes[i])) before = bytes[i];
        i += none > 0 ? none : bytes[i] == '"' ? string_at(bytes + i, size - i) : 1;
    }
    if (kept > 0) ta_text_add_bytes(out, bytes + kept, size - kept);
    return kept > 0;
}

enum ta_status ta_stac_parse(const char *name, const char *bytes, size_t size,
                             size_t limit, json_t **out, struct ta_error *err)
{
    struct ta_text mended = {0};
    bool any = size <= limit && replace(bytes, size, &mended);
    enum ta_status rc =
        mended.failed ? ta_fail(err, TA_E_NOMEM, "%s: out of memory", name)
        : any ? ta_json_parse(name, mended.bytes, mended.size, mended.size, out, err)
              : ta_json_parse(name, bytes, size, limit, out, err);
    ta_text_free(&mended);
    return rc;
}

/* --- a page of items ----------------------------------------------------------------- */

/* A feature nests no deeper, and of a page with more broken ones than this the page is to be told. */
enum { OPEN_MOST = 8192, BROKEN_MOST = 100, ID_MOST = 100 };

static char byte_at(const char *bytes, size_t size, size_t i)
{
    return i < size ? bytes[i] : '\0';
}

static size_t space_at(const char *bytes, size_t size, size_t i)
{
    while (i < size && is_space(bytes[i])) i++;
    return i;
}

static bool is_opening(char c)
{
    return c == '{' || c == '[';
}

static bool is_closing(char c)
{
    return c == '}' || c == ']';
}

/* Length of the value at @p at by its quotes and brackets alone, up to what ends it in its list or object; 0 where
 * they do not belong together, or nothing does. */
static size_t value_at(const char *at, size_t left)
{
    char open[OPEN_MOST];
    size_t depth = 0;
    for (size_t i = 0; i < left;) {
        const char c = at[i];
        if (depth == 0 && (c == ',' || is_closing(c))) return i;
        if (depth == OPEN_MOST && is_opening(c)) return 0;
        if (is_opening(c)) open[depth++] = c;
        if (is_closing(c) && open[--depth] != (c == '}' ? '{' : '[')) return 0;
        i += c == '"' ? string_at(at + i, left - i) : 1;
    }
    return 0;
}

/* Where the value of the member @p key of an object begins; @p size when it has none before it breaks. */
static size_t member_at(const char *bytes, size_t size, const char *key)
{
    size_t i = space_at(bytes, size, 0), n = strlen(key);
    if (byte_at(bytes, size, i) != '{') return size;
    do {
        size_t name = space_at(bytes, size, i + 1);
        if (byte_at(bytes, size, name) != '"') return size;
        size_t long_name = string_at(bytes + name, size - name);
        i = space_at(bytes, size, name + long_name);
        if (byte_at(bytes, size, i) != ':') return size;
        i = space_at(bytes, size, i + 1);
        if (long_name == n + 2 && memcmp(bytes + name + 1, key, n) == 0) return i;
        size_t value = value_at(bytes + i, size - i);
        if (value == 0) return size;
        i += value;
    } while (byte_at(bytes, size, i) == ',');
    return size;
}

/* As plain as ids mostly are, else empty. */
static void id_of(const char *bytes, size_t size, char out[ID_MOST])
{
    static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                "0123456789_-.:";
    size_t from = member_at(bytes, size, "id") + 1, n = 0;
    out[0] = '\0';
    if (from > size || bytes[from - 1] != '"') return;
    while (from + n < size && memchr(plain, bytes[from + n], sizeof plain - 1) != NULL)
        n++;
    if (byte_at(bytes, size, from + n) == '"' && n < ID_MOST)
        (void)snprintf(out, ID_MOST, "%.*s", (int)n, bytes + from);
}

/* A page while its features are looked at. */
struct sifting {
    const char *bytes;
    size_t size;
    struct ta_text kept; /* the page without the broken ones */
    size_t n, n_kept;
    json_t *broken;
};

static enum ta_status sift_one(struct sifting *s, size_t at, size_t size)
{
    char id[ID_MOST], name[ID_MOST + 60];
    json_t *feature = NULL;
    struct ta_error why = {0};
    id_of(s->bytes + at, size, id);
    (void)snprintf(name, sizeof name, "feature %zu of the page%s%s", ++s->n,
                   id[0] != '\0' ? ", " : "", id);
    enum ta_status rc = ta_stac_parse(name, s->bytes + at, size, size, &feature, &why);
    json_decref(feature);
    if (rc == TA_E_NOMEM) return rc;
    if (rc == TA_OK) {
        if (s->n_kept++ > 0) ta_text_add(&s->kept, ",");
        ta_text_add_bytes(&s->kept, s->bytes + at, size);
        return TA_OK;
    }
    if (json_array_size(s->broken) == BROKEN_MOST) return TA_E_LIMIT;
    return json_array_append_new(s->broken, ta_json_words(why.text)) == 0 ? TA_OK
                                                                          : TA_E_NOMEM;
}

/* @return TA_OK; TA_E_DATA, TA_E_LIMIT when the features cannot be told apart, or none or too few of them is whole */
static enum ta_status sift(struct sifting *s)
{
    enum ta_status rc = TA_OK;
    size_t at = member_at(s->bytes, s->size, "features");
    if (byte_at(s->bytes, s->size, at) != '[') return TA_E_DATA;
    ta_text_add_bytes(&s->kept, s->bytes, at + 1);
    do {
        size_t size = value_at(s->bytes + at + 1, s->size - at - 1);
        if (size == 0) return TA_E_DATA;
        rc = sift_one(s, at + 1, size);
        at += 1 + size;
    } while (rc == TA_OK && byte_at(s->bytes, s->size, at) == ',');
    if (rc != TA_OK) return rc;
    if (byte_at(s->bytes, s->size, at) != ']' || s->n_kept == 0) return TA_E_DATA;
    ta_text_add_bytes(&s->kept, s->bytes + at, s->size - at);
    return s->kept.failed ? TA_E_NOMEM : TA_OK;
}

enum ta_status ta_stac_parse_page(const char *name, const char *bytes, size_t size,
                                  size_t limit, json_t **out, json_t **broken,
                                  struct ta_error *err)
{
    struct ta_error whole = {0};
    *broken = NULL;
    enum ta_status rc = ta_stac_parse(name, bytes, size, limit, out, &whole);
    if (rc == TA_OK) return rc;
    if (rc == TA_E_NOMEM || size > limit) return ta_fail_as(err, &whole);
    struct sifting s = {.bytes = bytes, .size = size, .broken = json_array()};
    rc = s.broken != NULL ? sift(&s) : TA_E_NOMEM;
    if (rc == TA_OK)
        rc = ta_stac_parse(name, s.kept.bytes, s.kept.size, s.kept.size, out, NULL);
    if (rc == TA_OK)
        *broken = s.broken;
    else
        json_decref(s.broken);
    ta_text_free(&s.kept);
    if (rc == TA_OK) return rc;
    return rc == TA_E_NOMEM ? ta_fail(err, rc, "%s: out of memory", name)
                            : ta_fail_as(err, &whole);
}

enum ta_status ta_stac_load(const char *path, size_t limit, json_t **out,
                            struct ta_error *err)
{
    return ta_json_load_by(path, limit, ta_stac_parse, out, err);
}
