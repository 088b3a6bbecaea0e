/* SPDX-License-Identifier: Apache-2.0 */
/** @file help_words.c  The help in other languages than English. */
#include "base/datasets.h"
#include "base/json.h"
#include "base/memory.h"
#include "cli/help.h"

enum { FILE_LIMIT = 1024 * 1024 };

struct ta_help_words {
    json_t *words; /**< flat: English -> the other language */
};

static const char *const file_name[TA_LANGUAGE_COUNT] = {
    [TA_EN] = NULL, [TA_ZH] = "messages/help.zh.json"};

enum ta_status ta_help_words_load(const char *datasets, enum ta_language language,
                                  struct ta_help_words **out, struct ta_error *err)
{
    *out = NULL;
    const char *name = file_name[language];
    if (name == NULL) return TA_OK;
    char *bytes = NULL;
    size_t size = 0;
    enum ta_status rc = ta_dataset_read(datasets, name, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    struct ta_help_words *words = ta_alloc(1, sizeof *words);
    if (words == NULL) rc = ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    if (rc == TA_OK)
        rc = ta_json_parse(name, bytes, size, FILE_LIMIT, &words->words, err);
    ta_free(bytes);
    if (rc != TA_OK) {
        ta_help_words_free(words);
        return rc;
    }
    *out = words;
    return TA_OK;
}

void ta_help_words_free(struct ta_help_words *words)
{
    if (words == NULL) return;
    json_decref(words->words);
    ta_free(words);
}

const char *ta_help_say(const struct ta_help_words *words, const char *english)
{
    if (words == NULL || english == NULL) return english;
    const char *found = json_string_value(json_object_get(words->words, english));
    return found == NULL ? english : found;
}
