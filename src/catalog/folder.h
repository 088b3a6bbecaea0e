/* SPDX-License-Identifier: Apache-2.0 */
/** @file folder.h  Scenes of a folder: Landsat products, Sentinel-2 products, STAC
 * items. */
#ifndef TA_CATALOG_FOLDER_H
#define TA_CATALOG_FOLDER_H

#include "terrassay/scene.h"
#include "terrassay/status.h"

/** Walk @p path and hand over every scene in it, always in the same order: the products
 * of a folder by name, then its sub-folders by name. Links to folders are not followed,
 * links to files only while they stay below @p path.
 *  @param path       the folder; may itself be a link
 *  @param on_scene   hears of each scene and takes it over (ta_scene_free); scene ids
 * are unique within one walk. Anything but TA_OK ends the walk with that status
 *  @param on_problem hears of each product that cannot be used, or only in part: the
 * file, why, and how to mend it (may be empty). The walk goes on. May be NULL
 *  @param self       handed to both
 *  @return TA_OK also after problems; TA_E_NOTFOUND when there is no such folder,
 * TA_E_IO, TA_E_LIMIT (more than a million entries), TA_E_NOMEM, or what on_scene
 * returned */
TA_NODISCARD enum ta_status
ta_catalog_folder(const char *path,
                  enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                             struct ta_error *err),
                  void (*on_problem)(void *self, const char *path, const char *reason,
                                     const char *mend),
                  void *self, struct ta_error *err);

/** The same, and each folder that holds rasters and nothing that announces them is told as a problem
 *  when the walk is over, where anything else was heard; of a tree without any scene or problem
 *  ta_catalog_passed_over() tells more. */
TA_NODISCARD enum ta_status
ta_catalog_tree(const char *path,
                enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                           struct ta_error *err),
                void (*on_problem)(void *self, const char *path, const char *reason,
                                   const char *mend),
                void *self, struct ta_error *err);

/** The same for the products that stand in @p path itself, without its sub-folders; a file above
 *  1 MiB is not looked at. */
TA_NODISCARD enum ta_status
ta_catalog_folder_alone(const char *path,
                        enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                                   struct ta_error *err),
                        void (*on_problem)(void *self, const char *path,
                                           const char *reason, const char *mend),
                        void *self, struct ta_error *err);

/** The same for the one product that file @p path announces: a STAC item (also where an MTL
 *  says more), an MTL, an MTD_MSIL2A.xml.
 *  @return as above; TA_E_DATA when the file announces no product */
TA_NODISCARD enum ta_status
ta_catalog_product(const char *path,
                   enum ta_status (*on_scene)(void *self, struct ta_scene *scene,
                                              struct ta_error *err),
                   void (*on_problem)(void *self, const char *path, const char *reason,
                                      const char *mend),
                   void *self, struct ta_error *err);

enum { TA_PASSED_FIRST = 5, TA_PASSED_NAME = 200 };
/** What a folder holds that announces no scene. */
struct ta_passed_over {
    size_t files;  /**< looked at, in sub-folders too */
    size_t heard;  /**< scenes and problems; with any of them nothing below is of use */
    size_t passed; /**< files that announce nothing */
    struct {
        char name[TA_PASSED_NAME]; /**< below the folder; cut */
        const char *why;           /**< English */
    } first[TA_PASSED_FIRST];      /**< of `passed` */
};
/** Look again at a folder of which no scene came, to say why. @return as ta_catalog_folder() */
TA_NODISCARD enum ta_status ta_catalog_passed_over(const char *path,
                                                   struct ta_passed_over *out,
                                                   struct ta_error *err);

#endif
