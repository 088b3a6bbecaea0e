/* SPDX-License-Identifier: Apache-2.0 */
/* A hundred seeded mutations of a workspace, made by somebody who knows the program, may write
 * every file, drops the store's triggers and puts them back, and holds the signing key. Each has
 * to be named by verify: the record or the file, and what about it. */
#define BASE TA_BINARY_DIR "/test-verify-base"
#define COPY TA_BINARY_DIR "/test-verify-copy"
#include "ta_test_mutation.h"

#include <sys/stat.h>

enum { MUTATIONS = 100 };

/* A file of the workspace, picked by the seed. */
static void pick_file(struct ta_random_stream *r, const char *folder, char out[512])
{
    char **name = NULL, path[512];
    size_t n = 0;
    (void)snprintf(path, sizeof path, COPY "/%s", folder);
    assert_ok(ta_folder_list(path, &name, &n, &err));
    assert_true(n > 0);
    (void)snprintf(out, 512, "%s/%s", folder, name[ta_random_below(r, n)]);
    ta_free(name);
}

static void spoil(struct ta_random_stream *r, const char *below)
{
    char path[600];
    (void)snprintf(path, sizeof path, COPY "/%s", below);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    long at = (long)ta_random_below(r, (size_t)ftell(file));
    fseek(file, at, SEEK_SET);
    int byte = fgetc(file);
    fseek(file, at, SEEK_SET);
    fputc(byte ^ (1 << ta_random_below(r, 8)), file);
    fclose(file);
}

static void expect_file(const char *below, struct expected *out)
{
    (void)snprintf(out->field, sizeof out->field, "evidence %s", below);
}

static void byte_of_a_chip(struct ta_random_stream *r, struct expected *out)
{
    char below[512];
    pick_file(r, "imagery/chips", below);
    spoil(r, below);
    expect_file(below, out);
}

/* A pixel as a raster program would write it: a whole and readable chip. */
static void pixel_of_a_chip(struct ta_random_stream *r, struct expected *out)
{
    char below[512], path[600];
    struct ta_chip chip = {0};
    pick_file(r, "imagery/chips", below);
    (void)snprintf(path, sizeof path, COPY "/%s", below);
    assert_ok(ta_chip_read(path, &chip, &err));
    int16_t *pixel = chip.plane[0].value;
    pixel[(chip.grid.rows / 2) * chip.grid.cols + chip.grid.cols / 2] = 6500;
    assert_int_equal(remove(path), 0);
    assert_ok(ta_chip_write(&chip, path, &err));
    ta_chip_free(&chip);
    expect_file(below, out);
}

static void chip_is_gone(struct ta_random_stream *r, struct expected *out)
{
    char below[512], path[600];
    pick_file(r, "imagery/chips", below);
    (void)snprintf(path, sizeof path, COPY "/%s", below);
    assert_int_equal(remove(path), 0);
    expect_file(below, out);
    (void)snprintf(out->words, sizeof out->words, "No such file");
}

static void a_reading(struct ta_random_stream *r, struct expected *out)
{
    char below[512], path[600];
    struct ta_reading_run *run = NULL;
    size_t n = 0;
    pick_file(r, "readings/steel", below);
    (void)snprintf(path, sizeof path, COPY "/%s", below);
    assert_ok(ta_readings_read(path, &run, &n, &err));
    run[0].reading[ta_random_below(r, run[0].n)].value += 1.0;
    assert_int_equal(remove(path), 0);
    assert_ok(ta_readings_write(path, run, n, &err));
    ta_reading_runs_free(run, n);
    expect_file(below, out);
}

static void a_layer(struct ta_random_stream *r, struct expected *out)
{
    char below[512];
    pick_file(r, "layers", below);
    spoil(r, below);
    expect_file(below, out);
}

/* One letter of a document of that kind; its key stays. */
static void spoil_document(const char *kind, const char *from, const char *to)
{
    sql("UPDATE ta_document SET bytes = CAST(replace(CAST(bytes AS TEXT), '%s', '%s') "
        "AS "
        "BLOB) WHERE kind = '%s'",
        from, to, kind);
    assert_true(sqlite3_changes(db) > 0);
}

static void a_weight(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    spoil_document("model", "weight: 0.6", "weight: 0.7");
    (void)snprintf(out->field, sizeof out->field, "model");
}

static void a_table_row(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    spoil_document("table", "coking_coal", "coking_soot");
    (void)snprintf(out->field, sizeof out->field, "table ");
}

static void a_project_document(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    spoil_document("project", "\"limit\":35", "\"limit\":95");
    (void)snprintf(out->field, sizeof out->field, "project document");
}

static void a_layers_error(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    spoil_document("layer", "\"position_error_m\":5", "\"position_error_m\":9");
    (void)snprintf(out->field, sizeof out->field, "document layers/protected_zones");
}

static void a_layers_extent(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    spoil_document("extent", "Polygon", "Polyg0n");
    (void)snprintf(out->field, sizeof out->field, "document extents/protected_zones");
}

static void a_number_of_a_body(struct ta_random_stream *r, struct expected *out)
{
    replace(pick(r, out), "\"capped\":", ",", "77.5");
    write_rows(false, 0);
    (void)snprintf(out->field, sizeof out->field, "id");
}

static void a_body_hashed_anew(struct ta_random_stream *r, struct expected *out)
{
    struct row *picked = pick(r, out);
    replace(picked, "\"capped\":", ",", "77.5");
    ta_sha256(picked->body, strlen(picked->body), picked->envelope.id);
    write_rows(false, 0);
    (void)snprintf(out->field, sizeof out->field, "chain");
}

static void a_signature(struct ta_random_stream *r, struct expected *out)
{
    char *letter = &pick(r, out)->envelope.signature[ta_random_below(r, 128)];
    *letter = *letter == '0' ? '1' : '0';
    write_rows(false, 0);
    (void)snprintf(out->field, sizeof out->field, "signature");
}

static void a_time(struct ta_random_stream *r, struct expected *out)
{
    pick(r, out)->envelope.created += INT64_C(60000000);
    write_rows(false, 0);
    (void)snprintf(out->field, sizeof out->field, "chain");
}

static void an_unknown_key(struct ta_random_stream *r, struct expected *out)
{
    memset(pick(r, out)->envelope.key_id, 'a', TA_HEX_SIZE - 1);
    write_rows(false, 0);
    (void)snprintf(out->field, sizeof out->field, "key_id");
}

/* Changed, and everything from there on hashed, chained and signed by the workspace's key. */
static void sealed_anew(struct ta_random_stream *r, const char *after, const char *stop,
                        const char *by, const char *field, struct expected *out)
{
    struct row *picked = pick(r, out);
    replace(picked, after, stop, by);
    write_rows(true, (size_t)(picked - past_row));
    forget_exports();
    (void)snprintf(out->field, sizeof out->field, "%s", field);
}

static void a_score(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"capped\":", ",", "77.5", "score.capped", out);
}

static void a_lower_bound(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"level_lo\":\"", "\"", "low", "score.level_lo", out);
}

static void an_opinion(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"opinion\":{\"by_level\":\"", "\"", "n0_objection",
                "opinion.by_level", out);
}

static void a_class(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"class\":\"", "\"", "decision", "class", out);
}

static void an_indicator(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"name\":\"loss_ha\",\"unit\":\"ha\",\"value\":", "}", "0.001",
                "indicators[vegetation_loss].details", out);
}

static void a_gate(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"gate\":\"pass", "\"", "ed", "indicators[protected_zone].gate",
                out);
}

static void a_finding(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"findings\":[", "]", "", "findings[0]", out);
}

static void a_look(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"layer\":\"ndvi\",\"max\":", ",", "0.99", "looks[0].max", out);
}

static void a_platform(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"platform\":\"", "\"", "landsat-9",
                "evidence[test/2018-07-01].platform", out);
}

static void a_hash_of_evidence(struct ta_random_stream *r, struct expected *out)
{
    static const char other[] =
        "00000000000000000000000000000000000000000000000000000000000000aa";
    sealed_anew(r, "\"processing\":\"1\",\"sha256\":\"", "\"", other,
                "evidence imagery/chips/", out);
}

static void an_older_document(struct ta_random_stream *r, struct expected *out)
{
    static const char other[] =
        "00000000000000000000000000000000000000000000000000000000000000bb";
    sealed_anew(r, "\"document_sha256\":\"", "\"", other, "project document", out);
}

static void a_name_of_the_one_before(struct ta_random_stream *r, struct expected *out)
{
    size_t i = 2 + ta_random_below(r, n_rows - 2); /* the first two have none before */
    (void)snprintf(out->what, sizeof out->what, "seq %zu", i + 1);
    replace(&past_row[i], "\"previous_record\":", ",", "null");
    write_rows(true, i);
    forget_exports();
    (void)snprintf(out->field, sizeof out->field, "previous_record");
}

static void a_record_removed(struct ta_random_stream *r, struct expected *out)
{
    size_t i = ta_random_below(r, n_rows - 1);
    sql("DELETE FROM ta_record WHERE seq = %lld", (long long)past_row[i].envelope.seq);
    (void)snprintf(out->what, sizeof out->what, "seq %zu", i + 1);
    (void)snprintf(out->words, sizeof out->words, "record %zu is gone", i + 1);
}

/* Closed up behind it, sealed anew; the project's next record names one that is not there. */
static void a_record_removed_and_closed_up(struct ta_random_stream *r,
                                           struct expected *out)
{
    size_t i = ta_random_below(r, n_rows - 2); /* its project has a later one */
    free(past_row[i].body);
    memmove(&past_row[i], &past_row[i + 1], (n_rows - i - 1) * sizeof *past_row);
    n_rows--;
    write_rows(true, i);
    (void)snprintf(out->field, sizeof out->field, "previous_record");
    forget_exports();
}

/* The newest one gone, the count set back: the export tells. */
static void the_end_cut_off(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    sql("DELETE FROM ta_record WHERE seq = %lld",
        (long long)past_row[n_rows - 1].envelope.seq);
    (void)snprintf(out->field, sizeof out->field, "records/%s/%s",
                   past_row[n_rows - 1].project, past_row[n_rows - 1].envelope.id);
    free(past_row[--n_rows].body);
    put_head();
}

static void two_swapped(struct ta_random_stream *r, struct expected *out)
{
    size_t i = ta_random_below(r, n_rows - 1), k = i + 1;
    char *body = past_row[i].body, id[TA_HEX_SIZE];
    past_row[i].body = past_row[k].body;
    past_row[k].body = body;
    memcpy(id, past_row[i].envelope.id, sizeof id);
    memcpy(past_row[i].envelope.id, past_row[k].envelope.id, sizeof id);
    memcpy(past_row[k].envelope.id, id, sizeof id);
    write_rows(false, 0);
    (void)snprintf(out->what, sizeof out->what, "seq %zu", k + 1);
    (void)snprintf(out->field, sizeof out->field, "chain");
}

static void two_places_swapped(struct ta_random_stream *r, struct expected *out)
{
    size_t i = ta_random_below(r, n_rows - 1), k = i + 1;
    struct row kept = past_row[i];
    past_row[i] = past_row[k];
    past_row[k] = kept;
    past_row[i].envelope.seq = (int64_t)i + 1;
    past_row[k].envelope.seq = (int64_t)k + 1;
    write_rows(false, 0);
    (void)snprintf(out->what, sizeof out->what, "seq %zu", i + 1);
    (void)snprintf(out->field, sizeof out->field, "previous");
}

static void another_project(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    sql("UPDATE ta_record SET project = 'other' WHERE seq = %lld",
        (long long)past_row[n_rows - 1].envelope.seq);
    (void)snprintf(out->field, sizeof out->field, "newest record of %s",
                   past_row[n_rows - 1].project);
}

static void another_day(struct ta_random_stream *r, struct expected *out)
{
    const struct row *picked = &past_row[ta_random_below(r, n_rows)];
    sql("UPDATE ta_record SET as_of = as_of + 1 WHERE seq = %lld",
        (long long)picked->envelope.seq);
    (void)snprintf(out->field, sizeof out->field, "store.gpkg");
    (void)snprintf(out->words, sizeof out->words, "record %lld stands under another",
                   (long long)picked->envelope.seq);
}

/* The same record in other bytes: sealed anew, and read by some programs as another. */
static void a_form_of_its_own(struct ta_random_stream *r, struct expected *out)
{
    static const char *const forms[][3] = {{"\"as_of\"", ":", " "},
                                           {"\"schema\":\"", "errassay", "\\u0074"}};
    const char *const *form = forms[ta_random_below(r, 2)];
    sealed_anew(r, form[0], form[1], form[2], "body", out);
    (void)snprintf(out->words, sizeof out->words, "in another way");
}

static void a_word_of_the_program(struct ta_random_stream *r, struct expected *out)
{
    sealed_anew(r, "\"program\":{", "\"name\"", "\"approved\":\"by all\",",
                "program.approved", out);
}

/* Beside another project's exports, where nobody compares it. */
static void an_export_elsewhere(struct ta_random_stream *r, struct expected *out)
{
    const struct row *picked = &past_row[ta_random_below(r, n_rows)];
    const char *other = strcmp(picked->project, "wood") == 0 ? "steel" : "wood";
    char path[600];
    (void)snprintf(out->field, sizeof out->field, "records/%s/%s.json", other,
                   picked->envelope.id);
    (void)snprintf(path, sizeof path, COPY "/%.500s", out->field);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs("{\"record\":\"forged\"}\n", file) > 0);
    assert_int_equal(fclose(file), 0);
}

static void an_export_of_another_name(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    FILE *file = fopen(COPY "/records/steel/latest.json", "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    (void)snprintf(out->field, sizeof out->field, "records/steel/latest.json");
}

/* Read on, a pipe would be waited for. */
static void a_pipe_for_a_chip(struct ta_random_stream *r, struct expected *out)
{
    char below[512], path[600];
    pick_file(r, "imagery/chips", below);
    (void)snprintf(path, sizeof path, COPY "/%s", below);
    assert_int_equal(remove(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    expect_file(below, out);
    (void)snprintf(out->words, sizeof out->words, "is no plain file");
}

static void a_pipe_for_an_export(struct ta_random_stream *r, struct expected *out)
{
    char below[512], path[600];
    pick_file(r, "records/wood", below);
    (void)snprintf(path, sizeof path, COPY "/%s", below);
    assert_int_equal(remove(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    (void)snprintf(out->field, sizeof out->field, "export");
    (void)snprintf(out->words, sizeof out->words, "is no plain file");
}

/* As many records as no walk comes to the end of. */
static void a_count_beyond_all_counting(struct ta_random_stream *r,
                                        struct expected *out)
{
    (void)r;
    sql("UPDATE ta_record_head SET seq = 4000000000000000000");
    (void)snprintf(out->words, sizeof out->words, "record %zu is gone", n_rows + 1);
}

/* The files of another project under their own hashes: the same streams stand in them. */
static void a_file_of_another_project(struct ta_random_stream *r, struct expected *out)
{
    static const char path[] = "\"path\":\"readings/steel/";
    (void)r;
    assert_int_equal(rename(COPY "/readings/steel", COPY "/readings/Steel"), 0);
    for (size_t i = 0; i < n_rows; i++)
        for (char *at; (at = strstr(past_row[i].body, path)) != NULL;)
            at[sizeof "\"path\":\"readings/" - 1] = 'S';
    write_rows(true, 0);
    forget_exports();
    (void)snprintf(out->field, sizeof out->field, "record");
    (void)snprintf(out->words, sizeof out->words, "is the file of another");
}

static void a_document_of_another_project(struct ta_random_stream *r,
                                          struct expected *out)
{
    (void)r;
    sql("UPDATE ta_project SET document = (SELECT document FROM ta_project WHERE id = "
        "'wood') WHERE id = 'steel'");
    (void)snprintf(out->field, sizeof out->field, "project steel");
    (void)snprintf(out->words, sizeof out->words, "is of project wood");
}

static void a_level_without_a_record(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    sql("UPDATE sites SET level = 'low', score = 99, record_id = NULL");
    (void)snprintf(out->field, sizeof out->field, "store.gpkg");
    (void)snprintf(out->words, sizeof out->words, "without a record of its own");
}

static void a_level_on_the_map(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    sql("UPDATE sites SET level = 'low' WHERE project = 'steel'");
    (void)snprintf(out->field, sizeof out->field, "map of steel");
}

static void an_export(struct ta_random_stream *r, struct expected *out)
{
    char below[512];
    pick_file(r, "records/wood", below);
    spoil(r, below);
    (void)snprintf(out->field, sizeof out->field, "%s", below);
}

static void an_audit_line(struct ta_random_stream *r, struct expected *out)
{
    (void)r;
    sql("UPDATE ta_audit SET who = 'somebody' WHERE seq = 2");
    (void)snprintf(out->words, sizeof out->words, "audit line 2");
}

static const struct mutation mutation[] = {
    NAMED(byte_of_a_chip),
    NAMED(pixel_of_a_chip),
    NAMED(chip_is_gone),
    NAMED(a_reading),
    NAMED(a_layer),
    NAMED(a_weight),
    NAMED(a_table_row),
    NAMED(a_project_document),
    NAMED(a_layers_error),
    NAMED(a_layers_extent),
    NAMED(a_number_of_a_body),
    NAMED(a_body_hashed_anew),
    NAMED(a_signature),
    NAMED(a_time),
    NAMED(an_unknown_key),
    NAMED(a_score),
    NAMED(a_lower_bound),
    NAMED(an_opinion),
    NAMED(a_class),
    NAMED(an_indicator),
    NAMED(a_gate),
    NAMED(a_finding),
    NAMED(a_look),
    NAMED(a_platform),
    NAMED(a_hash_of_evidence),
    NAMED(an_older_document),
    NAMED(a_name_of_the_one_before),
    NAMED(a_record_removed),
    NAMED(a_record_removed_and_closed_up),
    NAMED(the_end_cut_off),
    NAMED(two_swapped),
    NAMED(two_places_swapped),
    NAMED(another_project),
    NAMED(a_level_on_the_map),
    NAMED(an_export),
    NAMED(an_audit_line),
    NAMED(another_day),
    NAMED(a_form_of_its_own),
    NAMED(a_word_of_the_program),
    NAMED(an_export_elsewhere),
    NAMED(an_export_of_another_name),
    NAMED(a_pipe_for_a_chip),
    NAMED(a_pipe_for_an_export),
    NAMED(a_count_beyond_all_counting),
    NAMED(a_level_without_a_record),
    NAMED(a_file_of_another_project),
    NAMED(a_document_of_another_project),
};
enum { KINDS = sizeof mutation / sizeof *mutation };

static void the_workspace_itself_is_whole(void **state)
{
    (void)state;
    struct search search = {.expected = NULL};
    copy_workspace();
    open_past(); /* and what only goes past the store changes nothing */
    read_rows();
    write_rows(false, 0);
    free_rows();
    close_past();
    enum ta_status rc = verify(&search);
    if (rc != TA_OK) fail_msg("%s", search.all);
    assert_int_equal(search.counts.records, 6);
    assert_int_equal(search.counts.intact, 6);
    assert_int_equal(search.counts.reproduced, 6);
    assert_int_equal(search.counts.nearly, 0);
}

static void every_mutation_is_named(void **state)
{
    (void)state;
    mutate_all(mutation, KINDS, MUTATIONS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_workspace_itself_is_whole),
                                       cmocka_unit_test(every_mutation_is_named)};
    return cmocka_run_group_tests(tests, build, NULL);
}
