/* SPDX-License-Identifier: Apache-2.0 */
#include "base/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static atomic_size_t fail_in; /* allocations until one fails; 0: never */
static atomic_size_t n_failed;

static int denied(void)
{
    size_t left = atomic_load_explicit(&fail_in, memory_order_relaxed);
    while (left > 0) {
        if (atomic_compare_exchange_weak(&fail_in, &left, left - 1)) return left == 1;
    }
    return 0;
}

/* Bytes of count * size, at least 1; 0 when that overflows. */
static size_t bytes_of(size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) return 0;
    size_t bytes = count * size;
    if (bytes > PTRDIFF_MAX) return 0;
    return bytes > 0 ? bytes : 1;
}

void ta_alloc_fail_at(size_t k)
{
    atomic_store(&fail_in, k);
}

static void *counted(void *memory)
{
    if (memory == NULL) atomic_fetch_add(&n_failed, 1);
    return memory;
}

size_t ta_alloc_failures(void)
{
    return atomic_load(&n_failed);
}

void *ta_alloc(size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    return counted(bytes == 0 || denied() ? NULL : calloc(1, bytes));
}

void *ta_realloc(void *memory, size_t count, size_t size)
{
    size_t bytes = bytes_of(count, size);
    return counted(bytes == 0 || denied() ? NULL : realloc(memory, bytes));
}

void ta_free(void *memory)
{
    free(memory);
}

/* Of the C libraries glibc alone keeps them. */
void ta_memory_settle(void)
{
#ifdef __GLIBC__
    (void)malloc_trim(0);
#endif
}

char *ta_strdup(const char *text)
{
    if (text == NULL) return NULL;

    size_t size = strlen(text) + 1;
    char *copy = ta_alloc(size, 1);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

int ta_grow(void **array, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity) return 0;

    size_t wanted = *capacity < 8 ? 8 : *capacity;
    while (wanted <= count) {
        if (wanted > SIZE_MAX / 2) return -1;
        wanted *= 2;
    }
    void *grown = ta_realloc(*array, wanted, size);
    if (grown == NULL) return -1;
    *array = grown;
    *capacity = wanted;
    return 0;
}
