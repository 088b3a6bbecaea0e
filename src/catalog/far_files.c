/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/far_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/memory.h"
#include "catalog/far_ranges.h"
#include "catalog/http_url.h"

enum { NOTE_MOST = 16384, ROOM_MOST = 64 << 20 };
#define MB 1e6

/* What pins a file: NAME.source beside it. */
struct note {
    int64_t size;
    char sha256[TA_HEX_SIZE]; /* empty when nobody had it whole */
    char etag[TA_HTTP_ETAG_SIZE];
    bool unsure; /* nobody said how long it is: it may have broken off */
};

static char *path_in(const char *folder, const char *name)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", folder, name);
    return ta_text_take(&text);
}

/* Last part of the address's path, fit for a file's name; the hash of @p hashed bytes of the address
 * tells apart what would share it. @return false when it does not fit */
static bool name_of(const char *url, size_t hashed, char out[TA_SCENE_SIZE])
{
    size_t end = strcspn(url, "?#");
    const char *last = url;
    for (size_t i = 0; i < end; i++)
        if (url[i] == '/') last = url + i + 1;
    char bare[120], hash[TA_HEX_SIZE], escaped[160];
    size_t n = end - (size_t)(last - url);
    if (n >= sizeof bare) return false;
    (void)snprintf(bare, sizeof bare, "%.*s", (int)n, last);
    ta_sha256(url, hashed, hash);
    if (!ta_id_escape(bare[0] != '\0' ? bare : "file", escaped, sizeof escaped))
        return false;
    return snprintf(out, TA_SCENE_SIZE, "%.*s-%s", TA_FAR_HASH, hash, escaped) <
           TA_SCENE_SIZE;
}

bool ta_far_name(const char *base, const char *href, char out[TA_SCENE_SIZE])
{
    char *url = ta_http_resolve(base, href);
    bool fits = url != NULL && name_of(url, strcspn(url, "?#"), out);
    ta_free(url);
    return fits;
}

static enum ta_status fail_address(const char *url, enum ta_status rc, const char *why,
                                   struct ta_error *err)
{
    char shown[300];
    ta_http_public(url, shown, sizeof shown);
    return ta_fail(err, rc, "%s: %s", shown, why);
}

/* A signature in the query may be another one tomorrow, and the file is the same: the path names it. Only
 * where two files of one item differ by their queries does the query name the second one too. */
static enum ta_status settle_name(const struct ta_far_files *files, const char *url,
                                  char out[TA_SCENE_SIZE], struct ta_error *err)
{
    bool fits = name_of(url, strcspn(url, "?#"), out);
    const char *holder = json_string_value(json_object_get(files->taken, out));
    if (fits && holder != NULL && strcmp(holder, url) != 0)
        fits = name_of(url, strlen(url), out);
    if (!fits) return fail_address(url, TA_E_LIMIT, "the name is too long", err);
    if (json_object_set_new(files->taken, out, json_string(url)) != 0)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    return TA_OK;
}

/* "NAME.part-PID-N", as ta_file_write() has it, or "NAME.blocks-XXXXXX". */
static bool is_half(const char *name)
{
    const char *part = strstr(name, ".part-"), *blocks = strstr(name, ".blocks-");
    if (part != NULL) part += strlen(".part-");
    if (part != NULL) return part[strspn(part, "0123456789-")] == '\0';
    return blocks != NULL && strlen(blocks) == strlen(".blocks-XXXXXX");
}

void ta_far_sweep(const char *folder)
{
    char **names = NULL;
    size_t n = 0;
    if (ta_folder_list(folder, &names, &n, NULL) != TA_OK) return;
    for (size_t i = 0; i < n; i++) {
        char *path = is_half(names[i]) ? path_in(folder, names[i]) : NULL;
        if (path != NULL) (void)unlink(path); /* the next run tries again */
        ta_free(path);
    }
    ta_free(names);
}

static bool read_note(const char *path, struct note *out)
{
    json_t *note = NULL;
    const char *sha256 = NULL, *etag = NULL;
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.source", path);
    out->unsure = false;
    bool ok =
        !name.failed && ta_json_load(name.bytes, NOTE_MOST, &note, NULL) == TA_OK &&
        ta_json_get_int(note, NULL, "size", true, &out->size, NULL) == TA_OK &&
        ta_json_get_text(note, NULL, "sha256", true, &sha256, NULL) == TA_OK &&
        ta_json_get_text(note, NULL, "etag", true, &etag, NULL) == TA_OK &&
        ta_json_get_bool(note, NULL, "unsure", false, &out->unsure, NULL) == TA_OK &&
        ta_copy(out->sha256, sizeof out->sha256, sha256) &&
        ta_copy(out->etag, sizeof out->etag, etag);
    json_decref(note);
    ta_text_free(&name);
    return ok;
}

static enum ta_status write_note(const char *path, const char *url,
                                 const struct note *got, struct ta_error *err)
{
    bool ok = true;
    char shown[1024];
    struct ta_text bytes = {0}, name = {0};
    json_t *note = json_object();
    ta_http_public(url, shown, sizeof shown);
    ta_json_set_text(note, "address", shown, &ok);
    ta_json_set_int(note, "size", got->size, &ok);
    ta_json_set_text(note, "sha256", got->sha256, &ok);
    ta_json_set_text(note, "etag", got->etag, &ok);
    if (got->unsure) ta_json_set_bool(note, "unsure", true, &ok);
    enum ta_status rc = ok ? ta_json_canonical(note, &bytes) : TA_E_NOMEM;
    ta_text_addf(&name, "%s.source", path);
    if (rc == TA_OK && name.failed) rc = TA_E_NOMEM;
    rc = rc == TA_OK ? ta_file_write(name.bytes, bytes.bytes, bytes.size, 0666, err)
                     : ta_fail(err, rc, "out of memory");
    json_decref(note);
    ta_text_free(&bytes);
    ta_text_free(&name);
    return rc;
}

static bool is_promised(const struct ta_file_ref *ref, const struct note *note)
{
    return ref->size < 0 || ref->size == note->size;
}

static bool unchanged(const struct ta_far_files *files, const char *url,
                      const char *etag)
{
    char *link = NULL;
    if (etag[0] == '\0' || ta_far_sign(files->session, url, &link, NULL) != TA_OK)
        return false;
    bool same = ta_http_unchanged(files->session->http, link, etag);
    ta_free(link);
    return same;
}

/* A file that was written to after its note. */
static bool is_touched(const char *path, const struct stat *file)
{
    struct stat note;
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.source", path);
    bool older = name.failed || stat(name.bytes, &note) != 0 ||
                 note.st_mtim.tv_sec < file->st_mtim.tv_sec ||
                 (note.st_mtim.tv_sec == file->st_mtim.tv_sec &&
                  note.st_mtim.tv_nsec < file->st_mtim.tv_nsec);
    ta_text_free(&name);
    return older;
}

/* Its host would say that it has not changed, and be right: of what is here that says nothing. */
static bool is_as_it_came(const struct ta_far_files *files, const struct note *note,
                          const char *path, const struct stat *file)
{
    char now[TA_HEX_SIZE];
    if (files->doubted && note->unsure) return false;
    if (!files->doubted && !is_touched(path, file)) return true;
    return ta_sha256_file(path, now, NULL) == TA_OK && strcmp(now, note->sha256) == 0;
}

/* Is the file here, whole, and still what the host has, by what the item promises or by its
 * ETag? */
static bool still_stands(const struct ta_far_files *files,
                         const struct ta_file_ref *ref, const char *url,
                         const char *path)
{
    struct note note;
    struct stat st;
    if (!read_note(path, &note) || note.sha256[0] == '\0' || stat(path, &st) != 0 ||
        (int64_t)st.st_size != note.size || !is_promised(ref, &note) ||
        !is_as_it_came(files, &note, path, &st))
        return false;
    if (ref->sha256[0] != '\0') return strcmp(ref->sha256, note.sha256) == 0;
    return ta_checksum_file(&ref->sum, path, NULL) == TA_OK &&
           unchanged(files, url, note.etag);
}

/* --- room on the disk -------------------------------------------------------------- */

/* What is observed of a file needs room, too, as readings do: as much as the file is large, or an eighth of
 * what came, stays free. */
static int64_t room_to_leave(const struct ta_far_session *s, int64_t size)
{
    int64_t came = (s->far.budget - s->left) / 8, most = came > size ? came : size;
    return most < ROOM_MOST ? most : ROOM_MOST;
}

/* Of a file whose size nobody states it shows while it is written. */
static enum ta_status find_room(const struct ta_far_files *files, int64_t size,
                                const char *path, struct ta_error *err)
{
    struct stat half;
    struct statvfs disk;
    struct ta_text part = {0};
    if (size < 0 || statvfs(files->folder, &disk) != 0) return TA_OK;
    ta_text_addf(&part, "%s.part", path);
    bool begun = !part.failed && stat(part.bytes, &half) == 0;
    ta_text_free(&part);
    double room = (double)disk.f_bavail * (double)disk.f_frsize;
    double more = (double)(begun ? size - (int64_t)half.st_size : size);
    double leave = (double)room_to_leave(files->session, size);
    if (more + leave <= room) return TA_OK;
    files->session->no_room = true;
    (void)ta_fail(err, TA_E_IO,
                  "%s: no room on the disk: it has %.1f MB, %.1f MB are free, and "
                  "%.1f MB of these are left to what is observed",
                  path, (double)size / MB, room / MB, leave / MB);
    ta_error_mend(err, "make room on that disk, or let old fetched files go with "
                       "--assets-most, then run again");
    return TA_E_IO;
}

void ta_far_give_back(const struct ta_far_files *files)
{
    const char *path;
    json_t *value;
    json_object_foreach(files->came, path, value)
    {
        struct ta_text note = {0};
        ta_text_addf(&note, "%s.source", path);
        (void)unlink(path); /* what is left of it counts as fetched, and no more */
        if (!note.failed) (void)unlink(note.bytes);
        ta_text_free(&note);
    }
}

/* --- whole ------------------------------------------------------------------------- */

static enum ta_status fetch_once(struct ta_far_session *s,
                                 const struct ta_file_ref *ref, int64_t size,
                                 const char *url, const char *path,
                                 struct ta_http_fetched *got, struct ta_error *err)
{
    char *link = NULL;
    enum ta_status rc = ta_far_sign(s, url, &link, err);
    if (rc == TA_OK) {
        const struct ta_http_fetch want = {link,        path,    size,
                                           ref->sha256, s->left, &ref->sum};
        rc = ta_http_fetch(s->http, &want, got, err);
        s->left -= got->transferred;
        s->no_room = s->no_room || got->no_room;
    }
    ta_free(link);
    return rc;
}

/* A signed link may run out while a large file comes: a new one goes on where it was, once.
 * @param whole  length that the host said in another answer; -1 */
static enum ta_status fetch(const struct ta_far_files *files,
                            const struct ta_file_ref *ref, int64_t whole,
                            const char *url, const char *path, struct ta_error *err)
{
    struct ta_http_fetched got = {0};
    struct ta_far_session *s = files->session;
    int64_t size = ref->size >= 0 ? ref->size : whole;
    enum ta_status rc = find_room(files, size, path, err);
    if (rc == TA_OK) rc = fetch_once(s, ref, size, url, path, &got, err);
    if (rc == TA_E_PERMISSION && s->far.source->sign != NULL)
        rc = fetch_once(s, ref, size, url, path, &got, err);
    if (rc != TA_OK) return rc;
    /* in another encoding or out of memory: it stays where it is */
    (void)json_object_set_new(files->came, path, json_true());
    struct note note = {.size = got.size, .unsure = got.unsure};
    memcpy(note.sha256, got.sha256, sizeof note.sha256);
    memcpy(note.etag, got.etag, sizeof note.etag);
    return write_note(path, url, &note, err);
}

/* --- by ranges --------------------------------------------------------------------- */

bool ta_far_by_ranges(const struct ta_source *source, const struct ta_file_ref *ref)
{
    if (source->whole || (ref->size >= 0 && ref->size < TA_FAR_SMALL)) return false;
    size_t end = strcspn(ref->href, "?#");
    return end < 4 || strncmp(ref->href + end - 4, ".jp2", 4) != 0;
}

/* The first bytes of a file, while they are looked at. */
struct head {
    size_t size;
    char bytes[TA_FAR_HEAD];
};

static enum ta_status take_head(void *self, int64_t at, const char *bytes, size_t n,
                                struct ta_error *err)
{
    struct head *head = self;
    (void)err; /* no more comes than was asked for */
    memcpy(head->bytes + at, bytes, n);
    head->size = (size_t)at + n;
    return TA_OK;
}

/* TIFF and BigTIFF, of either byte order: their blocks can be read one by one. */
static bool is_tiff(const struct head *head)
{
    static const char magic[4][4] = {
        "II*", "II+", {'M', 'M', 0, '*'}, {'M', 'M', 0, '+'}};
    for (int i = 0; i < 4 && head->size >= 4; i++)
        if (memcmp(head->bytes, magic[i], 4) == 0) return true;
    return false;
}

static enum ta_status keep_head(const char *path, const struct head *head,
                                struct ta_error *err)
{
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.head", path);
    enum ta_status rc =
        name.failed ? ta_fail(err, TA_E_NOMEM, "out of memory")
                    : ta_file_write(name.bytes, head->bytes, head->size, 0666, err);
    ta_text_free(&name);
    return rc;
}

static bool has_head(const char *path)
{
    struct stat st;
    struct ta_text name = {0};
    ta_text_addf(&name, "%s.head", path);
    bool there = !name.failed && stat(name.bytes, &st) == 0;
    ta_text_free(&name);
    return there;
}

/* What the host says of the file, and its head kept here.
 * @return TA_OK; TA_FINDING when it has to come whole, of *whole bytes (-1: not said) */
static enum ta_status ask_head(const struct ta_far_files *files, const char *url,
                               const char *path, struct note *note, int64_t *whole,
                               struct ta_error *err)
{
    struct ta_far_session *s = files->session;
    struct head head = {0};
    struct ta_http_parted got = {0};
    char *link = NULL;
    enum ta_status rc = ta_far_sign(s, url, &link, err);
    if (rc == TA_OK) {
        const struct ta_http_part part = {link, 0,       TA_FAR_HEAD, NULL,
                                          -1,   s->left, &head,       take_head};
        rc = ta_http_part(s->http, &part, &got, err);
        s->left -= got.transferred;
    }
    ta_free(link);
    if (rc != TA_OK) return rc;
    *whole = got.whole_only ? -1 : got.whole;
    if (got.whole_only || got.whole < TA_FAR_SMALL || !is_tiff(&head))
        return TA_FINDING;
    rc = keep_head(path, &head, err);
    /* a file that once was here whole is known by its SHA-256 while it is the same */
    if (note->size != got.whole || strcmp(note->etag, got.etag) != 0)
        note->sha256[0] = '\0';
    note->size = got.whole;
    memcpy(note->etag, got.etag, sizeof note->etag);
    return rc == TA_OK ? write_note(path, url, note, err) : rc;
}

static enum ta_status open_ranges(const struct ta_far_files *files,
                                  const struct ta_file_ref *ref, const char *url,
                                  int64_t *whole, struct ta_found *out,
                                  struct ta_error *err)
{
    struct note note = {.size = -1};
    enum ta_status rc = TA_OK;
    bool known = read_note(out->path, &note) && has_head(out->path) && !files->doubted;
    if (!known || !is_promised(ref, &note) || !unchanged(files, url, note.etag))
        rc = ask_head(files, url, out->path, &note, whole, err);
    if (rc != TA_OK) return rc;
    if (!is_promised(ref, &note))
        return ta_fail(err, TA_E_DATA, "has %" PRId64 " bytes, promised were %" PRId64,
                       note.size, ref->size);
    memcpy(out->sha256, note.sha256, sizeof out->sha256);
    const struct ta_far_pin pin = {url, out->path, note.size, note.etag};
    return ta_far_ranges_new(files->session, &pin, &out->far, err);
}

/* Ranges where they are of use, else the whole. */
static enum ta_status bring(const struct ta_far_files *files,
                            const struct ta_file_ref *ref, const char *url,
                            struct ta_found *out, struct ta_error *err)
{
    enum ta_status rc = TA_FINDING;
    int64_t whole = -1;
    if (still_stands(files, ref, url, out->path)) return TA_OK;
    if (ta_far_by_ranges(files->session->far.source, ref))
        rc = open_ranges(files, ref, url, &whole, out, err);
    return rc == TA_FINDING ? fetch(files, ref, whole, url, out->path, err) : rc;
}

/* Whatever is wrong with one file of a look is wrong with the look: without it the look would count as
 * observed, and the file would never be asked for again. */
static enum ta_status of_the_look(enum ta_status rc, struct ta_error *err)
{
    if (rc != TA_E_NOTFOUND && rc != TA_E_LIMIT && rc != TA_E_DATA &&
        rc != TA_E_PERMISSION)
        return rc;
    if (err != NULL) err->status = TA_E_SOURCE;
    return TA_E_SOURCE;
}

static enum ta_status bring_to(const struct ta_far_files *files,
                               const struct ta_file_ref *ref, const char *url,
                               const char *name, struct ta_found *out,
                               struct ta_error *err)
{
    char shown[300];
    ta_http_public(url, shown, sizeof shown);
    out->address = ta_strdup(shown);
    out->path = path_in(files->folder, name);
    if (out->path == NULL || out->address == NULL)
        return ta_fail(err, TA_E_NOMEM, "out of memory");
    return bring(files, ref, url, out, err);
}

/* One address of the file, if its host may be asked. @p name: of the file here, empty until an address has
 * settled it: the same file from elsewhere takes its place */
static enum ta_status find_at(const struct ta_far_files *files,
                              const struct ta_file_ref *ref, const char *href,
                              char name[TA_SCENE_SIZE], struct ta_found *out,
                              struct ta_error *err)
{
    const struct ta_source *source = files->session->far.source;
    const struct ta_http_rules rules = {.n_hosts = source->n_hosts,
                                        .host = source->host};
    const struct ta_http_host *host = NULL;
    struct ta_found found = {.path = NULL};
    char *url = ta_http_resolve(files->base, href);
    enum ta_status rc = url != NULL
                            ? ta_http_allowed(&rules, url, &host, err)
                            : fail_address(href, TA_E_DATA, "is no address", err);
    if (rc == TA_OK && name[0] == '\0') rc = settle_name(files, url, name, err);
    if (rc == TA_OK) rc = bring_to(files, ref, url, name, &found, err);
    ta_free(url);
    if (rc == TA_OK)
        *out = found;
    else
        ta_found_free(&found);
    return rc;
}

/* What one address fails with, another need not. */
static bool is_elsewhere(enum ta_status rc)
{
    return rc == TA_E_NOTFOUND || rc == TA_E_PERMISSION || rc == TA_E_SOURCE ||
           rc == TA_E_DATA;
}

/* Which file it is, where that is not said, and how to mend it. */
static void complete(const struct ta_file_ref *ref, enum ta_status rc,
                     struct ta_error *err)
{
    char shown[300];
    ta_http_public(ref->href, shown, sizeof shown);
    const char *slash = strrchr(shown, '/');
    if (strstr(err->text, slash != NULL ? slash + 1 : shown) == NULL)
        ta_error_context(err, "%s", shown);
    ta_far_mend(rc, err);
}

enum ta_status ta_far_find(void *self, const struct ta_file_ref *ref,
                           struct ta_found *out, struct ta_error *err)
{
    const struct ta_far_files *files = self;
    char name[TA_SCENE_SIZE] = "";
    struct ta_error first = {0};
    enum ta_status rc = TA_E_SOURCE;
    for (size_t i = 0; i <= ref->n_alternates; i++) {
        struct ta_error why = {0};
        bool barred = name[0] == '\0'; /* none before could be asked */
        rc = find_at(files, ref, i == 0 ? ref->href : ref->alternate[i - 1], name, out,
                     &why);
        if (rc == TA_OK) return TA_OK;
        if (i == 0 || (barred && name[0] != '\0') || !is_elsewhere(rc)) first = why;
        if (!is_elsewhere(rc)) break;
    }
    complete(ref, first.status, &first);
    if (err != NULL) *err = first;
    return of_the_look(is_elsewhere(rc) ? TA_E_NOTFOUND : rc, err);
}
