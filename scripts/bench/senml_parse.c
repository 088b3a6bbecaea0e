/* SPDX-License-Identifier: Apache-2.0 */
/** @file senml_parse.c  The SenML decoder beside jansson's parser, in turn, on the same packs.
 *
 *  usage: senml_parse [SECONDS]   of each measurement, default 0.5 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <jansson.h>

#include "ingest/decode.h"

enum { ROUNDS = 5, PACK_MOST = 16384 };

struct figure {
    double bytes_per_s, records_per_s;
};

static size_t records_seen;

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static enum ta_status on_sample(void *self, const struct ta_sample *sample,
                                struct ta_error *err)
{
    (void)err;
    *(double *)self += sample->value;
    records_seen++;
    return TA_OK;
}

static enum ta_status on_message(void *self, const struct ta_message *message,
                                 struct ta_error *err)
{
    (void)self;
    (void)err;
    if (message->outcome != TA_ACCEPTED) abort();
    return TA_OK;
}

static void by_us(const char *pack, size_t size)
{
    static double sum;
    struct ta_decode_sink sink = {&sum, on_sample, on_message, NULL, NULL};
    struct ta_decode_input in = {.bytes = pack,
                                 .size = size,
                                 .received = INT64_C(1700000000000000),
                                 .limits = ta_limits_of_message()};
    if (ta_decoder_find("senml")->decode(&in, &sink, NULL) != TA_OK) abort();
}

/* Parsing alone: jansson's users still have to resolve the records. */
static void by_jansson(const char *pack, size_t size)
{
    json_t *tree = json_loadb(pack, size, JSON_REJECT_DUPLICATES, NULL);
    if (tree == NULL) abort();
    records_seen += json_array_size(tree);
    json_decref(tree);
}

/* Packs as field devices send them: a sequence number, then values with unit and time. */
static size_t make_pack(char *pack, int records)
{
    static const char *const names[] = {"pm25", "pm10", "temp", "rh",
                                        "no2",  "so2",  "co",   "o3"};
    int at = snprintf(pack, PACK_MOST,
                      "[{\"bn\":\"urn:dev:mac:0024befffe000001:\",\"bt\":1.700000000e9,"
                      "\"n\":\"seq\",\"v\":1000000000}");
    for (int i = 1; i < records; i++)
        at += snprintf(pack + at, (size_t)(PACK_MOST - at),
                       ",{\"n\":\"%s\",\"u\":\"ug/m3\",\"v\":%d.%02d,\"t\":%d}",
                       names[i % 8], 10 + i % 80, i % 100, -i);
    at += snprintf(pack + at, (size_t)(PACK_MOST - at), "]");
    return (size_t)at;
}

static struct figure measure(void (*parse)(const char *, size_t), const char *pack,
                             size_t size, double seconds)
{
    size_t rounds = 0;
    records_seen = 0;
    double begin = now_s(), end = begin;
    while (end - begin < seconds) {
        for (int i = 0; i < 1000; i++) parse(pack, size);
        rounds += 1000;
        end = now_s();
    }
    return (struct figure){(double)(rounds * size) / (end - begin),
                           (double)records_seen / (end - begin)};
}

static int by_rate(const void *a, const void *b)
{
    const struct figure *x = a, *y = b;
    return (x->bytes_per_s > y->bytes_per_s) - (x->bytes_per_s < y->bytes_per_s);
}

int main(int argc, char **argv)
{
    static const int sizes[] = {3, 30, 100};
    static char pack[PACK_MOST];
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 0.5, least = 1e30, ratio = 1e30;
    printf("records  bytes  ours MB/s  M rec/s  jansson MB/s  ratio\n");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        struct figure ours[ROUNDS], theirs[ROUNDS];
        size_t size = make_pack(pack, sizes[s]);
        for (int i = 0; i < ROUNDS; i++) {
            ours[i] = measure(by_us, pack, size, seconds / ROUNDS);
            theirs[i] = measure(by_jansson, pack, size, seconds / ROUNDS);
        }
        qsort(ours, ROUNDS, sizeof *ours, by_rate);
        qsort(theirs, ROUNDS, sizeof *theirs, by_rate);
        const struct figure *a = &ours[ROUNDS / 2], *b = &theirs[ROUNDS / 2];
        double times = a->bytes_per_s / b->bytes_per_s;
        printf("%7d %6zu %10.0f %8.1f %13.1f %6.1f\n", sizes[s], size,
               a->bytes_per_s / 1e6, a->records_per_s / 1e6, b->bytes_per_s / 1e6,
               times);
        if (a->bytes_per_s / 1e6 < least) least = a->bytes_per_s / 1e6;
        if (times < ratio) ratio = times;
    }
    printf("senml least_mb_s=%.4g least_ratio_to_jansson=%.4g\n", least, ratio);
    return 0;
}
