/* SPDX-License-Identifier: Apache-2.0 */
/* Every unit of RFC 8428 section 12.1 and RFC 8798 table 1 is read; every secondary unit of RFC 8798
 * table 2, and of IANA's later rows (CoRE-1), is its scale and offset of the primary one. The rows were
 * copied out a second time from another implementation's transcript (RIOT, sys/include/senml.h), but
 * for dBm, which that has with 1 dBm in place of the offset. */
#include "ta_test.h"

#include <math.h>

#include "ingest/wire_unit.h"

static bool read_unit(const char *text, struct ta_unit *out)
{
    return ta_wire_unit((struct ta_view){text, strlen(text)}, out);
}

static void primary_units_are_read(void **state)
{
    (void)state;
    static const char *const names[] = {
        "m",     "kg",       "g",     "s",   "A",     "K",   "cd",  "mol",  "Hz",
        "rad",   "sr",       "N",     "Pa",  "J",     "W",   "C",   "V",    "F",
        "Ohm",   "S",        "Wb",    "T",   "H",     "Cel", "lm",  "lx",   "Bq",
        "Gy",    "Sv",       "kat",   "m2",  "m3",    "l",   "m/s", "m/s2", "m3/s",
        "l/s",   "W/m2",     "cd/m2", "bit", "bit/s", "lat", "lon", "pH",   "dB",
        "dBW",   "Bspl",     "count", "/",   "%",     "%RH", "%EL", "EL",   "1/s",
        "1/min", "beat/min", "beats", "S/m", "B",     "VA",  "VAs", "var",  "vars",
        "J/m",   "kg/m3",    "deg",   "NTU"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct ta_unit unit;
        if (!read_unit(names[i], &unit)) fail_msg("%s is no unit", names[i]);
    }
}

static void secondary_units_have_scale_and_offset(void **state)
{
    (void)state;
    static const struct {
        const char *name, *primary;
        double scale, offset;
    } rows[] = {{"ms", "s", 1e-3, 0},          {"min", "s", 60, 0},
                {"h", "s", 3600, 0},           {"MHz", "Hz", 1e6, 0},
                {"kW", "W", 1000, 0},          {"kVA", "VA", 1000, 0},
                {"kvar", "var", 1000, 0},      {"Ah", "C", 3600, 0},
                {"Wh", "J", 3600, 0},          {"kWh", "J", 3600000, 0},
                {"varh", "vars", 3600, 0},     {"kvarh", "vars", 3600000, 0},
                {"kVAh", "VAs", 3600000, 0},   {"Wh/km", "J/m", 3.6, 0},
                {"KiB", "B", 1024, 0},         {"GB", "B", 1e9, 0},
                {"Mbit/s", "bit/s", 1e6, 0},   {"B/s", "bit/s", 8, 0},
                {"MB/s", "bit/s", 8000000, 0}, {"mV", "V", 1e-3, 0},
                {"mA", "A", 1e-3, 0},          {"dBm", "dBW", 1, -30},
                {"ug/m3", "kg/m3", 1e-9, 0},   {"mm/h", "m/s", 1 / 3600000.0, 0},
                {"m/h", "m/s", 1 / 3600.0, 0}, {"ppm", "/", 1e-6, 0},
                {"/100", "/", 1e-2, 0},        {"/1000", "/", 1e-3, 0},
                {"hPa", "Pa", 100, 0},         {"mm", "m", 1e-3, 0},
                {"cm", "m", 1e-2, 0},          {"km", "m", 1000, 0},
                {"km/h", "m/s", 1 / 3.6, 0},   {"ppb", "/", 1e-9, 0},
                {"ppt", "/", 1e-12, 0},        {"VAh", "VAs", 3600, 0},
                {"mg/l", "kg/m3", 1e-3, 0},    {"ug/l", "kg/m3", 1e-6, 0},
                {"g/l", "kg/m3", 1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ta_unit from, to;
        double got = NAN, want = 2.5 * rows[i].scale + rows[i].offset;
        if (!read_unit(rows[i].name, &from)) fail_msg("%s is no unit", rows[i].name);
        assert_true(read_unit(rows[i].primary, &to));
        assert_int_equal(ta_unit_apply(&from, &to, 2.5, &got), TA_OK);
        if (!(fabs(got - want) <= 1e-15 * fabs(want)))
            fail_msg("2.5 %s is %.17g %s, not %.17g", rows[i].name, got,
                     rows[i].primary, want);
    }
}

static void what_measures_another_thing_stays_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"var", "W"}, {"dBm", "dB"}, {"B", "count"}, {"lx", "W/m2"}, {"pH", "/"}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct ta_unit a, b;
        assert_true(read_unit(pairs[i][0], &a) && read_unit(pairs[i][1], &b));
        assert_false(ta_unit_same(&a, &b));
    }
    struct ta_unit unit;
    assert_false(read_unit("", &unit));
    assert_false(read_unit("furlong", &unit));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(primary_units_are_read),
        cmocka_unit_test(secondary_units_have_scale_and_offset),
        cmocka_unit_test(what_measures_another_thing_stays_apart)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
