/* SPDX-License-Identifier: Apache-2.0 */
#define TA_TEST_NAME "approvals"
#include "ta_test_store.h"

static const char model[] = "schema: terrassay/model/1\n";

static void put_model(struct ta_store *s, char hash[TA_HEX_SIZE])
{
    ta_sha256(model, strlen(model), hash);
    assert_ok(s->ops->begin(s->self, &err));
    assert_ok(s->ops->document_put(s->self, "model", hash, model, strlen(model), &err));
    assert_ok(append(s, "p", "{\"n\":1}"));
}

static struct ta_approval_row approval_of(const char *object)
{
    struct ta_approval_row row = {.kind = TA_APPROVES_MODEL,
                                  .made_by = "Zhang Wei",
                                  .by = "Li Na",
                                  .role = "model risk",
                                  .reason = "validated on the 2019-2023 book",
                                  .on = 19000,
                                  .until = 19365};
    memcpy(row.object, object, TA_HEX_SIZE);
    memset(row.made_key, '1', TA_HEX_SIZE - 1);
    memset(row.key_id, '2', TA_HEX_SIZE - 1);
    memset(row.signature, '3', sizeof row.signature - 1);
    return row;
}

static void not_kept(struct ta_store *s, const struct ta_approval_row *row,
                     enum ta_status wanted, const char *words)
{
    err.text[0] = '\0';
    assert_int_equal(s->ops->approval_put(s->self, row, &err), wanted);
    assert_words(words);
}

static void approvals_come_back_in_order(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char hash[TA_HEX_SIZE], record[TA_HEX_SIZE];
    put_model(&s, hash);
    struct ta_approval_row row = approval_of(hash), *rows = NULL;
    assert_ok(s.ops->approval_put(s.self, &row, &err));
    assert_ok(s.ops->audit(s.self, 1, row.by, "model.approve", hash, row.reason, &err));
    row.made_key[0] = '\0'; /* a model's maker may be known by name alone */
    snprintf(row.by, sizeof row.by, "Wang Fang");
    assert_ok(s.ops->approval_put(s.self, &row, &err));
    assert_ok(s.ops->audit(s.self, 2, row.by, "model.approve", hash, row.reason, &err));
    assert_ok(s.ops->record_latest(s.self, "p", TA_DAY_OPEN, record, &err));
    struct ta_approval_row other = approval_of(record);
    other.kind = TA_APPROVES_OVERRIDE;
    snprintf(other.opinion, sizeof other.opinion, "conditions");
    other.on = 19674; /* the record was sealed on day 19675 */
    other.until = 20000;
    not_kept(&s, &other, TA_E_DATA, "begins before the record was sealed");
    other.on = 19675;
    assert_ok(s.ops->approval_put(s.self, &other, &err));
    assert_ok(s.ops->commit(s.self, &err));

    size_t n = 0;
    assert_ok(s.ops->approvals_of(s.self, hash, &rows, &n, &err));
    assert_int_equal(n, 2);
    assert_string_equal(rows[0].by, "Li Na");
    assert_string_equal(rows[1].by, "Wang Fang");
    assert_string_equal(rows[1].made_key, "");
    assert_string_equal(rows[0].made_by, "Zhang Wei");
    assert_string_equal(rows[0].role, "model risk");
    assert_string_equal(rows[0].reason, row.reason);
    assert_string_equal(rows[0].signature, row.signature);
    assert_int_equal(rows[0].on, 19000);
    assert_int_equal(rows[0].until, 19365);
    ta_free(rows);
    assert_ok(s.ops->approvals_of(s.self, record, &rows, &n, &err));
    assert_int_equal(n, 1);
    assert_int_equal(rows[0].kind, TA_APPROVES_OVERRIDE);
    assert_string_equal(rows[0].opinion, "conditions");
    assert_string_equal(rows[0].made_key, other.made_key);
    ta_free(rows);
    assert_ok(s.ops->check(s.self, &err));
    store_close(&s);
}

static void the_maker_cannot_approve(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char hash[TA_HEX_SIZE];
    put_model(&s, hash);
    static const char *const same[] = {"Zhang Wei", "zhang wei", " Zhang Wei\t"};
    struct ta_approval_row row = approval_of(hash);
    for (size_t i = 0; i < 3; i++) {
        snprintf(row.by, sizeof row.by, "%s", same[i]);
        not_kept(&s, &row, TA_E_PERMISSION, "cannot approve it");
    }
    row = approval_of(hash); /* another name, but the same key */
    memcpy(row.key_id, row.made_key, sizeof row.key_id);
    not_kept(&s, &row, TA_E_PERMISSION,
             "key 11111111 is that of Zhang Wei, who made it and");
    assert_string_equal(err.mend,
                        "another person, with a key of their own, must approve it");
    s.ops->rollback(s.self);
    store_close(&s);
}

static void what_an_approval_needs(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char hash[TA_HEX_SIZE];
    put_model(&s, hash);
    struct ta_approval_row row = approval_of(hash);
    snprintf(row.reason, sizeof row.reason, " \t");
    not_kept(&s, &row, TA_E_DATA, "no reason");
    row = approval_of(hash);
    row.until = TA_DAY_OPEN;
    not_kept(&s, &row, TA_E_DATA, "no end date");
    row.until = TA_DAY_NONE;
    not_kept(&s, &row, TA_E_DATA, "no end date");
    row.until = row.on - 1;
    not_kept(&s, &row, TA_E_DATA, "ends before it begins");
    row = approval_of(hash);
    row.by[0] = '\0';
    not_kept(&s, &row, TA_E_DATA, "who approves");
    row = approval_of(hash);
    row.made_by[0] = '\0';
    not_kept(&s, &row, TA_E_DATA, "who made it");
    row = approval_of(hash);
    row.signature[0] = '\0';
    not_kept(&s, &row, TA_E_DATA, "has not signed");
    row = approval_of(hash);
    row.kind = TA_APPROVES_OVERRIDE;
    not_kept(&s, &row, TA_E_DATA, "which opinion");
    snprintf(row.opinion, sizeof row.opinion, "conditions");
    row.made_key[0] = '\0';
    not_kept(&s, &row, TA_E_DATA, "which key");
    row = approval_of(TA_CHAIN_START);
    not_kept(&s, &row, TA_E_NOTFOUND, "no model 0000");
    s.ops->rollback(s.self);
    store_close(&s);
}

/* The table refuses as well, whoever writes to it. */
static void the_table_itself_refuses(void **state)
{
    (void)state;
    struct ta_store s = store_open();
    char hash[TA_HEX_SIZE], sql[1200];
    put_model(&s, hash);
    assert_ok(s.ops->commit(s.self, &err));
    store_close(&s);
    static const struct {
        const char *by, *key, *reason, *until;
        int code;
    } rows[] = {
        {"Li Na", "2", "good", "19365", SQLITE_OK},
        {"zhang wei ", "2", "good", "19365", SQLITE_CONSTRAINT},
        {"Li Na", "1", "good", "19365", SQLITE_CONSTRAINT},
        {"Li Na", "2", "  ", "19365", SQLITE_CONSTRAINT},
        {"Li Na", "2", "good", "NULL", SQLITE_CONSTRAINT},
        {"Li Na", "2", "good", "2147483647", SQLITE_CONSTRAINT},
        {"Li Na", "2", "good", "18999", SQLITE_CONSTRAINT},
        {"", "2", "good", "19365", SQLITE_CONSTRAINT},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        snprintf(sql, sizeof sql,
                 "INSERT INTO ta_approval (kind, object, opinion, made_by, made_key,"
                 " by, role, key_id, reason, from_day, until_day, signature) VALUES ("
                 "'model', '%s', '', 'Zhang Wei', replace(printf('%%064d', 0), '0', "
                 "'1'), '%s', 'r', replace(printf('%%064d', 0), '0', '%s'), '%s', "
                 "19000, %s, printf('%%0128d', 0))",
                 hash, rows[i].by, rows[i].key, rows[i].reason, rows[i].until);
        assert_int_equal(raw(sql), rows[i].code);
    }
    assert_int_equal(raw("UPDATE ta_approval SET until_day = 20000"),
                     SQLITE_CONSTRAINT);
    assert_int_equal(raw("DELETE FROM ta_approval"), SQLITE_CONSTRAINT);
    assert_int_equal(
        raw("INSERT OR REPLACE INTO ta_approval SELECT * FROM ta_approval"),
        SQLITE_CONSTRAINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(approvals_come_back_in_order, fresh_folder),
        cmocka_unit_test_setup(the_maker_cannot_approve, fresh_folder),
        cmocka_unit_test_setup(what_an_approval_needs, fresh_folder),
        cmocka_unit_test_setup(the_table_itself_refuses, fresh_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
