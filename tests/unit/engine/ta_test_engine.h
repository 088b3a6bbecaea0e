/* SPDX-License-Identifier: Apache-2.0 */
/** @file ta_test_engine.h  A fresh workspace, and files to bring into it. */
#ifndef TA_TEST_ENGINE_H
#define TA_TEST_ENGINE_H

#include "ta_test.h"
#include "ta_test_folder.h"

#include "base/file.h"
#include "base/memory.h"
#include "engine/workspace.h"

#define FOLDER TA_BINARY_DIR "/test-engine-" TA_TEST_NAME
#define WORKSPACE FOLDER "/workspace"

enum { NOW = 1700000000 };

static struct ta_error err;

#define assert_ok(call) assert_gives((call), TA_OK)
#define assert_gives(call, wanted)                                                     \
    do {                                                                               \
        enum ta_status ta_rc = (call);                                                 \
        if (ta_rc != (wanted))                                                         \
            fail_msg("%s: %d: %s", #call, (int)ta_rc, ta_rc == TA_OK ? "" : err.text); \
    } while (0)
#define assert_words(words)                                                            \
    do {                                                                               \
        if (strstr(err.text, (words)) == NULL)                                         \
            fail_msg("\"%s\" not in \"%s\"", (words), err.text);                       \
    } while (0)

static inline int fresh_folder(void **state)
{
    (void)state;
    err = (struct ta_error){.status = TA_OK};
    return ta_test_folder(FOLDER);
}

static inline struct ta_workspace workspace_open(void)
{
    const struct ta_workspace_options options = {.create = true};
    struct ta_workspace workspace;
    assert_ok(ta_workspace_open(WORKSPACE, &options, &workspace, &err));
    return workspace;
}

/* Write a text file below FOLDER; the path lives until the next call. */
static inline const char *file_with(const char *name, const char *text)
{
    static char path[512];
    snprintf(path, sizeof path, FOLDER "/%s", name);
    assert_ok(ta_file_write(path, text, strlen(text), 0666, &err));
    return path;
}

/* How many files stand in a folder of the journal. */
static inline size_t files_in(const char *below)
{
    char **names = NULL, path[512];
    size_t n = 0;
    (void)snprintf(path, sizeof path, WORKSPACE "/journal/%s", below);
    if (ta_folder_list(path, &names, &n, NULL) != TA_OK) return 0;
    ta_free(names);
    return n;
}

#endif
