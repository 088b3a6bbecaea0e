/* SPDX-License-Identifier: Apache-2.0 */
#include "record/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/time.h"

enum { KEY_PATH = 4096, KEY_FILE_MOST = 4096 };

static enum ta_status path_of(const struct ta_key_ring *ring, const char *id,
                              const char *end, char path[KEY_PATH],
                              struct ta_error *err)
{
    int n = snprintf(path, KEY_PATH, "%s/%.64s.%s", ring->folder, id, end);
    if (n > 0 && n < KEY_PATH) return TA_OK;
    return ta_fail(err, TA_E_LIMIT, "%.200s: path too long", ring->folder);
}

/* Secrets that others can read are no secrets, and a public key that others can write is
 * nobody's word. */
static enum ta_status check_mode(const struct ta_key_ring *ring, const char *path,
                                 struct ta_error *err)
{
    struct stat state;
    mode_t barred = ring->is_public ? S_IWGRP | S_IWOTH : S_IRWXG | S_IRWXO;
    if (stat(path, &state) != 0) return ta_fail_errno(err, errno, path, "cannot open");
    if ((state.st_mode & barred) == 0) return TA_OK;
    if (ring->is_public) {
        (void)ta_fail(err, TA_E_PERMISSION, "%s: other users may write it (mode %o)",
                      path, (unsigned)(state.st_mode & 0777));
        ta_error_mend(err, "chmod go-w %s, when its keys are those of the workspace",
                      path);
        return TA_E_PERMISSION;
    }
    ta_fail(err, TA_E_PERMISSION, "%s: open to other users (mode %o)", path,
            (unsigned)(state.st_mode & 0777));
    ta_error_mend(err, "chmod go-rwx %s, and make a new key if it was open for long",
                  path);
    return TA_E_PERMISSION;
}

/* --- one key's public file ----------------------------------------------------------------- */

static enum ta_status write_public(const struct ta_key_ring *ring,
                                   const struct ta_key *key, struct ta_error *err)
{
    char path[KEY_PATH], hex[2 * TA_PUBLIC_KEY_SIZE + 1];
    struct ta_text text = {0};
    int mode = ring->is_public ? 0644 : 0600;
    bool ok = true;
    json_t *object = json_object();
    ta_hex(key->public_key, sizeof key->public_key, hex);
    ta_json_set_exact(object, "public_key", hex, &ok);
    ta_json_set_time(object, "made", key->made, &ok);
    if (key->retired != TA_TIME_NONE)
        ta_json_set_time(object, "retired", key->retired, &ok);
    enum ta_status rc = ok ? ta_json_canonical(object, &text) : TA_E_NOMEM;
    json_decref(object);
    if (rc != TA_OK) ta_fail(err, rc, "key %.12s", key->id);
    if (rc == TA_OK) rc = path_of(ring, key->id, "pub", path, err);
    if (rc == TA_OK) rc = ta_file_write(path, text.bytes, text.size, mode, err);
    ta_text_free(&text);
    return rc;
}

static enum ta_status parse_public(const char *path, const json_t *object,
                                   struct ta_key *key, struct ta_error *err)
{
    struct ta_json_path at = {NULL, path, 0};
    const char *hex = NULL, *made = NULL, *retired = NULL;
    enum ta_status rc = ta_json_get_text(object, &at, "public_key", true, &hex, err);
    if (rc == TA_OK) rc = ta_json_get_text(object, &at, "made", true, &made, err);
    if (rc == TA_OK)
        rc = ta_json_get_text(object, &at, "retired", false, &retired, err);
    if (rc != TA_OK) return rc;
    key->retired = TA_TIME_NONE;
    if (ta_unhex(hex, key->public_key, sizeof key->public_key) != TA_OK ||
        ta_time_parse(made, &key->made) != TA_OK ||
        (retired != NULL && ta_time_parse(retired, &key->retired) != TA_OK))
        return ta_fail(err, TA_E_DATA, "%s: no public key file", path);
    ta_sha256(key->public_key, sizeof key->public_key, key->id);
    return TA_OK;
}

static enum ta_status read_public(const struct ta_key_ring *ring, const char *name,
                                  struct ta_key *key, struct ta_error *err)
{
    char id[TA_HEX_SIZE], path[KEY_PATH], secret[KEY_PATH];
    json_t *object = NULL;
    (void)snprintf(id, sizeof id, "%.64s", name);
    enum ta_status rc = path_of(ring, id, "pub", path, err);
    if (rc == TA_OK) rc = path_of(ring, id, "key", secret, err);
    if (rc == TA_OK) rc = ta_file_plain(path, err);
    if (rc == TA_OK) rc = check_mode(ring, path, err);
    if (rc == TA_OK) rc = ta_json_load(path, KEY_FILE_MOST, &object, err);
    if (rc == TA_OK) rc = parse_public(path, object, key, err);
    json_decref(object);
    if (rc != TA_OK) return rc;
    if (strcmp(key->id, id) != 0)
        return ta_fail(err, TA_E_DATA, "%s: holds another key than its name says",
                       path);
    key->secret = !ring->is_public && access(secret, F_OK) == 0;
    return key->secret ? check_mode(ring, secret, err) : TA_OK;
}

/* --- the ring ------------------------------------------------------------------------------ */

static int by_made(const void *a, const void *b)
{
    const struct ta_key *x = a, *y = b;
    if (x->made != y->made) return x->made < y->made ? -1 : 1;
    return strcmp(x->id, y->id);
}

static bool is_public_name(const char *name)
{
    return strlen(name) == 68 && strcmp(name + 64, ".pub") == 0;
}

static enum ta_status read_folder(struct ta_key_ring *ring, struct ta_error *err)
{
    char **names = NULL;
    size_t n = 0;
    enum ta_status rc = check_mode(ring, ring->folder, err);
    if (rc == TA_OK) rc = ta_folder_list(ring->folder, &names, &n, err);
    if (rc == TA_E_PERMISSION && !ring->is_public && access(ring->folder, R_OK) != 0)
        ta_error_mend(err,
                      "run it as whoever signs here: nobody else is to have a right "
                      "to secret keys");
    if (rc != TA_OK) return rc;
    ring->key = ta_alloc(n + 1, sizeof *ring->key);
    if (ring->key == NULL) rc = ta_fail(err, TA_E_NOMEM, "%s", ring->folder);
    for (size_t i = 0; rc == TA_OK && i < n; i++) {
        if (!is_public_name(names[i])) continue;
        rc = read_public(ring, names[i], &ring->key[ring->n], err);
        if (rc == TA_OK) ring->n++;
    }
    ta_free(names);
    if (rc == TA_OK) qsort(ring->key, ring->n, sizeof *ring->key, by_made);
    return rc;
}

static enum ta_status open_ring(const char *folder, bool is_public,
                                struct ta_key_ring *out, struct ta_error *err)
{
    struct ta_key_ring ring = {.folder = ta_strdup(folder), .is_public = is_public};
    enum ta_status rc = TA_OK;
    if (sodium_init() < 0) rc = ta_fail(err, TA_E_INTERNAL, "libsodium does not start");
    if (rc == TA_OK && ring.folder == NULL) rc = ta_fail(err, TA_E_NOMEM, "%s", folder);
    if (rc == TA_OK && access(folder, F_OK) == 0) rc = read_folder(&ring, err);
    if (rc != TA_OK) {
        ta_keys_close(&ring);
        return rc;
    }
    *out = ring;
    return TA_OK;
}

enum ta_status ta_keys_open(const char *folder, struct ta_key_ring *out,
                            struct ta_error *err)
{
    return open_ring(folder, false, out, err);
}

enum ta_status ta_keys_open_public(const char *folder, struct ta_key_ring *out,
                                   struct ta_error *err)
{
    return open_ring(folder, true, out, err);
}

void ta_keys_close(struct ta_key_ring *ring)
{
    ta_free(ring->folder);
    ta_free(ring->key);
    *ring = (struct ta_key_ring){0};
}

static enum ta_status make_folder(const char *folder, struct ta_error *err)
{
    enum ta_status rc = ta_folder_make(folder, err);
    if (rc != TA_OK) return rc;
    if (chmod(folder, 0700) != 0)
        return ta_fail_errno(err, errno, folder, "cannot set its mode");
    return TA_OK;
}

static enum ta_status add_key(struct ta_key_ring *ring, const struct ta_key *key,
                              struct ta_error *err)
{
    struct ta_key *grown = ta_realloc(ring->key, ring->n + 1, sizeof *grown);
    if (grown == NULL) return ta_fail(err, TA_E_NOMEM, "keys");
    ring->key = grown;
    ring->key[ring->n++] = *key;
    return TA_OK;
}

/* A seed that no public file tells of is nobody's key. The public file may stand where only its folder failed. */
static void forget_new(const struct ta_key_ring *ring, const char *id)
{
    static const char *const end[] = {"pub", "key"};
    char path[KEY_PATH];
    for (size_t i = 0; i < 2; i++)
        if (path_of(ring, id, end[i], path, NULL) == TA_OK)
            (void)unlink(path); /* why the key was not made is told */
}

enum ta_status ta_key_new(struct ta_key_ring *ring, ta_time_us now,
                          char id[TA_HEX_SIZE], struct ta_error *err)
{
    char path[KEY_PATH];
    uint8_t seed[TA_SEED_SIZE], secret[crypto_sign_SECRETKEYBYTES];
    struct ta_key key = {.made = now, .retired = TA_TIME_NONE, .secret = true};
    randombytes_buf(seed, sizeof seed);
    crypto_sign_seed_keypair(key.public_key, secret, seed);
    ta_sha256(key.public_key, sizeof key.public_key, key.id);

    enum ta_status rc = make_folder(ring->folder, err);
    if (rc == TA_OK) rc = path_of(ring, key.id, "key", path, err);
    if (rc == TA_OK) rc = ta_file_write(path, seed, sizeof seed, 0600, err);
    if (rc == TA_OK) {
        rc = write_public(ring, &key, err); /* last: it makes the key known */
        if (rc != TA_OK) forget_new(ring, key.id);
    }
    if (rc == TA_OK) rc = add_key(ring, &key, err);
    sodium_memzero(seed, sizeof seed);
    sodium_memzero(secret, sizeof secret);
    if (rc == TA_OK) memcpy(id, key.id, TA_HEX_SIZE);
    return rc;
}

enum ta_status ta_key_adopt(struct ta_key_ring *ring, const struct ta_key *key,
                            struct ta_error *err)
{
    if (ta_key_find(ring, key->id) != NULL) return TA_OK;
    struct ta_key public_part = *key;
    public_part.secret = false;
    enum ta_status rc = make_folder(ring->folder, err);
    if (rc == TA_OK) rc = write_public(ring, &public_part, err);
    return rc == TA_OK ? add_key(ring, &public_part, err) : rc;
}

/* --- for those who only check --------------------------------------------------------------- */

static bool is_published(const struct ta_key_ring *there, const struct ta_key *key)
{
    char name[TA_HEX_SIZE + 4];
    struct ta_key seen = {.secret = false};
    (void)snprintf(name, sizeof name, "%s.pub", key->id);
    return read_public(there, name, &seen, NULL) == TA_OK && seen.made == key->made &&
           seen.retired == key->retired;
}

/* A mask of 002 would let a group put keys of its own there. */
static enum ta_status make_public_folder(const char *folder, struct ta_error *err)
{
    struct stat state;
    enum ta_status rc = ta_folder_make(folder, err);
    if (rc != TA_OK) return rc;
    if (stat(folder, &state) != 0)
        return ta_fail_errno(err, errno, folder, "cannot open");
    if ((state.st_mode & (S_IWGRP | S_IWOTH)) == 0) return TA_OK;
    if (chmod(folder, state.st_mode & 07755) != 0)
        return ta_fail_errno(err, errno, folder, "cannot set its mode");
    return TA_OK;
}

enum ta_status ta_keys_publish(const struct ta_key_ring *ring, const char *folder,
                               struct ta_error *err)
{
    struct ta_key_ring there = {.folder = ta_strdup(folder), .is_public = true};
    if (there.folder == NULL) return ta_fail(err, TA_E_NOMEM, "%s", folder);
    enum ta_status rc = ring->n > 0 ? make_public_folder(folder, err) : TA_OK;
    for (size_t i = 0; rc == TA_OK && i < ring->n; i++)
        if (!is_published(&there, &ring->key[i]))
            rc = write_public(&there, &ring->key[i], err);
    ta_keys_close(&there);
    return rc;
}

/* --- the end of a key ------------------------------------------------------------------------ */

static struct ta_key *key_of(struct ta_key_ring *ring, const char *id)
{
    for (size_t i = 0; i < ring->n; i++)
        if (strcmp(ring->key[i].id, id) == 0) return &ring->key[i];
    return NULL;
}

static enum ta_status delete_seed(const struct ta_key_ring *ring, struct ta_key *key,
                                  struct ta_error *err)
{
    char path[KEY_PATH];
    enum ta_status rc = path_of(ring, key->id, "key", path, err);
    if (rc != TA_OK) return rc;
    if (unlink(path) != 0 && errno != ENOENT)
        return ta_fail_errno(err, errno, path, "cannot remove");
    rc = ta_file_name_settle(path, err); /* else a power cut brings it back */
    if (rc == TA_OK) key->secret = false;
    return rc;
}

enum ta_status ta_key_retire(struct ta_key_ring *ring, const char *id, ta_time_us now,
                             struct ta_error *err)
{
    struct ta_key *key = key_of(ring, id);
    if (key == NULL) {
        (void)ta_fail(err, TA_E_NOTFOUND, "no key %s", id);
        ta_error_mend(err, "give a key's whole id, as `terrassay key list` shows it, "
                           "with the same -w or --keys");
        return TA_E_NOTFOUND;
    }
    if (key->retired != TA_TIME_NONE) { /* perhaps cut short in the two steps below */
        bool whole = !key->secret;
        enum ta_status rc = delete_seed(ring, key, err);
        return rc == TA_OK && whole
                   ? ta_fail(err, TA_E_DATA, "key %.12s is retired already", id)
                   : rc;
    }
    if (now <= key->made)
        return ta_fail(err, TA_E_ARG, "key %.12s: retired before it was made", id);

    struct ta_key retired = *key;
    retired.retired = now;
    enum ta_status rc = write_public(ring, &retired, err); /* first: it signs no more */
    if (rc != TA_OK) return rc;
    *key = retired;
    return delete_seed(ring, key, err);
}

const struct ta_key *ta_key_find(const struct ta_key_ring *ring, const char *id)
{
    for (size_t i = 0; i < ring->n; i++)
        if (strcmp(ring->key[i].id, id) == 0) return &ring->key[i];
    return NULL;
}

const struct ta_key *ta_key_current(const struct ta_key_ring *ring)
{
    for (size_t i = ring->n; i > 0; i--)
        if (ring->key[i - 1].secret && ring->key[i - 1].retired == TA_TIME_NONE)
            return &ring->key[i - 1];
    return NULL;
}

/* Straight to where it is wiped from: no other memory sees it. */
static enum ta_status read_seed(const char *path, uint8_t seed[TA_SEED_SIZE],
                                struct ta_error *err)
{
    struct stat about;
    size_t n = 0;
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) return ta_fail_errno(err, errno, path, "cannot open");
    enum ta_status rc = TA_OK;
    if (fstat(file, &about) != 0)
        rc = ta_fail_errno(err, errno, path, "cannot read");
    else if (about.st_size != TA_SEED_SIZE)
        rc = ta_fail(err, TA_E_DATA, "%s: %lld bytes, wanted %d", path,
                     (long long)about.st_size, TA_SEED_SIZE);
    while (rc == TA_OK && n < TA_SEED_SIZE) {
        ssize_t got = read(file, seed + n, TA_SEED_SIZE - n);
        if (got > 0) n += (size_t)got;
        if (got == 0) rc = ta_fail(err, TA_E_DATA, "%s: was cut short", path);
        if (got < 0 && errno != EINTR)
            rc = ta_fail_errno(err, errno, path, "cannot read");
    }
    (void)close(file); /* only read from */
    return rc;
}

enum ta_status ta_key_sign(const struct ta_key_ring *ring, const struct ta_key *key,
                           const void *bytes, size_t size,
                           uint8_t signature[TA_SIGNATURE_SIZE], struct ta_error *err)
{
    char path[KEY_PATH];
    uint8_t public_key[TA_PUBLIC_KEY_SIZE], secret[crypto_sign_SECRETKEYBYTES];
    uint8_t seed[TA_SEED_SIZE];

    if (key->retired != TA_TIME_NONE)
        return ta_fail(err, TA_E_PERMISSION, "key %.12s is retired: it signs no more",
                       key->id);
    enum ta_status rc = path_of(ring, key->id, "key", path, err);
    if (rc == TA_OK) rc = ta_file_plain(path, err);
    if (rc == TA_OK) rc = check_mode(ring, path, err);
    if (rc == TA_OK) rc = read_seed(path, seed, err);
    if (rc == TA_OK) crypto_sign_seed_keypair(public_key, secret, seed);
    sodium_memzero(seed, sizeof seed);
    if (rc != TA_OK) return rc;
    if (memcmp(public_key, key->public_key, sizeof public_key) == 0)
        crypto_sign_detached(signature, NULL, bytes, size, secret);
    else
        rc = ta_fail(err, TA_E_DATA, "%s: does not belong to its public key", path);
    sodium_memzero(secret, sizeof secret);
    return rc;
}
