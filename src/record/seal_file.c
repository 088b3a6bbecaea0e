/* SPDX-License-Identifier: Apache-2.0 */
/** @file seal_file.c  A sealed record as a file, out and in. */
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "record/seal.h"

enum { FILE_MOST = 64 * 1024 * 1024 };

static json_t *envelope_object(const struct ta_envelope *envelope, bool *ok)
{
    json_t *object = json_object();
    ta_json_set_exact(object, "id", envelope->id, ok);
    ta_json_set_int(object, "seq", envelope->seq, ok);
    ta_json_set_exact(object, "previous", envelope->previous, ok);
    ta_json_set_exact(object, "chain", envelope->chain, ok);
    ta_json_set_time(object, "created", envelope->created, ok);
    ta_json_set_exact(object, "key_id", envelope->key_id, ok);
    ta_json_set_exact(object, "signature", envelope->signature, ok);
    return object;
}

enum ta_status ta_seal_export(const struct ta_envelope *envelope, const char *body,
                              size_t size, struct ta_text *out, struct ta_error *err)
{
    bool ok = true;
    json_t *object = envelope_object(envelope, &ok);
    ta_text_add(out, "{\"envelope\":");
    enum ta_status rc = ok ? ta_json_canonical(object, out) : TA_E_NOMEM;
    json_decref(object);
    ta_text_add(out, ",\"record\":");
    ta_text_add_bytes(out, body, size);
    ta_text_add(out, "}\n");
    if (rc == TA_OK && out->failed) rc = TA_E_NOMEM;
    return rc == TA_OK ? TA_OK
                       : ta_fail(err, rc, "export of record %.12s", envelope->id);
}

static enum ta_status read_word(const json_t *object, const struct ta_json_path *at,
                                const char *key, char *to, size_t size,
                                struct ta_error *err)
{
    const char *text = NULL;
    enum ta_status rc = ta_json_get_text(object, at, key, true, &text, err);
    if (rc == TA_OK && !ta_copy(to, size, text))
        rc = ta_fail(err, TA_E_DATA, "%s: %zu letters, wanted at most %zu", key,
                     strlen(text), size - 1);
    return rc;
}

static enum ta_status read_envelope(const json_t *object, const struct ta_json_path *at,
                                    struct ta_envelope *out, struct ta_error *err)
{
    static const char *const known[] = {"id",      "seq",    "previous",  "chain",
                                        "created", "key_id", "signature", NULL};
    const struct {
        const char *key;
        char *to;
        size_t size;
    } word[] = {{"id", out->id, sizeof out->id},
                {"previous", out->previous, sizeof out->previous},
                {"chain", out->chain, sizeof out->chain},
                {"key_id", out->key_id, sizeof out->key_id},
                {"signature", out->signature, sizeof out->signature}};
    char created[TA_TIME_TEXT];
    enum ta_status rc = ta_json_known(object, at, known, err);
    for (size_t i = 0; i < sizeof word / sizeof *word && rc == TA_OK; i++)
        rc = read_word(object, at, word[i].key, word[i].to, word[i].size, err);
    if (rc == TA_OK) rc = ta_json_get_int(object, at, "seq", true, &out->seq, err);
    if (rc == TA_OK)
        rc = read_word(object, at, "created", created, sizeof created, err);
    if (rc == TA_OK && ta_time_parse(created, &out->created) != TA_OK)
        rc = ta_fail(err, TA_E_DATA, "created: \"%s\" is no time", created);
    return rc;
}

static const char expected[] = "name a record as `terrassay assess` wrote it: a file "
                               "records/PROJECT/ID.json of the "
                               "workspace, whole";

static enum ta_status read_parts(const json_t *file, struct ta_envelope *envelope,
                                 struct ta_text *body, struct ta_error *err)
{
    static const char *const known[] = {"envelope", "record", NULL};
    const struct ta_json_path at = {NULL, "envelope", 0};
    const json_t *around = json_object_get(file, "envelope");
    const json_t *record = json_object_get(file, "record");
    if (!json_is_object(around) || !json_is_object(record))
        return ta_mended(
            ta_fail(err, TA_E_DATA,
                    "is no record: wanted the objects envelope and record"),
            err, expected);
    enum ta_status rc = ta_json_known(file, NULL, known, err);
    if (rc == TA_OK) rc = read_envelope(around, &at, envelope, err);
    if (rc == TA_OK) {
        rc = ta_json_canonical(record, body);
        if (rc != TA_OK)
            (void)ta_fail(err, rc, "record: a number that no record holds");
    }
    return rc;
}

enum ta_status ta_seal_import(const char *name, const char *bytes, size_t size,
                              struct ta_envelope *envelope, struct ta_text *body,
                              struct ta_error *err)
{
    json_t *file = NULL;
    struct ta_envelope read = {.seq = 0};
    enum ta_status rc = ta_json_parse(name, bytes, size, FILE_MOST, &file, err);
    if (rc == TA_E_DATA && err != NULL && err->mend[0] == '\0') {
        ta_error_context(err, "no record");
        ta_error_mend(err, "%s", expected);
    }
    if (rc != TA_OK) return rc;
    rc = read_parts(file, &read, body, err);
    json_decref(file);
    if (rc == TA_OK)
        *envelope = read;
    else
        ta_error_context(err, "%s", name);
    return rc;
}
