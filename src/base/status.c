/* SPDX-License-Identifier: Apache-2.0 */
#include "terrassay/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

int ta_status_exit_code(enum ta_status status)
{
    static const int code[TA_STATUS_COUNT] = {
#define X(name, exit_code, text) [name] = (exit_code),
        TA_STATUS_LIST(X)
#undef X
    };
    return status < TA_STATUS_COUNT ? code[status] : 70;
}

const char *ta_status_text(enum ta_status status)
{
    static const char *const words[TA_STATUS_COUNT] = {
#define X(name, exit_code, text) [name] = (text),
        TA_STATUS_LIST(X)
#undef X
    };
    return status < TA_STATUS_COUNT ? words[status] : "unknown status";
}

enum ta_status ta_fail(struct ta_error *err, enum ta_status status, const char *format,
                       ...)
{
    if (err == NULL) return status;

    va_list args;
    va_start(args, format);
    err->status = status;
    err->mend[0] = '\0';
    ta_words_format(err->text, sizeof err->text, format, args);
    va_end(args);
    return status;
}

enum ta_status ta_fail_as(struct ta_error *err, const struct ta_error *why)
{
    if (err != NULL) *err = *why;
    return why->status;
}

void ta_error_mend(struct ta_error *err, const char *format, ...)
{
    if (err == NULL || err->status == TA_OK) return;

    va_list args;
    va_start(args, format);
    ta_words_format(err->mend, sizeof err->mend, format, args);
    va_end(args);
}

enum ta_status ta_mended(enum ta_status status, struct ta_error *err, const char *mend)
{
    ta_error_mend(err, "%s", mend);
    return status;
}

void ta_error_context(struct ta_error *err, const char *format, ...)
{
    if (err == NULL || err->status == TA_OK) return;

    char where[301], before[461];
    va_list args;
    va_start(args, format);
    ta_words_format(where, sizeof where, format, args);
    va_end(args);
    ta_copy_cut(before, sizeof before, err->text);
    (void)snprintf(err->text, sizeof err->text, "%s: %s", where, before);
}
