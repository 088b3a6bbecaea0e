/* SPDX-License-Identifier: Apache-2.0 */
/** @file registry.c  Every row of indicators.def has its golden file, source, unit and words. */
#include "ta_test.h"

#include <jansson.h>
#include <unistd.h>

#include "base/datasets.h"
#include "base/file.h"
#include "base/json.h"
#include "base/memory.h"
#include "tables/tables.h"
#include "terrassay/indicator.h"
#include "units.h"

static json_t *messages(const char *name)
{
    char *bytes = NULL;
    size_t size = 0;
    json_t *out = NULL;
    struct ta_error err = {0};
    if (ta_dataset_read(NULL, name, &bytes, &size, &err) != TA_OK ||
        ta_json_parse(name, bytes, size, 1 << 24, &out, &err) != TA_OK)
        fail_msg("%s", err.text);
    ta_free(bytes);
    return out;
}

static void need_words(const json_t *words, const char *language, const char *id,
                       const char *kind)
{
    char key[160];
    (void)snprintf(key, sizeof key, "indicator.%s.%s", id, kind);
    const char *text = json_string_value(json_object_get(words, key));
    if (text == NULL || text[0] == '\0') fail_msg("%s: no message %s", language, key);
}

static void every_row_has_words_in_both_languages(void **state)
{
    (void)state;
    static const char *const kind[] = {"title", "question", "question_missing"};
    static const char *const file[] = {"messages/en.json", "messages/zh.json"};
    for (size_t l = 0; l < 2; l++) {
        json_t *words = messages(file[l]);
        for (size_t i = 0; i < ta_indicator_count(); i++)
            for (size_t k = 0; k < 3; k++)
                need_words(words, file[l], ta_indicator_at(i)->id, kind[k]);
        json_decref(words);
    }
}

static void every_row_has_a_golden_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        char path[512];
        (void)snprintf(path, sizeof path, "%s/tests/golden/%s.gold", TA_SOURCE_DIR,
                       ta_indicator_at(i)->id);
        if (access(path, R_OK) != 0) fail_msg("no %s", path);
    }
}

static void every_row_has_source_unit_and_its_tables(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        if (strlen(row->cite) < 8) fail_msg("%s: no source", row->id);
        if (row->unit[0] == '\0') fail_msg("%s: no unit", row->id);
        for (size_t t = 0; t < row->n_tables; t++)
            if (ta_table_find(ta_tables_set(tables), row->table[t]) == NULL)
                fail_msg("%s: no table %s", row->id, row->table[t]);
    }
    ta_tables_free(tables);
}

/* Whose source says "recalled" has the flag, and says so in Chinese too. */
static void what_is_recalled_is_unchecked(void **state)
{
    (void)state;
    json_t *zh = messages("messages/zh.json");
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        bool says = strstr(row->cite, "recalled") != NULL;
        char key[160];
        if (says && !row->recalled)
            fail_msg("%s: recalled, and not so marked", row->id);
        (void)snprintf(key, sizeof key, "cite.%s", row->id);
        const char *words = json_string_value(json_object_get(zh, key));
        if (words == NULL || (strstr(words, "凭记忆") != NULL) != says)
            fail_msg("%s: the Chinese source says otherwise", row->id);
    }
    json_decref(zh);
}

/* The answer that an input names is one of ours, and not its own. */
static void every_answer_that_is_taken_is_given(void **state)
{
    (void)state;
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        for (size_t k = 0; k < row->n_inputs; k++) {
            char id[TA_NAME_SIZE];
            if (row->input[k].origin != TA_FROM_INDICATOR) continue;
            (void)snprintf(id, sizeof id, "%.*s", (int)strcspn(row->input[k].key, "."),
                           row->input[k].key);
            if (ta_indicator_find(id) == NULL || strcmp(id, row->id) == 0)
                fail_msg("%s: takes the answer of \"%s\"", row->id, id);
        }
    }
}

static void need_unit(const char *where, const char *unit)
{
    struct ta_unit parsed;
    if (ta_unit_parse(unit, &parsed) != TA_OK) fail_msg("%s: unit \"%s\"", where, unit);
}

static void every_unit_can_be_read(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    const struct ta_table_set *set = ta_tables_set(tables);
    for (size_t t = 0; t < set->n; t++)
        for (size_t r = 0; r < set->table[t].n_rows; r++)
            need_unit(set->table[t].id, set->table[t].row[r].unit);
    for (size_t i = 0; i < ta_indicator_count(); i++) {
        const struct ta_indicator *row = ta_indicator_at(i);
        need_unit(row->id, row->unit);
        for (size_t k = 0; k < row->n_inputs; k++)
            need_unit(row->id, row->input[k].unit);
        for (size_t k = 0; k < row->n_params; k++)
            need_unit(row->id, row->param[k].unit);
    }
    ta_tables_free(tables);
}

/* Take the lists in which indicators name their tables out of a source. */
static void drop_lists(char *text)
{
    static const char list[] = "const char *const table";
    for (char *at = strstr(text, list); at != NULL; at = strstr(at, list)) {
        char *end = strchr(at, '}');
        assert_non_null(end);
        memset(at, ' ', (size_t)(end - at));
    }
}

/* Does a source of @p folder name the table, elsewhere than in the list of an indicator? */
static bool is_read_in(const char *folder, const char *id)
{
    char path[512], quoted[TA_NAME_SIZE + 4], **name = NULL;
    size_t n = 0, size = 0;
    bool found = false;
    (void)snprintf(quoted, sizeof quoted, "\"%s\"", id);
    (void)snprintf(path, sizeof path, "%s/%s", TA_SOURCE_DIR, folder);
    assert_int_equal(ta_folder_list(path, &name, &n, NULL), TA_OK);
    for (size_t i = 0; !found && i < n; i++) {
        char *text = NULL;
        if (strstr(name[i], ".c") == NULL && strstr(name[i], ".h") == NULL) continue;
        (void)snprintf(path, sizeof path, "%s/%s/%.100s", TA_SOURCE_DIR, folder,
                       name[i]);
        assert_int_equal(ta_file_read(path, 1 << 20, &text, &size, NULL), TA_OK);
        drop_lists(text);
        found = strstr(text, quoted) != NULL;
        ta_free(text);
    }
    ta_free(name);
    return found;
}

/* A table that nothing reads says nothing, and looks as if it did. */
static void every_table_is_read(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    const struct ta_table_set *set = ta_tables_set(tables);
    for (size_t t = 0; t < set->n; t++) {
        const char *id = set->table[t].id;
        bool listed = false;
        for (size_t i = 0; i < ta_indicator_count(); i++)
            for (size_t k = 0; k < ta_indicator_at(i)->n_tables; k++)
                listed = listed || strcmp(ta_indicator_at(i)->table[k], id) == 0;
        if (!listed) fail_msg("no indicator names the table %s", id);
        if (!is_read_in("algorithms", id) && !is_read_in("src/engine", id))
            fail_msg("nothing reads the table %s", id);
    }
    ta_tables_free(tables);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_has_words_in_both_languages),
        cmocka_unit_test(every_row_has_a_golden_file),
        cmocka_unit_test(every_row_has_source_unit_and_its_tables),
        cmocka_unit_test(what_is_recalled_is_unchecked),
        cmocka_unit_test(every_answer_that_is_taken_is_given),
        cmocka_unit_test(every_unit_can_be_read),
        cmocka_unit_test(every_table_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
