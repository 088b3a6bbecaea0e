/* SPDX-License-Identifier: Apache-2.0 */
/** @file far_vsi.h  Far files for GDAL: a file system of its own kind, whose only file is the one that
 *  the calling thread is opening. No name that a user or a file gives leads to it. */
#ifndef TA_RASTER_FAR_VSI_H
#define TA_RASTER_FAR_VSI_H

#include "terrassay/far_file.h"

#define TA_FAR_VSI_FOLDER "/vsiterrassay/"
#define TA_FAR_VSI_FILE "far.tif"
#define TA_FAR_VSI_NAME TA_FAR_VSI_FOLDER TA_FAR_VSI_FILE

/** A far file as one dataset sees it. */
struct ta_far_view {
    struct ta_far_file *file;
    struct ta_error failure; /**< the first since somebody reset its status */
};

/** Once, before the first use. */
void ta_far_vsi_install(void);
/** What TA_FAR_VSI_NAME is to this thread from now on; lives as long as what is opened. NULL: there
 *  is no such file. */
void ta_far_vsi_opening(struct ta_far_view *view);

#endif
