/* SPDX-License-Identifier: Apache-2.0 */
#include "ta_test.h"

#include <math.h>
#include <string.h>

#include "engine/production.h"

/* --- names --------------------------------------------------------------------------- */

static bool same(const char *a, const char *b)
{
    struct ta_company_name p, q;
    ta_company_name(a, &p);
    ta_company_name(b, &q);
    return p.plain[0] != '\0' && strcmp(p.plain, q.plain) == 0;
}

/* Another company, or none that anybody could tell; but perhaps the same one. */
static bool near(const char *a, const char *b)
{
    struct ta_company_name p, q;
    ta_company_name(a, &p);
    ta_company_name(b, &q);
    return strcmp(p.plain, q.plain) != 0 && p.stem[0] != '\0' &&
           strcmp(p.stem, q.stem) == 0;
}

static bool apart(const char *a, const char *b)
{
    return !same(a, b) && !near(a, b);
}

static void one_name_is_written_many_ways(void **state)
{
    (void)state;
    assert_true(same("北方热电有限公司", "北方热电有限责任公司"));
    assert_true(same("北方热电有限公司", " 北方热电　有限责任公司 "));
    assert_true(same("华东钢铁股份有限公司", "华东钢铁股份公司"));
    assert_true(same("北方热电（天津）有限公司", "北方热电(天津)有限公司"));
    assert_true(same("北方能源（集团）有限公司", "北方能源集团有限公司"));
    assert_true(same("北方热电有限責任公司", "北方热电有限公司"));
    assert_true(same("北方能源集團有限公司", "北方能源集团有限公司"));
    assert_true(same("ＡＢＣ（中国）有限公司", "abc(中国)有限公司"));
    assert_true(same("Beta, Inc.", "BETA INC"));
    assert_true(same("MÜLLER Stahl GmbH", "Müller Stahl GmbH"));
    assert_true(same("ŠKODA ŻAR", "škoda żar"));
}

static void another_form_or_group_is_no_match(void **state)
{
    (void)state;
    assert_true(near("北方热电有限公司", "北方热电股份有限公司"));
    assert_true(near("北方能源有限公司", "北方能源集团有限公司"));
    assert_true(near("北方热电", "北方热电有限责任公司"));
    assert_true(near("北方能源集团公司", "北方能源集团有限公司"));
    assert_true(near("Beta Power", "Beta Power Co., Ltd."));
    assert_true(near("Beta S.p.A.", "Beta Group"));
}

static void other_companies_stay_apart(void **state)
{
    (void)state;
    assert_true(apart("北方热电（天津）有限公司", "北方热电（河北）有限公司"));
    assert_true(apart("北方热电有限公司", "南方热电有限公司"));
    assert_true(apart("北方热电有限公司天津分公司", "北方热电有限公司"));
    /* of a word that only ends like a form, nothing is cut; nor is a name that is nothing else */
    assert_true(apart("Texaco", "Texa"));
    assert_true(apart("有限公司", "公司"));
    assert_true(apart("Co.", "Ltd."));
    assert_true(apart("Über AG", "Uber AG"));
    assert_true(apart("（）、。", "（）"));
}

static void a_name_without_end_is_none(void **state)
{
    (void)state;
    char name[3 * TA_COMPANY_NAME];
    struct ta_company_name out;
    memset(name, 'a', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    ta_company_name(name, &out);
    assert_string_equal(out.plain, "");
    assert_string_equal(out.stem, "");
    name[TA_COMPANY_NAME - 5] = '\0';
    ta_company_name(name, &out);
    assert_int_equal(strlen(out.plain), TA_COMPANY_NAME - 5);
}

/* --- tables -------------------------------------------------------------------------- */

static char heard[2048];

static void hear(void *self, const struct ta_error *fault)
{
    (void)self;
    size_t n = strlen(heard);
    (void)snprintf(heard + n, sizeof heard - n, "%s\n", fault->text);
}

struct taken {
    struct ta_csv csv;
    struct ta_production_mapping mapping;
    struct ta_production production;
    struct ta_error err;
};

static enum ta_status take(const char *table, const char *mapping, struct taken *out)
{
    struct ta_fault_hearer hearer = {.hear = hear};
    *out = (struct taken){.err = {.status = TA_OK}};
    heard[0] = '\0';
    assert_int_equal(ta_csv_parse("t.csv", table, strlen(table), &out->csv, &out->err),
                     TA_OK);
    ta_production_mapping_pacta(&out->mapping);
    if (mapping != NULL)
        assert_int_equal(ta_production_mapping_read("m.yaml", mapping, strlen(mapping),
                                                    &out->mapping, &out->err),
                         TA_OK);
    return ta_production_read(&out->csv, &out->mapping, &hearer, &out->production,
                              &out->err);
}

static void end(struct taken *r)
{
    ta_production_free(&r->production);
    ta_production_mapping_free(&r->mapping);
    ta_csv_free(&r->csv);
}

static const char *found(const struct taken *r, const char *id, const char *name)
{
    struct ta_production_match match;
    ta_production_find(&r->production, id, name, &match);
    return match.found            ? r->production.company[match.company].name
           : match.n_possible > 0 ? "possible"
                                  : "nobody";
}

static const char by_bank[] =
    "schema: terrassay/production/1\n"
    "columns: {company: 企业, company_id: 代码, sector: 行业, technology: 工艺, year: "
    "年份, "
    "production: 产量, unit: 单位, emission_factor: 强度, plant: 厂址}\n"
    "sectors: {电力: power, 钢铁: steel}\n"
    "technologies: {煤电: coal}\n";

static void units_and_words_are_the_banks(void **state)
{
    (void)state;
    struct taken r;
    assert_int_equal(
        take("企业,代码,行业,工艺,年份,产量,单位,强度,厂址\n"
             "北方热电有限公司,91120000000000001A,电力,煤电,2025,2,GW,0.5,一厂\n"
             "北方热电有限公司,91120000000000001A,电力,煤电,2025,300,MW,,二厂\n"
             "北方热电有限公司,91120000000000001A,电力,煤电,2030,,MW,,二厂\n"
             "华东钢铁股份有限公司,91310000000000002B,钢铁,,2025,7,车,,\n",
             by_bank, &r),
        TA_OK);
    const struct ta_production_row *row = r.production.row;
    assert_int_equal(r.production.n_rows, 4);
    assert_string_equal(row[0].sector, "power");
    assert_string_equal(row[0].technology, "coal");
    assert_string_equal(row[3].technology, "");
    assert_float_equal(row[0].amount, 2.0, 1e-12);
    assert_float_equal(row[0].emissions, 1.0, 1e-12);
    assert_float_equal(row[1].amount, 0.3, 1e-12); /* GW, as the sector's first row */
    assert_true(isnan(row[1].emissions) && isnan(row[2].amount));
    assert_int_equal(row[0].company, row[2].company);
    assert_true(row[0].company != row[3].company);
    end(&r);
}

static void every_fault_is_told_where_it_stands(void **state)
{
    (void)state;
    struct taken r;
    assert_int_equal(take("企业,代码,行业,工艺,年份,产量,单位,强度,厂址\n"
                          "北方热电,1,电力,煤电,2025,2,MW,,一厂\n"
                          "北方热电,1,电力,风电,25,-2,t,x,一厂\n"
                          "（）,,水泥,,2025,2,MW,,\n",
                          by_bank, &r),
                     TA_E_DATA);
    static const char *const told[] = {
        "t.csv:3:工艺: no such word in the mapping, found \"风电\"",
        "t.csv:3:年份: wanted a year",
        "t.csv:3:产量: wanted a number from 0",
        "t.csv:3:强度: wanted a number",
        "t.csv:3:单位: wanted a unit that becomes \"MW\", that of power in line 2",
        "t.csv:4:企业: wanted a name",
        "t.csv:4:代码: wanted the id",
        "t.csv:4:行业: no such word"};
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (strstr(heard, told[i]) == NULL)
            fail_msg("not told: %s\n%s", told[i], heard);
    assert_non_null(strstr(r.err.text, "fields at fault: 8"));
    assert_non_null(strstr(r.err.mend, "sectors"));
    end(&r);
    assert_int_equal(take("企业,代码,行业,工艺,年份,产量,单位,强度,厂址\n"
                          "北方热电,1,电力,煤电,2025,2,MW,,一厂\n"
                          "北方热电,1,电力,煤电,2030,2,MW,,一厂\n"
                          "北方热电,1,电力,煤电,2025,2,MW,,一厂\n",
                          by_bank, &r),
                     TA_E_DATA);
    assert_non_null(strstr(heard, "t.csv:4:厂址: the plant stands twice"));
    end(&r);
    assert_int_equal(take("企业,行业,年份,产量\n", by_bank, &r), TA_E_DATA);
    assert_non_null(strstr(r.err.text, "no column \"工艺\""));
    end(&r);
}

static void a_company_is_found_or_named_as_possible(void **state)
{
    (void)state;
    struct taken r;
    assert_int_equal(take("name_company,sector,technology,year,production\n"
                          "北方热电有限责任公司,power,coal,2025,2\n"
                          "\"Beta, Inc.\",power,coal,2025,3\n"
                          "北方热电（有限公司）,power,wind,2025,2\n",
                          NULL, &r),
                     TA_OK);
    assert_int_equal(r.production.row[0].company, r.production.row[2].company);
    assert_string_equal(found(&r, "", "北方热电 有限公司"), "北方热电有限责任公司");
    assert_string_equal(found(&r, "C-1", "beta INC"), "Beta, Inc.");
    assert_string_equal(found(&r, "", "北方热电股份有限公司"), "possible");
    assert_string_equal(found(&r, "", "Beta"), "possible");
    assert_string_equal(found(&r, "", "南方热电有限公司"), "nobody");
    assert_string_equal(found(&r, "", ""), "nobody");
    end(&r);
}

/* Two of one name, and a name beside an id that is another's. */
static void an_id_tells_namesakes_apart(void **state)
{
    (void)state;
    static const char one[] = "91120000000000001A", two[] = "91310000000000002B",
                      third[] = "91440000000000003C";
    struct taken r;
    assert_int_equal(take("name_company,company_id,sector,technology,year,production\n"
                          "宏达有限公司,91120000000000001A,power,coal,2025,2\n"
                          "宏达有限责任公司,91310000000000002B,power,coal,2025,5\n"
                          "宏达热电有限公司,91310000000000002b,power,wind,2025,5\n"
                          "长江有限公司,91320000000000004D,power,wind,2025,5\n",
                          NULL, &r),
                     TA_OK);
    assert_int_equal(r.production.row[1].company, r.production.row[2].company);
    assert_string_equal(found(&r, "", "宏达有限公司"), "possible");
    assert_string_equal(found(&r, one, "宏达有限公司"), "宏达有限公司");
    assert_string_equal(found(&r, two, "宏达有限公司"), "宏达有限责任公司");
    assert_string_equal(found(&r, "", "宏达热电有限公司"), "宏达有限责任公司");
    assert_string_equal(found(&r, one, "长江有限公司"), "possible");
    assert_string_equal(found(&r, third, "长江有限公司"), "possible");
    assert_string_equal(found(&r, "C-7", "长江有限公司"), "长江有限公司");
    assert_string_equal(found(&r, one, "新名有限公司"), "宏达有限公司");
    end(&r);
}

static void a_mapping_is_read_strictly(void **state)
{
    (void)state;
    static const char *const broken[] = {
        "schema: terrassay/production/2\ncolumns: {company: a, sector: b, year: c, "
        "production: d}\n",
        "schema: terrassay/production/1\ncolumns: {company: a, sector: b, year: c}\n",
        "schema: terrassay/production/1\ncolumns: {company: a, sector: b, year: c, "
        "production: d, colour: e}\n",
        "schema: terrassay/production/1\ncolumns: {company: a, sector: b, year: c, "
        "production: d}\nsectors: {}\n",
        "schema: terrassay/production/1\ncolumns: {company: a, sector: b, year: c, "
        "production: d}\nsectors: {a: [b]}\n"};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        struct ta_production_mapping mapping;
        struct ta_error err = {.status = TA_OK};
        assert_int_equal(ta_production_mapping_read("m.yaml", broken[i],
                                                    strlen(broken[i]), &mapping, &err),
                         TA_E_DATA);
        assert_non_null(strstr(err.text, "m.yaml:"));
        ta_production_mapping_free(&mapping);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_name_is_written_many_ways),
        cmocka_unit_test(another_form_or_group_is_no_match),
        cmocka_unit_test(other_companies_stay_apart),
        cmocka_unit_test(a_name_without_end_is_none),
        cmocka_unit_test(units_and_words_are_the_banks),
        cmocka_unit_test(every_fault_is_told_where_it_stands),
        cmocka_unit_test(a_company_is_found_or_named_as_possible),
        cmocka_unit_test(an_id_tells_namesakes_apart),
        cmocka_unit_test(a_mapping_is_read_strictly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
