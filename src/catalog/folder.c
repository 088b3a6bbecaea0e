/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/folder.h"

#include <string.h>
#include <sys/stat.h>

#include "base/memory.h"
#include "base/scene.h"
#include "base/text.h"
#include "catalog/bare.h"
#include "catalog/landsat.h"
#include "catalog/place.h"
#include "catalog/sentinel2.h"
#include "catalog/sink.h"
#include "catalog/stac.h"

enum {
    MAX_DEPTH = 16,
    MAX_ENTRIES = 1000000, /* names looked at in one walk */
    BYTES_ALONE = 1 << 20  /* a GeoJSON of parcels is no item */
};

/* A kind of product: which files announce it, and who reads it. Tried in this order. */
struct kind {
    bool (*announces)(const struct ta_place *place, const char *name);
    enum ta_status (*read)(const struct ta_place *place, const char *name,
                           struct ta_sink *sink, struct ta_error *err);
};

static const struct kind kinds[] = {
    {ta_landsat_announces, ta_landsat_read},
    {ta_landsat_bare_announces, ta_landsat_bare_read},
    {ta_sentinel2_announces, ta_sentinel2_read},
    {ta_stac_announces, ta_stac_read},
};
enum { N_KINDS = sizeof kinds / sizeof *kinds, BARE = 1, STAC = N_KINDS - 1 };

struct walk {
    struct ta_sink sink;
    const char *root;
    const char *only; /* name of the one product wanted; NULL: all */
    bool alone;       /* no sub-folders */
    off_t bytes_most; /* larger files announce nothing; 0: no limit */
    size_t entries, products;
    struct ta_passed_over *passed; /* NULL: nobody asks */
    struct ta_bare *bare;          /* NULL: nobody asks */
    json_t *
        named; /* files that items of the folder at hand name; NULL: not looked for yet */
};

/* Out of memory it is none: it is read then, and that says so. */
static bool is_of_item(struct walk *walk, const struct ta_place *place,
                       const char *name)
{
    if (walk->named == NULL) walk->named = ta_stac_named(place);
    return ta_landsat_bare_is_named(place, name, walk->named);
}

/* An item that is asked for by name is read even where an MTL says more. */
static const struct kind *kind_of(struct walk *walk, const struct ta_place *place,
                                  const char *name)
{
    if (walk->only != NULL && strcmp(walk->only, name) != 0) return NULL;
    for (size_t i = 0; i < N_KINDS; i++)
        if (kinds[i].announces(place, name) &&
            (i != BARE || !is_of_item(walk, place, name)))
            return &kinds[i];
    return walk->only != NULL && ta_name_ends(name, ".json") ? &kinds[STAC] : NULL;
}

/* What a reader fails with is this file's problem, unless the walk itself has to end.
 */
static enum ta_status settle(struct walk *walk, const struct ta_place *place,
                             const char *name, enum ta_status rc, struct ta_error *err)
{
    if (rc == TA_OK || rc == TA_E_NOMEM || walk->sink.stopped != TA_OK) return rc;

    char *path = ta_place_join(place, name);
    if (path == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    ta_sink_problem(&walk->sink, path, err);
    ta_free(path);
    *err = (struct ta_error){0};
    return TA_OK;
}

/* A file too large to be what is looked for; one that is gone says so when it is read. */
static bool is_too_large(const struct walk *walk, const struct ta_place *place,
                         const char *name)
{
    struct stat st;
    if (walk->bytes_most == 0) return false;
    char *path = ta_place_join(place, name);
    bool large = path != NULL && stat(path, &st) == 0 && st.st_size > walk->bytes_most;
    ta_free(path);
    return large;
}

/* A real folder: a link to one is passed over, so that no walk goes in circles. */
static bool is_folder(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static const char *why_passed(const char *name)
{
    static const struct {
        const char *end, *why;
    } kind[] = {
        {".tif", "a raster without a STAC item, a Landsat MTL or an MTD_MSIL2A.xml"},
        {".tiff", "a raster without a STAC item, a Landsat MTL or an MTD_MSIL2A.xml"},
        {".jp2", "a raster without a STAC item or an MTD_MSIL2A.xml"},
        {".json", "JSON that is no STAC item"},
        {".geojson", "JSON that is no STAC item"},
        {".xml", "XML that is no MTD_MSIL2A.xml of Sentinel-2"},
        {".zip", "an archive: it has to be unpacked"},
        {".tar", "an archive: it has to be unpacked"},
        {".gz", "an archive: it has to be unpacked"},
        {".tgz", "an archive: it has to be unpacked"}};
    for (size_t i = 0; i < sizeof kind / sizeof *kind; i++)
        if (ta_name_ends(name, kind[i].end)) return kind[i].why;
    return "no product's metadata";
}

/* Remember a file that gave neither a scene nor a problem, where somebody asks. */
static void pass_over(const struct walk *walk, const struct ta_place *place,
                      const char *name)
{
    struct ta_passed_over *passed = walk->passed;
    if (passed == NULL) return;
    char *path = ta_place_join(place, name);
    if (path != NULL && !is_folder(path)) {
        size_t at = passed->passed++, root = strlen(walk->root);
        if (at < TA_PASSED_FIRST) {
            const char *below =
                strncmp(path, walk->root, root) == 0 ? path + root : path;
            while (*below == '/') below++;
            ta_copy_cut(passed->first[at].name, TA_PASSED_NAME, below);
            passed->first[at].why = why_passed(name);
        }
        passed->files++;
    }
    ta_free(path);
}

/* Does it hold products of its own, or does one above it hold all below? Its rasters are theirs. */
static bool belongs(const struct walk *walk, size_t heard, int depth, bool safe)
{
    return walk->bare->heard > heard && (depth > 0 || safe);
}

static enum ta_status visit_each(struct walk *walk, const struct ta_place *place,
                                 struct ta_error *err)
{
    for (size_t i = 0; i < place->n_names; i++) {
        const struct kind *kind = kind_of(walk, place, place->name[i]);
        if (kind == NULL || is_too_large(walk, place, place->name[i])) {
            pass_over(walk, place, place->name[i]);
            continue;
        }
        size_t heard = walk->passed != NULL ? walk->passed->heard : 0;
        walk->products++;
        enum ta_status rc = kind->read(place, place->name[i], &walk->sink, err);
        rc = settle(walk, place, place->name[i], rc, err);
        if (rc != TA_OK) return rc;
        if (walk->passed == NULL) continue;
        if (walk->passed->heard == heard)
            pass_over(walk, place, place->name[i]);
        else
            walk->passed->files++;
    }
    return TA_OK;
}

static enum ta_status visit_products(struct walk *walk, const struct ta_place *place,
                                     struct ta_error *err)
{
    enum ta_status rc = visit_each(walk, place, err);
    json_decref(walk->named);
    walk->named = NULL;
    return rc;
}

static bool has_safe(const struct ta_place *place)
{
    for (size_t i = 0; i < place->n_names; i++)
        if (ta_sentinel2_announces(place, place->name[i])) return true;
    return false;
}

static enum ta_status visit(struct walk *walk, const char *folder, int depth,
                            struct ta_error *err);

static enum ta_status visit_folders(struct walk *walk, const struct ta_place *place,
                                    int depth, struct ta_error *err)
{
    enum ta_status rc = TA_OK;
    for (size_t i = 0; i < place->n_names && rc == TA_OK; i++) {
        char *path = ta_place_join(place, place->name[i]);
        if (path == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
        if (is_folder(path)) {
            rc = visit(walk, path, depth + 1, err);
            rc = settle(walk, place, place->name[i], rc, err);
        }
        ta_free(path);
    }
    return rc;
}

static enum ta_status visit(struct walk *walk, const char *folder, int depth,
                            struct ta_error *err)
{
    if (depth > MAX_DEPTH)
        return ta_fail(err, TA_E_LIMIT, "%s: more than %d folders deep", folder,
                       MAX_DEPTH);
    struct ta_place place = {0};
    enum ta_status rc = ta_place_open(walk->root, folder, &place, err);
    if (rc != TA_OK) return rc;

    walk->entries += place.n_names;
    if (walk->entries > MAX_ENTRIES) {
        walk->sink.stopped = TA_E_LIMIT;
        rc = ta_fail(err, TA_E_LIMIT, "%s: more than %d entries", walk->root,
                     MAX_ENTRIES);
        ta_error_mend(err, "give folders further down, one at a time");
    }
    size_t heard = walk->bare != NULL ? walk->bare->heard : 0;
    bool within = false;
    if (rc == TA_OK) rc = visit_products(walk, &place, err);
    if (walk->bare != NULL) {
        within = belongs(walk, heard, depth, has_safe(&place));
        if (rc == TA_OK && walk->bare->heard == heard && walk->bare->within == 0)
            rc = ta_bare_look(walk->bare, &place, err);
    }
    if (within) walk->bare->within++;
    if (rc == TA_OK && !walk->alone) rc = visit_folders(walk, &place, depth, err);
    if (within) walk->bare->within--;
    ta_place_close(&place);
    return rc;
}

/* Run a walk that begins at @p path. */
static enum ta_status run(struct walk *walk, const char *path, struct ta_error *err)
{
    struct ta_error own = {0};
    struct ta_error *words = err != NULL ? err : &own; /* problems need words */
    struct ta_place top = {0};
    enum ta_status rc = ta_place_open(NULL, path, &top, words);
    if (rc != TA_OK) return rc;

    walk->root = top.folder;
    walk->sink.seen = json_object();
    rc = walk->sink.seen != NULL ? visit(walk, top.folder, 0, words)
                                 : ta_fail(words, TA_E_NOMEM, "out of memory");
    json_decref(walk->sink.seen);
    ta_place_close(&top);
    return rc;
}

enum ta_status
ta_catalog_folder(const char *path,
                  enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                             struct ta_error *err),
                  void (*on_problem)(void *self, const char *path, const char *reason,
                                     const char *mend),
                  void *self, struct ta_error *err)
{
    struct walk walk = {
        .sink = {.on_scene = on_scene, .on_problem = on_problem, .self = self}};
    return run(&walk, path, err);
}

enum ta_status ta_catalog_tree(const char *path,
                               enum ta_status (*on_scene)(void *self,
                                                          struct ta_scene *scene,
                                                          struct ta_error *err),
                               void (*on_problem)(void *self, const char *path,
                                                  const char *reason, const char *mend),
                               void *self, struct ta_error *err)
{
    struct ta_bare bare = {.sink = {on_scene, on_problem, self, NULL, TA_OK}};
    struct walk walk = {.sink = ta_bare_sink(&bare), .bare = &bare};
    enum ta_status rc = ta_bare_begin(&bare, err);
    if (rc == TA_OK) rc = run(&walk, path, err);
    if (rc == TA_OK) ta_bare_tell(&bare, path);
    ta_bare_end(&bare);
    return rc;
}

enum ta_status
ta_catalog_folder_alone(const char *path,
                        enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                                   struct ta_error *err),
                        void (*on_problem)(void *self, const char *path,
                                           const char *reason, const char *mend),
                        void *self, struct ta_error *err)
{
    struct walk walk = {
        .sink = {.on_scene = on_scene, .on_problem = on_problem, .self = self},
        .alone = true,
        .bytes_most = BYTES_ALONE};
    return run(&walk, path, err);
}

enum ta_status
ta_catalog_product(const char *path,
                   enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                              struct ta_error *err),
                   void (*on_problem)(void *self, const char *path, const char *reason,
                                      const char *mend),
                   void *self, struct ta_error *err)
{
    const char *slash = strrchr(path, '/');
    char *folder = ta_strdup(slash != NULL ? path : ".");
    struct walk walk = {
        .sink = {.on_scene = on_scene, .on_problem = on_problem, .self = self},
        .only = slash != NULL ? slash + 1 : path,
        .alone = true};
    if (folder == NULL) return ta_fail(err, TA_E_NOMEM, "out of memory");
    if (slash != NULL) folder[slash == path ? 1 : slash - path] = '\0';
    enum ta_status rc = run(&walk, folder, err);
    ta_free(folder);
    if (rc != TA_OK || walk.products > 0) return rc;
    (void)ta_fail(err, TA_E_DATA, "%s: announces no product", path);
    ta_error_mend(err, "name a STAC item, a Landsat MTL or an MTD_MSIL2A.xml");
    return TA_E_DATA;
}

static enum ta_status hear_scene(void *self, struct ta_scene *scene,
                                 struct ta_error *err)
{
    struct ta_passed_over *passed = self;
    (void)err;
    passed->heard++;
    ta_scene_free(scene);
    return TA_OK;
}

static void hear_problem(void *self, const char *path, const char *reason,
                         const char *mend)
{
    struct ta_passed_over *passed = self;
    (void)path, (void)reason, (void)mend;
    passed->heard++;
}

enum ta_status ta_catalog_passed_over(const char *path, struct ta_passed_over *out,
                                      struct ta_error *err)
{
    *out = (struct ta_passed_over){.files = 0};
    struct walk walk = {
        .sink = {.on_scene = hear_scene, .on_problem = hear_problem, .self = out},
        .passed = out};
    return run(&walk, path, err);
}
