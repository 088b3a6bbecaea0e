/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/sink.h"

#include "base/scene.h"
#include "words.h"

void ta_sink_problem(const struct ta_sink *sink, const char *path,
                     const struct ta_error *err)
{
    if (sink->on_problem != NULL)
        sink->on_problem(sink->self, path, err->text, err->mend);
}

static void tell_twin(const struct ta_sink *sink, const char *path, const char *id)
{
    struct ta_error err = {0};
    const char *first = json_string_value(json_object_get(sink->seen, id));
    (void)ta_fail(&err, TA_E_DATA, "scene %s was already read from %s", id,
                  first != NULL ? first : "another file");
    ta_error_mend(&err, "keep one of the two files");
    ta_sink_problem(sink, path, &err);
}

/* Texts of an item may be cut, and those of other metadata in another encoding: notes, records and a
 * database take whole letters only. */
static void make_whole(struct ta_scene *scene)
{
    char *const words[] = {scene->collection, scene->processing, scene->datatake,
                           scene->platform,   scene->tile,       scene->orbit,
                           scene->offset_by,  scene->unchecked,  scene->unread_mask};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) ta_words_whole(words[i]);
    for (size_t i = 0; i < scene->n_assets; i++)
        for (size_t b = 0; b < scene->asset[i].n_bands; b++) {
            ta_words_whole(scene->asset[i].band[b].name);
            ta_words_whole(scene->asset[i].band[b].unit);
        }
}

enum ta_status ta_sink_scene(struct ta_sink *sink, const char *path,
                             struct ta_scene *scene, struct ta_error *err)
{
    make_whole(scene);
    if (json_object_get(sink->seen, scene->id) != NULL) {
        tell_twin(sink, path, scene->id);
        ta_scene_free(scene);
        *scene = (struct ta_scene){0};
        return TA_OK;
    }
    /* a folder may be named in another encoding */
    if (json_object_set_new_nocheck(sink->seen, scene->id, json_string_nocheck(path)) !=
        0) {
        ta_scene_free(scene);
        sink->stopped = TA_E_NOMEM;
        return ta_fail(err, TA_E_NOMEM, "%s: out of memory", path);
    }
    struct ta_scene handed = *scene;
    *scene = (struct ta_scene){0};
    sink->stopped = sink->on_scene(sink->self, &handed, err);
    return sink->stopped;
}
