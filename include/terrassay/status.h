/* SPDX-License-Identifier: Apache-2.0 */
/** @file status.h  What a call came to, and the words for it when it failed.
 *
 *  Every fallible function returns an enum ta_status and, where it can know the cause,
 *  fills a struct ta_error that the caller may pass as NULL. */
#ifndef TERRASSAY_STATUS_H
#define TERRASSAY_STATUS_H

#include <stddef.h>

#if defined(__GNUC__)
#define TA_NODISCARD __attribute__((warn_unused_result))
#define TA_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define TA_API __attribute__((visibility("default")))
#else
#define TA_NODISCARD
#define TA_PRINTF(fmt, args)
#define TA_API
#endif

/** X(name, process exit code, text). Exit codes follow sysexits where one fits. */
/* clang-format off */
#define TA_STATUS_LIST(X)                                                  \
    X(TA_OK,            0, "done")                                         \
    X(TA_FINDING,       1, "a finding")                                    \
    X(TA_E_USAGE,       2, "wrong use of the command")                     \
    X(TA_PARTLY,        3, "partly done")                                  \
    X(TA_E_DATA,       65, "bad data")                                     \
    X(TA_E_LIMIT,      65, "input exceeds a limit")                        \
    X(TA_E_NOTFOUND,   65, "not found")                                    \
    X(TA_E_SOURCE,     69, "source unavailable")                           \
    X(TA_E_ARG,        70, "argument outside its domain")                  \
    X(TA_E_NOMEM,      70, "out of memory")                                \
    X(TA_E_INTERNAL,   70, "internal error")                               \
    X(TA_E_IO,         75, "input or output failed")                       \
    X(TA_E_AGAIN,      75, "try again")                                    \
    X(TA_E_PERMISSION, 77, "not allowed")                                  \
    X(TA_E_CONFIG,     78, "configuration")
/* clang-format on */

enum ta_status {
#define X(name, code, text) name,
    TA_STATUS_LIST(X)
#undef X
        TA_STATUS_COUNT
};

enum { TA_ERROR_TEXT = 768, TA_ERROR_MEND = 256 };

/** The words of a failure: what, on what and why in `text`, how to mend it in `mend`.
 */
struct ta_error {
    enum ta_status status;
    char text[TA_ERROR_TEXT];
    char mend[TA_ERROR_MEND];
};

/** Exit code that design rule 9 assigns to @p status. */
TA_API int ta_status_exit_code(enum ta_status status);
/** Short English text of @p status; never NULL. */
TA_API const char *ta_status_text(enum ta_status status);

/** Fill @p err (may be NULL) and return @p status, so that a failing function can end
 * with `return ta_fail(err, TA_E_DATA, "%s: ring %zu has %zu points", path, i, n);`. */
TA_API enum ta_status ta_fail(struct ta_error *err, enum ta_status status,
                              const char *format, ...) TA_PRINTF(3, 4);
/** Hand on a failure that was kept apart while it might have been none. @return its status */
TA_API enum ta_status ta_fail_as(struct ta_error *err, const struct ta_error *why);
/** Add how to mend it; no effect on a NULL or untouched @p err. */
TA_API void ta_error_mend(struct ta_error *err, const char *format, ...)
    TA_PRINTF(2, 3);
/** The same, to end a function with: @return @p status */
TA_API enum ta_status ta_mended(enum ta_status status, struct ta_error *err,
                                const char *mend);
/** Put "where: " in front of the text, once per layer boundary. */
TA_API void ta_error_context(struct ta_error *err, const char *format, ...)
    TA_PRINTF(2, 3);

#endif
