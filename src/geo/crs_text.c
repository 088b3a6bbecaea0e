/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/crs_text.h"

#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

#include "base/memory.h"
#include "base/text.h"
#include "geo/crs.h"

enum { SHOWN = 80, HELMERT = 7 };

static void say_nothing(void *self, int level, const char *words)
{
    (void)self, (void)level, (void)words;
}

PJ_CONTEXT *ta_crs_context(void)
{
    PJ_CONTEXT *context = proj_context_create();
    if (context == NULL) return NULL;

    (void)proj_context_set_enable_network(context, 0); /* 0 is also what it returns */
    proj_log_func(context, NULL, say_nothing);
    return context;
}

/* Part of a name, not what stands between the parts: a letter, a digit, a byte of UTF-8. */
static bool is_plain(char c)
{
    return isalnum((unsigned char)c) || ((unsigned char)c & 0x80U) != 0;
}

/* The next plain character of a text in lower case, and the text after it; 0 at the end. */
static char next_plain(const char **text)
{
    while (**text != '\0') {
        char c = *(*text)++;
        if (is_plain(c)) return (char)tolower((unsigned char)c);
    }
    return '\0';
}

/* Does the text go on with the name, as far as letters and digits alone are looked at? */
static bool goes_on(const char *text, const char *name)
{
    while (*name != '\0')
        if (next_plain(&text) != *name++) return false;
    return true;
}

/* Names of the datums of Chinese web maps, whose coordinates are shifted on purpose, within
 * letters and digits alone: "GCJ-02", "gcj02 (Amap)", GEOGCS["GCJ_02",...]. Asks for no memory:
 * what cannot be looked at must not pass. */
static bool is_obfuscated(const char *text)
{
    static const char *const name[] = {"gcj02", "bd09", "火星", "国测局", "百度"};
    const char *at = text;
    if (goes_on(at, "mars")) {
        for (int i = 0; i < 4; i++) (void)next_plain(&at);
        if (next_plain(&at) == '\0') return true;
    }
    /* Begun at plain characters alone, each stretch between two is gone over a few times,
     * however long it is. */
    for (; *text != '\0'; text++)
        for (size_t i = 0; is_plain(*text) && i < sizeof name / sizeof name[0]; i++)
            if (goes_on(text, name[i])) return true;
    return false;
}

enum ta_status ta_crs_refuse_obfuscated(const char *text, struct ta_error *err)
{
    if (!is_obfuscated(text)) return TA_OK;
    (void)ta_fail(
        err, TA_E_DATA,
        "%.*s is an obfuscated datum: its coordinates are shifted on purpose, "
        "by 100 m to 700 m against WGS 84, and no exact way back is public",
        SHOWN, text);
    ta_error_mend(err, "ask the client for the outline as surveyed, in CGCS2000 "
                       "(EPSG:4490) or WGS 84 (EPSG:4326)");
    return TA_E_DATA;
}

/** Words that would make PROJ open files by name. "@null" opens none. */
static bool opens_files(const char *text)
{
    if (strstr(text, "init=") != NULL || strstr(text, "PARAMETERFILE") != NULL)
        return true;
    for (const char *at = strstr(text, "grids="); at != NULL;
         at = strstr(at + 1, "grids="))
        if (strncmp(at, "grids=@null", 11) != 0) return true;
    return false;
}

static const char *without_alias(const char *text)
{
    static const char *const alias[][2] = {
        {"WGS84", TA_CRS_WGS84},
        {"WGS 84", TA_CRS_WGS84},
        {"CRS84", TA_CRS_WGS84},
        {"CGCS2000", "EPSG:4490"},
    };
    for (size_t i = 0; i < sizeof alias / sizeof alias[0]; i++)
        if (strcasecmp(text, alias[i][0]) == 0) return alias[i][1];
    return text;
}

/** A bare name is refused: PROJ would take the nearest of many. */
static bool has_a_form(const char *text)
{
    return strncmp(text, "+proj=", 6) == 0 || strpbrk(text, ":[{") != NULL;
}

static enum ta_status not_understood(const char *text, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA, "CRS '%.*s' is not understood", SHOWN, text);
    ta_error_mend(err,
                  "give it as --crs EPSG:CODE, the code of the system the coordinates "
                  "were measured in");
    return TA_E_DATA;
}

static enum ta_status refuse_words(const char *text, struct ta_error *err)
{
    if (text[0] == '\0') return not_understood("", err);
    if (strlen(text) > TA_CRS_TEXT_MAX)
        return ta_fail(err, TA_E_LIMIT, "the CRS text is longer than %d bytes",
                       TA_CRS_TEXT_MAX);
    enum ta_status shifted = ta_crs_refuse_obfuscated(text, err);
    if (shifted != TA_OK) return shifted;
    if (opens_files(text))
        return ta_fail(err, TA_E_DATA, "CRS '%.*s' names a file, which is not opened",
                       SHOWN, text);
    if (!has_a_form(text)) return not_understood(text, err);
    return TA_OK;
}

/** The horizontal part of a compound CRS; other kinds than geographic and projected are
 * NULL. */
static PJ *horizontal(PJ_CONTEXT *context, PJ *crs)
{
    PJ_TYPE type = crs == NULL ? PJ_TYPE_UNKNOWN : proj_get_type(crs);
    bool fits = type == PJ_TYPE_GEOGRAPHIC_2D_CRS ||
                type == PJ_TYPE_GEOGRAPHIC_3D_CRS || type == PJ_TYPE_PROJECTED_CRS ||
                type == PJ_TYPE_BOUND_CRS;
    if (fits) return crs;

    PJ *part =
        type == PJ_TYPE_COMPOUND_CRS ? proj_crs_get_sub_crs(context, crs, 0) : NULL;
    proj_destroy(crs);
    return part;
}

static PJ *create(PJ_CONTEXT *context, const char *text)
{
    if (text[0] != '+') return horizontal(context, proj_create(context, text));

    struct ta_text typed = {0};
    ta_text_addf(&typed, "%s +type=crs", text);
    PJ *crs =
        typed.failed ? NULL : horizontal(context, proj_create(context, typed.bytes));
    ta_text_free(&typed);
    return crs;
}

/** "1,2,-3.5" into @p out. @return how many, 0 when one is not a number or there are
 * too many. */
static size_t read_list(const char *text, size_t size, double out[HELMERT])
{
    size_t n = 0;
    while (size > 0) {
        size_t length = 0;
        while (length < size && text[length] != ',') length++;
        char number[40];
        if (n == HELMERT || length >= sizeof number) return 0;
        memcpy(number, text, length);
        number[length] = '\0';
        if (ta_parse_f64(number, &out[n++]) != TA_OK) return 0;
        size_t step = length < size ? length + 1 : length;
        text += step;
        size -= step;
    }
    return n;
}

/** The value of "key=" in @p tail up to a blank; 0 bytes when it is not there. */
static size_t find_value(const char *tail, const char *key, const char **value)
{
    const char *at = strstr(tail, key);
    if (at == NULL) return 0;
    *value = at + strlen(key);
    return strcspn(*value, " ");
}

/** A bound CRS in WKT2 (ISO 19162:2019, 17): the base with its way to WGS 84. */
static PJ *bind(PJ_CONTEXT *context, const PJ *base, const double h[HELMERT])
{
    static const char *const parameter[HELMERT][2] = {
        {"X-axis translation", "8605"}, {"Y-axis translation", "8606"},
        {"Z-axis translation", "8607"}, {"X-axis rotation", "8608"},
        {"Y-axis rotation", "8609"},    {"Z-axis rotation", "8610"},
        {"Scale difference", "8611"},
    };
    PJ *bound = NULL;
    struct ta_text wkt = {0};
    PJ *hub = proj_create(context, "EPSG:4326");
    const char *words = proj_as_wkt(context, base, PJ_WKT2_2019, NULL);
    if (words == NULL || hub == NULL) goto done;

    ta_text_addf(&wkt, "BOUNDCRS[SOURCECRS[%s],", words);
    words = proj_as_wkt(context, hub, PJ_WKT2_2019, NULL);
    ta_text_addf(
        &wkt,
        "TARGETCRS[%s],ABRIDGEDTRANSFORMATION[\"parameters of the user\","
        "METHOD[\"Position Vector transformation (geog2D domain)\",ID[\"EPSG\",9606]]",
        words == NULL ? "" : words);
    for (size_t i = 0; i < HELMERT; i++)
        ta_text_addf(&wkt, ",PARAMETER[\"%s\",%.17g,ID[\"EPSG\",%s]]", parameter[i][0],
                     i == HELMERT - 1 ? 1.0 + 1e-6 * h[i] : h[i], parameter[i][1]);
    ta_text_add(&wkt, "]]");
    if (!wkt.failed) bound = proj_create(context, wkt.bytes);
done:
    ta_text_free(&wkt);
    proj_destroy(hub);
    return bound;
}

static enum ta_status add_parameters(PJ_CONTEXT *context, const char *tail,
                                     struct ta_crs_parsed *parsed, struct ta_error *err)
{
    double h[HELMERT] = {0}, accuracy[HELMERT];
    const char *value = NULL;
    size_t size = find_value(tail, "+towgs84=", &value);
    size_t n = size == 0 ? 0 : read_list(value, size, h);
    PJ *bound = n == 3 || n == HELMERT ? bind(context, parsed->crs, h) : NULL;
    if (bound == NULL) {
        (void)ta_fail(err, TA_E_DATA, "datum parameters '%.*s' are not understood",
                      SHOWN, tail);
        ta_error_mend(err, "write +towgs84=dx,dy,dz or +towgs84=dx,dy,dz,rx,ry,rz,ppm");
        return TA_E_DATA;
    }
    proj_destroy(parsed->crs);
    parsed->crs = bound;
    parsed->user_parameters = true;
    size = find_value(tail, "+accuracy=", &value);
    if (size > 0 && read_list(value, size, accuracy) == 1)
        parsed->accuracy_m = accuracy[0];
    return TA_OK;
}

bool ta_crs_rests_on(PJ_CONTEXT *context, const PJ *crs, const char *code)
{
    PJ *base = proj_crs_get_geodetic_crs(context, crs);
    PJ *wanted = proj_create(context, code);
    bool same =
        base != NULL && wanted != NULL &&
        proj_is_equivalent_to_with_ctx(context, base, wanted,
                                       PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(wanted);
    proj_destroy(base);
    return same;
}

/** Datums of China whose true parameters are not public, or hold for one survey only.
 */
static bool needs_parameters(PJ_CONTEXT *context, const PJ *crs)
{
    return ta_crs_rests_on(context, crs, "EPSG:4610") || /* Xi'an 1980 */
           ta_crs_rests_on(context, crs, "EPSG:4214");   /* Beijing 1954 */
}

static enum ta_status refuse_bare_datum(const char *text, struct ta_error *err)
{
    (void)ta_fail(err, TA_E_DATA,
                  "CRS '%.*s' rests on a datum whose way to WGS 84 is not published",
                  SHOWN, text);
    ta_error_mend(err,
                  "add the parameters of your surveying office: --crs '%.*s "
                  "+towgs84=dx,dy,dz,rx,ry,rz,ppm +accuracy=m', or give CGCS2000",
                  32, strchr(text, '[') == NULL ? text : "EPSG:CODE");
    return TA_E_DATA;
}

enum ta_status ta_crs_parse(PJ_CONTEXT *context, const char *text,
                            struct ta_crs_parsed *out, struct ta_error *err)
{
    text = without_alias(text);
    enum ta_status status = refuse_words(text, err);
    if (status != TA_OK) return status;

    const char *tail = text[0] == '+' ? NULL : strstr(text, " +towgs84=");
    char *head = ta_strdup(text);
    if (head == NULL) return ta_fail(err, TA_E_NOMEM, "no memory for a CRS");
    if (tail != NULL) head[tail - text] = '\0';

    struct ta_crs_parsed parsed = {.crs = create(context, head), .accuracy_m = NAN};
    if (parsed.crs == NULL)
        status = not_understood(text, err);
    else if (tail != NULL)
        status = add_parameters(context, tail, &parsed, err);
    else if (proj_get_type(parsed.crs) != PJ_TYPE_BOUND_CRS &&
             needs_parameters(context, parsed.crs))
        status = refuse_bare_datum(text, err);
    ta_free(head);
    if (status == TA_OK)
        *out = parsed;
    else
        proj_destroy(parsed.crs);
    return status;
}
