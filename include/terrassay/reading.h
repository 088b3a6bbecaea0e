/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading.h  One value of one datastream at one time. */
#ifndef TERRASSAY_READING_H
#define TERRASSAY_READING_H

#include "terrassay/types.h"

/** What quality control says; the values are a file format (QARTOD's primary flags after
 *  IOC Manuals and Guides 54 volume 3, 2013). "Not evaluated" is not "good". */
enum ta_flag {
    TA_FLAG_GOOD = 1,
    TA_FLAG_NOT_EVALUATED = 2,
    TA_FLAG_SUSPECT = 3,
    TA_FLAG_FAIL = 4,
    TA_FLAG_MISSING = 9
};

struct ta_reading {
    ta_time_us time; /**< the device's; a reading belongs to its UTC day */
    ta_time_us
        received; /**< when it came in; TA_TIME_NONE when nobody wrote that down */
    double value; /**< in the datastream's unit; NaN when the device sent none */
    uint8_t flag; /**< enum ta_flag */
    uint8_t
        mark; /**< what its device or its decoder said of it, whatever its value is (enum ta_flag); 0: nothing.
                       The flag is never better */
};

/** Readings of one datastream by time. */
struct ta_reading_run {
    char device[TA_ID_SIZE];
    char name[TA_NAME_SIZE];     /**< unique within the device */
    char property[TA_NAME_SIZE]; /**< "so2", "pm25", ... */
    char unit[TA_UNIT_SIZE];
    size_t n;
    struct ta_reading *reading;
    bool unchecked; /**< some came by a decoder that nobody held against its standard */
    uint8_t flag_rules; /**< version of the rules that the flags are by, the oldest of
                             them; 0: from before versions were kept */
};

#endif
