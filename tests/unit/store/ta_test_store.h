/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_store.h  A store in a fresh folder, with projects and records to put in.
 */
#ifndef TA_TEST_STORE_H
#define TA_TEST_STORE_H

#include "ta_test.h"
#include "ta_test_folder.h"

#include <sqlite3.h>

#include "base/chain.h"
#include "base/hash.h"
#include "base/memory.h"
#include "store/store.h"

#define FOLDER TA_BINARY_DIR "/test-store-" TA_TEST_NAME
#define STORE FOLDER "/store.gpkg"

static struct ta_error err;

#define assert_ok(call)                                                                \
    do {                                                                               \
        enum ta_status ta_rc = (call);                                                 \
        if (ta_rc != TA_OK) fail_msg("%s: %d: %s", #call, (int)ta_rc, err.text);       \
    } while (0)
#define assert_words(words)                                                            \
    do {                                                                               \
        if (strstr(err.text, (words)) == NULL)                                         \
            fail_msg("\"%s\" not in \"%s\"", (words), err.text);                       \
    } while (0)

static inline struct ta_store store_open(void)
{
    struct ta_store store = {0};
    assert_ok(ta_store_open(STORE, NULL, &store, &err));
    return store;
}

static inline void store_close(struct ta_store *store)
{
    store->ops->close(store->self);
}

static inline int fresh_folder(void **state)
{
    (void)state;
    err = (struct ta_error){.status = TA_OK};
    return ta_test_folder(FOLDER);
}

/* Run SQL past the store, as someone with any SQLite tool would. */
static inline int raw(const char *sql)
{
    sqlite3 *handle = NULL;
    assert_int_equal(sqlite3_open(STORE, &handle), SQLITE_OK);
    int code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK) printf("      sqlite: %s\n", sqlite3_errmsg(handle));
    sqlite3_close(handle);
    return code;
}

/* The first column of the first row, as text. */
static inline void raw_text(const char *sql, char *out, size_t size)
{
    sqlite3 *handle = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open(STORE, &handle), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(handle, sql, -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    snprintf(out, size, "%s", (const char *)sqlite3_column_text(statement, 0));
    sqlite3_finalize(statement);
    sqlite3_close(handle);
}

/* A square site with its south-west corner at x, y. */
struct square {
    size_t part_ring[2], ring_point[2];
    double xy[10];
    struct ta_site site;
};

static inline void square_at(struct square *square, int n, double x, double y,
                             double size)
{
    *square =
        (struct square){{0, 1},
                        {0, 5},
                        {x, y, x + size, y, x + size, y + size, x, y + size, x, y},
                        {.n = n, .area_m2 = 1e6, .position_error_m = NAN}};
    square->site.shape = (struct ta_polygons){
        1, square->part_ring, 1, square->ring_point, 5, square->xy};
}

static inline void put_square(struct ta_store *store, const char *id, double x,
                              double y)
{
    struct square square;
    square_at(&square, 1, x, y, 0.1);
    struct ta_project project = {.n_sites = 1, .site = &square.site};
    snprintf(project.id, sizeof project.id, "%s", id);
    char document[200];
    snprintf(document, sizeof document, "{\"id\":\"%s\",\"x\":%g,\"y\":%g}", id, x, y);
    enum ta_put put;
    assert_ok(store->ops->project_put(store->self, &project, document, &put, &err));
}

/* The next record, signed by nobody: the store does not judge signatures. */
static inline struct ta_envelope next_envelope(struct ta_store *store, const char *body)
{
    struct ta_envelope envelope = {.created = INT64_C(1700000000000000)};
    int64_t last = 0;
    assert_ok(store->ops->chain_head(store->self, &last, envelope.previous, &err));
    envelope.seq = last + 1;
    envelope.created += envelope.seq;
    ta_sha256(body, strlen(body), envelope.id);
    struct ta_chain_link link = {envelope.previous, envelope.id, envelope.seq,
                                 envelope.created};
    assert_ok(ta_chain_value(TA_CHAIN_RECORD, &link, envelope.chain));
    memset(envelope.key_id, 'a', sizeof envelope.key_id - 1);
    memset(envelope.signature, 'b', sizeof envelope.signature - 1);
    return envelope;
}

static inline enum ta_status append(struct ta_store *store, const char *project,
                                    const char *body)
{
    struct ta_envelope envelope = next_envelope(store, body);
    return store->ops->record_append(store->self, project, 20000, &envelope, body,
                                     strlen(body), &err);
}

#endif
