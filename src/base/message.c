/* SPDX-License-Identifier: Apache-2.0 */
#include "base/message.h"

#include <stdarg.h>
#include <string.h>

#include "base/datasets.h"
#include "base/json.h"
#include "base/memory.h"

enum { FILE_LIMIT = 4 * 1024 * 1024 };

struct ta_messages {
    json_t *words[TA_LANGUAGE_COUNT]; /**< flat objects: key -> words */
};

static const char *const file_name[TA_LANGUAGE_COUNT] = {
    [TA_EN] = "messages/en.json", [TA_ZH] = "messages/zh.json"};

/* Each member is text and not empty. */
static enum ta_status check_words(const char *name, json_t *words, struct ta_error *err)
{
    const char *key;
    json_t *value;
    if (!json_is_object(words))
        return ta_fail(err, TA_E_DATA, "%s: wanted an object of key and words", name);
    json_object_foreach(words, key, value)
    {
        if (json_string_length(value) > 0) continue;
        (void)ta_fail(err, TA_E_DATA, "%s: %s: wanted words", name, key);
        ta_error_mend(err,
                      "write the words as text, or remove the key in each language");
        return TA_E_DATA;
    }
    return TA_OK;
}

static enum ta_status load(const char *datasets, const char *name, json_t **out,
                           struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_dataset_read(datasets, name, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    rc = ta_json_parse(name, bytes, size, FILE_LIMIT, out, err);
    ta_free(bytes);
    return rc == TA_OK ? check_words(name, *out, err) : rc;
}

enum ta_status ta_messages_load(const char *datasets, struct ta_messages **out,
                                struct ta_error *err)
{
    struct ta_messages *messages = ta_alloc(1, sizeof *messages);
    if (messages == NULL) return ta_fail(err, TA_E_NOMEM, "messages: out of memory");

    enum ta_status rc = TA_OK;
    for (int i = 0; rc == TA_OK && i < TA_LANGUAGE_COUNT; i++)
        rc = load(datasets, file_name[i], &messages->words[i], err);
    if (rc != TA_OK) {
        ta_messages_free(messages);
        return rc;
    }
    *out = messages;
    return TA_OK;
}

void ta_messages_free(struct ta_messages *messages)
{
    if (messages == NULL) return;
    for (int i = 0; i < TA_LANGUAGE_COUNT; i++) json_decref(messages->words[i]);
    ta_free(messages);
}

static const char *find(const struct ta_messages *messages, enum ta_language language,
                        const char *key)
{
    return json_string_value(json_object_get(messages->words[language], key));
}

bool ta_message_has(const struct ta_messages *messages, enum ta_language language,
                    const char *key)
{
    return find(messages, language, key) != NULL;
}

const char *ta_message(const struct ta_messages *messages, enum ta_language language,
                       const char *key)
{
    const char *words = find(messages, language, key);
    return words == NULL ? key : words;
}

/* The value that stands for a name of `length` bytes, or NULL. */
static const char *value_of(const char *name, size_t length, va_list pairs)
{
    for (const char *candidate = va_arg(pairs, const char *); candidate != NULL;
         candidate = va_arg(pairs, const char *)) {
        const char *value = va_arg(pairs, const char *);
        if (strlen(candidate) == length && strncmp(candidate, name, length) == 0)
            return value;
    }
    return NULL;
}

/* Adds what stands before the next {name} and the name itself as `pairs` has it; a name
 * that nobody gave stays as it is, so that a reader of a test sees it. */
static const char *add_piece(struct ta_text *out, const char *words, va_list pairs)
{
    const char *open = strchr(words, '{');
    const char *close = open == NULL ? NULL : strchr(open, '}');
    if (close == NULL) {
        ta_text_add(out, words);
        return words + strlen(words);
    }
    ta_text_add_bytes(out, words, (size_t)(open - words));
    const char *value = value_of(open + 1, (size_t)(close - open - 1), pairs);
    if (value != NULL)
        ta_text_add(out, value);
    else
        ta_text_add_bytes(out, open, (size_t)(close - open + 1));
    return close + 1;
}

void ta_message_fill(const struct ta_messages *messages, enum ta_language language,
                     struct ta_text *out, const char *key, ...)
{
    for (const char *words = ta_message(messages, language, key); *words != '\0';) {
        va_list pairs;
        va_start(pairs, key);
        words = add_piece(out, words, pairs);
        va_end(pairs);
    }
}
