/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/datasets.h"
#include "base/memory.h"
#include "base/time.h"
#include "engine/approvals.h"
#include "engine/approve.h"
#include "model/model.h"
#include "record/approve.h"
#include "ta_test_folder.h"

#define FOLDER TA_BINARY_DIR "/test-engine-approve"

static struct ta_error err;
static struct ta_workspace workspace;
static struct ta_model model;
static char *bytes;
static size_t size;
enum { DAY = 20000 };
static const ta_time_us now = DAY * TA_US_PER_DAY + 5;

static int new_key(const char *folder)
{
    struct ta_key_ring ring;
    char id[TA_HEX_SIZE];
    if (ta_keys_open(folder, &ring, &err) != TA_OK) return -1;
    enum ta_status rc = ta_key_new(&ring, ta_time_of(DAY), id, &err);
    ta_keys_close(&ring);
    return rc == TA_OK ? 0 : -1;
}

static int setup(void **state)
{
    (void)state;
    const struct ta_workspace_options make = {.create = true};
    err = (struct ta_error){0};
    if (ta_test_folder(FOLDER) != 0) return -1;
    if (ta_workspace_open(FOLDER "/bank", &make, &workspace, &err) != TA_OK) return -1;
    if (ta_dataset_read(NULL, "models/credit-1.yaml", &bytes, &size, &err) != TA_OK)
        return -1;
    if (ta_model_parse("credit-1", bytes, size, &model, &err) != TA_OK) return -1;
    return new_key(FOLDER "/bank/keys") + new_key(FOLDER "/second");
}

static int teardown(void **state)
{
    (void)state;
    ta_model_free(&model);
    ta_free(bytes);
    ta_workspace_close(&workspace);
    return 0;
}

static struct ta_model_verdict verdict(void)
{
    return (struct ta_model_verdict){.by = "Li Na",
                                     .role = "model risk",
                                     .reason = "validated",
                                     .on = DAY,
                                     .until = DAY + 364,
                                     .keys = FOLDER "/second"};
}

static enum ta_status approve(const struct ta_model_verdict *said)
{
    struct ta_approval_row row;
    err = (struct ta_error){0};
    return ta_model_approve(&workspace, &model, bytes, size, said, now, &row, &err);
}

static enum ta_status retire(const struct ta_model_verdict *said, ta_day today)
{
    struct ta_approval_row row;
    err = (struct ta_error){0};
    return ta_model_retire(&workspace, &model, said, ta_time_of(today), &row, &err);
}

static bool decides(ta_day date)
{
    struct ta_key_ring ring;
    struct ta_model fresh = {0};
    char *document = NULL;
    size_t document_size = 0;
    assert_int_equal(ta_workspace_keys(&workspace, &ring, &err), TA_OK);
    assert_int_equal(ta_model_parse("credit-1", bytes, size, &fresh, &err), TA_OK);
    assert_int_equal(ta_approvals_gather(&workspace.store, &ring, &fresh, &document,
                                         &document_size, &err),
                     TA_OK);
    if (document != NULL &&
        ta_approvals_apply(document, document_size, &ring, &fresh, &err) != TA_OK)
        fail_msg("%s", err.text);
    bool ok = ta_model_decision_ok(&fresh, date, NULL);
    ta_free(document);
    ta_model_free(&fresh);
    ta_keys_close(&ring);
    return ok;
}

/* A pinned document is checked again, word by word. */
static void a_pinned_document_cannot_be_touched(void **state)
{
    (void)state;
    struct ta_key_ring ring;
    struct ta_model_verdict said = {.by = "Li Na",
                                    .role = "model risk",
                                    .reason = "validated",
                                    .on = DAY,
                                    .until = DAY + 364,
                                    .keys = FOLDER "/second"};
    struct ta_approval_row row;
    char *document = NULL;
    size_t n = 0;
    assert_int_equal(
        ta_model_approve(&workspace, &model, bytes, size, &said, now, &row, &err),
        TA_OK);
    assert_int_equal(ta_workspace_keys(&workspace, &ring, &err), TA_OK);
    assert_int_equal(
        ta_approvals_gather(&workspace.store, &ring, &model, &document, &n, &err),
        TA_OK);
    static const char *const change[][2] = {{"\"approve\"", "\"retire!\""},
                                            {"Li Na", "Li Ma"},
                                            {"validated", "valiDated"},
                                            {"2025-", "2026-"}};
    for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
        char *at = strstr(document, change[i][0]), kept[32];
        size_t length = strlen(change[i][0]);
        assert_non_null(at);
        memcpy(kept, at, length);
        memcpy(at, change[i][1], length);
        assert_int_equal(ta_approvals_apply(document, n, &ring, &model, &err),
                         TA_E_DATA);
        memcpy(at, kept, length);
    }
    assert_int_equal(ta_approvals_apply(document, n, &ring, &model, &err), TA_OK);
    ta_free(document);
    ta_keys_close(&ring);
}

static void an_approval_makes_decisions_of_its_days(void **state)
{
    (void)state;
    struct ta_model_verdict said = verdict();
    assert_false(decides(DAY));
    assert_int_equal(approve(&said), TA_OK);
    assert_false(decides(DAY - 1));
    assert_true(decides(DAY));
    assert_true(decides(DAY + 364));
    assert_false(decides(DAY + 365));
    assert_int_equal(workspace.store.ops->check(workspace.store.self, &err), TA_OK);
}

static void only_a_second_person_with_a_key_of_their_own(void **state)
{
    (void)state;
    struct ta_model_verdict said = verdict();
    said.by = "terrassay "; /* who made the shipped model */
    assert_int_equal(approve(&said), TA_E_PERMISSION);
    said = verdict();
    said.keys = FOLDER "/bank/keys";
    assert_int_equal(approve(&said), TA_E_PERMISSION);
    assert_non_null(strstr(err.text, "signs the records here"));
    said.keys = FOLDER "/nowhere";
    assert_int_equal(approve(&said), TA_E_CONFIG);
    assert_non_null(strstr(err.mend, "key new"));
    assert_false(decides(DAY));
}

static void an_approval_needs_reason_end_and_a_day_to_come(void **state)
{
    (void)state;
    struct ta_model_verdict said = verdict();
    said.reason = " ";
    assert_int_equal(approve(&said), TA_E_DATA);
    said = verdict();
    said.reason = NULL;
    assert_int_equal(approve(&said), TA_E_DATA);
    said = verdict();
    said.until = TA_DAY_OPEN;
    assert_int_equal(approve(&said), TA_E_DATA);
    said = verdict();
    said.until = said.on - 1;
    assert_int_equal(approve(&said), TA_E_DATA);
    said = verdict();
    said.on = DAY - 1;
    assert_int_equal(approve(&said), TA_E_PERMISSION);
    assert_non_null(strstr(err.text, "which has passed"));
    model.state = TA_MODEL_DRAFT;
    said = verdict();
    assert_int_equal(approve(&said), TA_E_PERMISSION);
    model.state = TA_MODEL_SUSPENDED;
    assert_int_equal(approve(&said), TA_E_PERMISSION);
    assert_false(decides(DAY));
}

static void a_retirement_ends_what_was_approved_before_it(void **state)
{
    (void)state;
    struct ta_model_verdict said = verdict(), end = verdict();
    end.on = DAY + 10;
    assert_int_equal(retire(&end, DAY + 10), TA_E_NOTFOUND);
    assert_int_equal(approve(&said), TA_OK);
    end.on = DAY + 9;
    assert_int_equal(retire(&end, DAY + 10), TA_E_PERMISSION);
    end.on = DAY + 10;
    end.by = "Terrassay";
    assert_int_equal(retire(&end, DAY + 10), TA_E_PERMISSION);
    end.by = "Wang Fang";
    assert_int_equal(retire(&end, DAY + 10), TA_OK);
    assert_true(decides(DAY + 10));
    assert_false(decides(DAY + 11));
    assert_int_equal(retire(&end, DAY + 10), TA_E_NOTFOUND); /* there is nothing left */

    assert_int_equal(approve(&said), TA_OK); /* and what comes later holds */
    assert_true(decides(DAY + 11));
}

static void a_signature_that_does_not_hold_counts_for_nothing(void **state)
{
    (void)state;
    struct ta_model_verdict said = verdict();
    struct ta_approval_row row;
    struct ta_store *store = &workspace.store;
    assert_int_equal(approve(&said), TA_OK);
    struct ta_model_verdict end = verdict();
    end.on = DAY + 3;
    assert_int_equal(ta_model_retire(&workspace, &model, &end, now, &row, &err), TA_OK);
    row.on = DAY + 1; /* a forged earlier end, and a forged approval after it */
    row.until = DAY + 1;
    assert_int_equal(store->ops->begin(store->self, &err), TA_OK);
    assert_int_equal(store->ops->approval_put(store->self, &row, &err), TA_OK);
    row.kind = TA_APPROVES_MODEL;
    row.until = DAY + 1000;
    assert_int_equal(store->ops->approval_put(store->self, &row, &err), TA_OK);
    assert_int_equal(store->ops->commit(store->self, &err), TA_OK);
    assert_true(decides(DAY + 3));
    assert_false(decides(DAY + 4));
}

/* One person with the key that seals the records, under another name. */
static void a_key_that_seals_records_approves_nothing(void **state)
{
    (void)state;
    struct ta_model_verdict said = verdict();
    struct ta_approval_row row;
    struct ta_key_ring own;
    struct ta_store *store = &workspace.store;
    assert_int_equal(
        ta_model_approve(&workspace, &model, bytes, size, &said, now, &row, &err),
        TA_OK);
    struct ta_model_verdict end = verdict();
    end.on = DAY + 3;
    assert_int_equal(retire(&end, DAY), TA_OK);
    assert_false(decides(DAY + 4));
    assert_int_equal(ta_workspace_keys(&workspace, &own, &err), TA_OK);
    row.until = DAY + 100;
    assert_int_equal(ta_approval_sign(&row, &own, &err), TA_OK);
    assert_int_equal(store->ops->begin(store->self, &err), TA_OK);
    assert_int_equal(store->ops->approval_put(store->self, &row, &err), TA_OK);
    assert_int_equal(store->ops->commit(store->self, &err), TA_OK);
    assert_false(decides(DAY + 4));
    ta_keys_close(&own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_approval_makes_decisions_of_its_days, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(only_a_second_person_with_a_key_of_their_own,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(an_approval_needs_reason_end_and_a_day_to_come,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_retirement_ends_what_was_approved_before_it,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(a_pinned_document_cannot_be_touched, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(
            a_signature_that_does_not_hold_counts_for_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_that_seals_records_approves_nothing,
                                        setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
