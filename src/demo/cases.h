/* SPDX-License-Identifier: Apache-2.0 */
/** @file cases.h  The cases of the demo: which project shows what, and as of which day. */
#ifndef TA_DEMO_CASES_H
#define TA_DEMO_CASES_H

#include "terrassay/types.h"

struct ta_demo_case {
    const char *letter;  /**< "A" ... "F" */
    const char *project; /**< its id in datasets/portfolio */
    const char *as_of;
    bool real;         /**< needs real samples */
    const char *shows; /**< message key: what the case is about, one line */
};

size_t ta_demo_case_count(void);
const struct ta_demo_case *ta_demo_case_at(size_t i);
const struct ta_demo_case *ta_demo_case_find(const char *project);

/** The model that the demo assesses with. */
#define TA_DEMO_MODEL "credit-3"

/** A file of the portfolio as the officer would send it. */
struct ta_demo_file {
    const char *name; /**< below datasets/portfolio */
    const char *crs;  /**< what the officer has to say of it; NULL: the file says it */
    bool real;
};
size_t ta_demo_file_count(void);
const struct ta_demo_file *ta_demo_file_at(size_t i);

/** A layer that the demo imports. */
struct ta_demo_layer {
    const char *name, *kind;
    const char *file;   /**< below datasets/portfolio; a real one below the samples */
    const char *extent; /**< NULL: nobody says where it is complete */
    const char *variable, *unit, *source;
    double position_error_m; /**< 1 sigma; NaN when not known */
    bool real;
};
size_t ta_demo_layer_count(void);
const struct ta_demo_layer *ta_demo_layer_at(size_t i);

/** Folders of real samples, NULL-ended: "bale", ... */
extern const char *const ta_demo_samples[];

#endif
