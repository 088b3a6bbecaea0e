/* SPDX-License-Identifier: Apache-2.0 */
/** @file readings_file.c  Sealed readings: bytes of each, and how long a window takes to read.
 *
 *    readings_file bytes FOLDER CSV STATIONS   Beijing's file, a month a file as the engine seals them
 *    readings_file window FOLDER ROWS WANTED   ROWS readings of 20 datastreams; windows of WANTED
 *    readings_file values FOLDER ROWS WANTED   the same without times of receipt
 *
 *  A station sends its values of an hour in one message, which comes in some seconds later; there is
 *  one file, so the others are its own other months. */
#include <hdf5.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/memory.h"
#include "series/readings.h"

enum { ROWS_MOST = 40000, VALUES = 11, MONTHS = 48, WINDOWS = 21, STREAMS = 20 };
#define HOUR_US INT64_C(3600000000)

struct hour {
    ta_time_us time;
    double value[VALUES]; /* NaN where there is none */
};

static struct hour hour[ROWS_MOST];
static size_t n_hours;

static _Noreturn void die(const char *what)
{
    (void)fprintf(stderr, "readings_file: %s\n", what);
    exit(1);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Steele and Vigna's splitmix64: the same delays on every run. */
static uint64_t scatter(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

static ta_time_us receipt(ta_time_us time, size_t station)
{
    uint64_t x = scatter((uint64_t)time + station);
    return time + 500000 + (ta_time_us)(x % 4000000);
}

/* --- bytes ---------------------------------------------------------------------------------- */

/* No, year, month, day, hour, then values, a wind direction in words, and one value more. */
static void read_hours(const char *path)
{
    char line[512];
    FILE *file = fopen(path, "r");
    if (file == NULL || fgets(line, sizeof line, file) == NULL) die("no such file");
    while (n_hours < ROWS_MOST && fgets(line, sizeof line, file) != NULL) {
        struct hour *h = &hour[n_hours];
        char *at = line;
        h->time = (ta_time_us)n_hours++ * HOUR_US + INT64_C(1362067200000000);
        for (size_t column = 0, value = 0; value < VALUES && *at != '\0'; column++) {
            char *end = NULL;
            double v = strtod(at, &end);
            if (column >= 5 && column != 15)
                h->value[value++] = end == at ? (double)NAN : v;
            at += strcspn(at, ",\n");
            at += *at == ',';
        }
    }
    (void)fclose(file);
}

static struct ta_reading_run new_run(size_t station, size_t value, size_t most)
{
    static const char *const name[VALUES] = {"pm25", "pm10", "so2",  "no2",
                                             "co",   "o3",   "temp", "pres",
                                             "dewp", "rain", "wspm"};
    struct ta_reading_run run = {.n = 0};
    (void)snprintf(run.device, sizeof run.device, "station-%02zu", station);
    (void)snprintf(run.name, sizeof run.name, "%s", name[value % VALUES]);
    (void)snprintf(run.property, sizeof run.property, "%s", name[value % VALUES]);
    (void)snprintf(run.unit, sizeof run.unit, "ug/m3");
    run.reading = malloc(most * sizeof *run.reading);
    if (run.reading == NULL) die("out of memory");
    return run;
}

/* Hours of a month, with the values of another one. */
static void fill_run(struct ta_reading_run *run, size_t value, size_t station,
                     size_t first, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const struct hour *from = &hour[(first + i + station * n) % n_hours];
        ta_time_us time = hour[first + i].time;
        if (isnan(from->value[value])) continue;
        run->reading[run->n++] = (struct ta_reading){
            time, receipt(time, station), from->value[value], TA_FLAG_GOOD, 0};
    }
}

static double file_size(const char *path)
{
    struct stat found;
    if (stat(path, &found) != 0) die("no file was written");
    return (double)found.st_size;
}

static void seal(const char *path, const struct ta_reading_run *runs, size_t n)
{
    struct ta_error err;
    if (ta_readings_write(path, runs, n, &err) != TA_OK) die(err.text);
}

static void measure_bytes(const char *folder, const char *csv, size_t stations)
{
    double bytes = 0, readings = 0;
    char path[4096];
    read_hours(csv);
    size_t month = n_hours / MONTHS;
    struct ta_reading_run *runs = calloc(stations * VALUES, sizeof *runs);
    if (runs == NULL || month == 0) die("nothing to seal");
    for (size_t m = 0; m < MONTHS; m++) {
        for (size_t i = 0; i < stations * VALUES; i++) {
            runs[i] = new_run(i / VALUES, i % VALUES, month);
            fill_run(&runs[i], i % VALUES, i / VALUES, m * month, month);
            readings += (double)runs[i].n;
        }
        (void)snprintf(path, sizeof path, "%s/month-%02zu-%zu.h5", folder, m, stations);
        seal(path, runs, stations * VALUES);
        bytes += file_size(path);
        for (size_t i = 0; i < stations * VALUES; i++) free(runs[i].reading);
    }
    free(runs);
    printf("readings=%.0f bytes_each=%.3f\n", readings, bytes / readings);
}

/* --- windows -------------------------------------------------------------------------------- */

static void write_streams(const char *path, size_t rows)
{
    struct ta_reading_run runs[STREAMS];
    for (size_t s = 0; s < STREAMS; s++) {
        runs[s] = new_run(s, s, rows / STREAMS);
        for (size_t i = 0; i < rows / STREAMS; i++) {
            ta_time_us time = INT64_C(1700000000000000) + (ta_time_us)i * 60000000;
            double wave = 50 + 40 * sin((double)i / 229.0) +
                          (double)(scatter(i * STREAMS + s) % 100) / 10;
            runs[s].reading[runs[s].n++] = (struct ta_reading){
                time, receipt(time, s), round(wave * 10) / 10, TA_FLAG_GOOD, 0};
        }
    }
    seal(path, runs, STREAMS);
    for (size_t s = 0; s < STREAMS; s++) free(runs[s].reading);
}

static int by_number(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Wall and CPU time of one thing, window by window [ms]. */
struct times {
    double wall[WINDOWS], cpu[WINDOWS];
    double wall_began, cpu_began;
};

static void begin(struct times *t)
{
    t->wall_began = seconds(CLOCK_MONOTONIC);
    t->cpu_began = seconds(CLOCK_PROCESS_CPUTIME_ID);
}

static void end(struct times *t, size_t k)
{
    t->wall[k] = (seconds(CLOCK_MONOTONIC) - t->wall_began) * 1e3;
    t->cpu[k] = (seconds(CLOCK_PROCESS_CPUTIME_ID) - t->cpu_began) * 1e3;
}

static void sort(struct times *t)
{
    qsort(t->wall, WINDOWS, sizeof *t->wall, by_number);
    qsort(t->cpu, WINDOWS, sizeof *t->cpu, by_number);
}

static void read_window(const char *path, size_t k, size_t first, size_t wanted,
                        bool values_only)
{
    struct ta_reading_run run, name = new_run(k % STREAMS, k % STREAMS, 1);
    ta_time_us from = INT64_C(1700000000000000) + (ta_time_us)first * 60000000;
    const struct ta_readings_window window = {name.device, name.name, from,
                                              from + (ta_time_us)wanted * 60000000,
                                              values_only};
    struct ta_error err;
    if (ta_readings_read_window(path, &window, &run, &err) != TA_OK) die(err.text);
    if (run.n != wanted) die("a window is not whole");
    free(name.reading);
    ta_free(run.reading);
}

/* The floor: HDF5 reads rows of the same columns by their numbers. */
static void read_plainly(const char *path, hsize_t first, hsize_t wanted, void *room,
                         bool values_only)
{
    static const char *const column[] = {"time", "value", "flag", "received"};
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    hid_t memory = H5Screate_simple(1, &wanted, NULL);
    for (size_t i = 0; i < (values_only ? 3 : 4); i++) {
        hid_t object = H5Dopen2(file, column[i], H5P_DEFAULT);
        hid_t space = H5Dget_space(object), type = H5Dget_type(object);
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &wanted, NULL) <
                0 ||
            H5Dread(object, type, memory, space, H5P_DEFAULT, room) < 0)
            die("HDF5 cannot read the file");
        (void)H5Tclose(type);
        (void)H5Sclose(space);
        (void)H5Dclose(object);
    }
    (void)H5Sclose(memory);
    (void)H5Fclose(file);
}

static void measure_windows(const char *folder, size_t rows, size_t wanted,
                            bool values_only)
{
    static struct times ours, plain;
    char path[4096];
    struct stat found;
    void *room = malloc(wanted * 8);
    (void)snprintf(path, sizeof path, "%s/rows-%zu.h5", folder, rows);
    if (stat(path, &found) != 0) write_streams(path, rows);
    if (room == NULL) die("out of memory");
    for (size_t k = 0; k < WINDOWS; k++) {
        size_t stream = k % STREAMS * (rows / STREAMS);
        size_t first = scatter(k) % (rows / STREAMS - wanted + 1);
        begin(&ours);
        read_window(path, k, first, wanted, values_only);
        end(&ours, k);
        begin(&plain);
        read_plainly(path, stream + first, wanted, room, values_only);
        end(&plain, k);
    }
    free(room);
    sort(&ours);
    sort(&plain);
    size_t half = WINDOWS / 2;
    printf("window_ms=%.3f least_ms=%.3f cpu_ms=%.3f plain_ms=%.3f plain_cpu_ms=%.3f "
           "file_bytes_each=%.3f\n",
           ours.wall[half], ours.wall[0], ours.cpu[half], plain.wall[half],
           plain.cpu[half], file_size(path) / (double)rows);
}

int main(int argc, char **argv)
{
    if (argc == 5 && strcmp(argv[1], "bytes") == 0)
        measure_bytes(argv[2], argv[3], strtoul(argv[4], NULL, 10));
    else if (argc == 5 &&
             (strcmp(argv[1], "window") == 0 || strcmp(argv[1], "values") == 0))
        measure_windows(argv[2], strtoul(argv[3], NULL, 10), strtoul(argv[4], NULL, 10),
                        strcmp(argv[1], "values") == 0);
    else
        die("bytes FOLDER CSV STATIONS, or window|values FOLDER ROWS WANTED");
    return 0;
}
