/* SPDX-License-Identifier: Apache-2.0 */
#include "engine/company_name.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* --- characters ---------------------------------------------------------------------- */

/* The next character, of well-formed text; a byte that begins none is stepped over as a blank. */
static uint32_t next_of(const char **at)
{
    const unsigned char *byte = (const unsigned char *)*at;
    size_t more = byte[0] >= 0xF0 ? 3 : byte[0] >= 0xE0 ? 2 : byte[0] >= 0xC0 ? 1 : 0;
    uint32_t c = more > 0 ? byte[0] & (0x3Fu >> more) : byte[0];
    *at += 1;
    if (more == 0) return c < 0x80 ? c : ' ';
    for (size_t k = 1; k <= more; k++) {
        if ((byte[k] & 0xC0) != 0x80) return ' ';
        c = c << 6 | (byte[k] & 0x3Fu);
    }
    *at += more;
    return c;
}

static bool within(uint32_t c, uint32_t lo, uint32_t hi)
{
    return c >= lo && c <= hi;
}

/* Punctuation, blanks and marks of Unicode's blocks; what is not listed is a letter. */
static bool is_letter(uint32_t c)
{
    static const uint32_t none[][2] = {
        {0x80, 0xBF},     {0xD7, 0xD7},     {0xF7, 0xF7},       {0x2000, 0x214F},
        {0x218C, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004},   {0x3008, 0x303F},
        {0x30FB, 0x30FB}, {0xFE00, 0xFE6F}, {0xFEFF, 0xFEFF},   {0xFF00, 0xFF20},
        {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xE0100, 0xE01EF}, {0xFFE0, 0xFFFF}};
    if (c < 0x80)
        return within(c, '0', '9') || within(c, 'A', 'Z') || within(c, 'a', 'z');
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (within(c, none[i][0], none[i][1])) return false;
    return true;
}

static uint32_t full_width(uint32_t c)
{
    return within(c, 0xFF01, 0xFF5E) ? c - 0xFEE0 : c == 0x3000 ? ' ' : c;
}

/* Latin with its first extension, and Cyrillic. */
static uint32_t small(uint32_t c)
{
    bool pair = (within(c, 0x100, 0x12F) || within(c, 0x132, 0x137) ||
                 within(c, 0x14A, 0x177)) &&
                c % 2 == 0;
    bool odd_pair = (within(c, 0x139, 0x148) || within(c, 0x179, 0x17E)) && c % 2 == 1;
    if (within(c, 'A', 'Z') || within(c, 0xC0, 0xDE) || within(c, 0x410, 0x42F))
        return c + 0x20;
    if (within(c, 0x400, 0x40F)) return c + 0x50;
    return pair || odd_pair ? c + 1 : c;
}

/* Takes up to four bytes. */
static size_t put(uint32_t c, char *to)
{
    size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char lead[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t k = n; k-- > 1; c >>= 6) to[k] = (char)(0x80 | (c & 0x3F));
    to[0] = (char)(lead[n] | c);
    return n;
}

/* --- the whole name ------------------------------------------------------------------ */

enum { WORDS_MOST = 64 };

/** Letters and digits, and where words begin. */
struct letters {
    char *bytes;
    size_t n, n_words, word[WORDS_MOST];
    bool full;
};

static void add_letter(struct letters *l, uint32_t c, bool starts)
{
    enum { LONGEST = 4 };
    l->full = l->full || l->n + LONGEST >= TA_COMPANY_NAME;
    if (l->full) return;
    if (starts && l->n_words < WORDS_MOST) l->word[l->n_words++] = l->n;
    l->n += put(c, l->bytes + l->n);
    l->bytes[l->n] = '\0';
}

/* A stop or an apostrophe parts no words: "S.p.A." is one. */
static bool parts_words(uint32_t c)
{
    return c != '.' && c != '\'' && c != 0x2019;
}

static void read_letters(const char *text, struct letters *out)
{
    bool starts = true;
    while (*text != '\0') {
        uint32_t c = full_width(next_of(&text));
        bool letter = is_letter(c);
        if (letter) add_letter(out, small(c), starts);
        starts = !letter && (starts || parts_words(c));
    }
}

/* --- legal forms --------------------------------------------------------------------- */

static void replace(char *text, const char *from, const char *to)
{
    size_t size = strlen(from), less = strlen(to);
    for (char *at = strstr(text, from); at != NULL; at = strstr(at + less, from)) {
        memcpy(at, to, less);
        memmove(at + less, at + size, strlen(at + size) + 1);
    }
}

static void join_forms(char *text)
{
    replace(text, "責任", "责任");
    replace(text, "集團", "集团");
    replace(text, "總公司", "总公司");
    replace(text, "有限责任公司", "有限公司");
    replace(text, "股份有限公司", "股份公司");
}

static bool is_form(const char *word)
{
    static const char *const form[] = {
        "inc",     "incorporated", "corp",   "corporation", "co",     "company",
        "coltd",   "ltd",          "llc",    "limited",     "plc",    "lp",
        "llp",     "gmbh",         "ag",     "kg",          "kgaa",   "se",
        "sa",      "sas",          "sarl",   "spa",         "srl",    "nv",
        "bv",      "ab",           "as",     "asa",         "oy",     "oyj",
        "pty",     "pte",          "bhd",    "sdn",         "pjsc",   "group",
        "holding", "holdings",     "gruppe", "groupe",      "konzern"};
    for (size_t i = 0; i < sizeof form / sizeof *form; i++)
        if (strcmp(form[i], word) == 0) return true;
    return false;
}

static void cut_words(struct letters *l)
{
    while (l->n_words > 1 && is_form(l->bytes + l->word[l->n_words - 1]))
        l->bytes[l->word[--l->n_words]] = '\0';
}

static bool cut_end(char *text, const char *ending)
{
    size_t n = strlen(text), e = strlen(ending);
    if (n <= e || strcmp(text + n - e, ending) != 0) return false;
    text[n - e] = '\0';
    return true;
}

static void cut_forms(char *text)
{
    static const char *const form[] = {"有限公司", "股份公司", "总公司",
                                       "公司",     "集团",     "控股"};
    bool cut = true;
    while (cut) {
        cut = false;
        for (size_t i = 0; i < sizeof form / sizeof *form; i++)
            cut = cut_end(text, form[i]) || cut;
    }
}

static size_t characters(const char *text)
{
    size_t n = 0;
    for (; *text != '\0'; text++)
        if (((unsigned char)*text & 0xC0) != 0x80) n++;
    return n;
}

void ta_company_name(const char *text, struct ta_company_name *out)
{
    struct letters all = {.bytes = out->plain};
    out->plain[0] = out->stem[0] = '\0';
    read_letters(text, &all);
    if (all.full) {
        out->plain[0] = '\0';
        return;
    }
    memcpy(out->stem, out->plain, sizeof out->stem);
    all.bytes = out->stem;
    cut_words(&all);
    join_forms(out->plain);
    join_forms(out->stem);
    cut_forms(out->stem);
    if (characters(out->stem) < 2) out->stem[0] = '\0';
}

/* --- identifiers --------------------------------------------------------------------- */

static char small_ascii(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_code(const char *id)
{
    enum { CREDIT_CODE = 18, LEI = 20 };
    size_t n = 0;
    for (; id[n] != '\0'; n++)
        if ((unsigned char)id[n] >= 0x80 || !is_letter((unsigned char)id[n]))
            return false;
    return n == CREDIT_CODE || n == LEI;
}

bool ta_company_ids_comparable(const char *a, const char *b)
{
    return is_code(a) && is_code(b) && strlen(a) == strlen(b);
}

int ta_company_ids_order(const char *a, const char *b)
{
    size_t i = 0;
    while (a[i] != '\0' && small_ascii(a[i]) == small_ascii(b[i])) i++;
    unsigned char p = (unsigned char)small_ascii(a[i]),
                  q = (unsigned char)small_ascii(b[i]);
    return (p > q) - (p < q);
}
