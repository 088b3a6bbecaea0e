/* SPDX-License-Identifier: Apache-2.0 */
/** @file reading_clear.h  Away with what killed seals left half made. */
#ifndef TA_ENGINE_READING_CLEAR_H
#define TA_ENGINE_READING_CLEAR_H

#include "engine/workspace.h"

/** Remove half-made files of readings, letters and the archive whose processes have ended. Whoever
 *  calls has entered the workspace for ingest, so that nobody else makes such files; those of a process
 *  that lives stay all the same. What cannot be removed is left for the next run. */
void ta_readings_clear(const struct ta_workspace *workspace);

#endif
