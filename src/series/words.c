/* SPDX-License-Identifier: Apache-2.0 */
#include "series/words.h"

#include <string.h>

#include "base/memory.h"

enum { BYTES_LIMIT = 256 * 1024 * 1024 };

void ta_words_free(struct ta_words *words)
{
    ta_free(words->text);
    *words = (struct ta_words){0};
}

enum ta_status ta_words_add(struct ta_words *words, const char *text, int32_t *out)
{
    size_t length = strlen(text);
    if (words->n >= INT32_MAX || length >= words->size) return TA_E_LIMIT;
    void *all = words->text;
    if (ta_grow(&all, &words->capacity, words->n, words->size) != 0) return TA_E_NOMEM;
    words->text = all;

    char *place = words->text + words->n * words->size;
    memset(place, 0, words->size);
    memcpy(place, text, length);
    words->last = words->n++;
    *out = (int32_t)words->last;
    return TA_OK;
}

/* From the word after the last one round to the last one itself. */
enum ta_status ta_words_index(struct ta_words *words, const char *text, int32_t *out)
{
    if (words->n > 0 && strcmp(words->text + words->last * words->size, text) == 0) {
        *out = (int32_t)words->last;
        return TA_OK;
    }
    for (size_t k = 1; k < words->n; k++) {
        size_t i = (words->last + k) % words->n;
        if (strcmp(words->text + i * words->size, text) != 0) continue;
        words->last = i;
        *out = (int32_t)i;
        return TA_OK;
    }
    return ta_words_add(words, text, out);
}

enum ta_status ta_words_write(const struct ta_h5 *file,
                              const struct ta_h5_column *column,
                              const struct ta_words *words, struct ta_error *err)
{
    enum ta_status rc = ta_h5_dimension(file, column->dimension, words->n, err);
    if (rc == TA_OK) rc = ta_h5_write(file, column, words->n, words->text, err);
    return rc;
}

static enum ta_status read_some(const struct ta_h5_reader *reader, size_t first,
                                size_t count, struct ta_words *out,
                                struct ta_error *err)
{
    size_t size = reader->column->text_size;
    if (count == SIZE_MAX) count = reader->n;
    if (count > BYTES_LIMIT / size)
        return ta_fail(err, TA_E_LIMIT, "%s: %zu texts of %s are more than the limit",
                       reader->file->path, count, reader->column->name);
    char *text = ta_alloc(count, size);
    if (text == NULL)
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", reader->file->path);
    enum ta_status rc = ta_h5_column_read(reader, first, count, text, err);
    if (rc != TA_OK)
        ta_free(text);
    else
        *out = (struct ta_words){text, size, count, count, 0};
    return rc;
}

enum ta_status ta_words_read(const struct ta_h5 *file,
                             const struct ta_h5_column *column, size_t first,
                             size_t count, struct ta_words *out, struct ta_error *err)
{
    struct ta_h5_reader reader = {0};
    enum ta_status rc = ta_h5_column_open(file, column, &reader, err);
    if (rc == TA_OK) rc = read_some(&reader, first, count, out, err);
    ta_h5_column_close(&reader);
    return rc;
}
