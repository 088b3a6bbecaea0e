/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test_folder.h"

#include "base/file.h"
#include "base/memory.h"
#include "base/time.h"
#include "series/observations.h"

#define FOLDER TA_BINARY_DIR "/observations.tmp"
#define PATH FOLDER "/T37NBG-2024-05.v1.h5"

static int fresh(void **state)
{
    (void)state;
    return ta_test_folder(FOLDER);
}

static struct ta_observation row(const char *project, int site, int look,
                                 const char *layer)
{
    struct ta_observation r = {.site = site,
                               .processing = "0510",
                               .mask = "scl",
                               .tile = "T37NBG",
                               .offset_by = "MTD_MSIL2A.xml",
                               .inside = 1.0,
                               .clear_fraction = 0.75 - look / 64.0,
                               .cloud_fraction = 0.25,
                               .cell_area_m2 = 100.0,
                               .simulated = look % 2 == 1};
    snprintf(r.project, sizeof r.project, "%s", project);
    snprintf(r.layer, sizeof r.layer, "%s", layer);
    snprintf(r.unit, sizeof r.unit, "%s", strcmp(layer, "nir") == 0 ? "count" : "1");
    snprintf(r.scene, sizeof r.scene, "sentinel-2-l2a/S2A_%02d", look);
    snprintf(r.chip_sha256, sizeof r.chip_sha256, "%032d%032d", site, look);
    r.time = ta_time_of(19844 + look) + 7 * INT64_C(3600000000) + look;
    double base = site + look / 8.0;
    r.stats = (struct ta_stats){12.5, 12.5 * base, base, 0.5, base - 1, base + 1};
    if (look == 3) /* under cloud: nothing was measured */
        r.stats = (struct ta_stats){0, 0, NAN, NAN, NAN, NAN};
    return r;
}

enum { SITES = 40, LOOKS = 6, LAYERS = 3, ROWS = SITES * LOOKS * LAYERS };

/* In an order that is not the file's. */
static struct ta_observation *many(void)
{
    static const char *const layer[LAYERS] = {"red", "nir", "ndvi"};
    struct ta_observation *rows = ta_alloc(ROWS, sizeof *rows);
    size_t n = 0;
    for (int look = LOOKS - 1; look >= 0; look--)
        for (int k = 0; k < LAYERS; k++)
            for (int site = 0; site < SITES; site++)
                rows[n++] =
                    row(site % 2 ? "bank:b" : "bank:a", 1 + site / 2, look, layer[k]);
    return rows;
}

static void same_text(const char *a, const char *b)
{
    assert_string_equal(a, b);
}

static void same_number(double a, double b)
{
    assert_true(a == b || (isnan(a) && isnan(b)));
}

static void assert_same(const struct ta_observation *a, const struct ta_observation *b)
{
    same_text(a->project, b->project);
    assert_int_equal(a->site, b->site);
    same_text(a->scene, b->scene);
    same_text(a->processing, b->processing);
    same_text(a->layer, b->layer);
    same_text(a->mask, b->mask);
    same_text(a->tile, b->tile);
    assert_true(a->time == b->time);
    same_number(a->inside, b->inside);
    same_number(a->clear_fraction, b->clear_fraction);
    same_number(a->cloud_fraction, b->cloud_fraction);
    same_number(a->shadow_fraction, b->shadow_fraction);
    same_number(a->snow_fraction, b->snow_fraction);
    same_number(a->stats.count, b->stats.count);
    same_number(a->stats.sum, b->stats.sum);
    same_number(a->stats.mean, b->stats.mean);
    same_number(a->stats.variance, b->stats.variance);
    same_number(a->stats.min, b->stats.min);
    same_number(a->stats.max, b->stats.max);
    same_number(a->cell_area_m2, b->cell_area_m2);
    same_text(a->chip_sha256, b->chip_sha256);
    same_text(a->offset_by, b->offset_by);
    same_text(a->unit, b->unit);
    assert_int_equal(a->simulated, b->simulated);
}

static const struct ta_observation *find(const struct ta_observation *rows, size_t n,
                                         const struct ta_observation *wanted)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].project, wanted->project) == 0 &&
            rows[i].site == wanted->site && rows[i].time == wanted->time &&
            strcmp(rows[i].layer, wanted->layer) == 0)
            return &rows[i];
    return NULL;
}

static void all_rows_come_back_in_order(void **state)
{
    (void)state;
    struct ta_observation *rows = many(), *back = NULL;
    size_t n = 0;
    struct ta_error err = {0};
    if (ta_observations_write(PATH, rows, ROWS, &err) != TA_OK)
        fail_msg("%s", err.text);
    if (ta_observations_read(PATH, &back, &n, &err) != TA_OK) fail_msg("%s", err.text);
    assert_int_equal(n, ROWS);
    for (size_t i = 0; i < n; i++) {
        const struct ta_observation *written = find(rows, ROWS, &back[i]);
        assert_non_null(written);
        assert_same(&back[i], written);
        if (i == 0) continue;
        int order = strcmp(back[i - 1].project, back[i].project);
        assert_true(order < 0 || (order == 0 && back[i - 1].site <= back[i].site));
        if (order == 0 && back[i - 1].site == back[i].site)
            assert_true(back[i - 1].time <= back[i].time);
    }
    char **names = NULL;
    assert_int_equal(ta_folder_list(FOLDER, &names, &n, NULL), TA_OK);
    assert_int_equal(n, 1); /* nothing is left beside it */
    ta_free(names);
    ta_free(back);
    ta_free(rows);
}

static void one_site_comes_back_by_time(void **state)
{
    (void)state;
    struct ta_observation *rows = many(), *back = NULL;
    size_t n = 0;
    assert_int_equal(ta_observations_write(PATH, rows, ROWS, NULL), TA_OK);
    for (int site = 1; site <= SITES / 2; site++) {
        assert_int_equal(
            ta_observations_read_site(PATH, "bank:b", site, &back, &n, NULL), TA_OK);
        assert_int_equal(n, LOOKS * LAYERS);
        for (size_t i = 0; i < n; i++) {
            assert_int_equal(back[i].site, site);
            assert_same(&back[i], find(rows, ROWS, &back[i]));
            if (i > 0) assert_true(back[i - 1].time <= back[i].time);
        }
        ta_free(back);
    }
    assert_int_equal(ta_observations_read_site(PATH, "bank:b", 21, &back, &n, NULL),
                     TA_OK);
    assert_true(back == NULL && n == 0);
    assert_int_equal(ta_observations_read_site(PATH, "bank", 1, &back, &n, NULL),
                     TA_OK);
    assert_true(back == NULL && n == 0);
    ta_free(rows);
}

/* What this process has read from files so far, as Linux counts it; -1 where nobody does. */
static long long bytes_read(void)
{
    long long bytes = -1;
    FILE *file = fopen("/proc/self/io", "r");
    if (file == NULL) return -1;
    if (fscanf(file, "rchar: %lld", &bytes) != 1) bytes = -1;
    assert_int_equal(fclose(file), 0);
    return bytes;
}

/* Bytes that one site's history takes of a file with so many sites. */
static long long bytes_of_one(int sites)
{
    struct ta_observation *rows = ta_alloc((size_t)sites * LOOKS, sizeof *rows), *back;
    char project[TA_ID_SIZE];
    size_t n = 0;
    for (int site = 0; site < sites; site++)
        for (int look = 0; look < LOOKS; look++) {
            (void)snprintf(project, sizeof project, "bank:%06d", 500000 + site);
            rows[n++] = row(project, 1, look, "ndvi");
        }
    assert_int_equal(ta_observations_write(PATH, rows, n, NULL), TA_OK);
    ta_free(rows);
    long long before = bytes_read();
    (void)snprintf(project, sizeof project, "bank:%06d", 500000 + sites / 3);
    assert_int_equal(ta_observations_read_site(PATH, project, 1, &back, &n, NULL),
                     TA_OK);
    assert_int_equal(n, LOOKS);
    ta_free(back);
    assert_int_equal(remove(PATH), 0);
    return bytes_read() - before;
}

/* Ten times the sites: some chunks more of their table, which is halved, and none of the rows; ten times the
 * bytes would be a search through all. */
static void a_history_costs_hardly_more_whatever_lies_beside_it(void **state)
{
    (void)state;
    if (bytes_read() < 0) {
        print_message("skipped: this machine counts no bytes read\n");
        return;
    }
    long long few = bytes_of_one(3000), many_sites = bytes_of_one(30000);
    print_message("%lld bytes beside 3,000 sites, %lld beside 30,000\n", few,
                  many_sites);
    assert_true(few > 0 && many_sites < 3 * few);
}

static void equal_rows_give_equal_bytes(void **state)
{
    (void)state;
    struct ta_observation *rows = many();
    char *a = NULL, *b = NULL;
    size_t size_a = 0, size_b = 0;
    assert_int_equal(ta_observations_write(PATH, rows, ROWS, NULL), TA_OK);
    for (size_t i = 0; i < ROWS / 2; i++) { /* the other way round */
        struct ta_observation swap = rows[i];
        rows[i] = rows[ROWS - 1 - i];
        rows[ROWS - 1 - i] = swap;
    }
    sleep(1); /* a clock time in the file would differ */
    assert_int_equal(ta_observations_write(FOLDER "/other.h5", rows, ROWS, NULL),
                     TA_OK);
    assert_int_equal(ta_file_read(PATH, 1 << 24, &a, &size_a, NULL), TA_OK);
    assert_int_equal(ta_file_read(FOLDER "/other.h5", 1 << 24, &b, &size_b, NULL),
                     TA_OK);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(a, b, size_a);
    ta_free(a);
    ta_free(b);
    ta_free(rows);
}

static void a_sealed_file_is_never_written_again(void **state)
{
    (void)state;
    struct ta_observation *rows = many();
    struct ta_error err = {0};
    char before[65536], after[65536];
    assert_int_equal(ta_observations_write(PATH, rows, 30, NULL), TA_OK);
    FILE *file = fopen(PATH, "rb");
    size_t size = fread(before, 1, sizeof before, file);
    fclose(file);
    assert_int_equal(ta_observations_write(PATH, rows, 30, &err), TA_OK);
    rows[7].stats.max += 1e-9;
    assert_int_equal(ta_observations_write(PATH, rows, 30, &err), TA_E_AGAIN);
    assert_non_null(strstr(err.mend, "next version"));
    assert_int_equal(ta_observations_write(PATH, rows, 31, &err), TA_E_AGAIN);
    file = fopen(PATH, "rb");
    assert_int_equal(fread(after, 1, sizeof after, file), size);
    fclose(file);
    assert_memory_equal(before, after, size);
    ta_free(rows);
}

static void rows_that_cannot_be_are_refused(void **state)
{
    (void)state;
    struct ta_error err = {0};
    struct ta_observation two[2] = {row("a", 1, 1, "red"), row("a", 1, 1, "red")};
    two[1].stats.mean = 7;
    assert_int_equal(ta_observations_write(PATH, two, 2, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "stands twice"));
    two[1] = row("a/b", 1, 1, "red");
    assert_int_equal(ta_observations_write(PATH, two, 2, &err), TA_E_DATA);
    two[1] = row("a", 0, 1, "red");
    assert_int_equal(ta_observations_write(PATH, two, 2, &err), TA_E_DATA);
    two[1] = row("a", 1, 2, "red");
    two[1].time = TA_TIME_NONE;
    assert_int_equal(ta_observations_write(PATH, two, 2, &err), TA_E_DATA);
    assert_int_equal(ta_observations_write(PATH, two, 0, &err), TA_E_ARG);
    assert_int_equal(access(PATH, F_OK), -1);
    assert_int_not_equal(ta_observations_write(FOLDER "/no/x.h5", two, 1, &err), TA_OK);
}

static void late_rows_have_the_word(void **state)
{
    (void)state;
    struct ta_observation old[2] = {row("a", 2, 1, "red"), row("a", 1, 1, "red")};
    struct ta_observation late[2] = {row("a", 3, 0, "red"), row("a", 2, 1, "red")};
    struct ta_observation *all = NULL;
    size_t n = 0;
    late[1].stats.mean = 42;
    assert_int_equal(ta_observations_merge(old, 2, late, 2, &all, &n), TA_OK);
    assert_int_equal(n, 3);
    assert_int_equal(all[0].site, 1);
    assert_true(all[1].site == 2 && all[1].stats.mean == 42);
    assert_int_equal(all[2].site, 3);
    ta_free(all);
    assert_int_equal(ta_observations_merge(NULL, 0, late, 2, &all, &n), TA_OK);
    assert_int_equal(n, 2);
    ta_free(all);
}

static void reading_and_writing_survive_a_lack_of_memory(void **state)
{
    (void)state;
    struct ta_observation *rows = many();
    size_t failures = 0;
    for (size_t k = 1; k < 150; k++) {
        struct ta_observation *back = NULL;
        size_t n = 0;
        remove(PATH);
        ta_alloc_fail_at(k);
        enum ta_status rc = ta_observations_write(PATH, rows, 60, NULL);
        if (rc == TA_OK)
            rc = ta_observations_read_site(PATH, "bank:a", 2, &back, &n, NULL);
        ta_alloc_fail_at(0);
        assert_true(rc == TA_OK || rc == TA_E_NOMEM);
        failures += rc != TA_OK;
        ta_free(back);
    }
    assert_in_range(failures, 30, 120);
    ta_free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(all_rows_come_back_in_order, fresh),
        cmocka_unit_test_setup(one_site_comes_back_by_time, fresh),
        cmocka_unit_test_setup(a_history_costs_hardly_more_whatever_lies_beside_it,
                               fresh),
        cmocka_unit_test_setup(equal_rows_give_equal_bytes, fresh),
        cmocka_unit_test_setup(a_sealed_file_is_never_written_again, fresh),
        cmocka_unit_test_setup(rows_that_cannot_be_are_refused, fresh),
        cmocka_unit_test_setup(late_rows_have_the_word, fresh),
        cmocka_unit_test_setup(reading_and_writing_survive_a_lack_of_memory, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
