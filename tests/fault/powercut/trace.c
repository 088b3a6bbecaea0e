/* SPDX-License-Identifier: Apache-2.0 */
/** @file trace.c  Preloaded into the program: writes down, in order, all that it asks of the disk and
 *  says to the world, so that model.py can work out what a power cut would have left.
 *
 *      TA_TRACE       file to append to
 *      TA_TRACE_ROOT  folder whose files count; a full path
 *      TA_TRACE_KILL  the process kills itself once it has written so many events down; 0 or unset: never
 *
 *  An event is a struct event, then its path, then its data. One lock is held over each call and its event:
 *  their order is that in which the calls took effect. */
#define _GNU_SOURCE
#undef _FORTIFY_SOURCE               /* its read() would call itself */
#pragma GCC visibility push(default) /* seen before those of the C library */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum kind {
    OPEN = 1, /* arg: flags */
    WRITE,
    CUT, /* arg: size */
    SYNC,
    SYNC_ALL,
    RENAME, /* data: the new name */
    LINK,
    UNLINK,
    MKDIR,
    RMDIR,
    CONNECT, /* arg: port */
    SENT,
    GOT,
    TOLD /* on standard output */
};

enum { FILES = 4096, PATH = 4096, TRACE_FD = 1000, SITE = 512, FRAMES = 12 };

/* As model.py unpacks it. */
struct event {
    uint32_t kind, pid;
    int32_t file;
    uint32_t path_size, data_size;
    uint32_t
        site_size; /* "library+offset", then those of its callers; before the path */
    int64_t at, arg;
};

enum { NOTHING, OURS, FOLDER, SOCKET };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static unsigned char what[FILES];
static int trace = -1;
static const char *root;
static long left;

static void *real(const char *name)
{
    void *found = dlsym(RTLD_NEXT, name);
    if (found == NULL) abort();
    return found;
}

/* The real one of the function this stands in, found once. */
#define REAL(name)                                                                     \
    static __typeof__(&name) real_##name;                                              \
    if (real_##name == NULL) *(void **)&real_##name = real(#name)

static void put(const void *bytes, size_t size)
{
    REAL(write);
    for (const char *at = bytes; size > 0;) {
        ssize_t n = real_write(trace, at, size);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) abort();
        at += n;
        size -= (size_t)n;
    }
}

/* Called where the pointer to the caller's text is known; "library+offset" for addr2line. */
static void site_of(const void *caller, char out[SITE])
{
    Dl_info about;
    out[0] = '\0';
    if (caller == NULL || dladdr(caller, &about) == 0 || about.dli_fname == NULL)
        return;
    const char *slash = strrchr(about.dli_fname, '/');
    (void)snprintf(
        out, SITE, "%.60s+%lx", slash == NULL ? about.dli_fname : slash + 1,
        (unsigned long)((const char *)caller - (const char *)about.dli_fbase) - 1);
}

/* Who called, who called that, and so on; blanks between. */
static void sites_of_stack(const void *caller, char out[SITE])
{
    void *frame[FRAMES];
    char one[SITE];
    int n = backtrace(frame, FRAMES), first = 0;
    site_of(caller, out);
    while (first < n && frame[first] != caller) first++;
    for (int i = first + 1; i < n; i++) {
        size_t size = strlen(out);
        site_of(frame[i], one);
        if (size + strlen(one) + 2 > SITE) return;
        out[size] = ' ';
        memcpy(out + size + 1, one, strlen(one) + 1);
    }
}

static void note(enum kind kind, int file, int64_t at, int64_t arg, const char *path,
                 const void *data, size_t size, const void *caller)
{
    char site[SITE];
    int kept = errno;
    if (path == NULL) path = "";
    if (kind == SYNC || kind == SYNC_ALL)
        sites_of_stack(caller, site);
    else
        site_of(caller, site);
    const struct event event = {.kind = (uint32_t)kind,
                                .pid = (uint32_t)getpid(),
                                .file = file,
                                .path_size = (uint32_t)strlen(path),
                                .data_size = (uint32_t)size,
                                .site_size = (uint32_t)strlen(site),
                                .at = at,
                                .arg = arg};
    put(&event, sizeof event);
    put(site, event.site_size);
    put(path, event.path_size);
    put(data, size);
    if (left > 0 && --left == 0) (void)raise(SIGKILL);
    errno = kept;
}

static int is_ours(const char *path)
{
    size_t n = root == NULL ? 0 : strlen(root);
    return trace >= 0 && n > 0 && strncmp(path, root, n) == 0 &&
           (path[n] == '/' || path[n] == '\0');
}

static unsigned char kind_of(int file)
{
    return file >= 0 && file < FILES ? what[file] : NOTHING;
}

static void enter(void)
{
    (void)pthread_mutex_lock(&lock);
}

static void leave(void)
{
    (void)pthread_mutex_unlock(&lock);
}

__attribute__((constructor)) static void begin(void)
{
    const char *name = getenv("TA_TRACE"), *kill_after = getenv("TA_TRACE_KILL");
    void *here[1];
    (void)backtrace(here, 1); /* the first call loads what unwinds */
    root = getenv("TA_TRACE_ROOT");
    if (kill_after != NULL) left = strtol(kill_after, NULL, 10);
    if (name == NULL || root == NULL) return;
    REAL(open64);
    int file = real_open64(name, O_WRONLY | O_CREAT | O_APPEND, 0600);
    trace = file < 0 ? -1 : fcntl(file, F_DUPFD_CLOEXEC, TRACE_FD);
    if (trace < 0) abort();
    (void)close(file);
}

/* --- opening -------------------------------------------------------------------------------- */

static int opened(int file, const char *path, int flags, const void *caller)
{
    struct stat about;
    if (file < 0 || file >= FILES) return file;
    what[file] = NOTHING;
    if (!is_ours(path) || fstat(file, &about) != 0) return file;
    what[file] = S_ISDIR(about.st_mode) ? FOLDER : OURS;
    note(OPEN, file, 0, flags, path, NULL, 0, caller);
    return file;
}

#define OPEN_LIKE(name)                                                                \
    int name(const char *path, int flags, ...)                                         \
    {                                                                                  \
        REAL(name);                                                                    \
        va_list more;                                                                  \
        va_start(more, flags);                                                         \
        int mode = (flags & O_CREAT) != 0 ? va_arg(more, int) : 0;                     \
        va_end(more);                                                                  \
        enter();                                                                       \
        int file = opened(real_##name(path, flags, mode), path, flags,                 \
                          __builtin_return_address(0));                                \
        leave();                                                                       \
        return file;                                                                   \
    }
OPEN_LIKE(open)
OPEN_LIKE(open64)

#define OPEN_CHECKED(name)                                                             \
    int name(const char *path, int flags);                                             \
    int name(const char *path, int flags)                                              \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        int file = opened(real_##name(path, flags), path, flags,                       \
                          __builtin_return_address(0));                                \
        leave();                                                                       \
        return file;                                                                   \
    }
OPEN_CHECKED(__open_2)
OPEN_CHECKED(__open64_2)

#define MKSTEMP_LIKE(name)                                                             \
    int name(char *path)                                                               \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        int file = opened(real_##name(path), path, O_RDWR | O_CREAT | O_EXCL,          \
                          __builtin_return_address(0));                                \
        leave();                                                                       \
        return file;                                                                   \
    }
MKSTEMP_LIKE(mkstemp)
MKSTEMP_LIKE(mkstemp64)

int close(int file)
{
    REAL(close);
    enter();
    if (file >= 0 && file < FILES) what[file] = NOTHING;
    int done = real_close(file);
    leave();
    return done;
}

/* --- bytes ---------------------------------------------------------------------------------- */

ssize_t write(int file, const void *bytes, size_t size)
{
    REAL(write);
    unsigned char kind = kind_of(file);
    if (trace < 0 || (kind == NOTHING && file != STDOUT_FILENO))
        return real_write(file, bytes, size);
    enter();
    int flags = fcntl(file, F_GETFL);
    off_t at =
        kind == OURS ? lseek(file, 0, (flags & O_APPEND) ? SEEK_END : SEEK_CUR) : 0;
    ssize_t n = real_write(file, bytes, size);
    if (n > 0)
        note(kind == OURS     ? WRITE
             : kind == SOCKET ? SENT
                              : TOLD,
             file, at, 0, NULL, bytes, (size_t)n, __builtin_return_address(0));
    leave();
    return n;
}

#define PWRITE_LIKE(name)                                                              \
    ssize_t name(int file, const void *bytes, size_t size, off_t at)                   \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        ssize_t n = real_##name(file, bytes, size, at);                                \
        if (n > 0 && kind_of(file) == OURS)                                            \
            note(WRITE, file, at, 0, NULL, bytes, (size_t)n,                           \
                 __builtin_return_address(0));                                         \
        leave();                                                                       \
        return n;                                                                      \
    }
PWRITE_LIKE(pwrite)
PWRITE_LIKE(pwrite64)

#define TRUNCATE_LIKE(name)                                                            \
    int name(int file, off_t size)                                                     \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        int done = real_##name(file, size);                                            \
        if (done == 0 && kind_of(file) == OURS)                                        \
            note(CUT, file, 0, size, NULL, NULL, 0, __builtin_return_address(0));      \
        leave();                                                                       \
        return done;                                                                   \
    }
TRUNCATE_LIKE(ftruncate)
TRUNCATE_LIKE(ftruncate64)

#define SYNC_LIKE(name, kind)                                                          \
    int name(int file)                                                                 \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        int done = real_##name(file);                                                  \
        if (done == 0 && kind_of(file) != NOTHING)                                     \
            note(kind, file, 0, 0, NULL, NULL, 0, __builtin_return_address(0));        \
        leave();                                                                       \
        return done;                                                                   \
    }
SYNC_LIKE(fsync, SYNC)
SYNC_LIKE(fdatasync, SYNC)
SYNC_LIKE(syncfs, SYNC_ALL)

/* --- names ---------------------------------------------------------------------------------- */

#define TWO_NAMES(name, kind)                                                          \
    int name(const char *from, const char *to)                                         \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        int done = real_##name(from, to);                                              \
        if (done == 0 && is_ours(from))                                                \
            note(kind, -1, 0, 0, from, to, strlen(to), __builtin_return_address(0));   \
        leave();                                                                       \
        return done;                                                                   \
    }
TWO_NAMES(rename, RENAME)
TWO_NAMES(link, LINK)

#define ONE_NAME(name, kind)                                                           \
    int name(const char *path)                                                         \
    {                                                                                  \
        REAL(name);                                                                    \
        enter();                                                                       \
        int done = real_##name(path);                                                  \
        if (done == 0 && is_ours(path))                                                \
            note(kind, -1, 0, 0, path, NULL, 0, __builtin_return_address(0));          \
        leave();                                                                       \
        return done;                                                                   \
    }
ONE_NAME(unlink, UNLINK)
ONE_NAME(rmdir, RMDIR)

int mkdir(const char *path, mode_t mode)
{
    REAL(mkdir);
    enter();
    int done = real_mkdir(path, mode);
    if (done == 0 && is_ours(path))
        note(MKDIR, -1, 0, 0, path, NULL, 0, __builtin_return_address(0));
    leave();
    return done;
}

/* --- the broker ----------------------------------------------------------------------------- */

/* Its second parameter is a union of pointers with _GNU_SOURCE. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
int connect(int file, const struct sockaddr *to, socklen_t size)
{
    REAL(connect);
    if (trace >= 0 && file >= 0 && file < FILES && to->sa_family == AF_INET) {
        struct sockaddr_in address;
        memcpy(&address, to, sizeof address);
        enter();
        what[file] = SOCKET;
        note(CONNECT, file, 0, ntohs(address.sin_port), NULL, NULL, 0, NULL);
        leave();
    }
    return real_connect(file, to, size);
}
#pragma GCC diagnostic pop

ssize_t send(int file, const void *bytes, size_t size, int flags)
{
    REAL(send);
    if (kind_of(file) != SOCKET) return real_send(file, bytes, size, flags);
    enter();
    ssize_t n = real_send(file, bytes, size, flags);
    if (n > 0) note(SENT, file, 0, 0, NULL, bytes, (size_t)n, NULL);
    leave();
    return n;
}

static ssize_t heard(int file, const void *bytes, ssize_t n)
{
    if (n > 0) note(GOT, file, 0, 0, NULL, bytes, (size_t)n, NULL);
    leave();
    return n;
}

ssize_t read(int file, void *bytes, size_t size)
{
    REAL(read);
    if (kind_of(file) != SOCKET) return real_read(file, bytes, size);
    enter();
    return heard(file, bytes, real_read(file, bytes, size));
}

ssize_t recv(int file, void *bytes, size_t size, int flags)
{
    REAL(recv);
    if (kind_of(file) != SOCKET) return real_recv(file, bytes, size, flags);
    enter();
    return heard(file, bytes, real_recv(file, bytes, size, flags));
}
