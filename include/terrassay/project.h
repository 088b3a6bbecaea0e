/* SPDX-License-Identifier: Apache-2.0 */
/** @file project.h  What is financed: project, sites, loans, declared figures.
 *
 *  The JSON form is datasets/schema/project.schema.json; src/base/project.h reads and
 * writes it. All pointers are owned by the struct that holds them; ta_project_free()
 * ends it. */
#ifndef TERRASSAY_PROJECT_H
#define TERRASSAY_PROJECT_H

#include "terrassay/geometry.h"
#include "terrassay/types.h"

/** A polygon, or a point with a radius turned into its geodesic circle. WGS 84 lon/lat.
 */
struct ta_site {
    int n; /**< 1, 2, ...; the site's id is "project/n" */
    char *name;
    struct ta_polygons shape; /**< empty while a point waits to become a circle */
    double point[2]; /**< longitude, latitude as declared; used with a radius */
    double radius_m; /**< of the circle; NaN or 0 for a site drawn as polygons */
    double area_m2;  /**< ellipsoidal; NaN while nobody measured it */
    double position_error_m; /**< 1 sigma of the outline; NaN when nobody said */
    char *drawn_by;          /**< NULL when unknown */
    ta_day drawn_on;
    char *source_crs;  /**< as declared, e.g. "EPSG:20137" */
    double accuracy_m; /**< of the CRS operation that moved it; NaN when unknown */
};

/** A licence to build or run: "eia", "discharge", "land", "water", "energy", "other". */
struct ta_permit {
    char kind[TA_NAME_SIZE];
    char *number, *authority; /**< NULL when not said */
    ta_day from, to;          /**< TA_DAY_NONE when not said */
};

/** What stands behind the loans: "collateral", "insurance", "guarantee". */
struct ta_backing {
    char kind[TA_NAME_SIZE];
    char *name, *by; /**< what it is; who gives it; NULL when not said */
    char *serials;   /**< what tells it from others of its kind: ear tags, allowance or
                        policy serials, "A-0001..A-0400, B-7"; NULL when not said */
    struct ta_money amount;
    ta_day from, to;
};

struct ta_supplier {
    char *id, *name; /**< one of the two may be NULL */
};

/** One loan in PCAF's terms. An amount with an empty currency was not given. */
struct ta_loan {
    char id[TA_ID_SIZE];
    char asset_class
        [TA_NAME_SIZE]; /**< PCAF's: "project_finance", "business_loan", ... */
    struct ta_money outstanding, total_investment, equity, debt;
    struct ta_money average_outstanding;         /**< monthly mean of the year */
    struct ta_money evic, total_assets, revenue; /**< of the client */
    struct ta_money property_value; /**< of a building or vehicle at origination */
    struct ta_money gdp_ppp;        /**< of a country */
    ta_day as_of, start, maturity;
};

/** A rate of exchange of one day. */
struct ta_rate {
    char *from, *to; /**< ISO 4217 */
    double value;    /**< how much of `to` one of `from` is, in whole units of both */
    ta_day on;
    char *source;
};

/** A figure the client or a third party states: activity data, capacity, emissions, a
 * claim. */
struct ta_declared {
    char
        name[TA_NAME_SIZE]; /**< "fuel.diesel", "area_planted", "capacity_built", ... */
    double value;
    char unit[TA_UNIT_SIZE];
    ta_day from, to; /**< period it speaks of; from == to for a date */
    char *source;    /**< who says so; NULL when not said */
    int grade;       /**< data quality 1 (best) to 5, 0 when not said */
    char *
        serials; /**< of certificates or credits behind it, as a backing's; NULL when not said */
};

enum { TA_SETTING_SIZE = 16 };

/** A thing in the field and one property that it measures. */
struct ta_datastream {
    char device[TA_ID_SIZE];
    char name[TA_NAME_SIZE];     /**< unique within the device, e.g. "stack1.so2" */
    char property[TA_NAME_SIZE]; /**< "so2", "pm25", "flow", ... */
    char unit[TA_UNIT_SIZE];
    double range_lo, range_hi; /**< what the instrument can report; NaN when not said */
    double limit;              /**< permitted value in `unit`; NaN when none */
    char *limit_source;        /**< the permit or standard that sets it */
    double interval_s;         /**< seconds between readings; NaN when not said */
    char *serial; /**< maker's number of the instrument; NULL when not said */
    char setting
        [TA_SETTING_SIZE]; /**< "ambient", "stack", "water" or "weather", as the table
                                      `quality_limits` has it; empty when not said */
    /* Emission monitoring; what is not said is as the model has it. */
    char basis[TA_SETTING_SIZE]; /**< "dry" or "wet": of the gas that values are of */
    double
        moisture; /**< (%) of the gas, where none is measured; NaN or 0 when not said */
    double reference_oxygen; /**< (%) at which the limit stands while values are as
                                  measured; NaN or 0: values stand at it already */
    char hour_rule[TA_SETTING_SIZE]; /**< "hj75", "us75", "us60" */
    char substitution
        [TA_SETTING_SIZE]; /**< of missing hours: "none", "us75_so2", "hj75" */
    double potential; /**< maximum potential value, in `unit`; NaN or 0 when not said */
    double
        detection_limit; /**< smallest value that the instrument tells from none, in `unit`;
                                 NaN or 0 when not said */
    ta_day calibrated; /**< last calibration; TA_DAY_NONE when not said */
    double calibration_interval_days; /**< how long one holds; NaN or 0: not said */
    double longitude, latitude; /**< of the instrument, WGS 84; NaN when not said */
};

enum { TA_DATA_WORD_SIZE = 16 };

struct ta_project {
    char id[TA_ID_SIZE];
    char *name;
    char *client_id, *client_name;
    char *sector_scheme, *sector_code; /**< scheme with its revision, e.g. "NACE-2.1" */
    char country[3];                   /**< ISO 3166-1 alpha-2, empty when not said */
    char environmental_class;   /**< 'A', 'B', 'C' of the regulator, 0 when not said */
    bool simulated;             /**< every page about it says so */
    char *technology, *purpose; /**< of the plant; use of the loan's proceeds */
    char *catalogue_scheme, *catalogue_code; /**< green catalogue as proposed */
    ta_day construction_start, operation_start;
    ta_day consent_on; /**< day the client agreed to the use of its data */
    /* Personal data in the evidence: outlines of farmers' parcels, faces in pictures. */
    char data_class[TA_DATA_WORD_SIZE]; /**< "none", "personal", "sensitive"; empty when
                                            not said */
    char data_ground
        [TA_DATA_WORD_SIZE]; /**< "consent", "contract", "law"; empty: consent */
    char *data_purpose;      /**< what they are used for; NULL when not said */
    ta_day consent_until;    /**< last day of the consent */
    ta_day keep_until;       /**< last day they may be kept and used */
    size_t n_sites;
    struct ta_site *site;
    size_t n_loans;
    struct ta_loan *loan;
    size_t n_declared;
    struct ta_declared *declared;
    size_t n_datastreams;
    struct ta_datastream *datastream;
    size_t n_permits;
    struct ta_permit *permit;
    size_t n_backing;
    struct ta_backing *backing;
    size_t n_rates;
    struct ta_rate *rate;
    size_t n_suppliers;
    struct ta_supplier *supplier;
};

#endif
