/* SPDX-License-Identifier: Apache-2.0 */
/** @file speech.h  Words, numbers, units and money as the reader's language has them.
 *
 *  Nothing here escapes: what is put into a page goes through html.h. */
#ifndef TA_REPORT_SPEECH_H
#define TA_REPORT_SPEECH_H

#include "base/message.h"
#include "terrassay/types.h"

struct ta_speech {
    const struct ta_messages *messages;
    enum ta_language language;
    int zone_h;  /**< hours that instants in sentences are ahead of UTC */
    bool shared; /**< for others: of a sentence, what may be a name is left out */
    /** Of a page for others: add what stands for a whole word that is a name, "signal 2", so that it is
     *  called so all over the page. @return false when nothing does; may be NULL */
    bool (*stand_in)(const struct ta_speech *speech, const char *word,
                     struct ta_text *out);
    const void *whose; /**< for stand_in */
};

/** Room for one spoken number with its unit. */
enum { TA_SPOKEN = 96 };

/** The words for @p key. */
const char *ta_say(const struct ta_speech *speech, const char *key);
/** Why nothing was observed, in words, by its code: of a message silence.CODE, else reason.CODE. */
const char *ta_say_reason(const struct ta_speech *speech, const char *code);
/** The words for PREFIX ID SUFFIX, or @p id itself when nobody wrote any. */
const char *ta_say_of(const struct ta_speech *speech, const char *prefix,
                      const char *id, const char *suffix);
/** A detail's or parameter's name in words: "detail.NAME", else by the longest known
 *  beginning, with what follows it: "share_in_Bale" is "detail.share_in" of "Bale". */
void ta_say_figure_name(const struct ta_speech *speech, const char *name,
                        struct ta_text *out);

/** What stands for @p word, which may be a name, on a page for others: its stand-in, else the words for
 *  what is left out. */
void ta_say_instead(const struct ta_speech *speech, const char *word,
                    struct ta_text *out);

/** May @p word of a sentence or of a figure's name stand on a page for others: a number, a unit, or
 *  a word that the program itself gives? Everything else could name somebody or some place. */
bool ta_say_may_leave(const struct ta_speech *speech, const char *word);

/** Rounded to @p digits significant digits, whole digits never cut, thousands apart:
 *  "63,672", "0.118". "-" becomes a minus sign; NaN and infinity the words for none. */
void ta_say_number(const struct ta_speech *speech, double value, int digits,
                   char out[TA_SPOKEN]);
/** Where a table's row comes from: the program's own policy in the language's words, all else as
 *  its source calls it. */
const char *ta_say_source(const struct ta_speech *speech, const char *source);
/** Whole; with as many decimals as leave a value that is below @p bound below it as printed. */
void ta_say_below(const struct ta_speech *speech, double value, double bound,
                  char out[TA_SPOKEN]);
/** To @p decimals places, noughts kept. */
void ta_say_fixed(const struct ta_speech *speech, double value, int decimals,
                  char out[TA_SPOKEN]);
/** With its unit in words: "12.5 t CO2e a year", "18.5%". */
void ta_say_value(const struct ta_speech *speech, double value, const char *unit,
                  char out[TA_SPOKEN]);
/** As above with all digits of a table's number, so that a product can be worked out again. */
void ta_say_exact(const struct ta_speech *speech, double value, const char *unit,
                  char out[TA_SPOKEN]);
/** A number as it stands in a sentence, "1240000" or "8.486e+04", in the form of the pages with as many
 *  digits. @return false when it is none that reads otherwise then; years stay as they are */
bool ta_say_plain(const struct ta_speech *speech, const char *plain,
                  char out[TA_SPOKEN]);
/** One end of an interval. The end of what an indicator can be at all is none: "no upper bound". */
void ta_say_bound(const struct ta_speech *speech, double value, const char *unit,
                  char out[TA_SPOKEN]);
/** "12 to 25%", "12 t to no upper bound". Empty when either end is missing or both are the value itself. */
void ta_say_range(const struct ta_speech *speech, const double lo_value_hi[3],
                  const char *unit, char out[TA_SPOKEN]);
/** The unit in words; "" for plain numbers. */
const char *ta_say_unit(const struct ta_speech *speech, const char *unit);
/** "CNY 125,000.00", whole amounts without decimals; the words for none when there is no
 *  currency. Decimal places after ISO 4217. */
void ta_say_money(const struct ta_speech *speech, const struct ta_money *money,
                  char out[TA_SPOKEN]);
/** "2024-03-17"; the words for none when there is no day. */
void ta_say_day(const struct ta_speech *speech, ta_day day, char out[TA_SPOKEN]);

/** What an indicator or a finding says in English, in the reader's language: the first
 *  sentence of why.def whose English form fits, with its figures. English when none
 *  does; *translated is then false. */
void ta_say_why(const struct ta_speech *speech, const char *english,
                struct ta_text *out, bool *translated);

#endif
