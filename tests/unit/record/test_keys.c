/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"
#include "ta_test_folder.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/memory.h"
#include "record/keys.h"

#define FOLDER TA_BINARY_DIR "/test-keys"
#define KEYS FOLDER "/keys"

static struct ta_error err;
static struct ta_key_ring ring;

static enum ta_status open_again(void)
{
    ta_keys_close(&ring);
    err = (struct ta_error){.status = TA_OK};
    return ta_keys_open(KEYS, &ring, &err);
}

static int fresh(void **state)
{
    (void)state;
    if (ta_test_folder(FOLDER) != 0) return -1;
    return open_again() == TA_OK ? 0 : -1;
}

static int done(void **state)
{
    (void)state;
    ta_keys_close(&ring);
    return 0;
}

static void new_key(ta_time_us made, char id[TA_HEX_SIZE])
{
    if (ta_key_new(&ring, made, id, &err) != TA_OK) fail_msg("%s", err.text);
}

static void path_of(const char *id, const char *end, char path[512])
{
    snprintf(path, 512, "%s/%s.%s", KEYS, id, end);
}

static void write_file(const char *path, const char *bytes, size_t size, mode_t mode)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    assert_int_equal(chmod(path, mode), 0);
}

static void folder_and_files_are_private(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE], path[512];
    struct stat about;
    new_key(1000, id);
    assert_int_equal(stat(KEYS, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0700);
    for (int i = 0; i < 2; i++) {
        path_of(id, i == 0 ? "key" : "pub", path);
        assert_int_equal(stat(path, &about), 0);
        assert_int_equal(about.st_mode & 0777, 0600);
    }
}

static void what_others_may_touch_is_refused(void **state)
{
    (void)state;
    static const mode_t open_modes[] = {0640, 0604, 0620, 0602, 0610, 0601};
    char id[TA_HEX_SIZE], path[512];
    new_key(1000, id);
    for (size_t i = 0; i < 6; i++)
        for (int file = 0; file < 2; file++) {
            path_of(id, file == 0 ? "key" : "pub", path);
            assert_int_equal(chmod(path, open_modes[i]), 0);
            assert_int_equal(open_again(), TA_E_PERMISSION);
            assert_non_null(strstr(err.text, path));
            assert_non_null(strstr(err.mend, "chmod go-rwx"));
            assert_int_equal(chmod(path, 0600), 0);
        }
    assert_int_equal(chmod(KEYS, 0750), 0);
    assert_int_equal(open_again(), TA_E_PERMISSION);
    assert_int_equal(chmod(KEYS, 0700), 0);
    assert_int_equal(open_again(), TA_OK);
    assert_int_equal(ring.n, 1);

    /* opened while private, then made open */
    uint8_t signature[TA_SIGNATURE_SIZE];
    path_of(id, "key", path);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(ta_key_sign(&ring, &ring.key[0], "x", 1, signature, &err),
                     TA_E_PERMISSION);
}

static void the_newest_key_signs(void **state)
{
    (void)state;
    char id[3][TA_HEX_SIZE];
    assert_null(ta_key_current(&ring));
    new_key(2000, id[1]);
    new_key(3000, id[2]);
    new_key(1000, id[0]);
    assert_int_equal(open_again(), TA_OK);
    for (size_t i = 0; i < 3; i++) assert_string_equal(ring.key[i].id, id[i]);
    assert_string_equal(ta_key_current(&ring)->id, id[2]);
    assert_int_equal(ta_key_retire(&ring, id[2], 4000, &err), TA_OK);
    assert_string_equal(ta_key_current(&ring)->id, id[1]);
    assert_int_equal(open_again(), TA_OK);
    assert_string_equal(ta_key_current(&ring)->id, id[1]);
    assert_int_equal(ta_key_find(&ring, id[2])->retired, 4000);
    assert_string_not_equal(id[0], id[1]);
}

static void retiring_deletes_the_seed_and_keeps_the_rest(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE], path[512];
    uint8_t signature[TA_SIGNATURE_SIZE];
    new_key(1000, id);
    assert_int_equal(ta_key_retire(&ring, id, 1000, &err), TA_E_ARG);
    assert_int_equal(ta_key_retire(&ring, id, 2000, &err), TA_OK);
    path_of(id, "key", path);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(ta_key_sign(&ring, &ring.key[0], "x", 1, signature, &err),
                     TA_E_PERMISSION);
    assert_int_equal(ta_key_retire(&ring, id, 3000, &err), TA_E_DATA);
    char absent[TA_HEX_SIZE] = "0";
    assert_int_equal(ta_key_retire(&ring, absent, 3000, &err), TA_E_NOTFOUND);
    assert_int_equal(open_again(), TA_OK);
    assert_int_equal(ring.key[0].retired, 2000);
    assert_false(ring.key[0].secret);
}

/* Killed between the public file and the seed: it signs no more, and the next retiring
 * ends the work without another date. */
static void a_retiring_that_was_cut_short_goes_on(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE], path[512], seed[TA_SEED_SIZE];
    new_key(1000, id);
    path_of(id, "key", path);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(seed, 1, sizeof seed, file), sizeof seed);
    fclose(file);
    assert_int_equal(ta_key_retire(&ring, id, 2000, &err), TA_OK);
    write_file(path, seed, sizeof seed, 0600);
    assert_int_equal(open_again(), TA_OK);
    assert_null(ta_key_current(&ring));
    assert_int_equal(ta_key_retire(&ring, id, 9000, &err), TA_OK);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(ring.key[0].retired, 2000);
}

static void swapped_and_broken_files_are_named(void **state)
{
    (void)state;
    char id[2][TA_HEX_SIZE], path[2][512];
    uint8_t signature[TA_SIGNATURE_SIZE];
    for (int i = 0; i < 2; i++) {
        new_key(1000 + i, id[i]);
        path_of(id[i], "key", path[i]);
    }
    /* the seed of another key */
    assert_int_equal(rename(path[0], path[1]), 0);
    assert_int_equal(open_again(), TA_OK);
    const struct ta_key *key = ta_key_find(&ring, id[1]);
    assert_int_equal(ta_key_sign(&ring, key, "x", 1, signature, &err), TA_E_DATA);
    assert_non_null(strstr(err.text, "does not belong to its public key"));
    write_file(path[1], "short", 5, 0600);
    assert_int_equal(ta_key_sign(&ring, key, "x", 1, signature, &err), TA_E_DATA);
    /* the public part of another key */
    path_of(id[0], "pub", path[0]);
    path_of(id[1], "pub", path[1]);
    assert_int_equal(rename(path[0], path[1]), 0);
    assert_int_equal(open_again(), TA_E_DATA);
    assert_non_null(strstr(err.text, "holds another key than its name says"));

    static const char *const broken[] = {
        "",
        "{",
        "[]",
        "{\"public_key\":\"00\",\"made\":\"2024-01-01T00:00:00Z\"}",
        "{\"public_key\":7,\"made\":\"2024-01-01T00:00:00Z\"}",
        "{\"made\":\"now\"}"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        write_file(path[1], broken[i], strlen(broken[i]), 0600);
        assert_int_equal(open_again(), TA_E_DATA);
        assert_non_null(strstr(err.text, path[1]));
    }
    char *large = test_malloc(100000);
    memset(large, ' ', 100000);
    write_file(path[1], large, 100000, 0600);
    assert_int_equal(open_again(), TA_E_LIMIT);
    test_free(large);
}

/* Half of a seed is searched for, each byte turned over, so that the test holds none itself. */
enum { HALF = TA_SEED_SIZE / 2, WINDOW = 1 << 16 };

static size_t count_in(const uint8_t *bytes, size_t size, const uint8_t turned[HALF])
{
    size_t found = 0;
    for (size_t at = 0; at + HALF <= size; at++) {
        size_t n = 0;
        while (n < HALF && (bytes[at + n] ^ turned[n]) == 0xff) n++;
        found += n == HALF;
    }
    return found;
}

/* How often it stands in the stack and the heap of this process. */
static size_t count_in_memory(const uint8_t turned[HALF])
{
    static uint8_t window[WINDOW]; /* in neither */
    char line[512];
    size_t found = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    int memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
    assert_true(maps != NULL && memory >= 0);
    while (fgets(line, sizeof line, maps) != NULL) {
        unsigned long from = 0, to = 0;
        if (strstr(line, "[stack]") == NULL && strstr(line, "[heap]") == NULL) continue;
        assert_int_equal(sscanf(line, "%lx-%lx", &from, &to), 2);
        for (; from < to; from += WINDOW - HALF) { /* they overlap */
            size_t want = to - from < WINDOW ? to - from : WINDOW;
            ssize_t got = pread(memory, window, want, (off_t)from);
            if (got > 0) found += count_in(window, (size_t)got, turned);
        }
    }
    assert_int_equal(close(memory), 0);
    fclose(maps);
    return found;
}

static void turn_over(const char *path, uint8_t turned[HALF])
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    assert_int_equal(pread(file, turned, HALF, HALF), HALF);
    for (size_t i = 0; i < HALF; i++) turned[i] = (uint8_t)~turned[i];
    assert_int_equal(close(file), 0);
}

static void no_seed_stays_in_memory(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE], path[512];
    uint8_t signature[TA_SIGNATURE_SIZE], turned[HALF];
    new_key(1000, id);
    path_of(id, "key", path);
    turn_over(path, turned);
    assert_int_equal(count_in_memory(turned), 0);
    assert_int_equal(ta_key_sign(&ring, &ring.key[0], "x", 1, signature, &err), TA_OK);
    assert_int_equal(count_in_memory(turned), 0);
    FILE *file = fopen(path, "ab"); /* one byte too many */
    assert_non_null(file);
    assert_int_equal(fputc('x', file), 'x');
    fclose(file);
    assert_int_equal(ta_key_sign(&ring, &ring.key[0], "x", 1, signature, &err),
                     TA_E_DATA);
    assert_non_null(strstr(err.text, "33 bytes, wanted 32"));
    assert_int_equal(count_in_memory(turned), 0);
}

/* A seed whose public file could not be written is nobody's key, and does not stay. */
static void a_key_half_made_leaves_no_seed(void **state)
{
    (void)state;
    struct rlimit all, little;
    char id[TA_HEX_SIZE], **names = NULL;
    size_t n = 0;
    void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &all), 0);
    little = (struct rlimit){TA_SEED_SIZE, all.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &little), 0);
    enum ta_status rc = ta_key_new(&ring, 1000, id, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &all), 0);
    assert_true(signal(SIGXFSZ, before) == SIG_IGN);
    assert_int_equal(rc, TA_E_IO);
    assert_int_equal(ring.n, 0);
    assert_int_equal(ta_folder_list(KEYS, &names, &n, &err), TA_OK);
    assert_int_equal(n, 0);
    ta_free(names);
}

static void other_files_in_the_folder_are_left_alone(void **state)
{
    (void)state;
    char id[TA_HEX_SIZE];
    new_key(1000, id);
    write_file(KEYS "/README", "hands off", 9, 0600);
    write_file(KEYS "/old.pub", "{", 1, 0600);
    assert_int_equal(open_again(), TA_OK);
    assert_int_equal(ring.n, 1);
}

#define SHOWN KEYS "-shown"

static void what_is_published_checks_and_signs_nothing(void **state)
{
    (void)state;
    char id[2][TA_HEX_SIZE], path[512];
    struct ta_key_ring shown = {0};
    struct stat about;
    new_key(1000, id[0]);
    new_key(2000, id[1]);
    mode_t mask = umask(002);
    assert_int_equal(ta_keys_publish(&ring, SHOWN, &err), TA_OK);
    (void)umask(mask);
    assert_int_equal(stat(SHOWN, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0755);
    (void)snprintf(path, sizeof path, SHOWN "/%s.key", id[0]);
    assert_int_not_equal(access(path, F_OK), 0);
    assert_int_equal(ta_keys_open_public(SHOWN, &shown, &err), TA_OK);
    assert_int_equal(shown.n, 2);
    for (size_t i = 0; i < 2; i++)
        assert_memory_equal(shown.key[i].public_key, ring.key[i].public_key,
                            TA_PUBLIC_KEY_SIZE);
    assert_null(ta_key_current(&shown));
    ta_keys_close(&shown);

    /* the end of a key is published too, over what was spoilt */
    assert_int_equal(ta_key_retire(&ring, id[0], 3000, &err), TA_OK);
    (void)snprintf(path, sizeof path, SHOWN "/%s.pub", id[1]);
    write_file(path, "{", 1, 0644);
    assert_int_equal(ta_keys_open_public(SHOWN, &shown, &err), TA_E_DATA);
    assert_int_equal(ta_keys_publish(&ring, SHOWN, &err), TA_OK);
    assert_int_equal(ta_keys_open_public(SHOWN, &shown, &err), TA_OK);
    assert_int_equal(ta_key_find(&shown, id[0])->retired, 3000);
    ta_keys_close(&shown);

    /* where others may write, a key is nobody's word */
    assert_int_equal(chmod(path, 0664), 0);
    assert_int_equal(ta_keys_open_public(SHOWN, &shown, &err), TA_E_PERMISSION);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(chmod(SHOWN, 0775), 0);
    assert_int_equal(ta_keys_open_public(SHOWN, &shown, &err), TA_E_PERMISSION);
    assert_non_null(strstr(err.mend, "chmod go-w"));
    assert_int_equal(ta_keys_publish(&ring, SHOWN, &err), TA_OK);
    assert_int_equal(ta_keys_open_public(SHOWN, &shown, &err), TA_OK);
    ta_keys_close(&shown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(folder_and_files_are_private, fresh),
        cmocka_unit_test_setup(what_others_may_touch_is_refused, fresh),
        cmocka_unit_test_setup(the_newest_key_signs, fresh),
        cmocka_unit_test_setup(retiring_deletes_the_seed_and_keeps_the_rest, fresh),
        cmocka_unit_test_setup(a_retiring_that_was_cut_short_goes_on, fresh),
        cmocka_unit_test_setup(swapped_and_broken_files_are_named, fresh),
        cmocka_unit_test_setup(no_seed_stays_in_memory, fresh),
        cmocka_unit_test_setup(a_key_half_made_leaves_no_seed, fresh),
        cmocka_unit_test_setup(other_files_in_the_folder_are_left_alone, fresh),
        cmocka_unit_test_setup(what_is_published_checks_and_signs_nothing, fresh),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
