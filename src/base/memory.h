/* SPDX-License-Identifier: Apache-2.0 */
/** @file memory.h  The only way to memory: checked, countable, made to fail in tests.
 */
#ifndef TA_BASE_MEMORY_H
#define TA_BASE_MEMORY_H

#include <stddef.h>

/** @return zeroed memory for count * size bytes (at least 1), NULL when that overflows
 * or fails. */
void *ta_alloc(size_t count, size_t size);
/** Grow or shrink; new bytes are not zeroed. NULL on failure, @p memory then still
 * stands. */
void *ta_realloc(void *memory, size_t count, size_t size);
/** NULL is allowed. */
void ta_free(void *memory);
/** Copy of @p text, owned by the caller; NULL for NULL or when out of memory. */
char *ta_strdup(const char *text);
/** Make room for one more element: doubles *capacity when full. @return 0, or -1
 * untouched. */
int ta_grow(void **array, size_t *capacity, size_t count, size_t size);

/** Allocations that failed so far, of all threads. Where a builder of many parts tells only that it failed, what
 * grew meanwhile says that it was for want of memory. */
size_t ta_alloc_failures(void);

/** Hand pages that nobody uses back to the system, after work that took many. */
void ta_memory_settle(void);

/** For tests: the k-th allocation from now fails (1 is the next); 0 switches that off.
 */
void ta_alloc_fail_at(size_t k);

#endif
