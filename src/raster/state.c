/* SPDX-License-Identifier: Apache-2.0 */
#include "raster/state.h"

#include <stdio.h>
#include <string.h>

/* Two bits of a confidence: 0 not determined, 1 low, 2 medium, 3 high. */
static bool is_high(uint64_t code, int bit)
{
    return ((code >> bit) & 3U) == 3U;
}

static bool has(uint64_t code, int bit)
{
    return ((code >> bit) & 1U) != 0;
}

/* USGS LSDS-1619 and LSDS-1618, Landsat Collection 2 data format control books, Pixel
 * Quality Assessment band: bit 0 fill, 1 dilated cloud, 2 cirrus, 3 cloud, 4 cloud
 * shadow, 5 snow; 6 clear and 7 water say nothing new, 8 to 15 are the confidences that
 * bits 2 to 5 stand for. */
static enum ta_pixel_state of_qa_pixel(uint64_t code)
{
    if (has(code, 0)) return TA_PIXEL_FILL;
    if (has(code, 1) || has(code, 2) || has(code, 3)) return TA_PIXEL_CLOUD;
    if (has(code, 4)) return TA_PIXEL_SHADOW;
    if (has(code, 5)) return TA_PIXEL_SNOW;
    return TA_PIXEL_CLEAR;
}

/* USGS, Landsat Collection 1 Level-1 Quality Assessment Band: bit 0 fill, 1 dropped
 * pixel (TM, ETM+) or terrain occlusion (OLI): either way the place was not seen; 2-3
 * number of saturated bands, 4 cloud, confidence of cloud 5-6, cloud shadow 7-8, snow
 * 9-10, cirrus 11-12 (OLI). */
static enum ta_pixel_state of_bqa_c1(uint64_t code)
{
    if (has(code, 0) || has(code, 1)) return TA_PIXEL_FILL;
    if (has(code, 4) || is_high(code, 5) || is_high(code, 11)) return TA_PIXEL_CLOUD;
    if (is_high(code, 7)) return TA_PIXEL_SHADOW;
    if (is_high(code, 9)) return TA_PIXEL_SNOW;
    if (((code >> 2) & 3U) != 0) return TA_PIXEL_SATURATED;
    return TA_PIXEL_CLEAR;
}

/* ESA, Sentinel-2 Level-2A scene classification (Sen2Cor): 0 no data, 1 saturated or
 * defective, 2 dark area or cast shadow, 3 cloud shadow, 4 vegetation, 5 bare, 6 water,
 * 7 unclassified, 8 and 9 cloud of medium and high probability, 10 thin cirrus, 11 snow
 * or ice. Dark areas are left out of index work, so they stand with the shadows. */
static enum ta_pixel_state of_scl(uint64_t code)
{
    static const enum ta_pixel_state state[12] = {
        TA_PIXEL_FILL,  TA_PIXEL_SATURATED, TA_PIXEL_SHADOW, TA_PIXEL_SHADOW,
        TA_PIXEL_CLEAR, TA_PIXEL_CLEAR,     TA_PIXEL_CLEAR,  TA_PIXEL_UNKNOWN,
        TA_PIXEL_CLOUD, TA_PIXEL_CLOUD,     TA_PIXEL_CLOUD,  TA_PIXEL_SNOW,
    };
    return code < 12 ? state[code] : TA_PIXEL_FILL;
}

/* Percent, as Sen2Cor's MSK_CLDPRB and s2cloudless give it; the latter's own threshold is 0.4.
 * It knows no shadows. */
static enum ta_pixel_state of_probability(uint64_t percent)
{
    if (percent > 100) return TA_PIXEL_FILL;
    return percent >= 40 ? TA_PIXEL_CLOUD : TA_PIXEL_CLEAR;
}

enum ta_pixel_state ta_state_of(enum ta_mask_kind kind, uint64_t code)
{
    switch (kind) {
    case TA_MASK_QA_PIXEL: return of_qa_pixel(code);
    case TA_MASK_BQA_C1: return of_bqa_c1(code);
    case TA_MASK_SCL: return of_scl(code);
    case TA_MASK_APPLIED: return TA_PIXEL_CLEAR;
    case TA_MASK_CLOUD_PROBABILITY: return of_probability(code);
    case TA_MASK_NONE:
    case TA_MASK_COUNT: break;
    }
    return TA_PIXEL_UNKNOWN;
}

static enum ta_pixel_state by_rule(const struct ta_mask_rule *rule, uint64_t code)
{
    for (size_t i = 0; i < rule->n_codes; i++) {
        uint64_t listed = (uint64_t)rule->code[i];
        if (rule->bits ? (code & listed) != 0 : code == listed) return TA_PIXEL_CLOUD;
    }
    return TA_PIXEL_CLEAR;
}

static enum ta_pixel_state state_of(const struct ta_state_table *table, uint64_t code)
{
    return table->rule != NULL ? by_rule(table->rule, code)
                               : ta_state_of(table->kind, code);
}

void ta_state_table_make(struct ta_state_table *table, enum ta_mask_kind kind,
                         const struct ta_mask_rule *rule)
{
    table->kind = kind;
    table->rule = rule;
    for (uint32_t code = 0; code < 65536; code++)
        table->state[code] = (uint8_t)state_of(table, code);
}

bool ta_states_read(const struct ta_state_table *table, enum ta_pixel_type type,
                    size_t n, const void *code, uint8_t *state)
{
    if (type == TA_PIXEL_FLOAT32 || type == TA_PIXEL_FLOAT64) return false;
    if (type == TA_PIXEL_UINT8) {
        for (size_t i = 0; i < n; i++)
            state[i] = table->state[((const uint8_t *)code)[i]];
        return true;
    }
    if (type == TA_PIXEL_UINT16) {
        for (size_t i = 0; i < n; i++)
            state[i] = table->state[((const uint16_t *)code)[i]];
        return true;
    }
    for (size_t i = 0; i < n; i++)
        state[i] = (uint8_t)state_of(table, (uint64_t)ta_pixel_at(type, code, i).whole);
    return true;
}

bool ta_states_saturate(enum ta_pixel_type type, size_t n, const void *code,
                        uint8_t *state)
{
    if (type == TA_PIXEL_FLOAT32 || type == TA_PIXEL_FLOAT64) return false;
    for (size_t i = 0; i < n; i++)
        if (state[i] == TA_PIXEL_CLEAR && ta_pixel_at(type, code, i).whole != 0)
            state[i] = TA_PIXEL_SATURATED;
    return true;
}

bool ta_mask_policy_usable(const char *name, bool usable[TA_PIXEL_STATE_COUNT])
{
    bool masked = strncmp(name, "none", 4) != 0;
    for (int s = 0; s < TA_PIXEL_STATE_COUNT; s++) usable[s] = s == TA_PIXEL_CLEAR;
    usable[TA_PIXEL_SNOW] = strstr(name, "+snow") != NULL;
    usable[TA_PIXEL_UNKNOWN] = !masked && strstr(name, "+only_known") == NULL;
    return masked;
}

enum ta_mask_kind ta_scene_mask(const struct ta_scene *scene)
{
    if (scene->mask == TA_MASK_APPLIED || scene->mask_asset < scene->n_assets)
        return scene->mask;
    return TA_MASK_NONE;
}

bool ta_mask_grows(const struct ta_mask_policy *policy, enum ta_mask_kind kind)
{
    if (policy->rule != NULL) return false;
    if (kind == TA_MASK_CLOUD_PROBABILITY) return policy->cloud_m > 0;
    return kind == TA_MASK_SCL && (policy->cloud_m > 0 || policy->shadow_m > 0);
}

void ta_mask_policy_name(const struct ta_mask_policy *policy, enum ta_mask_kind kind,
                         char out[TA_NAME_SIZE])
{
    static const char *const names[] = {
#define X(name, text) text,
        TA_MASK_LIST(X)
#undef X
    };
    const char *name = names[kind];
    if (policy->rule != NULL) name = policy->rule->bits ? "bits" : "codes";
    char grown[2][24] = {"", ""};
    if (ta_mask_grows(policy, kind) && policy->cloud_m > 0)
        (void)snprintf(grown[0], sizeof grown[0], "+cloud%dm", policy->cloud_m);
    if (ta_mask_grows(policy, kind) && policy->shadow_m > 0 && kind == TA_MASK_SCL)
        (void)snprintf(grown[1], sizeof grown[1], "+shadow%dm", policy->shadow_m);
    (void)snprintf(out, TA_NAME_SIZE, "%s%s%s%s%s", name, grown[0], grown[1],
                   policy->snow ? "+snow" : "",
                   policy->only_known ? "+only_known" : "");
}
