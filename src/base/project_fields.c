/* SPDX-License-Identifier: Apache-2.0 */
#include "base/project_fields.h"

#include <float.h>

#include "terrassay/project.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define AT(type, member)                                                               \
    .offset = offsetof(struct type, member), .size = sizeof(((struct type *)0)->member)
#define WITHIN(most) .lo = -(most), .hi = (most), .late = true
#define LIST(type, member, n) AT(type, member), .count = offsetof(struct type, n)

static const char *const schema_tag[] = {"terrassay/project/1", NULL};
static const char *const classes[] = {"A", "B", "C", NULL};
/* PCAF, Global GHG Standard part A, 2nd edition (2022), chapter 5; and sovereign debt. */
static const char *const asset_classes[] = {"listed_equity",   "corporate_bond",
                                            "business_loan",   "unlisted_equity",
                                            "project_finance", "commercial_real_estate",
                                            "mortgage",        "motor_vehicle_loan",
                                            "sovereign_debt",  NULL};
static const char *const permit_kinds[] = {"eia",    "discharge", "land", "water",
                                           "energy", "other",     NULL};
static const char *const backing_kinds[] = {"collateral", "insurance", "guarantee",
                                            NULL};
static const char *const settings[] = {"ambient", "stack", "water", "weather", NULL};
static const char *const bases[] = {"dry", "wet", NULL};
static const char *const hour_rules[] = {"hj75", "us75", "us60", NULL};
static const char *const substitutions[] = {"none", "us75_so2", "hj75", NULL};

/* What personal and sensitive information are: Personal Information Protection Law of the
 * People's Republic of China (2021), articles 4 and 28. The grounds: its article 13, paragraph 1,
 * items 1 (consent), 2 (a contract with the person) and 3 (duties by law). */
static const char *const data_classes[] = {"none", "personal", "sensitive", NULL};
static const char *const data_grounds[] = {"consent", "contract", "law", NULL};

/* clang-format off */
static const struct ta_field site_fields[] = {
    {"n", TA_FIELD_INT, false, AT(ta_site, n), .lo = 1, .hi = 1e6},
    {"name", TA_FIELD_TEXT, false, AT(ta_site, name)},
    {"geometry", TA_FIELD_GEOMETRY, false, AT(ta_site, shape)},
    {"point", TA_FIELD_POINT, false, AT(ta_site, point)},
    {"radius_m", TA_FIELD_NUMBER, false, AT(ta_site, radius_m), .lo = 1, .hi = 1e5},
    {"area_m2", TA_FIELD_NUMBER, false, AT(ta_site, area_m2), .lo = 0, .hi = 6e14},
    {"position_error_m", TA_FIELD_NUMBER, false, AT(ta_site, position_error_m), .lo = 0, .hi = 1e5},
    {"drawn_by", TA_FIELD_TEXT, false, AT(ta_site, drawn_by)},
    {"drawn_on", TA_FIELD_DAY, false, AT(ta_site, drawn_on)},
    {"source_crs", TA_FIELD_TEXT, false, AT(ta_site, source_crs)},
    {"accuracy_m", TA_FIELD_NUMBER, false, AT(ta_site, accuracy_m), .lo = 0, .hi = 1e5},
};

static const struct ta_field loan_fields[] = {
    {"id", TA_FIELD_ID, true, AT(ta_loan, id)},
    {"asset_class", TA_FIELD_WORD, true, AT(ta_loan, asset_class), .words = asset_classes},
    {"outstanding", TA_FIELD_MONEY, false, AT(ta_loan, outstanding), .lo = 0},
    {"total_investment", TA_FIELD_MONEY, false, AT(ta_loan, total_investment), .lo = 0},
    {"equity", TA_FIELD_MONEY, false, AT(ta_loan, equity), .lo = -DBL_MAX}, /* may be negative */
    {"debt", TA_FIELD_MONEY, false, AT(ta_loan, debt), .lo = 0},
    {"average_outstanding", TA_FIELD_MONEY, false, AT(ta_loan, average_outstanding), .lo = 0},
    {"evic", TA_FIELD_MONEY, false, AT(ta_loan, evic), .lo = 0},
    {"total_assets", TA_FIELD_MONEY, false, AT(ta_loan, total_assets), .lo = 0},
    {"revenue", TA_FIELD_MONEY, false, AT(ta_loan, revenue), .lo = 0},
    {"property_value", TA_FIELD_MONEY, false, AT(ta_loan, property_value), .lo = 0},
    {"gdp_ppp", TA_FIELD_MONEY, false, AT(ta_loan, gdp_ppp), .lo = 0},
    {"as_of", TA_FIELD_DAY, false, AT(ta_loan, as_of)},
    {"start", TA_FIELD_DAY, false, AT(ta_loan, start)},
    {"maturity", TA_FIELD_DAY, false, AT(ta_loan, maturity)},
};

static const struct ta_field declared_fields[] = {
    {"name", TA_FIELD_ID, true, AT(ta_declared, name)},
    {"value", TA_FIELD_NUMBER, true, AT(ta_declared, value), WITHIN(TA_FIGURE_MOST)},
    {"unit", TA_FIELD_UNIT, true, AT(ta_declared, unit)},
    {"from", TA_FIELD_DAY, false, AT(ta_declared, from)},
    {"to", TA_FIELD_DAY, false, AT(ta_declared, to)},
    {"source", TA_FIELD_TEXT, false, AT(ta_declared, source)},
    {"grade", TA_FIELD_INT, false, AT(ta_declared, grade), .lo = 1, .hi = 5},
    {"serials", TA_FIELD_TEXT, false, AT(ta_declared, serials)},
};

static const struct ta_field datastream_fields[] = {
    {"device", TA_FIELD_ID, true, AT(ta_datastream, device)},
    {"name", TA_FIELD_ID, true, AT(ta_datastream, name)},
    {"property", TA_FIELD_ID, true, AT(ta_datastream, property)},
    {"unit", TA_FIELD_UNIT, true, AT(ta_datastream, unit)},
    {"range_lo", TA_FIELD_NUMBER, false, AT(ta_datastream, range_lo), WITHIN(TA_INSTRUMENT_MOST)},
    {"range_hi", TA_FIELD_NUMBER, false, AT(ta_datastream, range_hi), WITHIN(TA_INSTRUMENT_MOST)},
    {"limit", TA_FIELD_NUMBER, false, AT(ta_datastream, limit), WITHIN(TA_LIMIT_MOST)},
    {"limit_source", TA_FIELD_TEXT, false, AT(ta_datastream, limit_source)},
    {"interval_s", TA_FIELD_NUMBER, false, AT(ta_datastream, interval_s), .lo = 1e-3, .hi = 1e8},
    {"serial", TA_FIELD_TEXT, false, AT(ta_datastream, serial)},
    {"setting", TA_FIELD_WORD, false, AT(ta_datastream, setting), .words = settings},
    {"basis", TA_FIELD_WORD, false, AT(ta_datastream, basis), .words = bases},
    {"moisture", TA_FIELD_NUMBER, false, AT(ta_datastream, moisture), .lo = 0, .hi = 99},
    {"reference_oxygen", TA_FIELD_NUMBER, false, AT(ta_datastream, reference_oxygen), .lo = 0, .hi = 20},
    {"hour_rule", TA_FIELD_WORD, false, AT(ta_datastream, hour_rule), .words = hour_rules},
    {"substitution", TA_FIELD_WORD, false, AT(ta_datastream, substitution), .words = substitutions},
    {"potential", TA_FIELD_NUMBER, false, AT(ta_datastream, potential), .lo = 0, .hi = 1e9},
    {"detection_limit", TA_FIELD_NUMBER, false, AT(ta_datastream, detection_limit), .lo = 0, .hi = 1e9},
    {"calibrated", TA_FIELD_DAY, false, AT(ta_datastream, calibrated)},
    {"calibration_interval_days", TA_FIELD_NUMBER, false, AT(ta_datastream, calibration_interval_days), .lo = 0, .hi = 3660},
    {"longitude", TA_FIELD_NUMBER, false, AT(ta_datastream, longitude), .lo = -180, .hi = 180},
    {"latitude", TA_FIELD_NUMBER, false, AT(ta_datastream, latitude), .lo = -90, .hi = 90},
};

static const struct ta_field permit_fields[] = {
    {"kind", TA_FIELD_WORD, true, AT(ta_permit, kind), .words = permit_kinds},
    {"number", TA_FIELD_TEXT, false, AT(ta_permit, number)},
    {"authority", TA_FIELD_TEXT, false, AT(ta_permit, authority)},
    {"from", TA_FIELD_DAY, false, AT(ta_permit, from)},
    {"to", TA_FIELD_DAY, false, AT(ta_permit, to)},
};

static const struct ta_field backing_fields[] = {
    {"kind", TA_FIELD_WORD, true, AT(ta_backing, kind), .words = backing_kinds},
    {"name", TA_FIELD_TEXT, false, AT(ta_backing, name)},
    {"by", TA_FIELD_TEXT, false, AT(ta_backing, by)},
    {"serials", TA_FIELD_TEXT, false, AT(ta_backing, serials)},
    {"amount", TA_FIELD_MONEY, false, AT(ta_backing, amount), .lo = 0},
    {"from", TA_FIELD_DAY, false, AT(ta_backing, from)},
    {"to", TA_FIELD_DAY, false, AT(ta_backing, to)},
};

static const struct ta_field supplier_fields[] = {
    {"id", TA_FIELD_TEXT, false, AT(ta_supplier, id)},
    {"name", TA_FIELD_TEXT, false, AT(ta_supplier, name)},
};

static const struct ta_field rate_fields[] = {
    {"from", TA_FIELD_TEXT, true, AT(ta_rate, from)},
    {"to", TA_FIELD_TEXT, true, AT(ta_rate, to)},
    {"value", TA_FIELD_NUMBER, true, AT(ta_rate, value), .lo = 1e-9, .hi = 1e9},
    {"on", TA_FIELD_DAY, true, AT(ta_rate, on)},
    {"source", TA_FIELD_TEXT, true, AT(ta_rate, source)},
};

static const struct ta_field client_fields[] = {
    {"id", TA_FIELD_TEXT, false, AT(ta_project, client_id)},
    {"name", TA_FIELD_TEXT, false, AT(ta_project, client_name)},
};

static const struct ta_field sector_fields[] = {
    {"scheme", TA_FIELD_TEXT, true, AT(ta_project, sector_scheme)},
    {"code", TA_FIELD_TEXT, true, AT(ta_project, sector_code)},
};

static const struct ta_field catalogue_fields[] = {
    {"scheme", TA_FIELD_TEXT, true, AT(ta_project, catalogue_scheme)},
    {"code", TA_FIELD_TEXT, true, AT(ta_project, catalogue_code)},
};

static const struct ta_field personal_fields[] = {
    {"class", TA_FIELD_WORD, true, AT(ta_project, data_class), .words = data_classes},
    {"purpose", TA_FIELD_TEXT, false, AT(ta_project, data_purpose)},
    {"ground", TA_FIELD_WORD, false, AT(ta_project, data_ground), .words = data_grounds},
    {"consent_until", TA_FIELD_DAY, false, AT(ta_project, consent_until)},
    {"keep_until", TA_FIELD_DAY, false, AT(ta_project, keep_until)},
};

#define SHAPE(fields, type) {fields, COUNT(fields), sizeof(struct type)}
const struct ta_shape ta_shape_site = SHAPE(site_fields, ta_site);
static const struct ta_shape loan = SHAPE(loan_fields, ta_loan);
static const struct ta_shape declared = SHAPE(declared_fields, ta_declared);
static const struct ta_shape datastream = SHAPE(datastream_fields, ta_datastream);
static const struct ta_shape permit = SHAPE(permit_fields, ta_permit);
static const struct ta_shape backing = SHAPE(backing_fields, ta_backing);
static const struct ta_shape supplier = SHAPE(supplier_fields, ta_supplier);
static const struct ta_shape rate = SHAPE(rate_fields, ta_rate);
static const struct ta_shape client = SHAPE(client_fields, ta_project);
static const struct ta_shape sector = SHAPE(sector_fields, ta_project);
static const struct ta_shape catalogue = SHAPE(catalogue_fields, ta_project);
static const struct ta_shape personal = SHAPE(personal_fields, ta_project);

static const struct ta_field project_fields[] = {
    {"schema", TA_FIELD_TAG, false, .words = schema_tag},
    {"id", TA_FIELD_ID, true, AT(ta_project, id)},
    {"name", TA_FIELD_TEXT, false, AT(ta_project, name)},
    {"client", TA_FIELD_OBJECT, false, .below = &client},
    {"sector", TA_FIELD_OBJECT, false, .below = &sector},
    {"country", TA_FIELD_COUNTRY, false, AT(ta_project, country)},
    {"environmental_class", TA_FIELD_CLASS, false, AT(ta_project, environmental_class), .words = classes},
    {"simulated", TA_FIELD_BOOL, false, AT(ta_project, simulated)},
    {"technology", TA_FIELD_TEXT, false, AT(ta_project, technology)},
    {"purpose", TA_FIELD_TEXT, false, AT(ta_project, purpose)},
    {"catalogue", TA_FIELD_OBJECT, false, .below = &catalogue},
    {"construction_start", TA_FIELD_DAY, false, AT(ta_project, construction_start)},
    {"operation_start", TA_FIELD_DAY, false, AT(ta_project, operation_start)},
    {"consent_on", TA_FIELD_DAY, false, AT(ta_project, consent_on)},
    {"personal_data", TA_FIELD_OBJECT, false, .below = &personal},
    {"loans", TA_FIELD_LIST, false, LIST(ta_project, loan, n_loans), .below = &loan, .hi = 1000},
    {"rates", TA_FIELD_LIST, false, LIST(ta_project, rate, n_rates), .below = &rate, .hi = 1000},
    {"declared", TA_FIELD_LIST, false, LIST(ta_project, declared, n_declared), .below = &declared, .hi = 10000},
    {"datastreams", TA_FIELD_LIST, false, LIST(ta_project, datastream, n_datastreams), .below = &datastream, .hi = 4096},
    {"permits", TA_FIELD_LIST, false, LIST(ta_project, permit, n_permits), .below = &permit, .hi = 1000},
    {"backing", TA_FIELD_LIST, false, LIST(ta_project, backing, n_backing), .below = &backing, .hi = 1000},
    {"suppliers", TA_FIELD_LIST, false, LIST(ta_project, supplier, n_suppliers), .below = &supplier, .hi = 1000},
    {"sites", TA_FIELD_LIST, true, LIST(ta_project, site, n_sites), .below = &ta_shape_site, .lo = 1, .hi = 10000},
};
/* clang-format on */
const struct ta_shape ta_shape_project = SHAPE(project_fields, ta_project);
