/* SPDX-License-Identifier: Apache-2.0 */
/** @file pass_private.h  What the files of the scene pass share.
 *
 *  Work is a queue of scenes to prepare and blocks to read (pass_queue). A reader prepares a
 *  scene: bands onto groups, zones compiled for their grids (pass_scene, pass_plans), and then
 *  any reader takes its blocks (pass_block), whose sums go to the scene's slots (pass_slots)
 *  and chips (pass_chips). The caller's thread tells what came out (pass_tell). */
#ifndef TA_RASTER_PASS_PRIVATE_H
#define TA_RASTER_PASS_PRIVATE_H

#include <pthread.h>

#include "raster/account.h"
#include "raster/chip.h"
#include "raster/pass.h"
#include "raster/plain.h"
#include "raster/tile.h"
#include "raster/way_pool.h"
#include "raster/zone_plan.h"

/* --- a scene in work -------------------------------------------------------------- */

/** A layer of the request, as a group has it. */
struct ta_pass_layer {
    size_t request; /**< place in the request */
    struct ta_tile_layer how;
};

/** One layer's values over one zone, on the way to being ordered: cells until the last is
 *  there, or a histogram from the start; then bins. */
struct ta_pass_values {
    struct ta_weighed *cell;
    size_t n_cells, n_bins;
    struct ta_bin *bin;
};

/** A chip while its blocks come in, then its file. */
struct ta_pass_chip {
    struct ta_chip chip;
    char *path; /**< NULL: none is wanted, or it was dropped */
    char sha256[TA_HEX_SIZE];
};

/** Is there memory for a chip? */
enum ta_chip_room {
    TA_CHIP_HAS_ROOM,
    TA_CHIP_TOO_LARGE, /**< by itself */
    TA_CHIP_TOO_MANY   /**< beside those that are open with it */
};

/** Bands on one grid and the sums over the zones on it. A slot that one cut makes up is
 *  written by the one reader of its block; others change under the scene's lock. */
struct ta_pass_group {
    const struct ta_group *bands;
    const struct ta_zone_plan *plan; /**< held from the plans; NULL: nothing to read */
    size_t n_layers;
    struct ta_pass_layer *layer;
    struct ta_tally *tally;          /**< [slots][n_layers] */
    struct ta_state_weights *states; /**< [slots]; NULL without a quality layer */
    struct ta_pass_values *values;   /**< [slots][n_layers]; NULL unless ordered */
    uint32_t *cuts_left;             /**< [slots], with values */
    struct ta_pass_chip **chip; /**< [slots], each NULL until begun; NULL: no chips */
    size_t *chip_blocks_left;   /**< [slots], with chips */
    enum ta_chip_room
        *room; /**< [slots], only read once made; NULL: all chips have room */
};

/** Where a scene failed. Of several places the first counts, so that threads do not show. */
struct ta_pass_failure {
    size_t block, zone;
    struct ta_error error;
};

enum ta_pass_state { TA_PASS_PREPARING, TA_PASS_READING, TA_PASS_DONE };

struct ta_pass_scene {
    size_t index; /**< in the request */
    const struct ta_scene *scene;
    /* Under the queue's lock. */
    enum ta_pass_state state;
    unsigned owner;              /**< the reader that prepared it */
    size_t n_blocks, next_block; /**< of all groups, one after the other */
    unsigned running;            /**< blocks in readers' hands */
    bool failed;
    struct ta_pass_failure failure;
    bool in_use;
    /* Made by preparing, then only read. */
    char mask[TA_NAME_SIZE];
    bool masked;                        /**< is it known what is clear? */
    const struct ta_state_table *table; /**< NULL without a quality layer */
    bool grows;
    struct ta_growth growth; /**< of its clouds, when it grows */
    size_t n_groups;
    struct ta_group *bands;      /**< [n_groups] */
    struct ta_pass_group *group; /**< [n_groups] */
    struct ta_error **absent; /**< [request layers] why a layer is not there, or NULL */
    size_t n_held; /**< the first so many assets are held, as far as they are far */
    pthread_mutex_t lock; /**< of the groups' sums */
};

/* --- plans ------------------------------------------------------------------------ */

struct ta_pass_plan; /**< a plan in the store */

/** Plans by grid, compiled once and shared by scenes. */
struct ta_pass_plans {
    pthread_mutex_t lock;
    pthread_cond_t made;
    struct ta_way_pool ways;
    struct ta_zone_set zones; /**< the request's, whose port lends the pool's ways */
    struct ta_pass_plan **item;
    size_t n, capacity;
    unsigned long now;
};

void ta_pass_plans_start(struct ta_pass_plans *plans, const struct ta_zone_set *zones);
void ta_pass_plans_end(struct ta_pass_plans *plans);
/** The plan of the group's grid and blocks, compiled if it is not there; give it back by
 *  ta_pass_plan_put(). Returns as ta_zone_plan_new(). */
TA_NODISCARD enum ta_status ta_pass_plan_get(struct ta_pass_plans *plans,
                                             const struct ta_pass *pass,
                                             const struct ta_group *group,
                                             const struct ta_zone_plan **out,
                                             struct ta_error *err);
/** NULL is allowed. */
void ta_pass_plan_put(struct ta_pass_plans *plans, const struct ta_zone_plan *plan);

/* --- the pass --------------------------------------------------------------------- */

struct ta_pass_work {
    const struct ta_pass *pass;
    struct ta_pass_plans plans;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t next_scene; /**< to be prepared */
    size_t most_open;
    struct ta_pass_scene *room; /**< [most_open] */
    size_t n_open;
    struct ta_pass_scene *open[TA_PASS_THREADS_MAX + 1]; /**< in work, in order */
    size_t n_dropped; /**< scenes that the caller let go of */
    unsigned beat;    /**< blocks read since the caller last looked */
    bool stop;
    struct ta_state_table *table[TA_MASK_COUNT]; /**< by kind, made when needed */
};

/** One thread that reads. */
struct ta_pass_reader {
    struct ta_pass_work *work;
    unsigned number;
    struct ta_handles handles;
    struct ta_tile_room room;
    struct ta_plain plain;   /**< of its chips */
    struct ta_weighed *cell; /**< of one cut */
    size_t cell_capacity;
};

/* pass_queue: what a reader does next. */
TA_NODISCARD enum ta_status ta_pass_work_start(struct ta_pass_work *work,
                                               const struct ta_pass *pass);
void ta_pass_work_end(struct ta_pass_work *work);
/** Do one piece of work. @return false when there is none left; with @p wait also waits for
 *  work that others may bring. */
bool ta_pass_step(struct ta_pass_reader *reader, bool wait);
void ta_pass_reader_end(struct ta_pass_reader *reader);
/** What the caller's thread is to do next. */
enum ta_pass_next {
    TA_PASS_TELL,   /**< of the oldest scene, which is done */
    TA_PASS_BEAT,   /**< some blocks were read */
    TA_PASS_OVER,   /**< all scenes are told */
    TA_PASS_NOTHING /**< none of these, and it was not to wait */
};
/** @param scenes done, see ta_pass.progress */
enum ta_pass_next ta_pass_next(struct ta_pass_work *work, bool wait, double *scenes);
/** Let go of the oldest scene. */
void ta_pass_drop(struct ta_pass_work *work);
/** Have all readers end. */
void ta_pass_stop(struct ta_pass_work *work);

/* pass_scene: a scene made ready. */
TA_NODISCARD enum ta_status ta_pass_scene_prepare(struct ta_pass_reader *reader,
                                                  struct ta_pass_scene *scene,
                                                  struct ta_error *err);
void ta_pass_scene_clear(struct ta_pass_work *work, struct ta_pass_scene *scene);

/* pass_far: have the blocks of far files that the scene's plans touch; and let them go. */
TA_NODISCARD enum ta_status ta_pass_far_hold(struct ta_pass_reader *reader,
                                             struct ta_pass_scene *scene,
                                             struct ta_error *err);
void ta_pass_far_rest(struct ta_pass_scene *scene);

/* pass_block: read the @p block -th of the scene's blocks and add it up.
 * *zone is set when the failure is about one zone. */
TA_NODISCARD enum ta_status ta_pass_block_run(struct ta_pass_reader *reader,
                                              struct ta_pass_scene *scene, size_t block,
                                              size_t *zone, struct ta_error *err);

/* pass_slots: the sums of one group. */
TA_NODISCARD enum ta_status ta_pass_slots_new(struct ta_pass_group *group,
                                              const struct ta_pass *pass, bool masked);
void ta_pass_slots_free(struct ta_pass_group *group);

/** The cells of a work block. */
struct ta_window ta_pass_block_window(const struct ta_zone_plan *plan,
                                      const struct ta_zone_block *block);

/** One block as it is added up. */
struct ta_pass_block {
    struct ta_pass_reader *reader;
    struct ta_pass_scene *scene;
    struct ta_pass_group *group;
    const struct ta_zone_block *block;
    struct ta_window window;
    struct ta_tile_reader from;
    struct ta_tile_raw raw;
    struct ta_tile tile; /**< of the whole block, or of the cut in hand */
};
/** Make the tile of a part of the block (NULL: the whole), with its fill marked. */
TA_NODISCARD enum ta_status ta_pass_block_tile(struct ta_pass_block *b,
                                               const struct ta_zonal_box *part,
                                               struct ta_error *err);
/** Add the block's cuts; of a block with few of them only what they cover is looked at.
 *  @param whole the block's tile is made, and whole */
TA_NODISCARD enum ta_status ta_pass_slots_add(struct ta_pass_block *b, bool whole,
                                              struct ta_error *err);
/** Do the block's cuts cover so little of it that each is better looked at by itself? */
bool ta_pass_slots_are_few(const struct ta_pass_block *b);

/* pass_chips: paste the block, write the chips that it completes. */
TA_NODISCARD enum ta_status ta_pass_chips_add(const struct ta_pass_block *b,
                                              size_t *zone, struct ta_error *err);
void ta_pass_chip_free(struct ta_pass_chip *chip);

/* pass_room: chips that would take too much memory are left out. */
TA_NODISCARD enum ta_status ta_pass_room_share(struct ta_pass_group *group,
                                               const struct ta_pass_chips *chips);
enum ta_chip_room ta_pass_room_of(const struct ta_pass_group *group, size_t slot);
/** Has anything to be read in the block: are there zones in it, or chips that are kept? */
bool ta_pass_block_needed(const struct ta_pass_group *group,
                          const struct ta_zone_block *block);
/** Which site's chip is left out, how large it would be, how to mend it. */
void ta_pass_room_words(const struct ta_pass *pass, const struct ta_pass_group *group,
                        size_t slot, struct ta_error *out);

/* pass_tell: tell the caller of a scene that is done.
 * @return TA_OK; TA_PARTLY when it failed; what ends the pass. */
TA_NODISCARD enum ta_status ta_pass_tell(const struct ta_pass *pass,
                                         const struct ta_pass_scene *scene,
                                         struct ta_error *err);

#endif
