/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"

/* No document of ours nests deeper than 16; a bound keeps recursion off the stack's
 * end. */
enum { DEPTH_LIMIT = 64 };

static bool too_deep(const json_t *value, int left)
{
    if (left == 0) return true;
    const char *key;
    json_t *below;
    size_t i;
    if (json_is_object(value)) {
        json_t *unowned = (json_t *)(uintptr_t)value; /* the iterators want it so */
        json_object_foreach(unowned, key,
                            below) if (too_deep(below, left - 1)) return true;
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, below) if (too_deep(below, left - 1)) return true;
    }
    return false;
}

/* Does it end inside a string, an object or a list? Brackets that do not belong together are another
 * fault than an end that is missing. */
static bool ends_open(const char *bytes, size_t size)
{
    char open[DEPTH_LIMIT];
    size_t depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < size; i++) {
        char c = bytes[i];
        if (quoted) {
            if (c == '\\') i++;
            quoted = c != '"';
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (depth == DEPTH_LIMIT) return false;
            open[depth++] = c;
        } else if (c == '}' || c == ']') {
            if (depth == 0 || open[--depth] != (c == '}' ? '{' : '[')) return false;
        }
    }
    return quoted || depth > 0;
}

/* Did the parser run out of text that promised more? Words and letters cut in two fail just before
 * the end. */
static bool is_cut_short(const char *bytes, size_t size, const json_error_t *cause)
{
    enum { NEAR = 8 };
    while (size > 0 && strchr(" \t\r\n", bytes[size - 1]) != NULL &&
           bytes[size - 1] != '\0')
        size--;
    if (size == 0) return true;
    bool at_end = json_error_code(cause) == json_error_premature_end_of_input ||
                  (cause->position >= 0 && (size_t)cause->position + NEAR >= size);
    return at_end && ends_open(bytes, size);
}

static enum ta_status fail_parse(const char *name, const char *bytes, size_t size,
                                 const json_error_t *cause, struct ta_error *err)
{
    if (!is_cut_short(bytes, size, cause)) {
        enum ta_status rc = ta_fail(err, TA_E_DATA, "%s:%d:%d: %s", name, cause->line,
                                    cause->column, cause->text);
        if (json_error_code(cause) == json_error_invalid_utf8)
            ta_error_mend(err, "save it as UTF-8 text");
        return rc;
    }
    return ta_mended(ta_fail(err, TA_E_DATA,
                             "%s: is cut short: it ends at byte %zu, before its JSON "
                             "is whole",
                             name, size),
                     err, "copy or fetch it again, whole");
}

enum ta_status ta_json_parse(const char *name, const char *bytes, size_t size,
                             size_t limit, json_t **out, struct ta_error *err)
{
    if (size > limit) {
        (void)ta_fail(err, TA_E_LIMIT, "%s: %zu bytes, more than the limit of %zu",
                      name, size, limit);
        ta_error_mend(err, "split the document");
        return TA_E_LIMIT;
    }
    json_error_t cause;
    json_t *value = json_loadb(bytes, size, JSON_REJECT_DUPLICATES, &cause);
    if (value == NULL) return fail_parse(name, bytes, size, &cause, err);
    if (too_deep(value, DEPTH_LIMIT)) {
        json_decref(value);
        return ta_fail(err, TA_E_LIMIT, "%s: nested deeper than %d", name, DEPTH_LIMIT);
    }
    *out = value;
    return TA_OK;
}

enum ta_status ta_json_load_by(const char *path, size_t limit,
                               enum ta_status (*parse)(const char *name,
                                                       const char *bytes, size_t size,
                                                       size_t limit, json_t **out,
                                                       struct ta_error *err),
                               json_t **out, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_file_read(path, limit, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    rc = parse(path, bytes, size, limit, out, err);
    ta_free(bytes);
    return rc;
}

enum ta_status ta_json_load(const char *path, size_t limit, json_t **out,
                            struct ta_error *err)
{
    return ta_json_load_by(path, limit, ta_json_parse, out, err);
}

void ta_json_set(json_t *object, const char *key, json_t *value, bool *ok)
{
    /* takes the value over also when it fails */
    if (json_object_set_new(object, key, value) != 0) *ok = false;
}

const char *ta_json_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? "" : text;
}

/* json_string() says no to what is no UTF-8 just as where there is no memory. */
json_t *ta_json_words(const char *text)
{
    if (text == NULL) return json_null();
    json_t *value = json_string(text);
    if (value != NULL || ta_utf8_ok(text, strlen(text))) return value;
    char *shown = ta_strdup(text);
    if (shown == NULL) return NULL;
    ta_words_shown(shown);
    value = json_string(shown);
    ta_free(shown);
    return value;
}

void ta_json_set_text(json_t *object, const char *key, const char *text, bool *ok)
{
    ta_json_set(object, key, ta_json_words(text), ok);
}

void ta_json_set_exact(json_t *object, const char *key, const char *text, bool *ok)
{
    ta_json_set(object, key, text == NULL ? json_null() : json_string(text), ok);
}

void ta_json_set_int(json_t *object, const char *key, int64_t value, bool *ok)
{
    ta_json_set(object, key, json_integer(value), ok);
}

void ta_json_set_number(json_t *object, const char *key, double value, bool *ok)
{
    ta_json_set(object, key, isnan(value) ? json_null() : json_real(value), ok);
}

void ta_json_set_bool(json_t *object, const char *key, bool value, bool *ok)
{
    ta_json_set(object, key, json_boolean(value), ok);
}

void ta_json_set_day(json_t *object, const char *key, ta_day day, bool *ok)
{
    char text[TA_TIME_TEXT];
    ta_day_format(day, text);
    ta_json_set_text(object, key, day == TA_DAY_NONE ? NULL : text, ok);
}

void ta_json_set_time(json_t *object, const char *key, ta_time_us time, bool *ok)
{
    char text[TA_TIME_TEXT];
    ta_time_format(time, text);
    ta_json_set_text(object, key, time == TA_TIME_NONE ? NULL : text, ok);
}

void ta_json_set_money(json_t *object, const char *key, const struct ta_money *money,
                       bool *ok)
{
    if (money->currency[0] == '\0') {
        ta_json_set(object, key, json_null(), ok);
        return;
    }
    char minor[24];
    (void)snprintf(minor, sizeof minor, "%" PRId64, money->minor);
    json_t *amount = json_object();
    ta_json_set_text(amount, "minor", minor, ok);
    ta_json_set_text(amount, "currency", money->currency, ok);
    ta_json_set(object, key, amount, ok);
}
