/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/window_fold.h"

#include <string.h>

#include "base/digest.h"
#include "base/text.h"
#include "base/time.h"

static const ta_time_us time_most = INT64_MAX / 4; /* windows end before times do */

const char *ta_flag_word(uint8_t flag)
{
    switch ((enum ta_flag)flag) {
    case TA_FLAG_GOOD: return "good";
    case TA_FLAG_NOT_EVALUATED: return "not_evaluated";
    case TA_FLAG_SUSPECT: return "suspect";
    case TA_FLAG_FAIL: return "fail";
    case TA_FLAG_MISSING: return "missing";
    }
    return "unknown";
}

void ta_window_fold_start(const struct ta_window_rule *rule, ta_time_us begin,
                          struct ta_window_fold *out)
{
    memset(&out->lines, 0, sizeof out->lines); /* its unused bytes are kept, too */
    (void)crypto_hash_sha256_init(&out->lines);
    ta_window_start(rule, begin, &out->state);
}

/* @return how long the line has become */
static size_t add_word(char *line, size_t n, const char *word, char end)
{
    size_t length = strlen(word);
    memcpy(line + n, word, length);
    line[n + length] = end;
    return n + length + 1;
}

static void add_line(const struct ta_reading *reading, crypto_hash_sha256_state *lines)
{
    enum { LINE = TA_TIME_TEXT + 32 + 32 };
    char line[LINE], time[TA_TIME_TEXT], value[32] = "";
    ta_time_format(reading->time, time);
    if (isfinite(reading->value)) ta_format_f64(reading->value, value);
    size_t n = add_word(line, 0, time, ' ');
    n = add_word(line, n, value, ' ');
    n = add_word(line, n, ta_flag_word(reading->flag), '\n');
    (void)crypto_hash_sha256_update(lines, (const unsigned char *)line, n);
}

enum ta_status ta_window_fold_add(const struct ta_window_rule *rule, size_t n,
                                  const struct ta_reading *reading,
                                  struct ta_window_fold *fold)
{
    size_t from = ta_window_search(reading, n, fold->state.window.begin);
    size_t to = ta_window_search(reading, n, fold->state.window.end);
    if (to <= from) return TA_OK;
    enum ta_status rc = ta_window_add(rule, to - from, reading + from, &fold->state);
    for (size_t i = from; rc == TA_OK && i < to; i++)
        add_line(&reading[i], &fold->lines);
    return rc;
}

void ta_window_fold_end(const struct ta_window_rule *rule,
                        const struct ta_window_fold *fold, struct ta_window_made *out)
{
    crypto_hash_sha256_state lines = fold->lines;
    ta_window_finish(rule, &fold->state, &out->window);
    out->oldest = fold->state.oldest;
    out->newest = fold->state.newest;
    ta_digest_end(&lines, out->inputs_sha256);
}

/* --- as bytes ---------------------------------------------------------------------------------- */

uint8_t *ta_put_u64(uint8_t *at, uint64_t value)
{
    for (int i = 0; i < 8; i++) at[i] = (uint8_t)(value >> (8 * i));
    return at + 8;
}

const uint8_t *ta_get_u64(const uint8_t *at, uint64_t *value)
{
    *value = 0;
    for (int i = 0; i < 8; i++) *value |= (uint64_t)at[i] << (8 * i);
    return at + 8;
}

static uint8_t *put_f64(uint8_t *at, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return ta_put_u64(at, bits);
}

static const uint8_t *get_f64(const uint8_t *at, double *value)
{
    uint64_t bits;
    at = ta_get_u64(at, &bits);
    memcpy(value, &bits, sizeof bits);
    return at;
}

static const uint8_t *get_i64(const uint8_t *at, int64_t *value)
{
    uint64_t bits;
    at = ta_get_u64(at, &bits);
    memcpy(value, &bits, sizeof bits);
    return at;
}

static uint8_t *put_sum(uint8_t *at, const struct ta_exact_sum *sum)
{
    for (int i = 0; i < 3; i++) at = ta_put_u64(at, (uint64_t)sum->digit[i]);
    return ta_put_u64(at, (uint64_t)(int64_t)sum->place);
}

static const uint8_t *get_sum(const uint8_t *at, struct ta_exact_sum *sum, bool *ok)
{
    int64_t digit[3], place;
    for (int i = 0; i < 3; i++) at = get_i64(at, &digit[i]);
    at = get_i64(at, &place);
    if (place < -1000 || place > 1000) place = -1000; /* of no sum */
    *ok = ta_exact_sum_again(digit, (int32_t)place, sum) && *ok;
    return at;
}

static uint8_t *put_lines(uint8_t *at, const crypto_hash_sha256_state *lines)
{
    for (int i = 0; i < 8; i += 2)
        at = ta_put_u64(at, lines->state[i] | (uint64_t)lines->state[i + 1] << 32);
    at = ta_put_u64(at, lines->count);
    memcpy(at, lines->buf, sizeof lines->buf);
    return at + sizeof lines->buf;
}

static const uint8_t *get_lines(const uint8_t *at, crypto_hash_sha256_state *lines)
{
    for (int i = 0; i < 8; i += 2) {
        uint64_t two;
        at = ta_get_u64(at, &two);
        lines->state[i] = (uint32_t)two;
        lines->state[i + 1] = (uint32_t)(two >> 32);
    }
    at = ta_get_u64(at, &lines->count);
    memcpy(lines->buf, at, sizeof lines->buf);
    return at + sizeof lines->buf;
}

void ta_window_fold_pack(const struct ta_window_fold *fold,
                         uint8_t out[TA_WINDOW_FOLD_BYTES])
{
    const struct ta_window_state *s = &fold->state;
    const struct ta_window *w = &s->window;
    const uint64_t number[] = {(uint64_t)w->begin,
                               w->received,
                               w->used,
                               w->good,
                               w->suspect,
                               w->failed,
                               w->missing,
                               w->conflicting,
                               (uint64_t)w->first,
                               (uint64_t)w->last,
                               (uint64_t)s->oldest,
                               (uint64_t)s->newest,
                               (uint64_t)s->there.n,
                               (uint64_t)s->there.last};
    uint8_t *at = out;
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        at = ta_put_u64(at, number[i]);
    at = put_f64(at, s->there.lacking_s);
    at = put_f64(at, w->least);
    at = put_f64(at, w->most);
    at = put_sum(at, &s->sum[0]);
    at = put_sum(at, &s->sum[1]);
    (void)put_lines(at, &fold->lines);
}

/* An instant of the window, or none. */
static bool is_within(const struct ta_window *w, ta_time_us time)
{
    return time == TA_TIME_NONE || (time >= w->begin && time < w->end);
}

static const uint8_t *get_numbers(const struct ta_window_rule *rule, const uint8_t *at,
                                  struct ta_window_state *s, bool *ok)
{
    struct ta_window *w = &s->window;
    uint64_t n = 0;
    ta_time_us begin;
    at = get_i64(at, &begin);
    if (begin < -time_most || begin > time_most) {
        *ok = false;
        begin = 0;
    }
    ta_window_start(rule, begin, s);
    uint64_t *const count[] = {&w->received, &w->used,    &w->good,       &w->suspect,
                               &w->failed,   &w->missing, &w->conflicting};
    ta_time_us *const time[] = {&w->first, &w->last, &s->oldest, &s->newest};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++)
        at = ta_get_u64(at, count[i]);
    for (size_t i = 0; i < sizeof time / sizeof *time; i++) {
        at = get_i64(at, time[i]);
        *ok = *ok && is_within(w, *time[i]);
    }
    at = ta_get_u64(at, &n);
    at = get_i64(at, &s->there.last);
    s->there.n = (size_t)n;
    *ok = *ok && (n == 0 || (s->there.last >= w->begin && s->there.last < w->end));
    return at;
}

bool ta_window_fold_unpack(const struct ta_window_rule *rule,
                           const uint8_t bytes[TA_WINDOW_FOLD_BYTES],
                           struct ta_window_fold *out)
{
    bool ok = true;
    const uint8_t *at = get_numbers(rule, bytes, &out->state, &ok);
    at = get_f64(at, &out->state.there.lacking_s);
    at = get_f64(at, &out->state.window.least);
    at = get_f64(at, &out->state.window.most);
    at = get_sum(at, &out->state.sum[0], &ok);
    at = get_sum(at, &out->state.sum[1], &ok);
    (void)get_lines(at, &out->lines);
    return ok;
}
