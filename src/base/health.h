/* SPDX-License-Identifier: Apache-2.0 */
/** @file health.h  What `terrassay doctor` asks of each folder: is what it rests on there and fit?
 *
 *  A folder with third-party libraries has ta_FOLDER_health(); it tells one row per thing it
 *  looked at, good ones too, and changes nothing. */
#ifndef TA_BASE_HEALTH_H
#define TA_BASE_HEALTH_H

#include "terrassay/status.h"

enum ta_health_state {
    TA_HEALTH_OK,
    TA_HEALTH_NOTE, /**< something optional is missing, or worth a look */
    TA_HEALTH_FAULT
};

struct ta_health_row {
    enum ta_health_state state;
    const char *part;  /**< "PROJ data" */
    const char *found; /**< what there is, or what is wrong with it */
    const char *mend;  /**< how to mend it; NULL when it is well */
};

/** Where rows go; texts are borrowed for the call. */
struct ta_health {
    void *self;
    void (*tell)(void *self, const struct ta_health_row *row);
};

/** Tell a row with formatted words. */
void ta_health_tell(const struct ta_health *health, enum ta_health_state state,
                    const char *part, const char *mend, const char *format, ...)
    TA_PRINTF(5, 6);
/** Tell a fault in the words of @p err. */
void ta_health_error(const struct ta_health *health, const char *part,
                     const struct ta_error *err);

/** The libraries that stand behind this folder. */
void ta_base_health(const struct ta_health *health);

#endif
