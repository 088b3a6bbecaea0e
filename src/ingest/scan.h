/* SPDX-License-Identifier: Apache-2.0 */
/** @file scan.h  JSON (RFC 8259) read in one go, token by token, without a tree.
 *
 *  As strict as jansson with JSON_REJECT_DUPLICATES: UTF-8 is checked, escaped surrogates come in
 *  pairs, NUL is refused, whole numbers fit 64 bits (unless `wide`) and others a double, no name stands
 *  twice in an object at any depth. Stricter in size: depth, names of one object and
 *  length of a number are limited. Allocates nothing. */
#ifndef TA_INGEST_SCAN_H
#define TA_INGEST_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/decimal.h"

/** Bytes inside the input, or inside the scanner's own memory. */
struct ta_view {
    const char *bytes;
    size_t size;
};

enum {
    TA_SCAN_DEPTH = 16,
    TA_SCAN_NAMES = 128,  /**< in the objects that are open at once */
    TA_SCAN_ESCAPED = 512 /**< bytes of names that had to be unescaped */
};

enum ta_scan_fault { TA_SCAN_OK, TA_SCAN_SYNTAX, TA_SCAN_DEEP, TA_SCAN_LONG };

/** Where a reader stands. One thread; the input is borrowed. */
struct ta_scan {
    const char *begin, *at, *end;
    enum ta_scan_fault fault;
    const char *why; /**< English, set with the fault */
    bool wide;       /**< whole numbers of more than 64 bits are taken, too */
    size_t n_wide;   /**< of them, stepped over */
    size_t depth, n_names, escaped_used;
    struct ta_view name[TA_SCAN_NAMES];
    char escaped[TA_SCAN_ESCAPED];
};

void ta_scan_begin(struct ta_scan *scan, const char *bytes, size_t size);
/** Sets the fault once; @return false. */
bool ta_scan_fail(struct ta_scan *scan, enum ta_scan_fault fault, const char *why);

/** Step over blanks. @return the byte that comes next, '\0' at the end. */
static inline char ta_scan_next(struct ta_scan *scan)
{
    for (; scan->at < scan->end; scan->at++) {
        char c = *scan->at;
        if ((unsigned char)c > ' ') return c;
        if (c != ' ' && c != '\n' && c != '\t' && c != '\r') return c;
    }
    return '\0';
}
/** Step over blanks and @p c; without it, a syntax fault. */
bool ta_scan_take(struct ta_scan *scan, char c);
/** Nothing but blanks may be left. */
bool ta_scan_finish(struct ta_scan *scan);

/** Past the bytes that are plain: printable ASCII other than '"' and '\\'. Of eight of them the high
 *  bits of differences tell; a borrow only spoils bytes behind one that is not plain (after Mycroft
 *  1987). */
static inline const char *ta_scan_plain(const char *at, const char *end)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), highs = ones << 7;
    for (; end - at >= 8; at += 8) {
        uint64_t word = 0; /* the first byte lowest: compilers make one load of it */
        for (int i = 0; i < 8; i++) word |= (uint64_t)(unsigned char)at[i] << (8 * i);
        uint64_t quote = word ^ (ones * '"'), slash = word ^ (ones * '\\');
        uint64_t odd = word | (word - ones * ' ') | (quote - ones) | (slash - ones);
        odd &= highs;
        if (odd != 0) return at + __builtin_ctzll(odd) / 8;
    }
    while (at < end && (unsigned char)*at - 0x20U < 0x60U && *at != '"' && *at != '\\')
        at++;
    return at;
}
/** A string, quotes left out, escapes left in. */
bool ta_scan_string(struct ta_scan *scan, struct ta_view *out, bool *escaped);
/** Write what the escapes mean. @return false when @p room is too small. */
bool ta_scan_unescape(struct ta_view raw, char *out, size_t room, size_t *size);
/** A number that a double can hold. */
bool ta_scan_number(struct ta_scan *scan, struct ta_decimal *out);
/** true or false. */
bool ta_scan_bool(struct ta_scan *scan, bool *out);
/** Check any value and step over it. */
bool ta_scan_skip(struct ta_scan *scan);

/** A member's name, unescaped, and the colon. The names of the object that is open stand in
 *  scan->name from @p first on; a name among them is refused. Call with first = scan->n_names
 *  at the object's start, and put scan->n_names and scan->escaped_used back at its end. */
bool ta_scan_name(struct ta_scan *scan, size_t first, struct ta_view *out);

#endif
