/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_json.h"

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

enum ta_status ta_stac_load(const char *path, size_t limit, json_t **out,
                            struct ta_error *err)
{
    return ta_json_load_by(path, limit, ta_stac_parse, out, err);
}
