/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/cube_unit.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "units.h"

/* "kg m**-2" as "kg m^-2", which is how the units table reads exponents. */
static bool plain(const char *from, char out[TA_UNIT_SIZE])
{
    size_t n = 0;
    for (const char *at = from; *at != '\0'; at++) {
        if (n + 1 >= TA_UNIT_SIZE) return false;
        bool power = at[0] == '*' && at[1] == '*';
        out[n++] = power ? '^' : *at;
        at += power;
    }
    out[n] = '\0';
    return true;
}

/* Multiply or divide the unit by another, given as a text of ours. */
static bool change(struct ta_unit *unit, const char *by, bool divide)
{
    struct ta_unit other, made;
    if (ta_unit_parse(by, &other) != TA_OK ||
        ta_unit_multiply(unit, &other, divide, &made) != TA_OK)
        return false;
    *unit = made;
    return true;
}

/* Ways to the wanted unit: as it stands; a mass of water on an area as a depth; a rate times
 * the seconds of a step; both. */
static bool way(const struct ta_unit *from, const struct ta_unit *to, double interval_s,
                struct ta_cube_factor *out)
{
    for (int kind = 0; kind < 4; kind++) {
        struct ta_unit unit = *from;
        bool rate = kind >= 2;
        double zero, one;
        if (rate && !(interval_s > 0.0)) return false;
        if (rate && !change(&unit, "s", false)) continue;
        if (kind % 2 == 1 && !change(&unit, "Mg/m3", true)) continue; /* 1000 kg/m3 */
        if (!ta_unit_same(&unit, to)) continue;
        if (ta_unit_apply(&unit, to, 0.0, &zero) != TA_OK ||
            ta_unit_apply(&unit, to, 1.0, &one) != TA_OK)
            return false;
        *out = (struct ta_cube_factor){(one - zero) * (rate ? interval_s : 1.0), zero};
        return true;
    }
    return false;
}

enum ta_status ta_cube_factor(const char *from, const char *to, double interval_s,
                              struct ta_cube_factor *out, char unit[TA_UNIT_SIZE],
                              struct ta_error *err)
{
    char spelt[TA_UNIT_SIZE];
    struct ta_unit given, wanted;
    *out = (struct ta_cube_factor){1.0, 0.0};
    if (!plain(from, spelt))
        return ta_fail(err, TA_E_DATA, "unit \"%.40s\" is not known", from);
    if (!ta_copy(unit, TA_UNIT_SIZE, to != NULL ? to : spelt))
        return ta_fail(err, TA_E_DATA, "unit \"%.40s\" is too long", to);
    if (to == NULL) return TA_OK;
    if (ta_unit_parse(to, &wanted) != TA_OK)
        return ta_fail(err, TA_E_DATA, "unit \"%s\" is not known", to);
    if (ta_unit_parse(spelt, &given) == TA_OK && way(&given, &wanted, interval_s, out))
        return TA_OK;
    (void)ta_fail(err, TA_E_DATA, "its unit \"%s\" does not become %s", spelt, to);
    ta_error_mend(err, "declare the unit that it really has, e.g. mm");
    return TA_E_DATA;
}
