/* SPDX-License-Identifier: Apache-2.0 */
/** @file why.c  Sentences that records hold in English, said again in the reader's language.
 *
 *  A record is one sequence of bytes for all readers, so its reasons are English. Their
 *  forms stand in the English messages ("{a} % of the site ..."); a sentence that fits one
 *  yields its figures, which fill the same key's form in the other language. */
#include <stdio.h>
#include <string.h>

#include "base/time.h"
#include "report/speech.h"

enum { SLOTS = 6, SLOT_SIZE = 256, TRIES = 20000 };

static const char *const form[] = {
/* Sources first: each fits itself alone. */
#define X(id) "cite." #id,
#include "indicators.def"
#undef X
#define WHY(key) "why." #key,
#include "report/why.def"
#undef WHY
};

struct slots {
    char value[SLOTS][SLOT_SIZE];
    char name[SLOTS][2];
    size_t n, tries; /* tries end a search that a made-up sentence draws out */
    bool loose; /* a value may hold "; ", as a name can; else it is two sentences */
};

/* "cems-1/so2: 43" is a subject before a sentence that begins with its figure. */
static bool is_two(const struct slots *slots, bool first, const char *value)
{
    if (slots->loose) return false;
    return strstr(value, "; ") != NULL || (first && strstr(value, ": ") != NULL);
}

/* Does @p text fit @p pattern, whose {x} stand for one or more bytes? The shortest fit. */
static bool fits(const char *pattern, const char *text, struct slots *slots)
{
    bool first = slots->n == 0 && *pattern == '{';
    while (*pattern != '\0' && *pattern != '{') {
        if (*pattern++ != *text++) return false;
    }
    if (*pattern == '\0') return *text == '\0';
    if (pattern[1] == '\0' || pattern[2] != '}' || slots->n >= SLOTS) return false;
    if (slots->tries++ >= TRIES) return false;
    size_t slot = slots->n++, most = strlen(text);
    slots->name[slot][0] = pattern[1];
    slots->name[slot][1] = '\0';
    for (size_t n = 1; n <= most && n < SLOT_SIZE; n++) {
        memcpy(slots->value[slot], text, n);
        slots->value[slot][n] = '\0';
        slots->n = slot + 1;
        if (is_two(slots, first, slots->value[slot])) return false;
        if (fits(pattern + 3, text + n, slots)) return true;
    }
    return false;
}

/* "2026-07-11T13:50:00Z" by the clock of the page. @return false when it is no instant. */
static bool say_instant(const struct ta_speech *speech, const char *value,
                        char out[SLOT_SIZE])
{
    char text[TA_TIME_TEXT];
    ta_time_us time = 0;
    if (strchr(value, 'T') == NULL || ta_time_parse(value, &time) != TA_OK)
        return false;
    ta_time_format(time + speech->zone_h * (TA_US_PER_DAY / 24), text);
    (void)snprintf(out, SLOT_SIZE, "%.10s %.5s", text, text + 11);
    return true;
}

/* "15.2 mg/m3" with its unit in words. @return false when it is no number with a known unit. */
static bool say_measure(const struct ta_speech *speech, const char *value,
                        char out[SLOT_SIZE])
{
    const char *unit = strchr(value, ' ');
    if (unit == NULL || strspn(value, "-+.,0123456789e") != (size_t)(unit - value))
        return false;
    const char *words = ta_say_unit(speech, unit + 1);
    char plain[TA_SPOKEN], said[TA_SPOKEN];
    size_t n = (size_t)(unit - value);
    if (words == unit + 1 || n >= sizeof plain) return false;
    memcpy(plain, value, n);
    plain[n] = '\0';
    (void)snprintf(out, SLOT_SIZE, "%s\u00a0%.64s",
                   ta_say_plain(speech, plain, said) ? said : plain, words);
    return true;
}

/* "electricity.guangxi" by the grid's name. @return false when it is no power of a known grid. */
static bool say_power(const struct ta_speech *speech, const char *value,
                      char out[SLOT_SIZE])
{
    const char *dot = strchr(value, '.');
    bool power = strncmp(value, "electricity.", 12) == 0;
    if (!power && strncmp(value, "electricity_green.", 18) != 0) return false;
    const char *grid = ta_say_of(speech, "grid.", dot + 1, "");
    struct ta_text words = {0};
    if (grid == dot + 1) return false;
    ta_message_fill(speech->messages, speech->language, &words,
                    power ? "report.power_plain" : "report.power_green", "grid", grid,
                    (char *)NULL);
    bool said = !words.failed && ta_copy(out, SLOT_SIZE, words.bytes);
    ta_text_free(&words);
    return said;
}

/* A figure as it is, by the page's clock and units; a name that the program gives an input
 * ("scope 1", "ndvi") in words. */
static const char *word_for(const struct ta_speech *speech, const char *value,
                            char room[SLOT_SIZE])
{
    if (say_instant(speech, value, room) || say_measure(speech, value, room) ||
        say_power(speech, value, room))
        return room;
    if (strcmp(value, "h") == 0 || strcmp(value, "ha") == 0 ||
        strcmp(value, "tCO2e/year") == 0)
        return ta_say_unit(speech, value); /* of its figure */
    char key[SLOT_SIZE];
    size_t n = 0;
    for (; value[n] != '\0'; n++) key[n] = (char)(value[n] == ' ' ? '_' : value[n]);
    key[n] = '\0';
    const char *words = ta_say_of(speech, "input.", key, "");
    return words == key ? value : words;
}

/* Forms whose {a} is the name of a loan, a device, a zone or a source, even where it is a number. */
static bool names_in_a(const char *key)
{
    static const char *const form_of_name[] = {
        "why.no_balance_sheet",  "why.cause_follows", "why.cause_together",
        "why.in_zone",           "why.no_reading_of", "why.position_decides",
        "why.stated_by",         "why.missed",        "why.evidence_too_poor",
        "why.neighbours_differ", "why.scope3_lacking"};
    static const char *const begins[] = {"why.finding_shared", "why.finding_copy",
                                         "why.finding_label"};
    for (size_t i = 0; i < sizeof form_of_name / sizeof *form_of_name; i++)
        if (strcmp(key, form_of_name[i]) == 0) return true;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(key, begins[i], strlen(begins[i])) == 0) return true;
    return false;
}

/* Forms whose slots are words of the program and of its tables: a pollutant, a method, a member of the
 * project document, the code of a sector, an amount. */
static bool names_a_thing_of_ours(const char *key)
{
    static const char *const ours[] = {
        "why.primary",         "why.driven_by",      "why.method",
        "why.document_lacks",  "why.not_asked",      "why.finding_exposed",
        "why.at_floor",        "why.at_lgd_floor",   "why.outside_exposed",
        "why.baseline_region", "why.scope_silent",   "why.scope_not_stated",
        "why.no_cover",        "why.no_grid_factor", "why.looks_without"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++)
        if (strcmp(key, ours[i]) == 0) return true;
    return false;
}

/* A name of the project document, its words before it. */
static void say_member(const struct ta_speech *speech, const char *name, size_t n,
                       const char *quote, struct ta_text *out)
{
    char own[TA_NAME_SIZE];
    if (n >= sizeof own) return;
    memcpy(own, name, n);
    own[n] = '\0';
    const char *words = ta_say_of(speech, "input.", own, "");
    if (words != own) {
        ta_text_add(out, words);
        ta_text_add(out, quote[0] == '\0' ? " " : "");
    }
    ta_text_addf(out, "%s%s%s", quote, own, quote);
}

/* Words between the names, and their message. @return how long they are; 0 where none are at @p at */
static size_t say_between(const struct ta_speech *speech, const char *at,
                          struct ta_text *out)
{
    static const struct {
        const char *english, *key;
    } between[] = {{" with \"from\"", "report.lacks_dated"},
                   {"any of ", "report.lacks_any"},
                   {",", "report.list_comma"}};
    for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
        size_t n = strlen(between[i].english);
        if (strncmp(at, between[i].english, n) != 0) continue;
        ta_text_add(out, ta_say(speech, between[i].key));
        return n;
    }
    return 0;
}

/* "\"loans\", \"declared\" (area_planted)" (engine/lacking.h): the names stay, for they are to be written
 * there. @return false where it is English that is asked for, or too long */
static bool say_members(const struct ta_speech *speech, const char *english,
                        char out[SLOT_SIZE])
{
    struct ta_text all = {0}, inside = {0}, *to = &all;
    if (speech->language == TA_EN) return false;
    for (const char *at = english; *at != '\0';) {
        size_t said = say_between(speech, at, to);
        size_t n = strspn(at, "abcdefghijklmnopqrstuvwxyz0123456789_.*");
        if (said == 0 && n > 0)
            say_member(speech, at, n, at > english && at[-1] == '"' ? "\"" : "", to);
        else if (*at == '(')
            to = &inside;
        else if (*at == ')')
            to = &all;
        at += said > 0 ? said : n > 0 ? n : 1;
    }
    if (inside.size > 0)
        ta_message_fill(speech->messages, speech->language, &all, "report.in_brackets",
                        "words", inside.bytes, (char *)NULL);
    bool said = !all.failed && !inside.failed && ta_copy(out, SLOT_SIZE, all.bytes);
    ta_text_free(&inside);
    ta_text_free(&all);
    return said;
}

/* On a page for others what stands for a slot that may be a name, in @p room. */
static const char *slot_for(const struct ta_speech *speech, const char *key,
                            const struct slots *slots, size_t i, char room[SLOT_SIZE])
{
    const char *value = slots->value[i], *words = word_for(speech, value, room);
    if (strcmp(key, "why.document_lacks") == 0 && say_members(speech, value, room))
        return room;
    bool name = slots->name[i][0] == 'a' && names_in_a(key);
    bool ours = words != value || names_a_thing_of_ours(key);
    char number[TA_SPOKEN];
    if (!name && words == value && ta_say_plain(speech, value, number)) {
        (void)snprintf(room, SLOT_SIZE, "%s", number);
        words = room;
    }
    if (!speech->shared) return words;
    if (!name && (ours || ta_say_may_leave(speech, value))) return words;
    struct ta_text instead = {0};
    ta_say_instead(speech, value, &instead);
    bool said = !instead.failed && ta_copy(room, SLOT_SIZE, instead.bytes);
    ta_text_free(&instead);
    return said ? room : ta_say(speech, "report.left_out");
}

static void fill(const struct ta_speech *speech, const char *key,
                 const struct slots *slots, struct ta_text *out)
{
    const char *pair[2 * SLOTS + 1] = {NULL};
    char own[TA_NAME_SIZE]; /* of a form that is terse in records */
    (void)snprintf(own, sizeof own, "%s.said", key);
    const char *form_said =
        ta_message_has(speech->messages, speech->language, own) ? own : key;
    char room[SLOTS][SLOT_SIZE];
    for (size_t i = 0; i < slots->n; i++) {
        pair[2 * i] = slots->name[i];
        pair[2 * i + 1] = slot_for(speech, key, slots, i, room[i]);
    }
    ta_message_fill(speech->messages, speech->language, out, form_said, pair[0],
                    pair[1], pair[2], pair[3], pair[4], pair[5], pair[6], pair[7],
                    pair[8], pair[9], pair[10], pair[11], (char *)NULL);
}

static bool translate(const struct ta_speech *speech, const char *english, bool loose,
                      struct ta_text *out)
{
    for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
        struct slots slots = {.loose = loose};
        const char *pattern = ta_message(speech->messages, TA_EN, form[i]);
        if (!fits(pattern, english, &slots)) continue;
        fill(speech, form[i], &slots, out);
        return true;
    }
    return false;
}

enum { PART = 256 };

/* "subject: sentence", the subject as it is; on a page for others what stands for it. */
static bool translate_behind(const struct ta_speech *speech, const char *english,
                             struct ta_text *out)
{
    char subject[PART];
    const char *colon = strstr(english, ": ");
    struct ta_text rest = {0};
    size_t n = colon == NULL ? PART : (size_t)(colon - english);
    if (n >= PART || !translate(speech, colon + 2, false, &rest)) {
        ta_text_free(&rest);
        return false;
    }
    memcpy(subject, english, n);
    subject[n] = '\0';
    const char *words = ta_say_of(speech, "property.", subject, ""); /* a pollutant */
    if (speech->shared && words == subject)
        ta_say_instead(speech, subject, out);
    else
        ta_text_add(out, words);
    ta_text_add(out, ta_say(speech, "report.colon"));
    ta_text_add(out, rest.bytes);
    ta_text_free(&rest);
    return true;
}

/* The shortest beginning that is a sentence, which may have a "; " of its own. @return what stands behind it; NULL
 * where none is */
static const char *translate_first(const struct ta_speech *speech, const char *english,
                                   struct ta_text *out)
{
    char part[PART];
    const char *from = english;
    while (true) {
        const char *end = strstr(from, "; ");
        size_t n = end == NULL ? strlen(english) : (size_t)(end - english);
        if (n >= sizeof part) return NULL;
        memcpy(part, english, n);
        part[n] = '\0';
        if (translate(speech, part, false, out) || translate_behind(speech, part, out))
            return english + n;
        if (end == NULL) return NULL;
        from = end + 2;
    }
}

/* Several sentences in one, "; " between them: all of them or none. */
static bool translate_parts(const struct ta_speech *speech, const char *english,
                            struct ta_text *out)
{
    while (true) {
        const char *rest = translate_first(speech, english, out);
        if (rest == NULL) return false;
        if (*rest == '\0') return true;
        ta_text_add(out, ta_say(speech, "report.semicolon"));
        english = rest + 2;
    }
}

void ta_say_why(const struct ta_speech *speech, const char *english,
                struct ta_text *out, bool *translated)
{
    struct ta_text words = {0};
    *translated = translate(speech, english, false, &words);
    if (!*translated) {
        ta_text_free(&words);
        *translated = translate_parts(speech, english, &words);
    }
    if (!*translated) {
        ta_text_free(&words);
        *translated = translate(speech, english, true, &words);
    }
    bool hidden = !*translated && speech->shared; /* it could say anything */
    if (hidden)
        ta_text_add(out, ta_say(speech, "report.left_out"));
    else
        ta_text_add(out, *translated ? words.bytes : english);
    *translated = *translated || hidden;
    ta_text_free(&words);
    if (speech->language == TA_EN) *translated = true;
}
