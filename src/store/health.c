/* SPDX-License-Identifier: Apache-2.0 */
#include "store/health.h"

#include <sqlite3.h>

enum { WITH_STRICT = 3037000 };

void ta_store_health(const struct ta_health *health)
{
    if (sqlite3_libversion_number() < WITH_STRICT)
        ta_health_tell(health, TA_HEALTH_FAULT, "SQLite",
                       "install SQLite 3.37 or newer", "%s has no strict tables",
                       sqlite3_libversion());
    else if (sqlite3_compileoption_used("ENABLE_RTREE") == 0)
        ta_health_tell(health, TA_HEALTH_FAULT, "SQLite",
                       "install an SQLite that was built with R-trees",
                       "%s has no R-trees", sqlite3_libversion());
    else
        ta_health_tell(health, TA_HEALTH_OK, "SQLite", NULL, "%s",
                       sqlite3_libversion());
}
