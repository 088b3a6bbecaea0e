/* SPDX-License-Identifier: Apache-2.0 */
/** @file samples.h  Where the real samples are that the demo takes in. */
#ifndef TA_CLI_SAMPLES_H
#define TA_CLI_SAMPLES_H

/** Where `scripts/setup samples` puts them, as seen from the project's folder. */
#define TA_SAMPLES_USUAL "build/sample-data"

/** The folder of all samples: @p typed (may be NULL), else TERRASSAY_SAMPLE_DATA, else the usual one
 *  where it is there.
 *  @param named    the folder that was looked into, NULL when none was named or is there
 *  @param missing  what it lacks, NULL when nothing
 *  @return the folder, NULL when it is not there or lacks one */
const char *ta_samples_find(const char *typed, const char **named,
                            const char **missing);

#endif
