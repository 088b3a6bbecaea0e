/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/far_vsi.h"

#include <errno.h>
#include <string.h>

#include <cpl_vsi.h>

#include "base/memory.h"

/* An open handle. */
struct opened {
    struct ta_far_view *view;
    int64_t at;
    bool at_end;
};

static _Thread_local struct ta_far_view *opening;

void ta_far_vsi_opening(struct ta_far_view *view)
{
    opening = view;
}

static void note(struct ta_far_view *view, const struct ta_error *why)
{
    if (view->failure.status == TA_OK) view->failure = *why;
}

static void *on_open(void *self, const char *name, const char *access)
{
    struct ta_error why = {.status = TA_OK};
    (void)self;
    if (opening == NULL ||
        strcmp(name, TA_FAR_VSI_FILE) != 0 || /* GDAL cuts the folder */
        strpbrk(access, "wa+") != NULL) {
        errno = ENOENT;
        return NULL;
    }
    struct opened *o = ta_alloc(1, sizeof *o);
    struct ta_far_file *file = opening->file;
    if (o == NULL) (void)ta_fail(&why, TA_E_NOMEM, "out of memory");
    if (o != NULL && file->ops->hold(file, &why) == TA_OK) {
        o->view = opening;
        return o;
    }
    note(opening, &why);
    ta_free(o);
    errno = EIO;
    return NULL;
}

static int on_close(void *handle)
{
    struct opened *o = handle;
    o->view->file->ops->rest(o->view->file);
    ta_free(o);
    return 0;
}

static vsi_l_offset on_tell(void *handle)
{
    return (vsi_l_offset)((struct opened *)handle)->at;
}

static int on_seek(void *handle, vsi_l_offset offset, int whence)
{
    struct opened *o = handle;
    int64_t base = whence == SEEK_CUR ? o->at : 0;
    if (whence == SEEK_END) base = o->view->file->size;
    if (offset > (vsi_l_offset)INT64_MAX - (vsi_l_offset)base) return -1;
    o->at = base + (int64_t)offset;
    o->at_end = false;
    return 0;
}

static size_t on_read(void *handle, void *out, size_t size, size_t count)
{
    struct opened *o = handle;
    struct ta_far_file *file = o->view->file;
    struct ta_error why = {.status = TA_OK};
    int64_t left = file->size > o->at ? file->size - o->at : 0;
    if (size == 0 || count == 0) return 0;
    if (count > (size_t)left / size) {
        count = (size_t)left / size;
        o->at_end = true;
    }
    if (count == 0) return 0;
    if (file->ops->read(file, o->at, size * count, out, &why) != TA_OK) {
        note(o->view, &why);
        return 0;
    }
    o->at += (int64_t)(size * count);
    return count;
}

static int on_eof(void *handle)
{
    return ((struct opened *)handle)->at_end;
}

void ta_far_vsi_install(void)
{
    VSIFilesystemPluginCallbacksStruct *ops = VSIAllocFilesystemPluginCallbacksStruct();
    ops->open = on_open;
    ops->close = on_close;
    ops->tell = on_tell;
    ops->seek = on_seek;
    ops->read = on_read;
    ops->eof = on_eof;
    (void)VSIInstallPluginHandler(TA_FAR_VSI_FOLDER, ops); /* else opening says so */
    VSIFreeFilesystemPluginCallbacksStruct(ops);
}
