/* SPDX-License-Identifier: Apache-2.0 */
/** @file workspace.h  The folder that holds everything about a portfolio, opened.
 *
 *      VERSION            form of the folder, one number
 *      lock               who works here (POSIX record locks, one byte per activity)
 *      terrassay.yaml     configuration, optional
 *      keys/              signing keys, 0700
 *      public-keys/       what anyone may know of them, for who checks and may not open keys/
 *      store.gpkg         projects, evidence, records
 *      requests.log       every request to a far catalogue, one JSON object a line; full ones are closed
 *                         as requests-000001.log and so on
 *      imagery/assets/    files fetched from far catalogues
 *      imagery/chips/     pixels behind observations
 *      layers/            imported layers and hazard grids, by hash
 *      observations/      one partition per tile (or whole degree) and month
 *      readings/          one partition per project and day, or month once it is over
 *      windows/           windows kept to go on from; made again where they are gone
 *      journal/           readings not sealed yet; dead letters
 *      records/ reports/ statements/  exports for people */
#ifndef TA_ENGINE_WORKSPACE_H
#define TA_ENGINE_WORKSPACE_H

#include "base/text.h"
#include "record/keys.h"
#include "terrassay/store.h"

enum { TA_WORKSPACE_VERSION = 1 };

/** What two programs must not do at once in one workspace. */
enum ta_activity {
    TA_DOES_IMPORT,
    TA_DOES_REFRESH,
    TA_DOES_INGEST,
    TA_DOES_ASSESS,
    TA_DOES_LISTEN,
    TA_ACTIVITY_COUNT
};

struct ta_workspace {
    char *folder;
    char *datasets; /**< stands before the embedded datasets; NULL: none does */
    struct ta_store store;
    int lock; /**< descriptor of `lock`; -1 when read only */
};

struct ta_workspace_options {
    bool create;    /**< make it when it is not there */
    bool read_only; /**< nothing is made or changed */
    const char *datasets;
};

/** Open the workspace in @p folder.
 *  @param out ended by ta_workspace_close(); belongs to one thread
 *  @return TA_OK; TA_E_NOTFOUND when there is none (and not create); TA_E_CONFIG for one of a
 *  newer program or a folder that holds something else; what opening the store gave. */
TA_NODISCARD enum ta_status
ta_workspace_open(const char *folder, const struct ta_workspace_options *options,
                  struct ta_workspace *out, struct ta_error *err);
/** A workspace that is all zero may be closed. */
void ta_workspace_close(struct ta_workspace *workspace);

/** Claim an activity until ta_workspace_leave() or the end of the process.
 *  @return TA_OK; TA_E_AGAIN when another process is at it; TA_E_PERMISSION when read only. */
TA_NODISCARD enum ta_status ta_workspace_enter(struct ta_workspace *workspace,
                                               enum ta_activity activity,
                                               struct ta_error *err);
void ta_workspace_leave(struct ta_workspace *workspace, enum ta_activity activity);
/** Whether another process is at it just now. @return false, too, where that cannot be told */
bool ta_workspace_is_at(const struct ta_workspace *workspace,
                        enum ta_activity activity);

/** Full path of @p below ("imagery/chips/..."), owned (ta_free); NULL when out of memory. */
char *ta_workspace_path(const struct ta_workspace *workspace, const char *below);
/** Make the folders above the full path @p path, durably. */
TA_NODISCARD enum ta_status ta_workspace_make_above(const char *path,
                                                    struct ta_error *err);
/** The same, durable once files below were settled (base/file.h). */
TA_NODISCARD enum ta_status ta_workspace_make_above_loose(const char *path,
                                                          struct ta_error *err);
/** The keys in use here. @p out ended by ta_keys_close(). */
TA_NODISCARD enum ta_status ta_workspace_keys(const struct ta_workspace *workspace,
                                              struct ta_key_ring *out,
                                              struct ta_error *err);
/** The same to check signatures by: whoever may not open keys/ has the public ones.
 *  @return as ta_workspace_keys(); TA_E_PERMISSION where neither can be read */
TA_NODISCARD enum ta_status
ta_workspace_keys_to_check(const struct ta_workspace *workspace,
                           struct ta_key_ring *out, struct ta_error *err);
/** Put what anyone may know of @p ring, the workspace's own, into public-keys/. */
TA_NODISCARD enum ta_status
ta_workspace_publish_keys(const struct ta_workspace *workspace,
                          const struct ta_key_ring *ring, struct ta_error *err);

#endif
