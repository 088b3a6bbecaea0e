/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "ops"
#include "ta_test_store.h"

static void projects_are_added_updated_and_left_alone(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct square square;
    square_at(&square, 1, 36, 7, 0.5);
    struct ta_project project = {
        .id = "eth:kafa.1", .n_sites = 1, .site = &square.site};
    enum ta_put put;
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_put(s.self, &project, "{\"v\":1}", &put, &err));
    assert_int_equal(put, TA_PUT_ADDED);
    assert_ok(s.ops->project_put(s.self, &project, "{\"v\":1}", &put, &err));
    assert_int_equal(put, TA_PUT_UNCHANGED);
    assert_ok(s.ops->project_put(s.self, &project, "{\"v\":2}", &put, &err));
    assert_int_equal(put, TA_PUT_UPDATED);
    assert_ok(s.ops->commit(s.self, &err));

    char *document = NULL;
    assert_ok(s.ops->project_get(s.self, "eth:kafa.1", &document, &err));
    assert_string_equal(document, "{\"v\":2}");
    ta_free(document);

    /* the old one stays as a document */
    char hash[TA_HEX_SIZE];
    void *bytes = NULL;
    size_t size = 0;
    ta_sha256("{\"v\":1}", 7, hash);
    assert_ok(s.ops->document_get(s.self, hash, &bytes, &size, &err));
    assert_int_equal(size, 7);
    ta_free(bytes);
    assert_int_equal(s.ops->project_get(s.self, "none", &document, &err),
                     TA_E_NOTFOUND);
    assert_words("no project none");
    store_close(&s);
}

static void ids_come_in_byte_order_and_go(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    static const char *const order[] = {"10", "9", "B", "Z:1", "a", "a.b", "b"};
    assert_ok(s.ops->begin(s.self, &err));
    for (size_t i = 0; i < 7; i++) put_square(&s, order[(i * 3) % 7], (double)i, 0);
    assert_ok(s.ops->commit(s.self, &err));

    char(*ids)[TA_ID_SIZE] = NULL;
    size_t n = 0;
    assert_ok(s.ops->project_ids(s.self, &ids, &n, &err));
    assert_int_equal(n, 7);
    for (size_t i = 0; i < 7; i++) assert_string_equal(ids[i], order[i]);
    ta_free(ids);

    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_remove(s.self, "Z:1", &err));
    assert_int_equal(s.ops->project_remove(s.self, "Z:1", &err), TA_E_NOTFOUND);
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->project_ids(s.self, &ids, &n, &err));
    assert_int_equal(n, 6);
    ta_free(ids);
    char left[20];
    raw_text("SELECT count(*) || '/' || (SELECT count(*) FROM rtree_sites_geom)"
             " FROM sites",
             left, sizeof left);
    assert_string_equal(left, "6/6");
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

static void an_id_or_shape_that_is_none_is_refused(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct square square;
    square_at(&square, 1, 0, 0, 1);
    struct ta_project project = {.id = "a b", .n_sites = 1, .site = &square.site};
    enum ta_put put;
    assert_ok(s.ops->begin(s.self, &err));
    assert_int_equal(s.ops->project_put(s.self, &project, "{}", &put, &err), TA_E_ARG);
    snprintf(project.id, sizeof project.id, "ab");
    square.xy[8] = 0.25;
    assert_int_equal(s.ops->project_put(s.self, &project, "{}", &put, &err), TA_E_DATA);
    assert_words("site ab/1");
    s.ops->rollback(s.self);
    square_at(&square, 0, 0, 0, 1);
    assert_ok(s.ops->begin(s.self, &err));
    assert_int_equal(s.ops->project_put(s.self, &project, "{}", &put, &err), TA_E_ARG);
    s.ops->rollback(s.self);
    store_close(&s);
}

/* By brute force over the boxes that the test itself made. */
static void sites_are_found_by_box(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    char id[TA_ID_SIZE];
    for (int i = 0; i < 100; i++) {
        snprintf(id, sizeof id, "p%02d", i);
        put_square(&s, id, i % 10, i / 10);
    }
    assert_ok(s.ops->commit(s.self, &err));
    for (int round = 0; round < 50; round++) {
        double x = (round * 7 % 11) - 0.95, y = (round * 5 % 13) - 0.95;
        struct ta_box box = {x, y, x + 0.3 * (round % 9), y + 0.2 * (round % 7)};
        char(*sites)[TA_SCENE_SIZE] = NULL;
        size_t n = 0, wanted = 0;
        assert_ok(s.ops->sites_in(s.self, &box, &sites, &n, &err));
        for (int i = 0; i < 100; i++) {
            double left = i % 10, low = i / 10;
            if (left > box.x_max || left + 0.1 < box.x_min || low > box.y_max ||
                low + 0.1 < box.y_min)
                continue;
            snprintf(id, sizeof id, "p%02d/1", i);
            assert_true(wanted < n);
            assert_string_equal(sites[wanted++], id);
        }
        assert_int_equal(n, wanted);
        ta_free(sites);
    }
    char(*none)[TA_SCENE_SIZE] = NULL;
    size_t n = 0;
    struct ta_box nan_box = {NAN, 0, 1, 1}, turned = {1, 0, 0, 1};
    assert_int_equal(s.ops->sites_in(s.self, &nan_box, &none, &n, &err), TA_E_ARG);
    assert_int_equal(s.ops->sites_in(s.self, &turned, &none, &n, &err), TA_E_ARG);
    store_close(&s);
}

static void a_site_that_moves_or_goes_is_followed(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct square square[3];
    for (int i = 0; i < 3; i++) square_at(&square[i], i + 1, i, 0, 0.5);
    struct ta_site sites[3] = {square[0].site, square[1].site, square[2].site};
    struct ta_project project = {.id = "p", .n_sites = 3, .site = sites};
    enum ta_put put;
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->project_put(s.self, &project, "{}", &put, &err));
    assert_ok(append(&s, "p", "{\"r\":1}"));
    char record[TA_HEX_SIZE];
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, record, &err));
    assert_ok(s.ops->level_set(s.self, "p", "high", 33.5, record, &err));
    square_at(&square[1], 2, 50, 50, 0.5);
    sites[0] = square[1].site;
    project.n_sites = 1;
    assert_ok(s.ops->project_put(s.self, &project, "{\"moved\":1}", &put, &err));
    assert_ok(s.ops->commit(s.self, &err));

    char(*found)[TA_SCENE_SIZE] = NULL;
    size_t n = 0;
    struct ta_box all = {-180, -90, 180, 90}, there = {50.4, 50.4, 51, 51};
    assert_ok(s.ops->sites_in(s.self, &all, &found, &n, &err));
    assert_int_equal(n, 1);
    ta_free(found);
    assert_ok(s.ops->sites_in(s.self, &there, &found, &n, &err));
    assert_int_equal(n, 1);
    assert_string_equal(found[0], "p/2");
    ta_free(found);
    char level[40];
    raw_text("SELECT level || ' ' || score FROM sites", level, sizeof level);
    assert_string_equal(level, "high 33.5"); /* kept over the update */
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

static void documents_are_what_their_hash_says(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char hash[TA_HEX_SIZE];
    static const char bytes[] = "a\0b\xFF";
    ta_sha256(bytes, sizeof bytes, hash);
    assert_int_equal(s.ops->document_put(s.self, "layer", hash, bytes, 3, &err),
                     TA_E_ARG);
    assert_ok(s.ops->begin(s.self, &err));
    for (int twice = 0; twice < 2; twice++)
        assert_ok(
            s.ops->document_put(s.self, "layer", hash, bytes, sizeof bytes, &err));
    char empty[TA_HEX_SIZE];
    ta_sha256("", 0, empty);
    assert_ok(s.ops->document_put(s.self, "layer", empty, NULL, 0, &err));
    assert_ok(s.ops->commit(s.self, &err));

    void *back = NULL;
    size_t size = 99;
    assert_ok(s.ops->document_get(s.self, hash, &back, &size, &err));
    assert_int_equal(size, sizeof bytes);
    assert_memory_equal(back, bytes, sizeof bytes);
    ta_free(back);
    assert_ok(s.ops->document_get(s.self, empty, &back, &size, &err));
    assert_int_equal(size, 0);
    ta_free(back);
    assert_int_equal(s.ops->document_get(s.self, TA_CHAIN_START, &back, &size, &err),
                     TA_E_NOTFOUND);
    store_close(&s);
}

static void scenes_keep_their_state(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_scene_row row = {.id = "landsat-c2-l2/LC08_X",
                               .processing = "02",
                               .datatake = "landsat-8/167/2019-01-01",
                               .tile = "167055",
                               .time = -5,
                               .state = TA_SCENE_SET_ASIDE,
                               .assets_sha256 = "x",
                               .recipe = "y",
                               .sites_seq = 7},
                        got;
    assert_int_equal(s.ops->scene_get(s.self, row.id, "02", &got, &err), TA_E_NOTFOUND);
    assert_ok(s.ops->begin(s.self, &err));
    assert_int_equal(s.ops->scene_put(s.self, &row, &err), TA_E_ARG);
    assert_words("without a reason");
    snprintf(row.reason, sizeof row.reason, "B4.TIF is cut short");
    assert_ok(s.ops->scene_put(s.self, &row, &err));
    assert_ok(s.ops->scene_get(s.self, row.id, "02", &got, &err));
    assert_int_equal(got.state, TA_SCENE_SET_ASIDE);
    assert_string_equal(got.reason, row.reason);
    row.state = TA_SCENE_OBSERVED;
    row.reason[0] = '\0';
    assert_ok(s.ops->scene_put(s.self, &row, &err));
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->scene_get(s.self, row.id, "02", &got, &err));
    assert_int_equal(got.state, TA_SCENE_OBSERVED);
    assert_string_equal(got.reason, "");
    assert_string_equal(got.datatake, row.datatake);
    assert_string_equal(got.tile, row.tile);
    assert_string_equal(got.assets_sha256, "x");
    assert_string_equal(got.recipe, "y");
    assert_int_equal(got.sites_seq, 7);
    assert_int_equal(got.time, -5);
    assert_int_equal(s.ops->scene_get(s.self, row.id, "01", &got, &err), TA_E_NOTFOUND);
    store_close(&s);
}

static void put_chip(struct ta_store *s, const char *scene, const char *processing,
                     ta_time_us time)
{
    struct ta_chip_row row = {.project = "p",
                              .site = 2,
                              .time = time,
                              .sha256 = TA_CHAIN_START,
                              .shape_sha256 = TA_CHAIN_START,
                              .clear_fraction = 0.5};
    snprintf(row.scene, sizeof row.scene, "%s", scene);
    snprintf(row.processing, sizeof row.processing, "%s", processing);
    snprintf(row.path, sizeof row.path, "imagery/chips/%s-%s", scene, processing);
    assert_ok(s->ops->chip_put(s->self, &row, &err));
}

static void chips_come_by_time_without_superseded_ones(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_chip(&s, "c", "1", 30);
    put_chip(&s, "b", "1", 20);
    put_chip(&s, "a", "1", 20);
    put_chip(&s, "a", "2", 20);
    put_chip(&s, "early", "1", 10);
    put_chip(&s, "late", "1", 40);
    put_chip(&s, "c", "1", 30); /* cut anew */
    struct ta_scene_row old = {
        .id = "a", .processing = "1", .state = TA_SCENE_SUPERSEDED};
    assert_ok(s.ops->scene_put(s.self, &old, &err));
    assert_ok(s.ops->commit(s.self, &err));

    struct ta_chip_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->chips_of(s.self, "p", 2, 20, 40, &rows, &n, &err));
    assert_int_equal(n, 3);
    static const char *const paths[] = {"imagery/chips/a-2", "imagery/chips/b-1",
                                        "imagery/chips/c-1"};
    for (size_t i = 0; i < 3; i++) assert_string_equal(rows[i].path, paths[i]);
    assert_string_equal(rows[0].project, "p");
    assert_int_equal(rows[0].site, 2);
    assert_string_equal(rows[0].sha256, TA_CHAIN_START);
    assert_true(rows[0].clear_fraction == 0.5);
    ta_free(rows);
    assert_ok(s.ops->chips_of(s.self, "p", 1, 0, 100, &rows, &n, &err));
    assert_int_equal(n, 0);
    assert_null(rows);
    store_close(&s);
}

static void clear_share_must_be_a_share_or_missing(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    struct ta_chip_row row = {.project = "p",
                              .site = 1,
                              .sha256 = TA_CHAIN_START,
                              .shape_sha256 = TA_CHAIN_START,
                              .clear_fraction = NAN};
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(s.ops->chip_put(s.self, &row, &err));
    struct ta_chip_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->chips_of(s.self, "p", 1, INT64_MIN, INT64_MAX, &rows, &n, &err));
    assert_true(n == 1 && isnan(rows[0].clear_fraction));
    ta_free(rows);
    row.clear_fraction = 1.5;
    assert_int_equal(s.ops->chip_put(s.self, &row, &err), TA_E_DATA);
    s.ops->rollback(s.self);
    store_close(&s);
}

static void put_part(struct ta_store *s, const char *part, int version)
{
    struct ta_partition_row row = {.kind = "readings",
                                   .version = version,
                                   .sha256 = TA_CHAIN_START,
                                   .rows = version * 10};
    snprintf(row.part, sizeof row.part, "%s", part);
    snprintf(row.path, sizeof row.path, "readings/%s.%d.h5", part, version);
    assert_ok(s->ops->partition_put(s->self, &row, &err));
}

static void partitions_give_their_current_version(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_part(&s, "steel/2024-01-02", 1);
    put_part(&s, "steel/2024-01-02", 2);
    put_part(&s, "steel/2024-01-02", 10);
    put_part(&s, "steel/2024-01-01", 1);
    put_part(&s, "steel/2024-01-01", 1); /* the same again */
    put_part(&s, "steelworks/2024-01-01", 1);
    put_part(&s, "steek%", 1);
    assert_ok(s.ops->commit(s.self, &err));

    struct ta_partition_row *rows = NULL;
    size_t n = 0;
    assert_ok(s.ops->partitions(s.self, "readings", "steel/", &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].part, "steel/2024-01-01");
    assert_int_equal(rows[1].version, 10);
    assert_int_equal(rows[1].rows, 100);
    assert_string_equal(rows[1].path, "readings/steel/2024-01-02.10.h5");
    ta_free(rows);
    assert_ok(s.ops->partitions(s.self, "readings", "", &rows, &n, &err));
    assert_int_equal(n, 4);
    ta_free(rows);
    assert_ok(s.ops->partitions(s.self, "observations", "", &rows, &n, &err));
    assert_int_equal(n, 0);

    struct ta_partition_row other = {.kind = "readings",
                                     .part = "steel/2024-01-01",
                                     .version = 1,
                                     .path = "readings/steel/2024-01-01.1.h5",
                                     .rows = 10};
    memset(other.sha256, 'f', 64);
    assert_ok(s.ops->begin(s.self, &err));
    assert_int_equal(s.ops->partition_put(s.self, &other, &err), TA_E_DATA);
    assert_words("is there already");
    s.ops->rollback(s.self);
    store_close(&s);
}

static void records_are_numbered_and_found(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    int64_t seq = -1;
    char chain[TA_HEX_SIZE], id[TA_HEX_SIZE];
    assert_ok(s.ops->chain_head(s.self, &seq, chain, &err));
    assert_int_equal(seq, 0);
    assert_string_equal(chain, TA_CHAIN_START);
    assert_int_equal(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, id, &err),
                     TA_E_NOTFOUND);

    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(append(&s, "p", "{\"n\":1}"));
    assert_ok(append(&s, "q", "{\"n\":2}"));
    assert_ok(append(&s, "p", "{\"n\":3}"));
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->chain_head(s.self, &seq, chain, &err));
    assert_int_equal(seq, 3);

    struct ta_envelope envelope;
    char *body = NULL;
    size_t size = 0;
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, id, &err));
    assert_ok(s.ops->record_get(s.self, id, &envelope, &body, &size, &err));
    assert_int_equal(envelope.seq, 3);
    assert_string_equal(envelope.chain, chain);
    assert_int_equal(size, 7);
    assert_string_equal(body, "{\"n\":3}");
    ta_free(body);
    char previous[TA_HEX_SIZE];
    memcpy(previous, envelope.previous, sizeof previous);
    assert_ok(s.ops->record_at(s.self, 2, &envelope, &body, &size, &err));
    assert_string_equal(envelope.chain, previous);
    assert_int_equal(envelope.created, INT64_C(1700000000000002));
    assert_int_equal(strlen(envelope.signature), 128);
    ta_free(body);
    assert_int_equal(s.ops->record_at(s.self, 4, &envelope, &body, &size, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(
        s.ops->record_get(s.self, TA_CHAIN_START, &envelope, &body, &size, &err),
        TA_E_NOTFOUND);
    store_close(&s);
}

static void wrong_link(struct ta_store *s, struct ta_envelope envelope,
                       const char *words)
{
    assert_int_equal(
        s->ops->record_append(s->self, "p", 1, &envelope, "{\"n\":9}", 7, &err),
        TA_E_ARG);
    assert_words(words);
    assert_true(strlen(err.mend) > 0);
}

static void append_checks_the_chain(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    assert_ok(append(&s, "p", "{\"n\":1}"));
    struct ta_envelope right = next_envelope(&s, "{\"n\":9}"), e = right;
    e.id[0] = e.id[0] == '0' ? '1' : '0';
    wrong_link(&s, e, "not the hash of its body");
    e = right;
    e.seq = 1;
    wrong_link(&s, e, "next number");
    e.seq = 3;
    wrong_link(&s, e, "next number");
    e = right;
    memcpy(e.previous, TA_CHAIN_START, TA_HEX_SIZE);
    wrong_link(&s, e, "does not follow");
    e = right;
    e.created++;
    wrong_link(&s, e, "chain value");
    e = right;
    e.signature[5] = 'X';
    assert_int_equal(s.ops->record_append(s.self, "p", 1, &e, "{\"n\":9}", 7, &err),
                     TA_E_DATA);
    assert_ok(s.ops->record_append(s.self, "p", 1, &right, "{\"n\":9}", 7, &err));
    assert_int_equal(append(&s, "p", "{\"n\":9}"), TA_E_PERMISSION); /* once only */
    s.ops->rollback(s.self);
    store_close(&s);
}

static void append_of(struct ta_store *s, ta_day as_of, const char *body,
                      char id[TA_HEX_SIZE])
{
    struct ta_envelope envelope = next_envelope(s, body);
    assert_ok(s->ops->record_append(s->self, "p", as_of, &envelope, body, strlen(body),
                                    &err));
    memcpy(id, envelope.id, TA_HEX_SIZE);
}

static void latest_is_by_date_then_by_writing(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char late[TA_HEX_SIZE], early[TA_HEX_SIZE], again[TA_HEX_SIZE], id[TA_HEX_SIZE];
    assert_ok(s.ops->begin(s.self, &err));
    append_of(&s, 20000, "{\"n\":1}", late);
    append_of(&s, 19000, "{\"n\":2}", early);
    append_of(&s, 19000, "{\"n\":3}", again);
    assert_ok(s.ops->commit(s.self, &err));
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, id, &err));
    assert_string_equal(id, late);
    assert_ok(s.ops->record_latest(s.self, "p", 20000, id, &err));
    assert_string_equal(id, late);
    assert_ok(s.ops->record_latest(s.self, "p", 19999, id, &err));
    assert_string_equal(id, again);
    assert_int_equal(s.ops->record_latest(s.self, "p", 18999, id, &err), TA_E_NOTFOUND);

    struct ta_record_row *row = NULL;
    size_t n = 0;
    assert_ok(s.ops->records_of(s.self, "p", 19000, 20000, &row, &n, &err));
    assert_int_equal(n, 3);
    assert_string_equal(row[0].id, late);
    assert_string_equal(row[1].id, again);
    assert_string_equal(row[2].id, early);
    ta_free(row);
    assert_ok(s.ops->records_of(s.self, "p", 19001, 19999, &row, &n, &err));
    assert_int_equal(n, 0);
    store_close(&s);
}

static void levels_show_on_the_map(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_square(&s, "p", 1, 1);
    put_square(&s, "q", 2, 2);
    assert_ok(append(&s, "p",
                     "{\"model\":{\"id\":\"claims\",\"version\":2},"
                     "\"opinion\":{\"value\":\"cannot_say\"}}"));
    char id[TA_HEX_SIZE];
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, id, &err));
    assert_ok(s.ops->level_set(s.self, "p", "very_high", 12.25, id, &err));
    assert_int_equal(s.ops->level_set(s.self, "none", "low", 90, id, &err),
                     TA_E_NOTFOUND);
    assert_int_equal(s.ops->level_set(s.self, "p", "lowest", 90, id, &err), TA_E_ARG);
    assert_ok(s.ops->commit(s.self, &err));
    char row[200];
    raw_text("SELECT group_concat(project || site || coalesce(level, '-') ||"
             " coalesce(score, '-') || coalesce(length(record_id), '-'))"
             " FROM (SELECT * FROM sites ORDER BY project)",
             row, sizeof row);
    assert_string_equal(row, "p1very_high12.2564,q1---");
    raw_text("SELECT group_concat(project || coalesce(model, '-') ||"
             " coalesce(opinion, '-')) FROM (SELECT * FROM sites ORDER BY project)",
             row, sizeof row);
    assert_string_equal(row, "pclaims-2cannot_say,q--");
    store_close(&s);
}

static void changes_need_a_begin(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_int_equal(s.ops->audit(s.self, 1, "a", "b", "c", "d", &err), TA_E_ARG);
    assert_words("nobody has begun a change");
    assert_int_equal(s.ops->commit(s.self, &err), TA_E_ARG);
    s.ops->rollback(s.self); /* of nothing is nothing */
    assert_ok(s.ops->begin(s.self, &err));
    assert_int_equal(s.ops->begin(s.self, &err), TA_E_ARG);
    assert_ok(s.ops->audit(s.self, 1, "a", "b", "c", NULL, &err));
    assert_int_equal(s.ops->audit(s.self, 1, NULL, "b", "c", "d", &err), TA_E_ARG);
    s.ops->rollback(s.self);
    char n[8];
    raw_text("SELECT count(*) FROM ta_audit", n, sizeof n);
    assert_string_equal(n, "0");
    store_close(&s);
}

static void the_audit_log_is_chained(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    for (int i = 0; i < 5; i++)
        assert_ok(s.ops->audit(s.self, i, "li.na", "assess", "p", "credit-1", &err));
    assert_ok(s.ops->commit(s.self, &err));
    char linked[8];
    raw_text("SELECT count(*) FROM ta_audit a JOIN ta_audit b"
             " ON b.seq = a.seq + 1 AND b.previous = a.chain",
             linked, sizeof linked);
    assert_string_equal(linked, "4");
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

/* Every allocation on the way fails once; nothing crashes, leaks or half succeeds. */
static void out_of_memory_is_said(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    assert_ok(s.ops->begin(s.self, &err));
    put_square(&s, "p", 1, 1);
    put_chip(&s, "c", "1", 30);
    assert_ok(append(&s, "p", "{}"));
    assert_ok(s.ops->commit(s.self, &err));
    char id[TA_HEX_SIZE];
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, id, &err));

    struct ta_envelope envelope;
    char *text = NULL;
    char(*ids)[TA_ID_SIZE] = NULL;
    struct ta_chip_row *chips = NULL;
    size_t n = 0;
    ta_alloc_fail_at(1);
    assert_int_equal(s.ops->project_get(s.self, "p", &text, &err), TA_E_NOMEM);
    ta_alloc_fail_at(1);
    assert_int_equal(s.ops->project_ids(s.self, &ids, &n, &err), TA_E_NOMEM);
    ta_alloc_fail_at(1);
    assert_int_equal(s.ops->chips_of(s.self, "p", 2, 0, 99, &chips, &n, &err),
                     TA_E_NOMEM);
    ta_alloc_fail_at(1);
    assert_int_equal(s.ops->record_get(s.self, id, &envelope, &text, &n, &err),
                     TA_E_NOMEM);
    assert_null(text);
    ta_alloc_fail_at(0);
    store_close(&s);
    for (size_t k = 1; k < 4; k++) {
        ta_alloc_fail_at(k);
        struct ta_store again = {0};
        enum ta_status rc = ta_store_open(STORE, NULL, &again, &err);
        ta_alloc_fail_at(0);
        if (rc == TA_OK) store_close(&again);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(projects_are_added_updated_and_left_alone, fresh_folder),
        cmocka_unit_test_setup(ids_come_in_byte_order_and_go, fresh_folder),
        cmocka_unit_test_setup(an_id_or_shape_that_is_none_is_refused, fresh_folder),
        cmocka_unit_test_setup(sites_are_found_by_box, fresh_folder),
        cmocka_unit_test_setup(a_site_that_moves_or_goes_is_followed, fresh_folder),
        cmocka_unit_test_setup(documents_are_what_their_hash_says, fresh_folder),
        cmocka_unit_test_setup(scenes_keep_their_state, fresh_folder),
        cmocka_unit_test_setup(chips_come_by_time_without_superseded_ones,
                               fresh_folder),
        cmocka_unit_test_setup(clear_share_must_be_a_share_or_missing, fresh_folder),
        cmocka_unit_test_setup(partitions_give_their_current_version, fresh_folder),
        cmocka_unit_test_setup(records_are_numbered_and_found, fresh_folder),
        cmocka_unit_test_setup(latest_is_by_date_then_by_writing, fresh_folder),
        cmocka_unit_test_setup(append_checks_the_chain, fresh_folder),
        cmocka_unit_test_setup(levels_show_on_the_map, fresh_folder),
        cmocka_unit_test_setup(changes_need_a_begin, fresh_folder),
        cmocka_unit_test_setup(the_audit_log_is_chained, fresh_folder),
        cmocka_unit_test_setup(out_of_memory_is_said, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
