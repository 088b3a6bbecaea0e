/* SPDX-License-Identifier: Apache-2.0 */
#include "store/functions.h"

#include "store/blob.h"

/* NULL for what is no geometry: an index row of it would be wrong. */
static bool box_of(sqlite3_value *value, struct ta_box *box, bool *empty)
{
    if (sqlite3_value_type(value) != SQLITE_BLOB) return false;
    const unsigned char *bytes = sqlite3_value_blob(value);
    size_t size = (size_t)sqlite3_value_bytes(value);
    return bytes != NULL && ta_blob_box(bytes, size, box, empty) == TA_OK;
}

/* The function's pointer says which side. */
static void side(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    struct ta_box box;
    bool empty;
    if (!box_of(values[0], &box, &empty) || empty) {
        sqlite3_result_null(context);
        return;
    }
    const double sides[4] = {box.x_min, box.x_max, box.y_min, box.y_max};
    const size_t *which = sqlite3_user_data(context);
    sqlite3_result_double(context, sides[*which]);
}

static void is_empty(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    struct ta_box box;
    bool empty;
    if (!box_of(values[0], &box, &empty))
        sqlite3_result_null(context);
    else
        sqlite3_result_int(context, empty);
}

/* TA_Meets(geom, west, south, east, north): does a part of it lie there? */
static void meets(sqlite3_context *context, int n, sqlite3_value **values)
{
    (void)n;
    struct ta_box own, box = {.x_min = sqlite3_value_double(values[1]),
                              .y_min = sqlite3_value_double(values[2]),
                              .x_max = sqlite3_value_double(values[3]),
                              .y_max = sqlite3_value_double(values[4])};
    bool empty;
    if (!box_of(values[0], &own, &empty) || empty) {
        sqlite3_result_int(context, 0);
        return;
    }
    sqlite3_result_int(context, ta_blob_meets(sqlite3_value_blob(values[0]),
                                              (size_t)sqlite3_value_bytes(values[0]),
                                              &own, &box));
}

int ta_functions_add(sqlite3 *handle)
{
    static const char *const sides[4] = {"ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"};
    static const size_t number[4] = {0, 1, 2, 3};
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = SQLITE_OK;
    for (size_t i = 0; i < 4 && code == SQLITE_OK; i++)
        code = sqlite3_create_function_v2(handle, sides[i], 1, flags,
                                          (void *)(uintptr_t)&number[i], side, NULL,
                                          NULL, NULL); /* only read */
    if (code == SQLITE_OK)
        code = sqlite3_create_function_v2(handle, "TA_Meets", 5, flags, NULL, meets,
                                          NULL, NULL, NULL);
    if (code != SQLITE_OK) return code;
    return sqlite3_create_function_v2(handle, "ST_IsEmpty", 1, flags, NULL, is_empty,
                                      NULL, NULL, NULL);
}
