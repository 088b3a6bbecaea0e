/* SPDX-License-Identifier: Apache-2.0 */
/** @file replay.c  Runs a fuzz target over its corpus: each file whole, and cut short
 * at sixteen places, so that an ordinary build holds what the fuzzer once found. */
#include "ta_fuzz.h"

#include <dirent.h>
#include <stdio.h>

enum { CUTS = 16, FILE_LIMIT = 16 * 1024 * 1024, PATH_LIMIT = 4096 };

/* A copy of exactly the size, so that a sanitizer sees a read past the end. */
static void run(const uint8_t *bytes, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);
    assert(exact != NULL);
    memcpy(exact, bytes, size);
    (void)LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static void run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = malloc(FILE_LIMIT);
    assert(file != NULL && bytes != NULL);
    size_t size = fread(bytes, 1, FILE_LIMIT, file);
    (void)fclose(file); /* only read */

    run(bytes, size);
    for (size_t cut = 0; cut < CUTS; cut++) run(bytes, size * cut / CUTS);
    free(bytes);
}

static size_t run_folder(const char *folder)
{
    DIR *listing = opendir(folder);
    if (listing == NULL) return 0;

    size_t n = 0;
    for (struct dirent *entry = readdir(listing); entry != NULL;
         entry = readdir(listing)) {
        char path[PATH_LIMIT];
        if (entry->d_name[0] == '.') continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        run_file(path);
        n++;
    }
    (void)closedir(listing);
    return n;
}

int main(int argc, char **argv)
{
    size_t n = argc == 2 ? run_folder(argv[1]) : 0;
    printf("%zu corpus files replayed\n", n);
    return n > 0 ? 0 : 1;
}
