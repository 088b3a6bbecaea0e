/* SPDX-License-Identifier: Apache-2.0 */
/** @file stac_test.h  What the tests of STAC items share: an item in a folder, and what it tells. */
#ifndef TA_STAC_TEST_H
#define TA_STAC_TEST_H

#include "catalog_test.h" /* first: it asks for more of POSIX */

#include "base/text.h"

/* An item: properties and assets go into the two %s. */
static const char ITEM_1_0[] = "{\"type\":\"Feature\",\"stac_version\":\"1.0.0\","
                               "\"id\":\"i\",\"collection\":\"c\","
                               "\"geometry\":null,\"links\":[],\"properties\":{"
                               "\"datetime\":\"2021-05-06T07:08:09Z\"%s},"
                               "\"assets\":{%s}}";
#define RED "\"red\":{\"href\":\"a.tif\",\"raster:scale\":0.0001}"

/* A folder with a.tif, b.tif, sub/c d.tif and the item of that form. */
static inline char *make_item(const char *form, const char *properties,
                              const char *assets)
{
    char *folder = new_folder();
    struct ta_text text = {0};
    const char *first = strstr(form, "%s"), *second = strstr(first + 2, "%s");
    ta_text_add_bytes(&text, form, (size_t)(first - form));
    ta_text_add(&text, properties);
    ta_text_add_bytes(&text, first + 2, (size_t)(second - first - 2));
    ta_text_add(&text, assets);
    ta_text_add(&text, second + 2);
    write_text(folder, "in/item.json", text.bytes);
    ta_text_free(&text);
    write_text(folder, "in/a.tif", "pixels of a");
    write_text(folder, "in/b.tif", "pixels of b");
    write_text(folder, "in/sub/c d.tif", "pixels of c");
    write_text(folder, "secret.tif", "not for items");
    return folder;
}

static inline struct heard *listen_to_item(const char *form, const char *properties,
                                           const char *assets)
{
    char *folder = make_item(form, properties, assets);
    struct heard *heard = listen(folder);
    drop_folder(folder);
    return heard;
}

static inline void check_problem(const struct heard *heard, size_t i, const char *why)
{
    if (i < heard->n_problems && strstr(heard->problem[i], why) != NULL) return;
    fail_msg("wanted \"%s\", heard %s", why,
             i < heard->n_problems ? heard->problem[i] : "nothing");
}

#endif
