/* SPDX-License-Identifier: Apache-2.0 */
/** @file window_sweep.h  The files of kept windows: where, how many, and away with them. */
#ifndef TA_ENGINE_WINDOW_SWEEP_H
#define TA_ENGINE_WINDOW_SWEEP_H

#include "engine/workspace.h"

#define TA_WINDOWS_END ".kept"
/** Of all files of kept windows together; the oldest go when there are more. */
#define TA_WINDOWS_BYTES_MOST INT64_C(268435456)

/** "windows/PROJECT" below the workspace; owned (ta_free), NULL when out of memory. For an id that begins
 *  with a dot another character stands in front. */
char *ta_windows_folder(const struct ta_workspace *workspace, const char *project);

/** Count the files of a project's kept windows, and remove them when @p away. */
void ta_windows_of_project(const struct ta_workspace *workspace, const char *project,
                           bool away, size_t *files, int64_t *bytes);

/** Remove what killed processes left half made, what is kept of projects without readings, and, above
 *  @p most bytes, the files written longest ago until three quarters of that are left. What cannot be removed
 *  stays for the next time. */
void ta_windows_sweep(const struct ta_workspace *workspace, int64_t most);

#endif
