/* SPDX-License-Identifier: Apache-2.0 */
/** @file store_driver.c  Makes a store for GIS programs to open, and reads it after them.
 *
 *      store_driver make FILE
 *      store_driver sites FILE WEST SOUTH EAST NORTH    checks the file, prints the sites
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/chain.h"
#include "base/hash.h"
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

/* A level is shown with its record. The store judges no signatures. */
static enum ta_status append(struct ta_store *store, const char *project,
                             char id[TA_HEX_SIZE])
{
    static const char body[] = "{\"n\":1}";
    struct ta_envelope envelope = {.created = 1, .seq = 1};
    int64_t last = 0;
    enum ta_status rc =
        store->ops->chain_head(store->self, &last, envelope.previous, &err);
    if (rc != TA_OK) return rc;
    ta_sha256(body, strlen(body), envelope.id);
    memcpy(id, envelope.id, TA_HEX_SIZE);
    const struct ta_chain_link link = {envelope.previous, envelope.id, envelope.seq,
                                       envelope.created};
    rc = ta_chain_value(TA_CHAIN_RECORD, &link, envelope.chain);
    if (rc != TA_OK) return rc;
    memset(envelope.key_id, 'a', sizeof envelope.key_id - 1);
    memset(envelope.signature, 'b', sizeof envelope.signature - 1);
    return store->ops->record_append(store->self, project, 20000, &envelope, body,
                                     strlen(body), &err);
}

static enum ta_status fill(struct ta_store *store)
{
    char id[TA_HEX_SIZE];
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
    if (rc == TA_OK) rc = append(store, "eth:kafa", id);
    if (rc == TA_OK)
        rc =
            store->ops->level_set(store->self, "eth:kafa", "elevated", 41.25, id, &err);
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
