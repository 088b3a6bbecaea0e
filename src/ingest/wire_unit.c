/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/wire_unit.h"

#include <string.h>

enum { UNIT_MOST = 63 };

static const struct {
    const char *name;
    double scale;
    int decade;
    double offset;
    const char *unit;
} registry[] = {
#define X(name, scale, decade, offset, unit) {name, scale, decade, offset, unit},
#include "ingest/units_senml.def"
#undef X
};

bool ta_wire_unit(struct ta_view text, struct ta_unit *out)
{
    char copy[UNIT_MOST + 1];
    if (text.size == 0 || text.size > UNIT_MOST) return false;
    memcpy(copy, text.bytes, text.size);
    copy[text.size] = '\0';
    if (strlen(copy) != text.size) return false;
    for (size_t i = 0; i < sizeof registry / sizeof *registry; i++) {
        if (strcmp(copy, registry[i].name) != 0) continue;
        bool ok = ta_unit_parse(registry[i].unit, out) == TA_OK;
        out->scale *= registry[i].scale;
        out->decade += registry[i].decade;
        out->offset += registry[i].offset;
        return ok;
    }
    return ta_unit_parse(copy, out) == TA_OK;
}
