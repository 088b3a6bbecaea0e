/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/workspace.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "store/store.h"

char *ta_workspace_path(const struct ta_workspace *workspace, const char *below)
{
    struct ta_text text = {0};
    ta_text_addf(&text, "%s/%s", workspace->folder, below);
    return ta_text_take(&text);
}

static enum ta_status
make_above(const char *path, enum ta_status (*make)(const char *, struct ta_error *),
           struct ta_error *err)
{
    char *folder = ta_strdup(path);
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    char *slash = strrchr(folder, '/');
    enum ta_status rc = TA_OK;
    if (slash != NULL && slash != folder) {
        *slash = '\0';
        rc = make(folder, err);
    }
    ta_free(folder);
    return rc;
}

enum ta_status ta_workspace_make_above(const char *path, struct ta_error *err)
{
    return make_above(path, ta_folder_make, err);
}

enum ta_status ta_workspace_make_above_loose(const char *path, struct ta_error *err)
{
    return make_above(path, ta_folder_make_loose, err);
}

enum ta_status ta_workspace_keys(const struct ta_workspace *workspace,
                                 struct ta_key_ring *out, struct ta_error *err)
{
    char *folder = ta_workspace_path(workspace, "keys");
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "keys: out of memory");
    enum ta_status rc = ta_keys_open(folder, out, err);
    ta_free(folder);
    return rc;
}

/* Nobody is to be given the secret keys for the sake of a check. */
static enum ta_status fail_unpublished(const char *keys, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_PERMISSION,
                  "%s: cannot be opened: Permission denied, and public-keys/ beside it "
                  "holds none",
                  keys);
    ta_error_mend(err, "leave its rights as they are: the next `terrassay assess` or "
                       "`key new` of whoever owns the workspace puts the public keys "
                       "into public-keys/");
    return TA_E_PERMISSION;
}

/* Who keeps the workspace has keys/; who only checks it has public-keys/, or may read no more. */
static enum ta_status open_to_check(const char *keys, const char *published,
                                    struct ta_key_ring *out, struct ta_error *err)
{
    bool barred = access(keys, R_OK | X_OK) != 0 && errno == EACCES;
    if (!barred) {
        enum ta_status rc = ta_keys_open(keys, out, err);
        if (rc != TA_OK || out->n > 0) return rc;
        ta_keys_close(out);
    }
    enum ta_status rc = ta_keys_open_public(published, out, err);
    if (rc != TA_OK || out->n > 0 || !barred) return rc;
    ta_keys_close(out);
    return fail_unpublished(keys, err);
}

enum ta_status ta_workspace_keys_to_check(const struct ta_workspace *workspace,
                                          struct ta_key_ring *out, struct ta_error *err)
{
    char *keys = ta_workspace_path(workspace, "keys");
    char *published = ta_workspace_path(workspace, "public-keys");
    enum ta_status rc = keys == NULL || published == NULL
                            ? ta_fail(err, TA_E_NOMEM, "keys: out of memory")
                            : open_to_check(keys, published, out, err);
    ta_free(keys);
    ta_free(published);
    return rc;
}

enum ta_status ta_workspace_publish_keys(const struct ta_workspace *workspace,
                                         const struct ta_key_ring *ring,
                                         struct ta_error *err)
{
    char *folder = ta_workspace_path(workspace, "public-keys");
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "keys: out of memory");
    enum ta_status rc = ta_keys_publish(ring, folder, err);
    ta_free(folder);
    return rc;
}

/* Empty but for a VERSION half made: who made it was killed in the attempt. */
static bool is_empty_folder(const char *folder)
{
    static const char half[] = "VERSION.part-";
    char **names = NULL;
    size_t n = 0, others = 0;
    if (ta_folder_list(folder, &names, &n, NULL) != TA_OK) return false;
    for (size_t i = 0; i < n; i++)
        others += strncmp(names[i], half, sizeof half - 1) != 0;
    ta_free(names);
    return others == 0;
}

static enum ta_status fail_absent(const char *folder, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_NOTFOUND, "%s: there is no workspace", folder);
    ta_error_mend(err, "name one with -w DIR or TERRASSAY_WORKSPACE, or make one by "
                       "`terrassay project import FILE -w DIR`");
    return TA_E_NOTFOUND;
}

/* VERSION comes first: a folder without it is empty or not ours. */
static enum ta_status make(const char *folder, const char *version,
                           struct ta_error *err)
{
    static const char text[] = "1\n";
    enum ta_status rc = ta_folder_make_private(folder, err); /* clients are in it */
    if (rc != TA_OK) return rc;
    if (!is_empty_folder(folder)) {
        (void)ta_fail(err, TA_E_CONFIG,
                      "%s: holds files and no workspace (no VERSION in it)", folder);
        ta_error_mend(err, "name an empty or a new folder");
        return TA_E_CONFIG;
    }
    return ta_file_write(version, text, sizeof text - 1, 0666, err);
}

static enum ta_status check_version(const char *version, struct ta_error *err)
{
    char *bytes = NULL;
    size_t size = 0;
    int64_t number = 0;
    enum ta_status rc = ta_file_plain(version, err);
    if (rc == TA_OK) rc = ta_file_read(version, 64, &bytes, &size, err);
    if (rc != TA_OK) return rc;
    bytes[strcspn(bytes, "\r\n")] = '\0';
    if (ta_parse_i64(bytes, &number) != TA_OK || number < 1)
        rc = ta_fail(err, TA_E_CONFIG, "%s: holds no version of a workspace", version);
    else if (number > TA_WORKSPACE_VERSION)
        rc = ta_fail(err, TA_E_CONFIG, "%s: made by a newer program (form %lld)",
                     version, (long long)number);
    if (rc != TA_OK) ta_error_mend(err, "use the program that made it");
    ta_free(bytes);
    return rc;
}

static enum ta_status prepare(const struct ta_workspace *workspace,
                              const struct ta_workspace_options *options,
                              struct ta_error *err)
{
    struct stat about;
    char *version = ta_workspace_path(workspace, "VERSION");
    if (version == NULL) return ta_fail(err, TA_E_NOMEM, "workspace: out of memory");
    enum ta_status rc = TA_OK;
    if (stat(version, &about) != 0 && ta_errno_status(errno) == TA_E_PERMISSION) {
        rc = ta_fail_errno(err, errno, workspace->folder, "cannot open");
    } else if (stat(version, &about) != 0) {
        bool create = options->create && !options->read_only;
        rc = create ? make(workspace->folder, version, err)
                    : fail_absent(workspace->folder, err);
    }
    if (rc == TA_OK) rc = check_version(version, err);
    ta_free(version);
    return rc;
}

static enum ta_status open_lock(struct ta_workspace *workspace, struct ta_error *err)
{
    char *path = ta_workspace_path(workspace, "lock");
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "workspace: out of memory");
    workspace->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    enum ta_status rc = TA_OK;
    if (workspace->lock < 0) {
        rc = ta_fail_errno(err, errno, path, "cannot open");
    }
    ta_free(path);
    return rc;
}

/* A process that was killed may have left names that are not on the disk yet: what is put below or beside
 * them now would be gone with them. */
static enum ta_status settle_names(const struct ta_workspace *workspace,
                                   struct ta_error *err)
{
    static const char *const below[] = {
        "",          "VERSION",    "keys/.",   "public-keys/.",
        "journal/.", "readings/.", "records/."};
    enum ta_status rc = TA_OK;
    for (size_t i = 0; rc == TA_OK && i < sizeof below / sizeof *below; i++) {
        struct ta_error why = {.status = TA_E_INTERNAL};
        char *path = ta_workspace_path(workspace, below[i]);
        if (path == NULL) return ta_fail(err, TA_E_NOMEM, "workspace: out of memory");
        rc = ta_file_name_settle(path, &why);
        /* not made yet; or above us, in a folder that is not ours */
        if (rc == TA_E_NOTFOUND || (i == 0 && rc == TA_E_PERMISSION)) rc = TA_OK;
        if (rc != TA_OK) rc = ta_fail_as(err, &why);
        ta_free(path);
    }
    return rc;
}

static enum ta_status open_store(struct ta_workspace *workspace, bool read_only,
                                 struct ta_error *err)
{
    const struct ta_store_options options = {.read_only = read_only};
    char *path = ta_workspace_path(workspace, "store.gpkg");
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "workspace: out of memory");
    enum ta_status rc = ta_store_open(path, &options, &workspace->store, err);
    ta_free(path);
    return rc;
}

enum ta_status ta_workspace_open(const char *folder,
                                 const struct ta_workspace_options *options,
                                 struct ta_workspace *out, struct ta_error *err)
{
    *out = (struct ta_workspace){.lock = -1};
    out->folder = ta_strdup(folder);
    if (options->datasets != NULL) out->datasets = ta_strdup(options->datasets);
    enum ta_status rc = TA_OK;
    if (out->folder == NULL || (options->datasets != NULL && out->datasets == NULL))
        rc = ta_fail(err, TA_E_NOMEM, "workspace: out of memory");
    if (rc == TA_OK) rc = prepare(out, options, err);
    if (rc == TA_OK && !options->read_only) rc = open_lock(out, err);
    if (rc == TA_OK && !options->read_only) rc = settle_names(out, err);
    if (rc == TA_OK) rc = open_store(out, options->read_only, err);
    if (rc != TA_OK) ta_workspace_close(out);
    return rc;
}

void ta_workspace_close(struct ta_workspace *workspace)
{
    if (workspace->store.ops != NULL)
        workspace->store.ops->close(workspace->store.self);
    if (workspace->folder != NULL && workspace->lock >= 0) (void)close(workspace->lock);
    ta_free(workspace->folder);
    ta_free(workspace->datasets);
    *workspace = (struct ta_workspace){.lock = -1};
}

static struct flock byte_of(enum ta_activity activity, short type)
{
    return (struct flock){
        .l_type = type, .l_whence = SEEK_SET, .l_start = (off_t)activity, .l_len = 1};
}

enum ta_status ta_workspace_enter(struct ta_workspace *workspace,
                                  enum ta_activity activity, struct ta_error *err)
{
    static const char *const words[TA_ACTIVITY_COUNT] = {
        "imports projects or layers", "refreshes scenes", "takes readings in",
        "writes records", "listens to a broker"};
    if (workspace->lock < 0)
        return ta_mended(ta_fail(err, TA_E_PERMISSION, "%s: is open for reading only",
                                 workspace->folder),
                         err, "run it as whoever owns the workspace");
    struct flock lock = byte_of(activity, F_WRLCK);
    if (fcntl(workspace->lock, F_SETLK, &lock) == 0) return TA_OK;
    if (errno != EACCES && errno != EAGAIN)
        return ta_fail(err, TA_E_IO, "%s/lock: cannot lock: %s", workspace->folder,
                       strerror(errno));
    (void)ta_fail(err, TA_E_AGAIN, "%s: another program %s here", workspace->folder,
                  words[activity]);
    ta_error_mend(err, "%s",
                  activity == TA_DOES_LISTEN
                      ? "it runs until it is stopped: stop it first, or leave it to it"
                      : "wait for it to end, then run again");
    return TA_E_AGAIN;
}

void ta_workspace_leave(struct ta_workspace *workspace, enum ta_activity activity)
{
    struct flock lock = byte_of(activity, F_UNLCK);
    (void)fcntl(workspace->lock, F_SETLK, &lock); /* a close would release it too */
}

bool ta_workspace_is_at(const struct ta_workspace *workspace, enum ta_activity activity)
{
    struct flock lock = byte_of(activity, F_WRLCK);
    return workspace->lock >= 0 && fcntl(workspace->lock, F_GETLK, &lock) == 0 &&
           lock.l_type != F_UNLCK;
}
