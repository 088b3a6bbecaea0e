/* SPDX-License-Identifier: Apache-2.0 */
/** @file company_name.h  Two ways to write one legal name of a company, Latin or Chinese, made equal.
 *
 *  What is no letter and no digit goes (blanks, stops, brackets of any width); full-width letters and digits
 *  become ASCII and capitals small. Two words that the law has for one form become one: 有限责任公司 is 有限公司,
 *  股份有限公司 is 股份公司 (PRC Company Law of 2023, article 7), and those words in traditional characters are the
 *  simplified ones. Nothing else is brought together: other traditional characters stay what they are, since one of
 *  them may be written as another company's simplified one, and a company is not the group that it belongs to. */
#ifndef TA_ENGINE_COMPANY_NAME_H
#define TA_ENGINE_COMPANY_NAME_H

#include <stdbool.h>

enum { TA_COMPANY_NAME = 256 };

/** Both "" where the name has no letter or digit, or more than there is room for. */
struct ta_company_name {
    char plain[TA_COMPANY_NAME]; /**< equal: the same name */
    /** Without the legal form, "group" and "holding" at its end. Equal: perhaps the same company, and perhaps its
     *  parent; a hint to a person, no match. "" where less than two characters are left. */
    char stem[TA_COMPANY_NAME];
};

void ta_company_name(const char *text, struct ta_company_name *out);

/** Are both identifiers of one register (the Chinese unified social credit code, 18; LEI, 20 letters and digits)? Then
 *  other ones are other companies, whatever their names. */
bool ta_company_ids_comparable(const char *a, const char *b);
/** As strcmp(), small and capital letters of ASCII alike. */
int ta_company_ids_order(const char *a, const char *b);

#endif
