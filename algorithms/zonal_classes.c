/* SPDX-License-Identifier: Apache-2.0 */
#include "zonal_classes.h"

#include "zonal_private.h"

static void add_run(const struct ta_zonal_piece *piece, const uint8_t *cls,
                    ta_uint128 weight[TA_ZONAL_CLASSES])
{
    uint64_t cells[TA_ZONAL_CLASSES] = {0};
    for (size_t i = 0; i < piece->n; i++) cells[cls[i] % TA_ZONAL_CLASSES]++;
    for (int k = 0; k < TA_ZONAL_CLASSES; k++)
        weight[k] += (ta_uint128)piece->same * cells[k];
}

void ta_zonal_classes(const struct ta_zonal_plan *plan, const struct ta_zonal_cut *cut,
                      const struct ta_zonal_pixels *cls,
                      ta_uint128 weight[TA_ZONAL_CLASSES])
{
    struct ta_zonal_walk walk = ta_zonal_walk_start(plan, cut);
    struct ta_zonal_piece piece;
    while (ta_zonal_walk_next(&walk, &piece)) {
        if (piece.n == 0) continue;
        const uint8_t *row =
            (const uint8_t *)cls->value + ta_zonal_piece_at(&piece, cls);
        if (piece.weight == NULL) {
            add_run(&piece, row, weight);
            continue;
        }
        for (size_t i = 0; i < piece.n; i++)
            weight[row[i] % TA_ZONAL_CLASSES] += piece.weight[i];
    }
}
