/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/output.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"

enum { FLUSH_AT = 65536 };

void ta_output_open(struct ta_output *out, int descriptor)
{
    *out = (struct ta_output){.descriptor = descriptor};
    out->terminal = isatty(descriptor) == 1;
    struct winsize size;
    if (out->terminal && ioctl(descriptor, TIOCGWINSZ, &size) == 0)
        out->columns = size.ws_col;
}

static void write_all(struct ta_output *out, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t written = write(out->descriptor, bytes, size);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            out->closed = errno == EPIPE;
            out->fault = errno;
            return;
        }
        bytes += written;
        size -= (size_t)written;
    }
}

void ta_output_flush(struct ta_output *out)
{
    if (out->fault == 0 && out->buffer.size > 0)
        write_all(out, out->buffer.bytes, out->buffer.size);
    out->buffer.size = 0;
}

void ta_output_bytes(struct ta_output *out, const void *bytes, size_t size)
{
    if (out->fault != 0) return;
    ta_text_add_bytes(&out->buffer, bytes, size);
    if (out->buffer.size >= FLUSH_AT) ta_output_flush(out);
}

void ta_output_add(struct ta_output *out, const char *words)
{
    ta_output_bytes(out, words, strlen(words));
}

void ta_output_addf(struct ta_output *out, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int size = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *line = size < 0 ? NULL : ta_alloc((size_t)size + 1, 1);
    if (line != NULL) {
        (void)vsnprintf(line, (size_t)size + 1, format, again);
        ta_output_bytes(out, line, (size_t)size);
    } else {
        out->buffer.failed = true;
    }
    va_end(again);
    ta_free(line);
}

enum ta_status ta_output_close(struct ta_output *out, struct ta_error *err)
{
    ta_output_flush(out);
    bool failed = out->buffer.failed;
    ta_text_free(&out->buffer);
    if (failed) return ta_fail(err, TA_E_NOMEM, "standard output: out of memory");
    if (out->fault == 0 || out->closed) return TA_OK;
    (void)ta_fail(err, TA_E_IO, "standard output: cannot write: %s",
                  strerror(out->fault));
    ta_error_mend(err, "see that the disk has room and that the output is open");
    return TA_E_IO;
}
