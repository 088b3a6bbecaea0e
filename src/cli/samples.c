/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/samples.h"

#include <stdlib.h>
#include <unistd.h>

#include "demo/material.h"

const char *ta_samples_find(const char *typed, const char **named, const char **missing)
{
    const char *folder = typed != NULL ? typed : getenv("TERRASSAY_SAMPLE_DATA");
    *named = *missing = NULL;
    if (folder == NULL && access(TA_SAMPLES_USUAL, R_OK | X_OK) == 0)
        folder = TA_SAMPLES_USUAL;
    if (folder == NULL || folder[0] == '\0') return NULL;
    *named = folder;
    if (!ta_demo_samples_there(folder, missing)) return NULL;
    *missing = NULL;
    return folder;
}
