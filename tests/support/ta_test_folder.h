/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_folder.h  A fresh folder for a test's files. */
#ifndef TA_TEST_FOLDER_H
#define TA_TEST_FOLDER_H

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ta_test.h"

/** Remove a file or a folder with all that is in it; links are not followed. */
static inline void ta_test_remove(const char *path)
{
    DIR *folder = remove(path) == 0 ? NULL : opendir(path);
    if (folder == NULL) return;
    char below[1024];
    for (struct dirent *entry = readdir(folder); entry != NULL;
         entry = readdir(folder)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        int size = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        if (size > 0 && size < (int)sizeof below) ta_test_remove(below);
    }
    closedir(folder);
    remove(path);
}

/** Make @p path anew and empty. @return 0, so that a cmocka setup can end with it */
static inline int ta_test_folder(const char *path)
{
    ta_test_remove(path);
    return mkdir(path, 0777);
}

#endif
