/* SPDX-License-Identifier: Apache-2.0 */
/** @file plain_words.c  GDAL's metadata: XML in tag 42112 of a GeoTIFF. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "raster/plain.h"

bool ta_plain_words_fit(const char *words)
{
    if (words != NULL && *words == ' ') return false; /* GDAL drops it */
    for (; words != NULL && *words != '\0'; words++)
        if ((unsigned char)*words < ' ' || (unsigned char)*words == 0xEF) return false;
    return true;
}

/* GDAL escapes a value before it puts it into XML, which escapes it again. */
static void add_value(struct ta_text *out, const char *value)
{
    for (const char *from = value;;) {
        size_t n = strcspn(from, "&<>\"");
        ta_text_add_bytes(out, from, n);
        from += n;
        if (*from == '\0') return;
        ta_text_add(out, *from == '&'   ? "&amp;amp;"
                         : *from == '<' ? "&amp;lt;"
                         : *from == '>' ? "&amp;gt;"
                                        : "&amp;quot;");
        from++;
    }
}

/* @param how the attribute that says of what kind it is, "role" or "domain" */
static void add_item(struct ta_text *out, const char *name, size_t band,
                     const char *const how[2], const char *value)
{
    ta_text_add(out, "  <Item name=\"");
    ta_text_add(out, name);
    if (band != SIZE_MAX) ta_text_addf(out, "\" sample=\"%zu", band);
    ta_text_add(out, "\" ");
    ta_text_add(out, how[0]);
    ta_text_add(out, "=\"");
    ta_text_add(out, how[1]);
    ta_text_add(out, "\">");
    add_value(out, value);
    ta_text_add(out, "</Item>\n");
}

/* What GIS programs show of a band. */
static void add_band(struct ta_text *out, size_t band,
                     const struct ta_write_band *words)
{
    char number[64];
    if (words->scale != 1.0 || words->offset != 0.0) {
        double offset = words->offset == 0.0 ? 0.0 : words->offset; /* not "-0" */
        (void)snprintf(number, sizeof number, "%.18g", offset);
        add_item(out, "OFFSET", band, (const char *[]){"role", "offset"}, number);
        (void)snprintf(number, sizeof number, "%.18g", words->scale);
        add_item(out, "SCALE", band, (const char *[]){"role", "scale"}, number);
    }
    if (words->unit != NULL && words->unit[0] != '\0')
        add_item(out, "UNITTYPE", band, (const char *[]){"role", "unittype"},
                 words->unit);
    if (words->name != NULL && words->name[0] != '\0')
        add_item(out, "DESCRIPTION", band, (const char *[]){"role", "description"},
                 words->name);
}

/* Of the file, then of each band; of each by key. */
static int by_place(const void *a, const void *b)
{
    const struct ta_write_item *x = *(const struct ta_write_item *const *)a;
    const struct ta_write_item *y = *(const struct ta_write_item *const *)b;
    size_t left = x->band + 1, right = y->band + 1; /* SIZE_MAX: 0 */
    return left != right ? (left > right) - (left < right) : strcmp(x->key, y->key);
}

static void add_all(const struct ta_write *spec, const struct ta_write_item **item,
                    struct ta_text *out)
{
    size_t i = 0;
    ta_text_add(out, "<GDALMetadata>\n");
    for (size_t owner = 0; owner <= spec->n_bands; owner++) {
        for (; i < spec->n_items && item[i]->band + 1 == owner; i++)
            add_item(out, item[i]->key, item[i]->band,
                     (const char *[]){"domain", item[i]->domain}, item[i]->value);
        if (owner > 0 && spec->band != NULL)
            add_band(out, owner - 1, &spec->band[owner - 1]);
    }
    ta_text_add(out, "</GDALMetadata>\n");
}

static bool has_words(const struct ta_write *spec)
{
    bool any = spec->n_items > 0;
    for (size_t b = 0; spec->band != NULL && b < spec->n_bands; b++) {
        const struct ta_write_band *words = &spec->band[b];
        any |= words->scale != 1.0 || words->offset != 0.0;
        any |= words->unit != NULL && words->unit[0] != '\0';
        any |= words->name != NULL && words->name[0] != '\0';
    }
    return any;
}

void ta_plain_words(const struct ta_write *spec, struct ta_text *out)
{
    if (!has_words(spec)) return;
    const struct ta_write_item **item = ta_alloc(spec->n_items, sizeof(*item));
    out->failed |= item == NULL;
    if (item == NULL) return;
    for (size_t i = 0; i < spec->n_items; i++) item[i] = &spec->item[i];
    if (spec->n_items > 1) qsort(item, spec->n_items, sizeof(*item), by_place);
    add_all(spec, item, out);
    ta_free(item);
}
