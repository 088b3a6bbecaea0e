/* SPDX-License-Identifier: Apache-2.0 */
/** @file store_driver.c  Makes a store for GIS programs to open, and reads it after them.
 *
 *      store_driver make FILE
 *      store_driver sites FILE WEST SOUTH EAST NORTH    checks the file, prints the sites
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "store/store.h"

static struct ta_error err;

/* Two parts, the first with a hole; and a square. */
static size_t part_ring[] = {0, 2, 3}, ring_point[] = {0, 5, 9, 13};
static double parts[] = {36,  7,    37,  7,    37,  8,  36, 8,  36, 7,  36.2, 7.2, 36.2,
                         7.4, 36.4, 7.2, 36.2, 7.2, 38, 7,  39, 7,  38, 8,    38,  7};
static size_t one_ring[] = {0, 1}, one_point[] = {0, 5};
static double square[] = {-60.5, -3, -60.25, -3, -60.25, -2.5, -60.5, -2.5, -60.5, -3};
static char name[] = "咖啡 kafa";

static enum ta_status put(struct ta_store *store, const char *id, struct ta_site *site,
                          bool simulated)
{
    struct ta_project project = {.simulated = simulated, .n_sites = 1, .site = site};
    enum ta_put how;
    (void)snprintf(project.id, sizeof project.id, "%s", id);
    return store->ops->project_put(store->self, &project, id, &how, &err);
}

static enum ta_status fill(struct ta_store *store)
{
    struct ta_site kafa = {.n = 1,
                           .name = name,
                           .shape = {2, part_ring, 3, ring_point, 13, parts},
                           .area_m2 = 1.5e10,
                           .position_error_m = 12.5};
    struct ta_site manaus = {.n = 1,
                             .shape = {1, one_ring, 1, one_point, 5, square},
                             .area_m2 = NAN,
                             .position_error_m = NAN};
    enum ta_status rc = store->ops->begin(store->self, &err);
    if (rc == TA_OK) rc = put(store, "eth:kafa", &kafa, false);
    if (rc == TA_OK) rc = put(store, "manaus", &manaus, true);
    if (rc == TA_OK)
        rc = store->ops->level_set(store->self, "eth:kafa", "elevated", 41.25, NULL,
                                   &err);
    return rc == TA_OK ? store->ops->commit(store->self, &err) : rc;
}

static enum ta_status show(struct ta_store *store, char **corner)
{
    double side[4];
    for (int i = 0; i < 4; i++)
        if (ta_parse_f64(corner[i], &side[i]) != TA_OK) return TA_E_USAGE;
    struct ta_box box = {side[0], side[1], side[2], side[3]};
    char(*sites)[TA_SCENE_SIZE] = NULL;
    size_t n = 0;
    enum ta_status rc = store->ops->check(store->self, &err);
    if (rc == TA_OK) rc = store->ops->sites_in(store->self, &box, &sites, &n, &err);
    for (size_t i = 0; i < n; i++) printf("%s\n", sites[i]);
    ta_free(sites);
    return rc;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 7) return ta_status_exit_code(TA_E_USAGE);
    struct ta_store store = {0};
    enum ta_status rc = ta_store_open(argv[2], NULL, &store, &err);
    if (rc == TA_OK) rc = argc == 3 ? fill(&store) : show(&store, argv + 3);
    if (store.ops != NULL) store.ops->close(store.self);
    if (rc != TA_OK) fprintf(stderr, "%s\n", err.text);
    return ta_status_exit_code(rc);
}
