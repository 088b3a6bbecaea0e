/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/bare.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { NAMED = 3, NAME_SIZE = 80 };

static const char mend[] = "put the product's metadata beside its bands (a STAC item, "
                           "a Landsat MTL, the whole "
                           "SAFE folder), or take the rasters out of the catalogue";

enum ta_status ta_bare_begin(struct ta_bare *bare, struct ta_error *err)
{
    bare->held = json_object();
    return bare->held != NULL ? TA_OK : ta_fail(err, TA_E_NOMEM, "out of memory");
}

void ta_bare_end(struct ta_bare *bare)
{
    for (size_t i = 0; i < bare->n && i < TA_BARE_TOLD; i++)
        ta_free(bare->folder[i].path);
    json_decref(bare->held);
    *bare = (struct ta_bare){.n = 0};
}

/* --- on their way --------------------------------------------------------------------- */

static enum ta_status hold_folders(struct ta_bare *bare, const struct ta_scene *scene,
                                   struct ta_error *err)
{
    for (size_t i = 0; i < scene->n_assets; i++) {
        const char *path = scene->asset[i].path, *slash = strrchr(path, '/');
        if (slash == NULL) continue;
        char *folder = ta_strdup(path);
        if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
        folder[slash - path] = '\0';
        int set = json_object_set_new_nocheck(bare->held, folder, json_true());
        ta_free(folder);
        if (set != 0) return ta_fail(err, TA_E_NOMEM, "out of memory");
    }
    return TA_OK;
}

static enum ta_status hear_scene(void *self, struct ta_scene *scene,
                                 struct ta_error *err)
{
    struct ta_bare *bare = self;
    bare->heard++;
    enum ta_status held = hold_folders(bare, scene, err);
    enum ta_status rc = bare->sink.on_scene(bare->sink.self, scene, err);
    return rc != TA_OK ? rc : held;
}

static void hear_problem(void *self, const char *path, const char *reason,
                         const char *how)
{
    struct ta_bare *bare = self;
    bare->heard++;
    if (bare->sink.on_problem != NULL)
        bare->sink.on_problem(bare->sink.self, path, reason, how);
}

struct ta_sink ta_bare_sink(struct ta_bare *bare)
{
    return (struct ta_sink){
        .on_scene = hear_scene, .on_problem = hear_problem, .self = bare};
}

/* --- folders -------------------------------------------------------------------------- */

/* "2 rasters without ...: a.tif, b.tif" */
static size_t describe(const struct ta_place *place, char out[TA_BARE_WORDS])
{
    size_t n = 0;
    struct ta_text names = {0};
    for (size_t i = 0; i < place->n_names; i++) {
        if (!ta_name_is_raster(place->name[i])) continue;
        if (n++ < NAMED)
            ta_text_addf(&names, "%s%.*s", n > 1 ? ", " : "", NAME_SIZE,
                         place->name[i]);
    }
    if (n > NAMED) ta_text_addf(&names, " and %zu more", n - NAMED);
    (void)snprintf(out, TA_BARE_WORDS,
                   "%zu raster%s without a STAC item, a Landsat MTL or an "
                   "MTD_MSIL2A.xml: %s",
                   n, n == 1 ? "" : "s", names.bytes != NULL ? names.bytes : "");
    ta_text_free(&names);
    return n;
}

enum ta_status ta_bare_look(struct ta_bare *bare, const struct ta_place *place,
                            struct ta_error *err)
{
    char words[TA_BARE_WORDS];
    if (json_object_get(bare->held, place->folder) != NULL) return TA_OK;
    if (describe(place, words) == 0) return TA_OK;
    size_t at = bare->n++;
    if (at >= TA_BARE_TOLD) return TA_OK;
    bare->folder[at].path = ta_strdup(place->folder);
    memcpy(bare->folder[at].words, words, sizeof words);
    return bare->folder[at].path != NULL ? TA_OK
                                         : ta_fail(err, TA_E_NOMEM, "out of memory");
}

void ta_bare_tell(const struct ta_bare *bare, const char *root)
{
    char words[TA_BARE_WORDS];
    const struct ta_sink *sink = &bare->sink;
    if (bare->heard == 0 || sink->on_problem == NULL) return;
    for (size_t i = 0; i < bare->n && i < TA_BARE_TOLD; i++)
        sink->on_problem(sink->self, bare->folder[i].path, bare->folder[i].words, mend);
    if (bare->n <= TA_BARE_TOLD) return;
    (void)snprintf(words, sizeof words,
                   "%zu more folders of it hold rasters without a STAC item, a Landsat "
                   "MTL or an MTD_MSIL2A.xml",
                   bare->n - TA_BARE_TOLD);
    sink->on_problem(sink->self, root, words, mend);
}
