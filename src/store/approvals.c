/* SPDX-License-Identifier: Apache-2.0 */
/** @file approvals.c  A second person's word, given once and kept. */
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "base/time.h"
#include "store/ops.h"

#define FIELDS                                                                         \
    "kind, object, opinion, made_by, made_key, by, role, key_id, reason, from_day,\n"  \
    "  until_day, signature"

enum { PUT, OF };
static const struct ta_sql sql[] = {
    [PUT] = {"keep an approval", "INSERT INTO ta_approval (" FIELDS ")\n"
                                 "  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
    [OF] = {"list approvals",
            "SELECT " FIELDS "\n  FROM ta_approval WHERE object = ? ORDER BY n"},
};
enum { KNOWN_MODEL, KNOWN_RECORD };
static const struct ta_sql known[] = {
    [KNOWN_MODEL] = {"look for a model",
                     "SELECT 1 FROM ta_document WHERE sha256 = ? AND kind = 'model'"},
    [KNOWN_RECORD] = {"look for a record",
                      "SELECT created FROM ta_record WHERE id = ?"},
};

static const char *const kind_word[] = {[TA_APPROVES_MODEL] = "model",
                                        [TA_APPROVES_OVERRIDE] = "override",
                                        [TA_RETIRES_MODEL] = "retire"};

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " \t\r\n");
}

static size_t trimmed_length(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL) length--;
    return length;
}

static bool blank(const char *text)
{
    return *skip_blanks(text) == '\0';
}

static bool same_person(const char *a, const char *b)
{
    a = skip_blanks(a);
    b = skip_blanks(b);
    size_t length = trimmed_length(a);
    return length == trimmed_length(b) && strncasecmp(a, b, length) == 0;
}

static const char *override_lacks(const struct ta_approval_row *row)
{
    if (row->made_key[0] == '\0')
        return "it does not say with which key the override was asked for";
    if (row->opinion[0] == '\0') return "it does not say which opinion stands instead";
    return NULL;
}

static const char ends_early[] = "it ends before it begins";

static const char *what_lacks(const struct ta_approval_row *row)
{
    if (blank(row->made_by)) return "it does not say who made it";
    if (blank(row->by)) return "it does not say who approves";
    if (blank(row->reason)) return "it gives no reason";
    if (row->key_id[0] == '\0' || row->signature[0] == '\0')
        return "the second person's key has not signed it";
    if (row->on == TA_DAY_NONE || row->until == TA_DAY_NONE ||
        row->until == TA_DAY_OPEN)
        return "it has no end date";
    if (row->until < row->on) return ends_early;
    return row->kind == TA_APPROVES_OVERRIDE ? override_lacks(row) : NULL;
}

static enum ta_status judge(const struct ta_approval_row *row, struct ta_error *err)
{
    const char *lack = what_lacks(row);
    if (lack != NULL) {
        (void)ta_fail(err, TA_E_DATA, "approval of %s: %s", row->object, lack);
        if (strcmp(lack, ends_early) == 0)
            ta_error_mend(err, "give a last day (--until) that is not before the first "
                               "(--on; today without it)");
        return TA_E_DATA;
    }
    if (!same_person(row->made_by, row->by) && strcmp(row->made_key, row->key_id) != 0)
        return TA_OK;
    if (same_person(row->made_by, row->by))
        (void)ta_fail(err, TA_E_PERMISSION,
                      "approval of %s: %s made it and cannot approve it", row->object,
                      row->made_by);
    else
        (void)ta_fail(err, TA_E_PERMISSION,
                      "approval of %s: key %.8s is that of %s, who made it and cannot "
                      "approve it",
                      row->object, row->key_id, row->made_by);
    ta_error_mend(err, "another person, with a key of their own, must approve it");
    return TA_E_PERMISSION;
}

/* What it is of must be here, and a record must have been there to be overridden. */
static enum ta_status find_object(void *self, const struct ta_approval_row *row,
                                  struct ta_error *err)
{
    bool model = row->kind != TA_APPROVES_OVERRIDE;
    ta_time_us sealed = TA_TIME_NONE;
    struct ta_query q =
        ta_query_start(self, &known[model ? KNOWN_MODEL : KNOWN_RECORD]);
    ta_bind_text(&q, row->object);
    while (ta_query_next(&q))
        if (!model) sealed = ta_column_int(&q, 0);
    enum ta_status rc = ta_query_end(&q, err);
    if (rc == TA_OK && q.rows == 0)
        return ta_fail(err, TA_E_NOTFOUND, "no %s %s", model ? "model" : "record",
                       row->object);
    if (rc != TA_OK || sealed == TA_TIME_NONE || row->on >= ta_day_of(sealed))
        return rc;
    return ta_fail(err, TA_E_DATA,
                   "approval of %s: it begins before the record was sealed",
                   row->object);
}

enum ta_status ta_op_approval_put(void *self, const struct ta_approval_row *row,
                                  struct ta_error *err)
{
    enum ta_status rc = judge(row, err);
    if (rc == TA_OK) rc = find_object(self, row, err);
    if (rc != TA_OK) return rc;

    struct ta_query q = ta_query_start(self, &sql[PUT]);
    const char *const first[9] = {
        kind_word[row->kind], row->object, row->opinion, row->made_by,
        row->made_key,        row->by,     row->role,    row->key_id,
        row->reason};
    for (size_t i = 0; i < 9; i++) ta_bind_text(&q, first[i]);
    ta_bind_int(&q, row->on);
    ta_bind_int(&q, row->until);
    ta_bind_text(&q, row->signature);
    return ta_query_run(&q, err);
}

static void fill_approval(struct ta_query *q, void *element)
{
    struct ta_approval_row *row = element;
    char kind[16];
    ta_column_copy(q, 0, kind, sizeof kind);
    *row = (struct ta_approval_row){.kind = TA_APPROVES_MODEL};
    for (int k = TA_APPROVES_MODEL; k <= TA_RETIRES_MODEL; k++)
        if (strcmp(kind, kind_word[k]) == 0) row->kind = (enum ta_approval_kind)k;
    ta_column_copy(q, 1, row->object, sizeof row->object);
    ta_column_copy(q, 2, row->opinion, sizeof row->opinion);
    ta_column_copy(q, 3, row->made_by, sizeof row->made_by);
    ta_column_copy(q, 4, row->made_key, sizeof row->made_key);
    ta_column_copy(q, 5, row->by, sizeof row->by);
    ta_column_copy(q, 6, row->role, sizeof row->role);
    ta_column_copy(q, 7, row->key_id, sizeof row->key_id);
    ta_column_copy(q, 8, row->reason, sizeof row->reason);
    row->on = (ta_day)ta_column_int(q, 9);
    row->until = (ta_day)ta_column_int(q, 10);
    ta_column_copy(q, 11, row->signature, sizeof row->signature);
}

enum ta_status ta_op_approvals_of(void *self, const char *object,
                                  struct ta_approval_row **rows, size_t *n,
                                  struct ta_error *err)
{
    static const struct ta_rows_of approvals = {sizeof(struct ta_approval_row),
                                                fill_approval};
    struct ta_query q = ta_query_start(self, &sql[OF]);
    ta_bind_text(&q, object);
    void *list = NULL;
    enum ta_status rc = ta_query_list(&q, &approvals, &list, n, err);
    if (rc == TA_OK) *rows = list;
    return rc;
}
