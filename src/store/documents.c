/* SPDX-License-Identifier: Apache-2.0 */
/** @file documents.c  Bytes by their hash. */
#include <string.h>

#include "base/hash.h"
#include "base/memory.h"
#include "store/ops.h"

enum { PUT, GET, HAS };
static const struct ta_sql sql[] = {
    [PUT] = {"keep a document",
             "INSERT INTO ta_document (sha256, kind, bytes) VALUES (?, ?, ?)"},
    [GET] = {"read a document", "SELECT bytes FROM ta_document WHERE sha256 = ?"},
    [HAS] = {"look for a document", "SELECT 1 FROM ta_document WHERE sha256 = ?"},
};

enum ta_status ta_op_document_put(void *self, const char *kind, const char *sha256,
                                  const void *bytes, size_t size, struct ta_error *err)
{
    char hash[TA_HEX_SIZE];
    ta_sha256(bytes, size, hash);
    if (strcmp(hash, sha256) != 0)
        return ta_fail(err, TA_E_ARG, "%s document: its hash is %s and not %s", kind,
                       hash, sha256);

    struct ta_query q = ta_query_start(self, &sql[HAS]);
    ta_bind_text(&q, sha256);
    enum ta_status rc = ta_query_run(&q, err);
    if (rc != TA_OK || q.rows > 0) return rc;

    q = ta_query_start(self, &sql[PUT]);
    ta_bind_text(&q, sha256);
    ta_bind_text(&q, kind);
    ta_bind_bytes(&q, bytes, size);
    return ta_query_run(&q, err);
}

enum ta_status ta_op_document_get(void *self, const char *sha256, void **bytes,
                                  size_t *size, struct ta_error *err)
{
    struct ta_query q = ta_query_start(self, &sql[GET]);
    ta_bind_text(&q, sha256);
    char *copy = NULL;
    size_t length = 0;
    if (ta_query_next(&q)) copy = ta_column_bytes(&q, 0, &length);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        rc = ta_fail(err, TA_E_NOTFOUND, "no document %s", sha256);
    if (rc != TA_OK) {
        ta_free(copy);
        return rc;
    }
    *bytes = copy;
    *size = length;
    return TA_OK;
}
