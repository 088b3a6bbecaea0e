/* SPDX-License-Identifier: Apache-2.0 */
#include "geo/iso_codes.h"

#include <stdio.h>
#include <string.h>

#include "base/time.h"

/* ISO 3166-1, alpha-2: the 249 that are assigned. */
static const char countries[] =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM "
    "BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX "
    "CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG "
    "GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR "
    "IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV "
    "LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE "
    "NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO "
    "RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF "
    "TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF "
    "WS YE YT ZA ZM ZW";

/* ISO 4217, list one: currencies and funds with minor units. Its list three since 2020, in the last
 * line: CUC, HRK, SLL, ZWL, ANG and BGN. */
static const char currencies[] =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD "
    "BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK "
    "DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF "
    "IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP "
    "LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD "
    "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD "
    "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD "
    "TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF "
    "YER ZAR ZMW ZWG "
    "CUC HRK SLL ZWL ANG BGN";

/* Is @p code one of @p list, which has a space between any two? */
static bool is_listed(const char *list, const char *code, size_t n)
{
    if (strlen(code) != n || strchr(code, ' ') != NULL) return false;
    for (const char *at = list;; at += n + 1) {
        if (memcmp(at, code, n) == 0) return true;
        if (at[n] == '\0') return false;
    }
}

bool ta_country_code_is(const char *code)
{
    return is_listed(countries, code, 2);
}

bool ta_currency_code_is(const char *code)
{
    return is_listed(currencies, code, 3);
}

/* --- a project ------------------------------------------------------------------------ */

struct asking {
    const struct ta_project *project;
    ta_day last; /* that may be stated */
    struct ta_fault_hearer *hearer;
    struct ta_error first;
};

static bool ask_country(struct asking *a)
{
    struct ta_error why = {0};
    const char *code = a->project->country;
    if (code[0] == '\0' || ta_country_code_is(code)) return true;
    (void)ta_mended(ta_fail(&why, TA_E_DATA,
                            "country: \"%.8s\" is given to no country by ISO 3166-1",
                            code),
                    &why, "write the country as in \"ET\", \"CN\" or \"GB\"");
    return ta_fault_hear_or(a->hearer, &a->first, &why);
}

static bool ask_currency(struct asking *a, const char *list, size_t i,
                         const char *member, const char *code)
{
    struct ta_error why = {0};
    if (code[0] == '\0' || ta_currency_code_is(code)) return true;
    (void)ta_mended(ta_fail(&why, TA_E_DATA, "%s[%zu].%s: '%.20s' is no currency", list,
                            i, member, code),
                    &why, "give the three capitals of ISO 4217, as in \"CNY\"");
    return ta_fault_hear_or(a->hearer, &a->first, &why);
}

static bool ask_day(struct asking *a, const char *field, ta_day day)
{
    char text[TA_TIME_TEXT];
    struct ta_error why = {0};
    if (day == TA_DAY_NONE || a->last == TA_DAY_NONE || day <= a->last) return true;
    ta_day_format(day, text);
    (void)ta_mended(
        ta_fail(&why, TA_E_DATA, "%s: %s is a day to come", field, text), &why,
        "write the day it was so; is the year right, and the clock of this machine?");
    return ta_fault_hear_or(a->hearer, &a->first, &why);
}

static bool ask_loan(struct asking *a, size_t i)
{
    const struct ta_loan *loan = &a->project->loan[i];
    const struct {
        const char *member;
        const struct ta_money *amount;
    } money[] = {{"outstanding.currency", &loan->outstanding},
                 {"total_investment.currency", &loan->total_investment},
                 {"equity.currency", &loan->equity},
                 {"debt.currency", &loan->debt},
                 {"average_outstanding.currency", &loan->average_outstanding},
                 {"evic.currency", &loan->evic},
                 {"total_assets.currency", &loan->total_assets},
                 {"revenue.currency", &loan->revenue},
                 {"property_value.currency", &loan->property_value},
                 {"gdp_ppp.currency", &loan->gdp_ppp}};
    char field[40];
    for (size_t k = 0; k < sizeof money / sizeof *money; k++)
        if (!ask_currency(a, "loans", i, money[k].member, money[k].amount->currency))
            return false;
    (void)snprintf(field, sizeof field, "loans[%zu].as_of", i);
    return ask_day(a, field, loan->as_of);
}

static bool ask_rate(struct asking *a, size_t i)
{
    const struct ta_rate *rate = &a->project->rate[i];
    char field[40];
    (void)snprintf(field, sizeof field, "rates[%zu].on", i);
    return ask_currency(a, "rates", i, "from", rate->from) &&
           ask_currency(a, "rates", i, "to", rate->to) && ask_day(a, field, rate->on);
}

static bool ask_all(struct asking *a)
{
    const struct ta_project *p = a->project;
    bool more = ask_country(a) && ask_day(a, "consent_on", p->consent_on);
    for (size_t i = 0; more && i < p->n_loans; i++) more = ask_loan(a, i);
    for (size_t i = 0; more && i < p->n_backing; i++)
        more = ask_currency(a, "backing", i, "amount.currency",
                            p->backing[i].amount.currency);
    for (size_t i = 0; more && i < p->n_rates; i++) more = ask_rate(a, i);
    return more;
}

enum ta_status ta_codes_check(const struct ta_project *project, ta_day today,
                              struct ta_fault_hearer *hearer, struct ta_error *err)
{
    /* east of Greenwich it is tomorrow already */
    struct asking a = {.project = project,
                       .last = today == 0 ? TA_DAY_NONE : today + 1,
                       .hearer = hearer};
    return ask_all(&a) ? TA_OK : ta_fail_as(err, &a.first);
}
