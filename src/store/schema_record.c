/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_record.c  What is only ever added: records, approvals, the audit log.
 *
 *  The heads count what there is, so that a cut end is seen. Nothing here stops someone
 * who may rewrite the file: that is what the signatures are for.
 *
 *  size: table */
#include "store/schema.h"

#define HASH(column)                                                                   \
    column " TEXT NOT NULL CHECK (length(" column ") = 64 AND " column                 \
           " NOT GLOB '*[^0-9a-f]*')"
#define ONLY_ADDED(table, words)                                                       \
    "CREATE TRIGGER " table "_no_update BEFORE UPDATE ON " table "\n"                  \
    "BEGIN\n"                                                                          \
    "  SELECT RAISE(ABORT, '" words " is never changed');\n"                           \
    "END",                                                                             \
        "CREATE TRIGGER " table "_no_delete BEFORE DELETE ON " table "\n"              \
        "BEGIN\n"                                                                      \
        "  SELECT RAISE(ABORT, '" words " is never removed');\n"                       \
        "END"
#define HEAD(table)                                                                    \
    "CREATE TABLE " table "_head (\n"                                                  \
    "  one INTEGER PRIMARY KEY CHECK (one = 1),\n"                                     \
    "  seq INTEGER NOT NULL,\n"                                                        \
    "  " HASH("chain") "\n"                                                            \
                       ") STRICT",                                                     \
        "INSERT INTO " table "_head VALUES (1, 0, printf('%064d', 0))",                \
        "CREATE TRIGGER " table "_head_moves BEFORE UPDATE ON " table "_head\n"        \
        "  WHEN NEW.one <> 1 OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (\n"              \
        "    SELECT 1 FROM " table " WHERE seq = NEW.seq AND chain = NEW.chain)\n"     \
        "BEGIN\n"                                                                      \
        "  SELECT RAISE(ABORT, 'a chain only grows, by one link');\n"                  \
        "END",                                                                         \
        "CREATE TRIGGER " table "_head_stays BEFORE DELETE ON " table "_head\n"        \
        "BEGIN\n"                                                                      \
        "  SELECT RAISE(ABORT, 'a chain keeps its head');\n"                           \
        "END",                                                                         \
        "CREATE TRIGGER " table "_head_single BEFORE INSERT ON " table "_head\n"       \
        "BEGIN\n"                                                                      \
        "  SELECT RAISE(ABORT, 'a chain has one head');\n"                             \
        "END"
#define LINKED(table, also)                                                            \
    "CREATE TRIGGER " table "_links BEFORE INSERT ON " table "\n"                      \
    "  WHEN NOT EXISTS (SELECT 1 FROM " table "_head\n"                                \
    "    WHERE seq + 1 = NEW.seq AND chain = NEW.previous)" also "\n"                  \
    "BEGIN\n"                                                                          \
    "  SELECT RAISE(ABORT, 'not the next link of the chain');\n"                       \
    "END",                                                                             \
        "CREATE TRIGGER " table "_counts AFTER INSERT ON " table "\n"                  \
        "BEGIN\n"                                                                      \
        "  UPDATE " table "_head SET seq = NEW.seq, chain = NEW.chain;\n"              \
        "END"

const char *const ta_schema_record[] = {
    "CREATE TABLE ta_record (\n"
    "  seq INTEGER PRIMARY KEY CHECK (seq >= 1),\n"
    "  " HASH(
        "id") " UNIQUE,\n"
              "  project TEXT NOT NULL,\n"
              "  as_of INTEGER NOT NULL,\n"
              "  created INTEGER NOT NULL,\n"
              "  " HASH(
                  "previous") ",\n"
                              "  " HASH(
                                  "chain") ",\n"
                                           "  " HASH(
                                               "key_id") ",\n"
                                                         "  signature TEXT NOT NULL "
                                                         "CHECK (length(signature) = "
                                                         "128\n"
                                                         "    AND signature NOT GLOB "
                                                         "'*[^0-9a-f]*'),\n"
                                                         "  body BLOB NOT NULL\n"
                                                         ") STRICT",
    "CREATE INDEX ta_record_by_project ON ta_record (project, seq)",
    HEAD("ta_record"),
    LINKED("ta_record", "\n    OR EXISTS (SELECT 1 FROM ta_record WHERE id = NEW.id)"),
    ONLY_ADDED("ta_record", "a record"),

    "CREATE TABLE ta_audit (\n"
    "  seq INTEGER PRIMARY KEY CHECK (seq >= 1),\n"
    "  at INTEGER NOT NULL,\n"
    "  who TEXT NOT NULL,\n"
    "  action TEXT NOT NULL,\n"
    "  object TEXT NOT NULL,\n"
    "  detail TEXT NOT NULL,\n"
    "  " HASH("previous") ",\n"
                          "  " HASH("chain") "\n"
                                             ") STRICT",
    HEAD("ta_audit"),
    LINKED("ta_audit", ""),
    ONLY_ADDED("ta_audit", "a line of the audit log"),

    "CREATE TABLE ta_approval (\n"
    "  n INTEGER PRIMARY KEY,\n"
    "  kind TEXT NOT NULL CHECK (kind IN ('model', 'override', 'retire')),\n"
    "  " HASH(
        "object") ",\n"
                  "  opinion TEXT NOT NULL CHECK ((opinion = '') = (kind <> "
                  "'override')),\n"
                  "  made_by TEXT NOT NULL CHECK (trim(made_by) <> ''),\n"
                  "  made_key TEXT NOT NULL CHECK (made_key = '' OR length(made_key) = "
                  "64),\n"
                  "  by TEXT NOT NULL CHECK (trim(by) <> ''),\n"
                  "  role TEXT NOT NULL,\n"
                  "  " HASH(
                      "key_id") ",\n"
                                "  reason TEXT NOT NULL CHECK (trim(reason) <> ''),\n"
                                "  from_day INTEGER NOT NULL,\n"
                                "  until_day INTEGER NOT NULL,\n"
                                "  signature TEXT NOT NULL CHECK (length(signature) = "
                                "128\n"
                                "    AND signature NOT GLOB '*[^0-9a-f]*'),\n"
                                "  CONSTRAINT maker_is_not_checker CHECK (\n"
                                "    lower(trim(made_by)) <> lower(trim(by)) AND "
                                "made_key <> key_id),\n"
                                "  CONSTRAINT override_names_key CHECK (kind <> "
                                "'override' OR made_key <> ''),\n"
                                "  CONSTRAINT it_ends CHECK (until_day >= from_day AND "
                                "until_day < 2147483647)\n"
                                ") STRICT",
    "CREATE INDEX ta_approval_of ON ta_approval (object, n)",

    "CREATE TRIGGER ta_approval_links BEFORE INSERT ON ta_approval\n"
    "  WHEN EXISTS (SELECT 1 FROM ta_approval WHERE n = NEW.n) OR NOT EXISTS (\n"
    "    SELECT 1 FROM ta_document WHERE kind = 'model' AND NEW.kind <> 'override'\n"
    "      AND sha256 = NEW.object\n"
    "    UNION ALL SELECT 1 FROM ta_record WHERE NEW.kind = 'override'\n"
    "      AND id = NEW.object)\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'what is approved must be here');\n"
    "END",
    ONLY_ADDED("ta_approval", "an approval"),
    0};
