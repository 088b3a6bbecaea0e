/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include "base/time.h"
#include "report/speech.h"
#include "tables/tables.h"

static struct ta_messages *messages;

static struct ta_speech in(enum ta_language language)
{
    return (struct ta_speech){.messages = messages, .language = language};
}

static void assert_number(double value, int digits, const char *want)
{
    char out[TA_SPOKEN];
    struct ta_speech en = in(TA_EN);
    ta_say_number(&en, value, digits, out);
    assert_string_equal(out, want);
}

static void numbers_are_rounded_and_grouped(void **state)
{
    (void)state;
    assert_number(63672.4, 3, "63,672");
    assert_number(1234567.0, 3, "1,234,567");
    assert_number(999.96, 4, "1,000");
    assert_number(18.4956, 3, "18.5");
    assert_number(18.0, 3, "18");
    assert_number(0.118, 3, "0.118");
    assert_number(0.00012345, 3, "0.000123");
    assert_number(0.0, 3, "0");
    assert_number(-0.0, 3, "0");
    assert_number(-12.34, 3, "\u221212.3");
    assert_number(-1234.5, 3, "\u22121,234");
    assert_number((double)NAN, 3, "none");
}

static void the_programs_own_policy_is_said_in_the_language(void **state)
{
    (void)state;
    struct ta_speech en = in(TA_EN), zh = in(TA_ZH);
    const char *own = "policy of this program";
    assert_string_equal(ta_say_source(&en, own), own);
    assert_string_equal(ta_say_source(&zh, own), "本程序自定规则");
    assert_string_equal(ta_say_source(&zh, "GB 13223-2011"), "GB 13223-2011");
}

static void assert_below(double value, double bound, const char *want)
{
    char out[TA_SPOKEN];
    struct ta_speech en = in(TA_EN);
    ta_say_below(&en, value, bound, out);
    assert_string_equal(out, want);
}

/* "It scores 90, below the reference of 90" helps nobody. */
static void what_is_below_is_printed_below(void **state)
{
    (void)state;
    assert_below(89.6, 90.0, "89.6");
    assert_below(89.96, 90.0, "89.96");
    assert_below(89.4, 90.0, "89");
    assert_below(12.3, 90.0, "12");
    assert_below(95.2, 90.0, "95");
}

static void values_carry_units_of_the_language(void **state)
{
    (void)state;
    char out[TA_SPOKEN];
    struct ta_speech en = in(TA_EN), zh = in(TA_ZH);
    ta_say_value(&en, 1718.6, "tCO2e/year", out);
    assert_string_equal(out, "1,719\u00a0t CO\u2082e a year");
    ta_say_value(&zh, 1718.6, "tCO2e/year", out);
    assert_string_equal(out, "1,719\u00a0吨二氧化碳当量/年");
    ta_say_value(&en, 12.34, "%", out);
    assert_string_equal(out, "12.3%");
    ta_say_value(&en, 0.97, "1", out);
    assert_string_equal(out, "0.97");
    ta_say_value(&en, 3.0, "furlong", out);
    assert_string_equal(out, "3\u00a0furlong");
    ta_say_value(&en, (double)NAN, "ha", out);
    assert_string_equal(out, "none");
}

static void ranges_say_both_ends_or_nothing(void **state)
{
    (void)state;
    char out[TA_SPOKEN];
    struct ta_speech en = in(TA_EN), zh = in(TA_ZH);
    const double range[3] = {10.9, 12.3, 15.84}, none[3] = {(double)NAN, 1, 2};
    const double point[3] = {62, 62, 62};
    ta_say_range(&en, range, "%", out);
    assert_string_equal(out, "10.9 to 15.8%");
    ta_say_range(&zh, range, "%", out);
    assert_string_equal(out, "10.9 至 15.8%");
    const double unbounded[3] = {12, 12, 1e12}, neither[3] = {-1e12, 1, 1e12};
    ta_say_range(&en, unbounded, "t", out);
    assert_string_equal(out, "12\u00a0t to no upper bound");
    ta_say_range(&zh, unbounded, "%", out);
    assert_string_equal(out, "12% 至 无上界");
    ta_say_range(&en, neither, "t", out);
    assert_string_equal(out, "no lower bound to no upper bound");
    ta_say_bound(&en, 999e9, "t", out);
    assert_string_equal(out, "999,000,000,000\u00a0t");
    ta_say_range(&en, none, "%", out);
    assert_string_equal(out, "");
    ta_say_range(&en, point, "1", out);
    assert_string_equal(out, "");
}

static void assert_money(int64_t minor, const char *currency, const char *want)
{
    char out[TA_SPOKEN];
    struct ta_speech en = in(TA_EN);
    struct ta_money money = {.minor = minor};
    (void)snprintf(money.currency, sizeof money.currency, "%s", currency);
    ta_say_money(&en, &money, out);
    assert_string_equal(out, want);
}

/* Minor units after ISO 4217:2015, table A.1. */
static void money_is_exact(void **state)
{
    (void)state;
    assert_money(4200000000, "CNY", "CNY\u00a042,000,000");
    assert_money(12345, "CNY", "CNY\u00a0123.45");
    assert_money(5, "USD", "USD\u00a00.05");
    assert_money(-12345, "EUR", "EUR\u00a0\u2212123.45");
    assert_money(12345, "JPY", "JPY\u00a012,345");
    assert_money(12345, "KWD", "KWD\u00a012.345");
    assert_money(INT64_MIN, "CNY", "CNY\u00a0\u221292,233,720,368,547,758.08");
    assert_money(0, "", "none");
}

static void assert_why(enum ta_language language, const char *english, const char *want,
                       bool want_translated)
{
    struct ta_text out = {0};
    struct ta_speech speech = in(language);
    bool translated = false;
    ta_say_why(&speech, english, &out, &translated);
    assert_string_equal(out.bytes, want);
    assert_true(translated == want_translated);
    ta_text_free(&out);
}

static void reasons_are_said_in_the_readers_language(void **state)
{
    (void)state;
    assert_why(TA_ZH, "no look in the window: the newest is older",
               "窗口期内没有影像\uff1a最新的一次早于窗口期", true);
    assert_why(
        TA_ZH, "41 % of the site has 3 clear looks in window and baseline, 60 % needed",
        "场地中 41% 的面积在窗口期和基准期各有 3 次清晰影像\uff0c要求 60%", true);
    assert_why(TA_EN, "no trend shown: p = 0.31", "no trend shown: p = 0.31", true);
    assert_why(TA_ZH,
               "negative equity counts as 0; a loan larger than equity and debt "
               "counts as 1",
               "负权益按 0 计\uff1b贷款大于权益与债务之和\uff0c按 1 计", true);
}

/* Three sentences in one are three, though the last one's form could swallow them all; a name
 * that holds "; " is one. */
static void sentences_are_not_swallowed(void **state)
{
    (void)state;
    assert_why(
        TA_ZH,
        "a lower bound: cems-2/so2 is not observed; 69 % of the hours are valid, "
        "75 % needed to clear; 665 hours failed quality control",
        "此为下限：cems-2/so2 未观测；有效小时占 69%，判定达标要求 75%；665 "
        "小时的读数未通过质量控制",
        true);
    assert_why(TA_ZH,
               "a lower bound: d/b is not observed; the signal does not change; d/c is "
               "not observed; it follows d/a 30 min behind; it moves as one with d/e",
               "此为下限：d/b 未观测；数据恒值；d/c 未观测；滞后 30 分钟跟随 "
               "d/a；与 d/e 同步变化",
               true);
    /* and one that has a "; " of its own stands before another */
    assert_why(
        TA_ZH,
        "hours run since the stop: 0 h declared, 100 observed; more than 6 apart; "
        "z of a count of independent hours, 0.5 % of them above the level by "
        "chance, as assumed",
        "停产后运行小时数：申报 0 小时，观测 100 小时；相差超过 6 小时；z "
        "按相互独立的小时数计算，假定其中 0.5 % 偶然高于该水平",
        true);
    assert_why(TA_ZH, "the site lies in A; B", "场地位于 A; B 内", true);
    assert_why(TA_ZH, "who is not observed counts with all 2160 h of the window",
               "未观测的监测点位按窗口期全部 2160 小时计", true);
    assert_why(
        TA_ZH, "cems-1/so2 by 30 min, 2026-07-03 to 2026-08-31, correlation 1.00",
        "滞后于 cems-1/so2 30 分钟，2026-07-03 至 2026-08-31，相关系数 1.00", true);
}

/* Days beside times of Beijing say that they are of UTC, whichever signal it is about. */
static void days_of_a_copied_signal_say_their_zone(void **state)
{
    (void)state;
    assert_why(
        TA_ZH, "d/a by 30 min, 2026-07-03 to 2026-08-31 (UTC days), correlation 1.00",
        "滞后于 d/a 30 分钟，2026-07-03 至 2026-08-31（UTC 日期），相关系数 1.00",
        true);
    assert_why(
        TA_ZH,
        "follows p/d/a by 5 min, 2026-07-03 to 2026-08-31 (UTC days), correlation "
        "0.99",
        "滞后于 p/d/a 5 分钟，2026-07-03 至 2026-08-31（UTC 日期），相关系数 0.99",
        true);
    assert_why(TA_ZH,
               "is followed by p/d/a by 5 min, 2026-07-03 to 2026-08-31 (UTC days), "
               "correlation 0.99",
               "p/d/a 滞后于本点位 5 分钟，2026-07-03 至 2026-08-31（UTC "
               "日期），相关系数 0.99",
               true);
    assert_why(
        TA_ZH,
        "moves as one with p/d/a, 2026-07-03 to 2026-08-31 (UTC days), correlation "
        "1.00",
        "与 p/d/a 同步变化，2026-07-03 至 2026-08-31（UTC 日期），相关系数 1.00", true);
    assert_why(
        TA_ZH,
        "3 of 35 datastreams of so2 are not compared, from this one on: the first "
        "32 are",
        "so2 共 35 个监测点位，自该点位起有 3 个未作比对：仅比对前 32 个", true);
    assert_why(
        TA_ZH, "too few valid hours of the day; pm25: 24 hours failed quality control",
        "当日有效小时过少；细颗粒物（PM2.5）：24 小时的读数未通过质量控制", true);
}

static void what_the_document_lacks_is_named(void **state)
{
    (void)state;
    assert_why(TA_ZH,
               "the project document lacks \"declared\" (production_stopped with "
               "\"from\")",
               "项目文件缺少申报数值\"declared\"〔停产 "
               "production_stopped，须注明起始日 \"from\"〕",
               true);
    assert_why(
        TA_ZH, "the project document lacks \"loans\", \"declared\" (area_planted)",
        "项目文件缺少贷款\"loans\"、申报数值\"declared\"〔种植面积 area_planted〕",
        true);
    assert_why(TA_ZH,
               "the project document lacks \"loans\", \"declared\" (any of "
               "emissions.scope1, fuel.*)",
               "项目文件缺少贷款\"loans\"、申报数值\"declared\"〔以下任一："
               "emissions.scope1、fuel.*〕",
               true);
    assert_why(TA_EN, "the project document lacks \"declared\" (area_planted)",
               "the project document lacks \"declared\" (area_planted)", true);
}

static void a_declared_figure_has_its_unit_in_each_place(void **state)
{
    (void)state;
    assert_why(TA_ZH,
               "area planted: 150 ha declared, 126.5 observed; more than 15 apart",
               "种植面积：申报 150 公顷，观测 126.5 公顷；相差超过 15 公顷", true);
}

static void figures_in_a_sentence_have_the_form_of_the_pages(void **state)
{
    (void)state;
    assert_why(
        TA_EN,
        "1240000 tCO2e/year declared, 1077247 by activity and factor, 15 % apart",
        "1,240,000 t CO\u2082e a year declared, 1,077,247 by activity and factor, "
        "15% apart",
        true);
    assert_why(
        TA_ZH,
        "1240000 tCO2e/year declared, 1077247 by activity and factor, 15 % apart",
        "申报 1,240,000 吨二氧化碳当量/年，按活动数据与系数计算为 1,077,247，相差 15%",
        true);
    assert_why(
        TA_EN,
        "grid north as stated, its place not checked: by the national factor scope "
        "2 is 39264.4 tCO2e/year",
        "grid north China as stated, its place not checked: by the national factor "
        "scope "
        "2 is 39,264.4 t CO\u2082e a year",
        true);
    assert_why(
        TA_EN, "area planted: 150 ha declared, 59.09 observed; more than 10 apart",
        "area planted: 150 ha declared, 59.09 ha observed; more than 10 ha apart",
        true);
    assert_why(
        TA_EN,
        "sites A/1 and B/1 share 8.486e+04 ha: 5.29e-05 % of the first, 100 % of "
        "the second",
        "sites A/1 and B/1 share 84,860 ha: 0.0000529% of the first, 100% of the "
        "second",
        true);
    /* a year is none, and neither is a name that is a number */
    assert_why(TA_EN, "electricity.guangxi of 2025 by the grid factor of 2022",
               "power (grid: Guangxi) of 2025 by the grid factor of 2022", true);
    assert_why(TA_EN, "stated by 1240000, not measured",
               "stated by 1240000, not measured", true);
}

static void a_factor_has_all_its_digits(void **state)
{
    (void)state;
    char out[TA_SPOKEN];
    const struct ta_speech speech = in(TA_EN);
    ta_say_exact(&speech, 0.5306, "tCO2/MWh", out);
    assert_string_equal(out, "0.5306\u00a0t CO\u2082/MWh");
    ta_say_exact(&speech, 42652, "1", out);
    assert_string_equal(out, "42,652");
    ta_say_exact(&speech, -34.8713, "1", out);
    assert_string_equal(out, "\u221234.8713");
}

static void power_is_called_by_its_grid(void **state)
{
    (void)state;
    const char *plain = "electricity.guangxi of 2025 by the grid factor of 2022";
    assert_why(TA_EN, plain, "power (grid: Guangxi) of 2025 by the grid factor of 2022",
               true);
    assert_why(TA_ZH, plain, "电力（电网：广西）：2025 年的用电按 2022 年电网因子计",
               true);
    assert_why(TA_EN, "no grid factor in force: electricity_green.hebei",
               "no grid factor in force: power under certificates (grid: Hebei)", true);
    assert_why(TA_EN, "no grid factor in force: electricity.moon",
               "no grid factor in force: electricity.moon", true);
}

/* "Whatever people read, in both languages": a table's id is no title. */
static void every_table_has_a_title_in_both_languages(void **state)
{
    (void)state;
    struct ta_tables *tables = NULL;
    assert_int_equal(ta_tables_load(NULL, &tables, NULL), TA_OK);
    const struct ta_table_set *set = ta_tables_set(tables);
    assert_true(set->n > 10);
    for (size_t i = 0; i < set->n; i++)
        for (int k = 0; k < TA_LANGUAGE_COUNT; k++) {
            struct ta_speech speech = in((enum ta_language)k);
            const char *id = set->table[i].id;
            const char *title = ta_say_of(&speech, "table.", id, ".title");
            if (strcmp(title, id) == 0) fail_msg("table.%s.title is not written", id);
        }
    ta_tables_free(tables);
}

static void assert_why_at(int zone_h, enum ta_language language, const char *want)
{
    struct ta_text out = {0};
    struct ta_speech speech = in(language);
    bool translated = false;
    speech.zone_h = zone_h;
    ta_say_why(&speech,
               "2026-08-04T07:10:00Z to 2026-08-31T23:50:00Z, 664.7 h at 15.2 mg/m3",
               &out, &translated);
    assert_string_equal(out.bytes, want);
    ta_text_free(&out);
}

static void instants_are_by_the_clock_of_the_page(void **state)
{
    (void)state;
    assert_why_at(0, TA_EN,
                  "2026-08-04 07:10 to 2026-08-31 23:50, 664.7 h at 15.2\u00a0mg/m³");
    assert_why_at(
        8, TA_ZH,
        "2026-08-04 15:10 至 2026-09-01 07:50，664.7 小时，读数 15.2\u00a0mg/m³");
}

static void a_reason_nobody_wrote_stays_english(void **state)
{
    (void)state;
    assert_why(TA_ZH, "the moon was in the way", "the moon was in the way", false);
    assert_why(TA_EN, "the moon was in the way", "the moon was in the way", true);
    assert_why(TA_ZH, "no loan; the moon was in the way",
               "no loan; the moon was in the way", false);
}

/* What GDAL says of a broken file is quoted, behind a sentence that says what it means. */
static void words_of_others_are_quoted(void **state)
{
    (void)state;
    assert_why(TA_ZH,
               "x_red.tif: band 1, rows 512 to 767 cannot be read, GDAL says: "
               "TIFFFillStrip:Read error at scanline 512; got 30 bytes, expected 512",
               "x_red.tif\uff1a第 1 波段第 512 至 767 "
               "行无法读取\uff0c文件可能不完整或已损坏。读取程序 GDAL "
               "的英文原话：“TIFFFillStrip:Read error at scanline 512; got 30 bytes, "
               "expected 512”",
               true);
    assert_why(
        TA_ZH,
        "s2/x: x_red.tif: GDAL cannot open it: `x_red.tif' not recognized as a "
        "supported file format.",
        "s2/x：x_red.tif：文件无法打开\uff0c可能不完整、已损坏或格式不符。读取程序 "
        "GDAL "
        "的英文原话：“`x_red.tif' not recognized as a supported file format.”",
        true);
    assert_why(TA_ZH,
               "its item says proj:code EPSG:32648, and x_red.tif is in EPSG:32650",
               "条目写明 proj:code EPSG:32648\uff0c而文件 x_red.tif 的坐标系为 "
               "EPSG:32650\uff0c两者孰是无从得知",
               true);
    assert_why(TA_ZH,
               "summer: is of 92 days (start_datetime to end_datetime), and no look of "
               "one",
               "summer：由 92 天的影像合成（start_datetime 至 "
               "end_datetime），不是某一天的观测",
               true);
    assert_why(TA_ZH,
               "https://tiles.example/c/x_red.tif: is cut short: its 300000 bytes end "
               "before the blocks that it names",
               "https://tiles.example/c/x_red.tif：文件不完整：仅有 300,000 "
               "字节\uff0c其中所指的数据块在此之外",
               true);
    assert_why(TA_ZH, "scl.tif: its CRS differs from that of the bands",
               "scl.tif：其坐标系与各波段不同", true);
}

/* A text made to fit almost everywhere must not keep the program busy. */
static void a_hostile_reason_ends_soon(void **state)
{
    (void)state;
    char text[256];
    for (size_t i = 0; i + 3 < sizeof text; i += 3) memcpy(text + i, " % ", 3);
    text[sizeof text - 1] = '\0';
    assert_why(TA_ZH, text, text, false);
}

static void figures_have_names(void **state)
{
    (void)state;
    struct ta_speech en = in(TA_EN);
    struct ta_text out = {0};
    ta_say_figure_name(&en, "not_observed_ha", &out);
    ta_text_add(&out, "|");
    ta_say_figure_name(&en, "share_in_Bale Mountains_2", &out);
    ta_text_add(&out, "|");
    ta_say_figure_name(&en, "nobody_knows", &out);
    assert_string_equal(
        out.bytes, "Not observed|Share of the site in Bale Mountains_2|nobody_knows");
    ta_text_free(&out);
}

static void assert_shared(const char *english, const char *want)
{
    struct ta_text out = {0};
    struct ta_speech en = in(TA_EN);
    bool translated = false;
    en.shared = true;
    ta_say_why(&en, english, &out, &translated);
    assert_string_equal(out.bytes, want);
    assert_true(translated);
    ta_text_free(&out);
}

/* Figures and words of the program stay; a name, or what may be one, does not. */
static void a_page_for_others_names_nobody(void **state)
{
    (void)state;
    assert_shared("no trend shown: p = 0.31", "no trend shown: p = 0.31");
    assert_shared("scope 1 is not stated; 0 has to be said",
                  "scope 1 is not stated; 0 has to be said");
    assert_shared("2026-08-04T07:10:00Z to 2026-08-31T23:50:00Z, 664.7 h at 15.2 mg/m3",
                  "2026-08-04 07:10 to 2026-08-31 23:50, 664.7 h at 15.2\u00a0mg/m³");
    assert_shared("6 of 6 pollutants; primary: pm25_24h",
                  "6 of 6 pollutants; primary: pm25_24h");
    assert_shared("the site lies in Wolong", "the site lies in (left out)");
    assert_shared("no balance sheet, amount or asset class of loan 2024",
                  "no balance sheet, amount or asset class of loan (left out)");
    assert_shared("sites zhang-3/1 and li-4/1 share 3.20 ha: 4 % of the first, 5 % of "
                  "the second",
                  "sites (left out) and (left out) share 3.20 ha: 4% of the first, 5% "
                  "of the second");
    assert_shared(
        "loan 2024 began 2025-09-01, before the edition of 2025 was in force, "
        "2025-10-01",
        "loan (left out) began 2025-09-01, before the edition of 2025 was in "
        "force, 2025-10-01");
    assert_shared("zhang's stack: no valid hour in the window",
                  "(left out): no valid hour in the window");
    assert_shared("Zhang San was in the way", "(left out)");
    assert_shared("no reading of 88888880000001; no loan",
                  "no reading of (left out); no loan");

    struct ta_speech en = in(TA_EN);
    struct ta_text out = {0};
    en.shared = true;
    ta_say_figure_name(&en, "not_observed_ha", &out);
    ta_text_add(&out, "|");
    ta_say_figure_name(&en, "share_in_Bale Mountains_2", &out);
    ta_text_add(&out, "|");
    ta_say_figure_name(&en, "nobody_knows", &out);
    assert_string_equal(out.bytes,
                        "Not observed|Share of the site in (left out)|(left out)");
    ta_text_free(&out);
}

static bool first_signal(const struct ta_speech *speech, const char *word,
                         struct ta_text *out)
{
    if (strcmp(word, speech->whose) != 0) return false;
    ta_text_add(out, speech->language == TA_ZH ? "监测信号 1" : "signal 1");
    return true;
}

static void assert_stands_in(enum ta_language language, const char *english,
                             const char *want)
{
    struct ta_text out = {0};
    struct ta_speech speech = in(language);
    bool translated = false;
    speech.shared = true;
    speech.stand_in = first_signal;
    speech.whose = "cems-1/so2";
    ta_say_why(&speech, english, &out, &translated);
    assert_string_equal(out.bytes, want);
    ta_text_free(&out);
}

/* A name goes as a whole word and nothing goes with it: no figure, no word of the program. */
static void a_name_is_called_alike_and_takes_nothing_along(void **state)
{
    (void)state;
    const char *why = "cems-1/so2: 43 % of the hours are valid, 75 % needed to clear; "
                      "27 hours failed quality control; the signal does not change";
    assert_stands_in(TA_EN, why,
                     "signal 1: 43 % of the hours are valid, 75 % needed to clear; 27 "
                     "hours failed quality control; the signal does not change");
    assert_stands_in(TA_ZH, why,
                     "监测信号 1：有效小时占 43%，判定达标要求 75%；27 "
                     "小时的读数未通过质量控制；数据恒值");
    assert_why(TA_ZH, "cems-1/so2: 43 % of the hours are valid, 75 % needed to clear",
               "cems-1/so2：有效小时占 43%，判定达标要求 75%", true);
    assert_shared("w-9/cod: 43 % of the hours are valid, 75 % needed to clear",
                  "(left out): 43 % of the hours are valid, 75 % needed to clear");
    assert_stands_in(TA_EN, "no reading of cems-1/so2", "no reading of signal 1");
    assert_shared("the project document lacks \"declared\" (any of fuel.*)",
                  "the project document lacks \"declared\" (any of fuel.*)");
    assert_shared("the model does not ask it of sector GB/T 4754-2017 2211",
                  "the model does not ask it of sector GB/T 4754-2017 2211");
    assert_shared(
        "1234567890123 CNY is stated to be exposed, 2 CNY at default: 3 %",
        "1,234,567,890,123 CNY is stated to be exposed, 2 CNY at default: 3 %");

    struct ta_speech en = in(TA_EN);
    struct ta_text out = {0};
    en.shared = true;
    en.stand_in = first_signal;
    en.whose = "cems-1/so2";
    ta_say_figure_name(&en, "hi_of_cems-1/so2", &out);
    ta_text_add(&out, "|");
    ta_say_figure_name(&en, "hi_of_cems-2/so2", &out);
    assert_string_equal(out.bytes, "signal 1, at most|(left out), at most");
    ta_text_free(&out);
}

static void days_are_iso(void **state)
{
    (void)state;
    char out[TA_SPOKEN];
    struct ta_speech en = in(TA_EN);
    ta_say_day(&en, ta_day_from_civil(2024, 3, 7), out);
    assert_string_equal(out, "2024-03-07");
    ta_say_day(&en, TA_DAY_NONE, out);
    assert_string_equal(out, "none");
}

static int setup(void **state)
{
    (void)state;
    return ta_messages_load(NULL, &messages, NULL) == TA_OK ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    ta_messages_free(messages);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_rounded_and_grouped),
        cmocka_unit_test(the_programs_own_policy_is_said_in_the_language),
        cmocka_unit_test(what_is_below_is_printed_below),
        cmocka_unit_test(values_carry_units_of_the_language),
        cmocka_unit_test(ranges_say_both_ends_or_nothing),
        cmocka_unit_test(money_is_exact),
        cmocka_unit_test(reasons_are_said_in_the_readers_language),
        cmocka_unit_test(sentences_are_not_swallowed),
        cmocka_unit_test(days_of_a_copied_signal_say_their_zone),
        cmocka_unit_test(what_the_document_lacks_is_named),
        cmocka_unit_test(a_declared_figure_has_its_unit_in_each_place),
        cmocka_unit_test(figures_in_a_sentence_have_the_form_of_the_pages),
        cmocka_unit_test(a_factor_has_all_its_digits),
        cmocka_unit_test(power_is_called_by_its_grid),
        cmocka_unit_test(every_table_has_a_title_in_both_languages),
        cmocka_unit_test(instants_are_by_the_clock_of_the_page),
        cmocka_unit_test(a_reason_nobody_wrote_stays_english),
        cmocka_unit_test(words_of_others_are_quoted),
        cmocka_unit_test(a_hostile_reason_ends_soon),
        cmocka_unit_test(figures_have_names),
        cmocka_unit_test(a_page_for_others_names_nobody),
        cmocka_unit_test(a_name_is_called_alike_and_takes_nothing_along),
        cmocka_unit_test(days_are_iso),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
