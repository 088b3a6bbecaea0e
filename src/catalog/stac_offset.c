/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/stac_offset.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "catalog/place.h"

static const struct ta_json_path IN_PROPERTIES = {.key = "properties"};

static enum ta_status text_of(const struct ta_stac_item *item, const char *key,
                              const char **out, struct ta_error *err)
{
    *out = NULL;
    return ta_json_get_text(item->properties, &IN_PROPERTIES, key, false, out, err);
}

/* Does the item have a field of that extension? */
static bool has_field(const struct ta_stac_item *item, const char *prefix)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)item->properties, key,
                        value) if (strncmp(key, prefix, strlen(prefix)) ==
                                   0) return true;
    return false;
}

/* By its platform; where none is stated, by its constellation, collection or extension. */
static void set_mission(struct ta_stac_item *item)
{
    static const char mission[] = "sentinel-2";
    struct ta_scene *s = &item->scene;
    /* some write a list, which says nothing here */
    const char *constellation =
        json_string_value(json_object_get(item->properties, "constellation"));
    item->sentinel2 = strncmp(s->platform, mission, strlen(mission)) == 0 ||
                      has_field(item, "s2:") ||
                      (constellation != NULL && ta_name_same(constellation, mission)) ||
                      (s->platform[0] == '\0' &&
                       strncmp(s->collection, mission, strlen(mission)) == 0);
    if (item->sentinel2 && s->platform[0] == '\0')
        (void)snprintf(s->platform, sizeof s->platform, "%s", mission);
}

/* "05.09", as product names write it "N0509"; NaN for what is none. */
static double baseline_called(const char *word)
{
    double value = NAN;
    if (word[0] == 'N' || word[0] == 'n') word++;
    bool packed = strlen(word) == 4 && strspn(word, "0123456789") == 4;
    if (ta_parse_f64(word, &value) != TA_OK) return NAN;
    if (packed) value /= 100.0;
    if (!(value > 0.0 && value < 100.0)) return NAN;
    return value;
}

enum ta_status ta_stac_baseline(const struct ta_stac_item *item, const char *key,
                                char room[TA_NAME_SIZE], const char **out,
                                struct ta_error *err)
{
    const json_t *stated = json_object_get(item->properties, key);
    double value = json_number_value(stated);
    (void)snprintf(room, TA_NAME_SIZE, "%05.2f", value);
    bool whole = fabs(value * 100.0 - round(value * 100.0)) < 1e-6;
    if (!json_is_number(stated) || !whole || !(value > 0.0 && value < 100.0))
        return text_of(item, key, out, err);
    *out = room;
    return TA_OK;
}

/* "05.09", "N0509" or "0509"? Others number their versions, too: "v2.0", "2.0". */
static bool is_baseline(const char *word)
{
    static const char digits[] = "0123456789";
    if (word[0] == 'N' || word[0] == 'n') word++;
    size_t n = strspn(word, digits);
    return (n == 4 && word[4] == '\0') ||
           (n == 2 && word[2] == '.' && strspn(word + 3, digits) == 2 &&
            word[5] == '\0');
}

/* By the fields that have it; else by the version, which need be none. */
static enum ta_status set_baseline(struct ta_stac_item *item, struct ta_error *err)
{
    const char *word;
    char room[TA_NAME_SIZE];
    enum ta_status rc =
        ta_stac_baseline(item, "s2:processing_baseline", room, &word, err);
    if (rc == TA_OK && word == NULL)
        rc = ta_stac_baseline(item, "sentinel:processing_baseline", room, &word, err);
    if (rc == TA_OK && word == NULL && item->sentinel2) {
        rc = text_of(item, "processing:version", &word, err);
        if (word != NULL && !is_baseline(word) && !has_field(item, "s2:")) word = NULL;
    }
    item->baseline_stated = word != NULL;
    item->baseline = NAN;
    if (word != NULL) item->baseline = baseline_called(word);
    return rc;
}

enum ta_status ta_stac_offset_item(struct ta_stac_item *item, struct ta_error *err)
{
    static const char *const keys[] = {"earthsearch:boa_offset_applied",
                                       "sentinel:boa_offset_applied", NULL};
    set_mission(item);
    enum ta_status rc = set_baseline(item, err);
    if (rc != TA_OK) return rc;
    for (const char *const *key = keys; *key != NULL; key++) {
        if (json_object_get(item->properties, *key) == NULL) continue;
        item->offset_flag = *key;
        return ta_json_get_bool(item->properties, &IN_PROPERTIES, *key, true,
                                &item->offset_applied, err);
    }
    return TA_OK;
}

/* Its products have an offset from baseline 04.00 on, and none before: what says otherwise, or leaves it out, may
 * have been taken off already or not. An offset of 0 is a word by itself, unless a flag says that nothing was
 * taken off. */
const char *ta_stac_offset_doubt(const struct ta_stac_item *item, double offset)
{
    const bool stated = !isnan(offset), off = stated && offset != 0.0;
    const bool flag = item->offset_flag != NULL;
    if (!item->sentinel2 || (flag && item->offset_applied)) return NULL;
    if (item->baseline < 4.0)
        return off ? "none: the item states an offset that its baseline does not have"
                   : NULL;
    if (off) return NULL;
    if (flag && stated) return "none: says that no offset was taken off, and states 0";
    if (stated) return NULL;
    if (item->baseline >= 4.0)
        return "none: a baseline with an offset, and the item states none";
    if (item->baseline_stated)
        return "none: a baseline that cannot be read, and no offset is stated";
    return flag || has_field(item, "s2:")
               ? "none: the item states neither a baseline nor an offset"
               : NULL;
}
