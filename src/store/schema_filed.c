/* SPDX-License-Identifier: Apache-2.0 */
/** @file schema_filed.c  What was filed with somebody outside: only ever added, a chain of its own.
 *
 *  size: table */
#include "store/schema.h"

#define HASH(column)                                                                   \
    column " TEXT NOT NULL CHECK (length(" column ") = 64 AND " column                 \
           " NOT GLOB '*[^0-9a-f]*')"

const char *const ta_schema_filed[] = {
    "CREATE TABLE ta_filed (\n"
    "  seq INTEGER PRIMARY KEY CHECK (seq >= 1),\n"
    "  " HASH(
        "id") " UNIQUE,\n"
              "  kind TEXT NOT NULL CHECK (kind IN ('portfolio')),\n"
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
    "CREATE TABLE ta_filed_head (\n"
    "  one INTEGER PRIMARY KEY CHECK (one = 1),\n"
    "  seq INTEGER NOT NULL,\n"
    "  " HASH("chain") "\n"
                       ") STRICT",
    "INSERT INTO ta_filed_head VALUES (1, 0, printf('%064d', 0))",
    "CREATE TRIGGER ta_filed_head_moves BEFORE UPDATE ON ta_filed_head\n"
    "  WHEN NEW.one <> 1 OR NEW.seq <> OLD.seq + 1 OR NOT EXISTS (\n"
    "    SELECT 1 FROM ta_filed WHERE seq = NEW.seq AND chain = NEW.chain)\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a chain only grows, by one link');\n"
    "END",
    "CREATE TRIGGER ta_filed_head_stays BEFORE DELETE ON ta_filed_head\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a chain keeps its head');\n"
    "END",
    "CREATE TRIGGER ta_filed_head_single BEFORE INSERT ON ta_filed_head\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'a chain has one head');\n"
    "END",
    "CREATE TRIGGER ta_filed_links BEFORE INSERT ON ta_filed\n"
    "  WHEN NOT EXISTS (SELECT 1 FROM ta_filed_head\n"
    "    WHERE seq + 1 = NEW.seq AND chain = NEW.previous)\n"
    "    OR EXISTS (SELECT 1 FROM ta_filed WHERE id = NEW.id)\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'not the next link of the chain');\n"
    "END",
    "CREATE TRIGGER ta_filed_counts AFTER INSERT ON ta_filed\n"
    "BEGIN\n"
    "  UPDATE ta_filed_head SET seq = NEW.seq, chain = NEW.chain;\n"
    "END",
    "CREATE TRIGGER ta_filed_no_update BEFORE UPDATE ON ta_filed\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'what was filed is never changed');\n"
    "END",
    "CREATE TRIGGER ta_filed_no_delete BEFORE DELETE ON ta_filed\n"
    "BEGIN\n"
    "  SELECT RAISE(ABORT, 'what was filed is never removed');\n"
    "END",
    0};
