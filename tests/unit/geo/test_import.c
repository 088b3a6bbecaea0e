/* SPDX-License-Identifier: Apache-2.0 */
/** @file test_import.c  Projects from files: good rows go on, bad ones are told with row and mend. */
#include "geo_test.h"

#define SQUARE "[[[10,20],[10.01,20],[10.01,20.01],[10,20.01],[10,20]]]"
#define FEATURE(properties, coordinates)                                               \
    "{\"type\":\"Feature\",\"properties\":" properties                                 \
    ",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":" coordinates "}}"
#define BARE(id, geometry)                                                             \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" id "\"},\"geometry\":" geometry  \
    "}"
#define COLLECTION(features)                                                           \
    "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

static void has(const struct told *told, const char *words)
{
    if (strstr(told->text, words) == NULL)
        fail_msg("'%s' not told in: %s%s", words, told->text, told->err.text);
}

static struct told *imported_text(const char *name, const char *text, const char *crs)
{
    return imported(written(name, text), crs);
}

static void check_file_refused(const char *name, const char *text, const char *words)
{
    struct told *told = imported_text(name, text, NULL);
    assert_int_equal(ta_status_exit_code(told->status), 65);
    assert_int_equal(told->projects, 0);
    if (strstr(told->err.text, words) == NULL)
        fail_msg("%s: said '%s'", name, told->err.text);
}

static void test_each_fault_of_a_row_is_told(void **state)
{
    (void)state;
    struct told *told =
        imported_text("faults.csv",
                      "id,name,wkt,outstanding,currency,country,radius_m\n"
                      "a!b,Farm,\"POLYGON((10 20,10.01 20\",12x,CNYY,ZZZ,abc\n"
                      "ok,Farm,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20))\",,,CN,\n",
                      "EPSG:4326");
    assert_int_equal(told->status, TA_PARTLY);
    assert_int_equal(told->projects, 1);
    has(told, "well-known text");
    has(told, "'CNYY' is no currency");
    has(told, "'abc' is not a number");
    has(told, "it is not 1 to 64 of A-Z");
    has(told, "found \"ZZZ\"");
    /* of a project's document too, and nothing that only follows from a fault */
    told = imported_text(
        "faults.geojson",
        COLLECTION(FEATURE("{\"id\":\"P1\",\"name\":7,\"country\":\"ZZZ\","
                           "\"nmae\":1}",
                           SQUARE)),
        NULL);
    assert_int_equal(told->projects, 0);
    has(told, "unknown member");
    has(told, "found \"ZZZ\"");
    has(told, "name");
}

/* Faults below one member of the document, of one kind, and between members: all in one go. */
static void test_independent_faults_of_a_document_are_told_together(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "deep.geojson",
        COLLECTION(FEATURE(
            "{\"id\":\"P1\",\"colour\":1,\"shade\":2,\"loans\":[{\"id\":\"L\","
            "\"asset_class\":\"zzz\",\"outstanding\":{\"minor\":12,\"currency\":"
            "\"cny\"},"
            "\"start\":\"2024-13-01\",\"extra\":1},7],"
            "\"datastreams\":[{\"device\":\"d\",\"name\":\"s\",\"property\":\"so2\","
            "\"unit\":\"mg/m3\",\"range_lo\":9,\"range_hi\":1,\"longitude\":3}],"
            "\"personal_data\":{\"class\":\"personal\"}}",
            SQUARE)),
        NULL);
    assert_int_equal(told->projects, 0);
    static const char *const wanted[] = {
        "colour: unknown member",
        "shade: unknown member",
        "loans[0].extra: unknown member",
        "loans[0].asset_class: wanted one of",
        "loans[0].outstanding.minor: wanted whole minor units",
        "loans[0].outstanding.currency: wanted three capital",
        "loans[0].start: wanted a date",
        "loans[1]: wanted an object",
        "datastreams[0]: range_lo is above",
        "datastreams[0]: longitude and latitude",
        "personal_data.purpose: personal data need",
        "personal_data.ground: personal data need"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) has(told, wanted[i]);
    /* of a bad day of consent nothing follows */
    told = imported_text(
        "consent.geojson",
        COLLECTION(FEATURE("{\"id\":\"P1\",\"consent_on\":\"May\",\"personal_data\":"
                           "{\"class\":\"personal\",\"purpose\":\"credit\"},\"sector\":"
                           "{\"scheme\":\"NACE\",\"code\":\"35.11\"}}",
                           SQUARE)),
        NULL);
    has(told, "consent_on: wanted a date");
    has(told, "revision");
    assert_null(strstr(told->text, "need a day of consent"));
}

/* A table is told of its own columns and cells, not of members of a document. */
static void test_faults_of_a_table_are_told_by_its_columns(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "columns.csv",
        "id,name,longitude,latitude,radius_m,loan_id,asset_class,outst,equity,currency,"
        "as_of\n"
        "a,Farm,10,20,300,,business_loan,-5,-5,CNY,2026-02-30\n"
        "ok,Farm,10,30,300,L,business_loan,5,-5,CNY,2026-02-20\n",
        "EPSG:4326");
    assert_int_equal(told->projects, 1);
    has(told, "[a] outst: '-5' is negative");
    has(told, "without the minus sign");
    has(told, "[a] loan_id: wanted text, found nothing");
    has(told, "fill in the column \"loan_id\"");
    has(told, "[a] as_of: wanted a date, found \"2026-02-30\"");
    assert_null(strstr(told->text, "equity"));
    told = imported_text(
        "negative.geojson",
        COLLECTION(FEATURE("{\"id\":\"P1\",\"loans\":[{\"id\":\"L\",\"asset_class\":"
                           "\"business_loan\",\"outstanding\":{\"minor\":\"-12\","
                           "\"currency\":\"CNY\"}}]}",
                           SQUARE)),
        NULL);
    has(told,
        "loans[0].outstanding.minor: wanted an amount that is not negative, found "
        "\"-12\"");
    has(told, "without the minus sign");
}

/* Codes that are given to nothing, and what cannot have been yet, are set aside together. */
static void test_codes_of_nothing_and_days_to_come(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "codes.csv",
        "id,name,country,longitude,latitude,radius_m,loan_id,asset_class,outstanding,"
        "currency,as_of\n"
        "land,Farm,ZZ,10,20,300,L,business_loan,5,CNY,2026-02-20\n"
        "left,Farm,XK,10,20,300,L,business_loan,5,CNY,2026-02-20\n"
        "coin,Farm,CN,110,30,300,L,business_loan,5,XXQ,2026-02-20\n"
        "gold,Farm,CN,110,30,300,L,business_loan,5,XAU,2026-02-20\n"
        "late,Farm,CN,110,30,300,L,business_loan,5,CNY,2099-06-30\n"
        "both,Farm,ZZ,110,30,300,L,business_loan,5,CNY,2099-06-30\n"
        "ok,Farm,AX,20,60,300,L,business_loan,5,XCG,2026-02-20\n",
        "EPSG:4326");
    assert_int_equal(told->projects, 1);
    has(told, "[land] country: \"ZZ\" is given to no country");
    has(told, "[left] country: \"XK\" is given to no country");
    has(told, "[coin] currency: 'XXQ' is no currency");
    has(told, "[gold] currency: 'XAU' is no currency");
    has(told, "[late] as_of: 2099-06-30 is a day to come");
    has(told, "[both] country: \"ZZ\"");
    has(told, "[both] as_of: 2099-06-30");
    told = imported_text(
        "codes.geojson",
        COLLECTION(FEATURE(
            "{\"id\":\"P1\",\"country\":\"AA\",\"consent_on\":\"2099-01-01\",\"loans\":"
            "[{\"id\":\"L\",\"asset_class\":\"business_loan\",\"evic\":{\"minor\":"
            "\"12\","
            "\"currency\":\"XTS\"}}],\"rates\":[{\"from\":\"USD\",\"to\":\"ABC\","
            "\"value\":7,"
            "\"on\":\"2099-01-01\",\"source\":\"x\"}]}",
            SQUARE)),
        NULL);
    assert_int_equal(told->projects, 0);
    has(told, "country: \"AA\"");
    has(told, "consent_on: 2099-01-01 is a day to come");
    has(told, "loans[0].evic.currency: 'XTS' is no currency");
    has(told, "rates[0].to: 'ABC' is no currency");
    has(told, "rates[0].on: 2099-01-01");
}

/* Coordinates of a web map are refused where a row says so, whatever --crs says. */
static void test_rows_of_an_obfuscated_datum(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "web_map.csv",
        "id,name,wkt,坐标系\n"
        "a,Farm,\"POLYGON((110 30,110.01 30,110.01 30.01,110 30))\",GCJ-02 (高德)\n"
        "b,Farm,\"POLYGON((111 30,111.01 30,111.01 30.01,111 30))\",CGCS2000\n",
        "EPSG:4490");
    assert_int_equal(told->status, TA_PARTLY);
    assert_int_equal(told->projects, 1);
    has(told, "坐标系: GCJ-02 (高德) is an obfuscated datum");
    told = imported_text(
        "web_map.geojson",
        COLLECTION(FEATURE("{\"id\":\"P1\",\"crs\":\"BD09\"}", SQUARE)), NULL);
    assert_int_equal(told->projects, 0);
    has(told, "crs: BD09 is an obfuscated datum");
}

static void test_one_feature_is_a_project(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "one.geojson",
        COLLECTION(FEATURE(
            "{\"id\":\"P1\",\"name\":\"Farm\",\"site_name\":\"North\","
            "\"position_error_m\":15,\"drawn_by\":\"Li\",\"drawn_on\":\"2024-05-06\","
            "\"loans\":[{\"id\":\"L1\",\"asset_class\":\"project_finance\","
            "\"outstanding\":{\"minor\":\"100\",\"currency\":\"CNY\"}}]}",
            SQUARE)),
        NULL);
    assert_int_equal(told->status, TA_OK);
    assert_string_equal(told->text, "project P1 sites 1\n");
    /* GDAL 3.6.2, +proj=cea +datum=WGS84: 1155872.78 m2 */
    assert_near(told->area_m2, 1157400.0, 0.01, 0.0);
    const char *const parts[] = {"\"name\":\"North\"",
                                 "\"position_error_m\":15",
                                 "\"drawn_on\":\"2024-05-06\"",
                                 "\"source_crs\":\"OGC:CRS84\"",
                                 "\"accuracy_m\":0",
                                 "\"n\":1",
                                 "\"minor\":\"100\""};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (strstr(told->json, parts[i]) == NULL)
            fail_msg("%s not in %s", parts[i], told->json);
    assert_int_equal(told->counts.rows, 1);
    assert_int_equal(told->counts.projects, 1);
    assert_int_equal(told->counts.sites, 1);
}

static void test_single_feature_id_and_mark(void **state)
{
    (void)state; /* a byte-order mark; the id stands at the feature, as a number */
    struct told *told = imported_text(
        "single.geojson",
        "\xEF\xBB\xBF "
        "\n{\"type\":\"Feature\",\"id\":42,\"properties\":null,\"geometry\":{\"type\":"
        "\"Polygon\",\"coordinates\":" SQUARE "}}",
        NULL);
    assert_int_equal(told->status, TA_OK);
    assert_string_equal(told->text, "project 42 sites 1\n");
}

static void test_bad_rows_are_told_and_the_rest_goes_on(void **state)
{
    (void)state;
    /* clang-format off */
    static const char rows[] = COLLECTION(
        FEATURE("{\"id\":\"A\"}", SQUARE) ","
        FEATURE("{\"id\":\"a b\"}", SQUARE) ","
        FEATURE("{\"id\":\"B\",\"colour\":\"red\"}", SQUARE) ","
        FEATURE("{\"id\":\"C\"}", "[[[10,20],[11,20],[10,20]]]") ","
        FEATURE("{\"id\":\"D\"}", "[[[39.9,116.3],[39.9,116.4],[39.8,116.4],[39.9,116.3]]]") ","
        FEATURE("{\"id\":\"E\",\"position_error_m\":-5}", SQUARE) ","
        "7,"
        BARE("F", "null") ","
        BARE("G", "{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}") ","
        BARE("H", "{\"type\":\"Point\",\"coordinates\":[1,2]}") ","
        FEATURE("{\"id\":\"Z\"}", SQUARE));
    /* clang-format on */
    struct told *told = imported_text("rows.geojson", rows, NULL);
    assert_int_equal(told->status, TA_PARTLY);
    assert_int_equal(ta_status_exit_code(told->status), 3);
    assert_int_equal(told->projects, 2);
    has(told, "BAD row 2 line 0 [] id:");
    has(told, "BAD row 3 line 0 [B] ");
    has(told, "colour");
    has(told, "BAD row 4 line 0 [C] geometry: a ring has 3 points");
    has(told, "BAD row 5 line 0 [D] ");
    has(told, "swapped");
    has(told, "BAD row 6 line 0 [E] position_error_m");
    has(told, "BAD row 7 line 0 [] : it is not a Feature");
    has(told, "BAD row 8 line 0 [F] geometry: the project has no shape");
    has(told, "BAD row 9 line 0 [G] geometry: 'LineString' has no area");
    has(told, "BAD row 10 line 0 [H] radius_m: a point has no area");
    has(told, "project A sites 1\nproject Z sites 1\n");
    assert_int_equal(told->counts.rows, 11);
    assert_int_equal(told->counts.rows_set_aside, 9);
}

static void test_sites_of_one_project(void **state)
{
    (void)state;
    /* clang-format off */
    static const char two[] = COLLECTION(
        FEATURE("{\"id\":\"A\",\"name\":\"N\"}", SQUARE) ","
        FEATURE("{\"id\":\"B\"}", SQUARE) ","
        FEATURE("{\"id\":\"A\",\"site\":7}", SQUARE) ","
        "{\"type\":\"Feature\",\"properties\":{\"id\":\"B\",\"name\":\"late\"},\"geometry\":null}");
    static const char half[] = COLLECTION(
        FEATURE("{\"id\":\"A\"}", SQUARE) ","
        FEATURE("{\"id\":\"A\"}", "[[[1,1],[2,2],[1,1]]]") ","
        FEATURE("{\"id\":\"B\"}", SQUARE));
    static const char otherwise[] = COLLECTION(
        FEATURE("{\"id\":\"A\",\"name\":\"x\"}", SQUARE) ","
        FEATURE("{\"id\":\"A\",\"name\":\"y\"}", SQUARE));
    static const char twice[] = COLLECTION(
        FEATURE("{\"id\":\"A\",\"site\":2}", SQUARE) ","
        FEATURE("{\"id\":\"A\",\"site\":2}", SQUARE));
    /* clang-format on */
    struct told *told = imported_text("sites.geojson", two, NULL);
    assert_int_equal(told->status, TA_OK);
    has(told, "project A sites 2\nproject B sites 1\n");
    assert_non_null(strstr(told->json, "\"name\":\"late\""));

    /* one bad site: the project does not go in without it */
    told = imported_text("half.geojson", half, NULL);
    assert_int_equal(told->status, TA_PARTLY);
    has(told, "BAD row 2 line 0 [A]");
    has(told, "BAD row 1 line 0 [A] : set aside because row 2");
    has(told, "project B sites 1");
    assert_int_equal(told->counts.rows_set_aside, 2);
    assert_int_equal(told->counts.projects_set_aside, 1);

    told = imported_text("otherwise.geojson", otherwise, NULL);
    assert_int_equal(told->status, TA_E_DATA);
    has(told, "BAD row 2 line 0 [A] name: another row");

    told = imported_text("twice.geojson", twice, NULL);
    assert_int_equal(told->status, TA_E_DATA);
    has(told, "[A] sites[1].n");
}

static void test_a_site_outside_its_country(void **state)
{
    (void)state; /* exchanged, a parcel in Ethiopia is a legal place in Algeria */
    /* clang-format off */
    static const char rows[] = COLLECTION(
        FEATURE("{\"id\":\"in\",\"country\":\"ET\"}", "[[[36,7],[36.01,7],[36.01,7.01],[36,7]]]") ","
        FEATURE("{\"id\":\"swapped\",\"country\":\"ET\"}", "[[[7,36],[7,36.01],[7.01,36.01],[7,36]]]") ","
        FEATURE("{\"id\":\"away\",\"country\":\"ET\"}", "[[[116,39],[116.01,39],[116,39.01],[116,39]]]") ","
        FEATURE("{\"id\":\"fiji\",\"country\":\"FJ\"}", "[[[-179,-17],[-178.9,-17],[-179,-16.9],[-179,-17]]]") ","
        FEATURE("{\"id\":\"none\"}", "[[[1,1],[1.1,1],[1,1.1],[1,1]]]"));
    /* clang-format on */
    struct told *told = imported_text("country.geojson", rows, NULL);
    assert_int_equal(told->status, TA_OK);
    assert_int_equal(told->projects, 5);
    has(told, "note row 2 line 0 [swapped] country: site 1 lies outside ET; with its "
              "axes swapped");
    has(told, "note row 3 line 0 [away] country: site 1 lies outside ET (");
    assert_null(strstr(told->text, "[in]"));
    assert_null(strstr(told->text, "[fiji]"));
    assert_null(strstr(told->text, "[none]"));
}

static void test_mended_outlines_are_noted(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "bow.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}",
                           "[[[10,20],[10.02,20.02],[10.02,20],[10,20.02],[10,"
                           "20]]]")),
        NULL);
    assert_int_equal(told->status, TA_PARTLY); /* it went in, and is to be looked at */
    has(told, "note row 1 line 0 [A] geometry: crossing edges were taken apart: "
              "Self-intersection at (");
    has(told,
        "; area after mending 231."); /* GDAL 3.6.2, cea: two squares of 115.59 ha */
    has(told, "ha, where the corners in their order enclose ");
    assert_int_equal(told->counts.mended, 1);
    assert_int_equal(told->counts.resized, 1);

    told =
        imported_text(/* a loop of 1/200 of the edge: 0.003 % of the area */
                      "sliver.geojson",
                      COLLECTION(FEATURE(
                          "{\"id\":\"A\"}",
                          "[[[10,20],[10.02,20],[10.02,20.02],[10,20.02],[10,20.0001],"
                          "[10.0001,20],[10,20]]]")),
                      NULL);
    assert_int_equal(told->status, TA_OK);
    assert_int_equal(told->counts.resized, 0);
}

/* Two degrees of farm, and what else is in each column of its row. */
static struct told *imported_columns(const char *names, const char *cells)
{
    static char text[512];
    (void)snprintf(text, sizeof text,
                   "id,wkt,%s\nA,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20))\",%s\n",
                   names, cells);
    return imported_text("columns.csv", text, "EPSG:4326");
}

static void test_a_slip_in_a_column_refuses_the_file(void **state)
{
    (void)state;
    static const char *const slip[][2] = {{"outstandng", "outstanding"},
                                          {"Outstanding Minor", "outstanding_minor"},
                                          {"loan-idd", "loan_id"},
                                          {"assetclass", "asset_class"},
                                          {"curency", "currency"},
                                          {"totl_inves", "total_investment"},
                                          {"operation_strat", "operation_start"}};
    for (size_t i = 0; i < sizeof slip / sizeof *slip; i++) {
        char line[120];
        struct told *told = imported_columns(slip[i][0], "x");
        assert_int_equal(told->status, TA_E_DATA);
        assert_int_equal(told->counts.projects, 0);
        (void)snprintf(line, sizeof line,
                       "BAD row 0 line 0 [] %s: no column of that name", slip[i][0]);
        has(told, line);
        assert_non_null(strstr(told->err.text, "1 column is named almost as one"));
    }
}

static void test_other_columns_are_only_noted(void **state)
{
    (void)state;
    static const char *const own[] = {"branch",    "officer",     "CD_GEOCODI",
                                      "note",      "size",        "risk_class",
                                      "loan_rate", "x_outstandng"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        struct told *told = imported_columns(own[i], "x");
        assert_int_equal(told->status, TA_OK);
        has(told, "note row 0 line 0 [] : columns that are not read: ");
    }
    /* what is there under its own name was not misspelt, though the cell is empty in one row */
    struct told *told =
        imported_text("county.csv",
                      "id,wkt,county,country\n"
                      "A,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20))\",Bale,\n"
                      "B,\"POLYGON((11 20,11.01 20,11.01 20.01,11 20))\",Bale,TD\n",
                      "EPSG:4326");
    assert_int_equal(told->status, TA_OK);
    has(told, "columns that are not read: county");
}

static void test_degrees_read_as_metres_are_refused(void **state)
{
    (void)state; /* a farm of 116 ha, read as metres, would be 0.0001 m2 */
    const char *farm = COLLECTION(FEATURE("{\"id\":\"A\"}", SQUARE));
    struct told *told = imported_text("metres.geojson", farm, "EPSG:32637");
    assert_int_equal(told->status, TA_E_DATA);
    assert_int_equal(told->projects, 0);
    has(told, "BAD row 1 line 0 [A] geometry: the site has 0.0001 m2, less than");
    has(told, "(are these degrees? leave --crs out");

    /* 0.9 m by 0.9 m and 1.1 m by 1.1 m about the central meridian */
    told = imported_text(
        "crumbs.csv",
        "id,wkt\n"
        "small,\"POLYGON((5e5 0,500000.9 0,500000.9 0.9,5e5 0.9,5e5 0))\"\n"
        "large,\"POLYGON((5e5 0,500001.1 0,500001.1 1.1,5e5 1.1,5e5 0))\"\n",
        "EPSG:32637");
    assert_int_equal(told->status, TA_PARTLY);
    has(told, "[small] geometry: the site has 0.81");
    has(told, "project large sites 1");
}

static void test_sites_of_a_project_on_the_same_land(void **state)
{
    (void)state;
    /* clang-format off */
    static const char rows[] = COLLECTION(
        FEATURE("{\"id\":\"twice\"}", SQUARE) ","
        FEATURE("{\"id\":\"twice\",\"site\":7}", SQUARE) ","
        FEATURE("{\"id\":\"half\"}", SQUARE) ","
        FEATURE("{\"id\":\"half\"}", "[[[10.005,20],[10.025,20],[10.025,20.01],[10.005,20.01],[10.005,20]]]") ","
        FEATURE("{\"id\":\"rim\"}", SQUARE) ","
        FEATURE("{\"id\":\"rim\"}", "[[[10.00995,20],[10.02,20],[10.02,20.01],[10.00995,20.01],[10.00995,20]]]"));
    /* clang-format on */
    struct told *told = imported_text("land.geojson", rows, NULL);
    assert_int_equal(told->status, TA_OK);
    has(told, "note row 1 line 0 [twice] geometry: sites 1 and 7 share 115.");
    has(told, " ha: 100 % of the smaller");
    has(told, "note row 3 line 0 [half] geometry: sites 1 and 2 share 57.");
    has(told, " ha: 50 % of the smaller");
    assert_null(strstr(told->text, "[rim]")); /* half a per cent: how it was drawn */
    has(told, "project twice sites 2\nproject half sites 2\nproject rim sites 2\n");
}

static void test_a_loan_in_several_currencies(void **state)
{
    (void)state;
#define MONEY(minor, currency) "{\"minor\":\"" minor "\",\"currency\":\"" currency "\"}"
#define LOAN(id, currency)                                                             \
    "{\"id\":\"" id "\",\"asset_class\":\"project_finance\",\"outstanding\":" MONEY(   \
        "100", "CNY") ",\"equity\":" MONEY("70",                                       \
                                           currency) ",\"debt\":" MONEY("90",          \
                                                                        "CNY") "}"
    struct told *told =
        imported_text("loans.geojson",
                      COLLECTION(FEATURE("{\"id\":\"A\",\"loans\":[" LOAN(
                                             "L1", "CNY") "," LOAN("L2", "USD") "]}",
                                         SQUARE)),
                      NULL);
#undef LOAN
#undef MONEY
    assert_int_equal(told->status, TA_OK);
    has(told, "note row 1 line 0 [A] loans[1]: amounts of loan L2 stand in CNY, USD: ");
    assert_null(strstr(told->text, "loan L1"));
}

/* 35.11 means one thing in NACE Rev. 2 and another in Rev. 2.1. */
static void test_a_sector_without_its_revision(void **state)
{
    (void)state;
#define TRADE(id, scheme)                                                              \
    FEATURE("{\"id\":\"" id "\",\"sector\":{\"scheme\":\"" scheme                      \
            "\",\"code\":\"35.11\"}}",                                                 \
            SQUARE)
    /* clang-format off */
    struct told *told = imported_text(
        "trades.geojson",
        COLLECTION(TRADE("A", "NACE") "," TRADE("B", "NACE-2.1") "," TRADE("C", "nace rev.") ","
                   TRADE("D", "GB/T 4754") "," TRADE("E", "GB/T 4754-2011") "," TRADE("F", "ISIC") ","
                   TRADE("G", "furnace list") "," TRADE("H", "NACE-2")),
        NULL);
    /* clang-format on */
#undef TRADE
    assert_int_equal(told->status, TA_PARTLY);
    assert_int_equal(ta_status_exit_code(told->status), 3);
    has(told, "BAD row 1 line 0 [A] sector: \"NACE\" names no revision");
    has(told, "(write NACE-2 or NACE-2.1");
    has(told, "BAD row 3 line 0 [C] sector: ");
    has(told, "BAD row 4 line 0 [D] sector: \"GB/T 4754\" names no revision");
    has(told, "(write GB/T 4754-2017, or the year");
    has(told, "BAD row 6 line 0 [F] sector: ");
    has(told, "(write ISIC-4, or");
    has(told, "note row 8 line 0 [H] sector: no scheme \"NACE-2\" is known here");
    has(told,
        "project B sites 1\nproject E sites 1\nproject G sites 1\nproject H sites 1\n");
    assert_int_equal(told->counts.projects_set_aside, 4);
}

static void test_unknown_properties_name_those_of_the_site(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "near.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\",\"position_eror_m\":15}", SQUARE) "," FEATURE(
            "{\"id\":\"B\",\"xyzzyxyzzy\":1}", SQUARE)),
        NULL);
    assert_int_equal(told->status, TA_E_DATA);
    has(told, "BAD row 1 line 0 [A] position_eror_m: unknown member (did you mean "
              "\"position_error_m\"?)");
    has(told, "BAD row 2 line 0 [B] xyzzyxyzzy: unknown member (known are: site "
              "site_name radius_m position_error_m drawn_by drawn_on schema id name ");
}

static void test_bad_rows_say_what_mends_them(void **state)
{
    (void)state;
#define PLACE "\"POLYGON((10 20,10.01 20,10.01 20.01,10 20))\""
    struct told *told = imported_text("mends.csv",
                                      "id,wkt,country,loan_id,asset_class,simulated\n"
                                      "A," PLACE ",Ethiopia,,,\n"
                                      "B," PLACE ",ET,L1,projectfinance,\n"
                                      "C," PLACE ",ET\n"
                                      "D," PLACE ",ET,,,,x,y\n"
                                      "E,\"LINESTRING(1 2,3 4)\",,,,\n"
                                      "F," PLACE ",,,,perhaps\n"
                                      "G," PLACE ",,\"open,,\n",
                                      "EPSG:4326");
#undef PLACE
    assert_int_equal(told->status, TA_E_DATA);
    has(told, "[A] country: wanted two capital letters");
    has(told, "(write the country as in \"ET\"");
    has(told, "[B] asset_class: wanted one of");
    has(told, "(did you mean \"project_finance\"?)");
    has(told, "BAD row 3 line 4 [] : it has 3 cells, the header has 6 (add 3 empty "
              "cells at its end, a comma each)");
    has(told, "it has 8 cells, the header has 6 (put a cell with a comma inside in");
    has(told, "[E] geometry: ");
    has(told, "(draw an area as POLYGON or MULTIPOLYGON");
    has(told, "[F] simulated: 'perhaps' is not true or false (write true or false");
    has(told, "a quote is opened and not closed (put the whole cell in quotes");
    assert_null(strstr(told->text, "()")); /* none without a mend */
}

static void test_files_that_are_no_geojson(void **state)
{
    (void)state;
    check_file_refused(
        "nan.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}", "[[[NaN,20],[11,20],[11,21],[10,20]]]")),
        "nan.geojson:1:");
    check_file_refused(
        "huge.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}", "[[[1e999,20],[11,20],[11,21]]]")),
        "overflow");
    check_file_refused("keys.geojson",
                       COLLECTION(FEATURE("{\"id\":\"A\",\"id\":\"B\"}", SQUARE)),
                       "duplicate");
    check_file_refused("trail.geojson",
                       COLLECTION(FEATURE("{\"id\":\"A\"}", SQUARE)) " x", "end");
    check_file_refused("cut.geojson",
                       "{\"type\":\"FeatureCollection\",\"features\":[{\"ty", "");
    check_file_refused("topo.geojson", "{\"type\":\"Topology\"}", "'Topology'");
    check_file_refused("none.geojson", "{\"type\":\"FeatureCollection\"}",
                       "not a list");
    check_file_refused("empty.geojson", COLLECTION(""), "no rows");
    check_file_refused("zero.geojson", "", "not a GeoJSON");
    check_file_refused(
        "vrt.geojson",
        "<OGRVRTDataSource><OGRVRTLayer name=\"x\"><SrcDataSource>/etc/passwd"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "not a GeoJSON");
    check_file_refused(
        "bomb.geojson",
        "<?xml version=\"1.0\"?><!DOCTYPE b [<!ENTITY a \"aaaa\"><!ENTITY b "
        "\"&a;&a;&a;\">]><kml>&b;</kml>",
        "not a GeoJSON");
    check_file_refused("vrt.csv", "<OGRVRTDataSource></OGRVRTDataSource>",
                       "names no column");
    struct told *told = imported("/vsicurl/http://localhost/x.geojson", NULL);
    assert_int_equal(told->status, TA_E_DATA);
    told = imported("/nowhere/x.geojson", NULL);
    assert_int_equal(told->status, TA_E_NOTFOUND);
    told = imported(TA_BINARY_DIR, NULL);
    assert_int_equal(told->status, TA_E_DATA);
}

static void test_depth_is_limited(void **state)
{
    (void)state;
    size_t deep = 100000;
    char *text = calloc(1, 2 * deep + 200);
    char *at =
        text + snprintf(text, 100, "{\"type\":\"FeatureCollection\",\"features\":");
    memset(at, '[', deep);
    memset(at + deep, ']', deep);
    at[2 * deep] = '}';
    struct told *told = imported_text("deep.geojson", text, NULL);
    assert_int_equal(ta_status_exit_code(told->status), 65);
    free(text);
}

static void test_declared_crs(void **state)
{
    (void)state;
#define WITH(crs)                                                                      \
    "{\"type\":\"FeatureCollection\",\"crs\":" crs ",\"features\":[" FEATURE(          \
        "{\"id\":\"A\"}", "[[[200000,800000],[201000,800000],[201000,"                 \
                          "801000],[200000,800000]]]") "]}"
    struct told *told =
        imported_text("legacy.geojson",
                      WITH("{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:"
                           "crs:EPSG::20137\"}}"),
                      NULL);
    assert_int_equal(told->status, TA_OK);
    assert_near(told->accuracy_m, 6.0, 0.0, 0.0);
    assert_non_null(strstr(told->json, "\"source_crs\":\"EPSG:20137\""));
    check_file_refused("null.geojson", WITH("null"), "does not say");
    check_file_refused(
        "link.geojson",
        WITH("{\"type\":\"link\",\"properties\":{\"href\":\"http://x\"}}"), "no name");
    check_file_refused(
        "gcj.geojson", WITH("{\"type\":\"name\",\"properties\":{\"name\":\"GCJ-02\"}}"),
        "field \"crs\", as the file declares it: GCJ-02 is an obfuscated "
        "datum");
    told = imported_text("given.geojson", WITH("null"), "EPSG:20137");
    assert_int_equal(told->status, TA_OK);
    told = imported_text(
        "against.geojson",
        WITH("{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:32637\"}}"),
        "EPSG:20137");
    assert_int_equal(told->status, TA_OK);
    has(told,
        "note row 0 line 0 [] crs: the file declares EPSG:32637; taken as EPSG:20137");
    told = imported_text("bad.geojson", WITH("null"), "EPSG:0");
    assert_int_equal(told->status, TA_E_DATA);
#undef WITH
}

static void test_user_parameters_stay_with_the_site(void **state)
{
    (void)state;
    const char *mine = "EPSG:4610 +towgs84=24.0,-123.0,-94.0 +accuracy=5";
    struct told *told = imported_text(
        "xian.geojson",
        COLLECTION(FEATURE("{\"id\":\"A\"}", "[[[116,40],[116.01,40],[116.01,40.01],"
                                             "[116,40]]]")),
        mine);
    assert_int_equal(told->status, TA_OK);
    assert_non_null(strstr(told->json, mine));
    assert_near(told->accuracy_m, 5.0, 0.0, 0.0);
}

static void test_csv_with_a_bad_row_in_the_middle(void **state)
{
    (void)state;
    struct told *told = imported_text(
        "rows.csv",
        "id,wkt,loan_id,asset_class,outstanding,currency,note\n"
        "A,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 "
        "20))\",L1,project_finance,1250.10,"
        "CNY,\n"
        "B,\"POLYGON((10 20,10.01 20,10.01 20.01)\",L2,project_finance,5,CNY,x\n"
        "C,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 "
        "20))\",L3,project_finance,12.345,CNY,\n"
        "D,\"open quote,L4,project_finance,5,CNY,\n"
        "E,\"GEOMETRYCOLLECTION(GEOMETRYCOLLECTION(POINT(1 2)))\",,,,,\n"
        "F,\"POLYGON((10 20,nan 20,10.01 20.01,10 20))\",,,,,\n"
        ",,,,,,\n"
        "C,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 20))\",,,,,\n"
        "Z,\"POLYGON((10 20,10.01 20,10.01 20.01,10 20.01,10 "
        "20))\",L9,project_finance,7,CNY,\n",
        "EPSG:4326");
    assert_int_equal(told->status, TA_PARTLY);
    has(told, "note row 0 line 0 [] : columns that are not read: note");
    has(told, "BAD row 2 line 3 [B] ");
    has(told, "well-known text");
    has(told, "BAD row 3 line 4 [C] outstanding: '12.345'");
    has(told, "BAD row 4 line 5 [] : ");
    has(told, "BAD row 5 line 6 [E] ");
    has(told, "BAD row 6 line 7 [F] geometry: a coordinate is not a finite number");
    has(told, "project A sites 1\nproject Z sites 1\n");
    has(told, "BAD row 3 line 4 [C] : set aside because row 3");
    assert_int_equal(told->counts.rows, 8);
    assert_int_equal(told->counts.rows_set_aside, 6);
    assert_int_equal(told->counts.projects, 2);
    assert_non_null(strstr(told->json, "\"minor\":\"700\""));
}

static void test_csv_points(void **state)
{
    (void)state;
    struct told *told =
        imported_text("points.csv",
                      "project_id;longitude;latitude;radius_m;position_error_m\n"
                      "P1;116.4;39.9;500;20\n"
                      "P2;39.9;116.4;500;20\n"
                      "P3;116.4;39.9;;20\n"
                      "P4;116,4;39.9;500;20\n"
                      "P5;116.4;39.9;0;20\n",
                      "EPSG:4490");
    assert_int_equal(told->status, TA_PARTLY);
    assert_near(told->area_m2, 3.14159265358979 * 250000.0, 1e-6, 0.0);
    assert_near(told->accuracy_m, 2.0, 0.0, 0.0);
    assert_non_null(strstr(told->json, "\"point\":[116.4,39.9]"));
    assert_non_null(strstr(told->json, "\"source_crs\":\"EPSG:4490\""));
    has(told, "BAD row 2 line 3 [P2] geometry: (39.9, 116.4) is no longitude and "
              "latitude: the "
              "axes look "
              "swapped");
    has(told, "BAD row 3 line 4 [P3] radius_m:");
    has(told, "BAD row 4 line 5 [P4] longitude: '116,4' is not a number");
    has(told, "BAD row 5 line 6 [P5] radius_m:");
    check_file_refused("nocrs.csv", "id,longitude,latitude,radius_m\nP,1,2,3\n",
                       "does not say");
    check_file_refused("nohead.csv", "1,2,3\n4,5,6\n", "names no column");
    check_file_refused("twice.csv", "id,wkt,ID\n", "twice");
}

static void test_what_the_receiver_says_ends_the_import(void **state)
{
    (void)state;
    struct told told = {.answer = TA_E_IO};
    struct ta_import_options options = {NULL,           NULL, 0, &told, on_told_project,
                                        on_told_problem};
    const char *path = written("stop.geojson",
                               COLLECTION(FEATURE("{\"id\":\"A\"}", SQUARE) "," FEATURE(
                                   "{\"id\":\"B\"}", SQUARE)));
    assert_int_equal(ta_import_read(path, &options, &told.counts, NULL), TA_E_IO);
    assert_int_equal(told.projects, 1);
    assert_int_equal(told.counts.projects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_fault_of_a_row_is_told),
        cmocka_unit_test(test_independent_faults_of_a_document_are_told_together),
        cmocka_unit_test(test_faults_of_a_table_are_told_by_its_columns),
        cmocka_unit_test(test_codes_of_nothing_and_days_to_come),
        cmocka_unit_test(test_rows_of_an_obfuscated_datum),
        cmocka_unit_test(test_one_feature_is_a_project),
        cmocka_unit_test(test_single_feature_id_and_mark),
        cmocka_unit_test(test_bad_rows_are_told_and_the_rest_goes_on),
        cmocka_unit_test(test_sites_of_one_project),
        cmocka_unit_test(test_a_site_outside_its_country),
        cmocka_unit_test(test_mended_outlines_are_noted),
        cmocka_unit_test(test_a_slip_in_a_column_refuses_the_file),
        cmocka_unit_test(test_other_columns_are_only_noted),
        cmocka_unit_test(test_degrees_read_as_metres_are_refused),
        cmocka_unit_test(test_sites_of_a_project_on_the_same_land),
        cmocka_unit_test(test_a_loan_in_several_currencies),
        cmocka_unit_test(test_a_sector_without_its_revision),
        cmocka_unit_test(test_unknown_properties_name_those_of_the_site),
        cmocka_unit_test(test_bad_rows_say_what_mends_them),
        cmocka_unit_test(test_files_that_are_no_geojson),
        cmocka_unit_test(test_depth_is_limited),
        cmocka_unit_test(test_declared_crs),
        cmocka_unit_test(test_user_parameters_stay_with_the_site),
        cmocka_unit_test(test_csv_with_a_bad_row_in_the_middle),
        cmocka_unit_test(test_csv_points),
        cmocka_unit_test(test_what_the_receiver_says_ends_the_import),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
