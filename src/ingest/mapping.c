/* SPDX-License-Identifier: Apache-2.0 */
#include "ingest/mapping.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"
#include "units.h"

enum { SKIP_MOST = 1000, COLUMNS_MOST = 4096, NUMBER_MOST = 64 };

struct reader {
    const struct ta_yaml *yaml;
    struct ta_mapping *out;
    const struct ta_yaml_node *missing; /* of the whole file; may be NULL */
    struct ta_place device;             /* of the whole file */
    struct ta_error *err;
};

static const char *place_key(const struct reader *r)
{
    static const char *const keys[] = {[TA_FORM_CSV] = "column",
                                       [TA_FORM_JSON] = "pointer",
                                       [TA_FORM_HJ212] = "field"};
    _Static_assert(sizeof keys / sizeof *keys == TA_FORM_COUNT, "one of each form");
    return keys[r->out->form];
}

static enum ta_status fail_memory(const struct reader *r)
{
    return ta_fail(r->err, TA_E_NOMEM, "mapping: out of memory");
}

/* --- places --------------------------------------------------------------------------------- */

static enum ta_status check_pointer(const struct reader *r,
                                    const struct ta_yaml_node *node)
{
    const char *at = node->text + (node->text[0] == '^');
    if (*at != '/')
        return ta_yaml_fail(r->yaml, node, r->err,
                            "a pointer begins with /, as in /values/pm25");
    for (at = strchr(at, '~'); at != NULL; at = strchr(at + 1, '~'))
        if (at[1] != '0' && at[1] != '1')
            return ta_yaml_fail(r->yaml, node, r->err,
                                "after ~ in a pointer stands 0 or 1 (RFC 6901)");
    return TA_OK;
}

bool ta_mapping_command_ok(const char *command, size_t size)
{
    static const char *const commands[] = {"2011", "2051", "2061", "2031"};
    for (size_t i = 0; size == 4 && i < sizeof commands / sizeof *commands; i++)
        if (memcmp(command, commands[i], 4) == 0) return true;
    return false;
}

/* One that no frame is read of would lose what it names without a word. */
static enum ta_status check_command(const struct reader *r,
                                    const struct ta_yaml_node *node)
{
    const char *colon = strchr(node->text, ':');
    if (colon == NULL ||
        ta_mapping_command_ok(node->text, (size_t)(colon - node->text)))
        return TA_OK;
    return ta_yaml_fail(r->yaml, node, r->err,
                        "before : in a field stands 2011, 2051, 2061 or 2031");
}

/* A column's name or number, a pointer. */
static enum ta_status read_at(struct reader *r, const struct ta_yaml_node *node,
                              struct ta_place *out)
{
    const char *text = NULL;
    int64_t number = 0;
    enum ta_status rc = ta_yaml_text(r->yaml, node, &text, r->err);
    if (rc != TA_OK) return rc;
    if (r->out->n_slots == TA_MAPPING_SLOTS)
        return ta_yaml_fail(r->yaml, node, r->err, "more than %d columns or pointers",
                            TA_MAPPING_SLOTS);
    *out = (struct ta_place){TA_PLACE_NAMED, text, 0, r->out->n_slots++};
    if (r->out->form == TA_FORM_JSON) return check_pointer(r, node);
    if (r->out->form == TA_FORM_HJ212) return check_command(r, node);
    if (!node->quoted && ta_parse_i64(text, &number) == TA_OK) {
        rc = ta_yaml_int(r->yaml, node, 1, COLUMNS_MOST, &number, r->err);
        out->kind = TA_PLACE_NUMBERED;
        out->number = (size_t)number - 1;
    } else if (!r->out->header) {
        rc = ta_yaml_fail(r->yaml, node, r->err,
                          "without a header a column goes by its number");
    }
    return rc;
}

/* Text: the same for all. {column: X}: found there. */
static enum ta_status read_place(struct reader *r, const struct ta_yaml_node *node,
                                 struct ta_place *out)
{
    if (node->kind == TA_YAML_SCALAR) {
        *out = (struct ta_place){.kind = TA_PLACE_FIXED, .text = node->text};
        return TA_OK;
    }
    const char *known[] = {place_key(r), NULL};
    enum ta_status rc = ta_yaml_known(r->yaml, node, known, r->err);
    if (rc == TA_OK)
        rc = ta_yaml_need(r->yaml, node, known[0], TA_YAML_SCALAR, &node, r->err);
    return rc == TA_OK ? read_at(r, node, out) : rc;
}

/* A device or datastream: a fixed one has to be an id. */
static enum ta_status read_name(struct reader *r, const struct ta_yaml_node *node,
                                struct ta_place *out)
{
    enum ta_status rc = read_place(r, node, out);
    if (rc != TA_OK || out->kind != TA_PLACE_FIXED || ta_id_ok(out->text)) return rc;
    (void)ta_yaml_fail(r->yaml, node, r->err, "\"%.80s\" cannot be its name",
                       out->text);
    ta_error_mend(r->err, "use 1 to 64 of the characters A-Z a-z 0-9 . _ : -");
    return TA_E_DATA;
}

static enum ta_status read_unit(struct reader *r, const struct ta_yaml_node *node,
                                struct ta_place *out)
{
    struct ta_unit unit;
    enum ta_status rc = read_place(r, node, out);
    if (rc != TA_OK || out->kind != TA_PLACE_FIXED) return rc;
    if (ta_unit_parse(out->text, &unit) == TA_OK) return TA_OK;
    (void)ta_yaml_fail(r->yaml, node, r->err, "\"%.60s\" is no unit", out->text);
    ta_error_mend(r->err, "spell it as UDUNITS does: ug/m3, degC, %%, m s-1");
    return TA_E_DATA;
}

/* --- words ---------------------------------------------------------------------------------- */

static struct ta_mapping_word word_of(const struct ta_yaml_node *node, const char *text,
                                      double value)
{
    struct ta_mapping_word word = {.text = text, .value = value};
    word.number = !node->quoted && ta_parse_f64(text, &word.equal) == TA_OK;
    return word;
}

static enum ta_status add_missing(struct reader *r, const struct ta_yaml_node *list,
                                  struct ta_mapped *to)
{
    const struct ta_yaml_node *node = list;
    if (node == NULL) return TA_OK;
    if (node->kind != TA_YAML_LIST)
        return ta_yaml_fail(r->yaml, node, r->err,
                            "missing: wanted a list, as in [NA, -9999]");
    for (node = list->child; node != NULL; node = node->next) {
        if (node->kind != TA_YAML_SCALAR)
            return ta_yaml_fail(r->yaml, node, r->err, "missing: wanted a word");
        to->word[to->n_words++] = word_of(node, node->text, NAN);
    }
    return TA_OK;
}

static enum ta_status add_words(struct reader *r, const struct ta_yaml_node *map,
                                struct ta_mapped *to)
{
    if (map == NULL) return TA_OK;
    if (map->kind != TA_YAML_MAP)
        return ta_yaml_fail(r->yaml, map, r->err,
                            "words: wanted a map, as in {N: 0, NNE: 22.5}");
    for (const struct ta_yaml_node *node = map->child; node != NULL;
         node = node->next) {
        double value = 0.0;
        enum ta_status rc = ta_yaml_number(r->yaml, node, &value, r->err);
        if (rc != TA_OK) return rc;
        to->word[to->n_words++] = (struct ta_mapping_word){node->key, value, false, 0};
    }
    return TA_OK;
}

static enum ta_status read_words(struct reader *r, const struct ta_yaml_node *reading,
                                 struct ta_mapped *to)
{
    const struct ta_yaml_node *missing = ta_yaml_member(reading, "missing");
    const struct ta_yaml_node *words = ta_yaml_member(reading, "words");
    size_t n = (missing == NULL ? 0 : missing->n) + (words == NULL ? 0 : words->n) +
               (r->missing == NULL ? 0 : r->missing->n);
    if (n > TA_MAPPING_WORDS)
        return ta_yaml_fail(r->yaml, reading, r->err, "more than %d words",
                            TA_MAPPING_WORDS);
    to->word = ta_alloc(n, sizeof *to->word);
    if (to->word == NULL) return fail_memory(r);
    enum ta_status rc = add_words(r, words, to);
    if (rc == TA_OK) rc = add_missing(r, missing, to);
    if (rc == TA_OK) rc = add_missing(r, r->missing, to);
    return rc;
}

static struct ta_view trim(struct ta_view text)
{
    while (text.size > 0 && (*text.bytes == ' ' || *text.bytes == '\t')) {
        text.bytes++;
        text.size--;
    }
    while (text.size > 0 &&
           (text.bytes[text.size - 1] == ' ' || text.bytes[text.size - 1] == '\t'))
        text.size--;
    return text;
}

bool ta_mapping_number(struct ta_view text, char decimal, double *out)
{
    char copy[NUMBER_MOST + 1];
    text = trim(text);
    if (text.size == 0 || text.size > NUMBER_MOST) return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.bytes[i];
        if (c == '\0' || (c == '.' && decimal != '.')) return false;
        copy[i] = c == decimal ? '.' : c;
    }
    copy[text.size] = '\0';
    return ta_parse_f64(copy, out) == TA_OK;
}

const struct ta_mapping_word *ta_mapped_word(const struct ta_mapped *mapped,
                                             struct ta_view text, char decimal)
{
    double value = NAN;
    text = trim(text);
    bool number = ta_mapping_number(text, decimal, &value);
    for (size_t i = 0; i < mapped->n_words; i++) {
        const struct ta_mapping_word *word = &mapped->word[i];
        if (word->number ? number && value == word->equal
                         : strlen(word->text) == text.size &&
                               memcmp(word->text, text.bytes, text.size) == 0)
            return word;
    }
    return NULL;
}

/* --- the file ------------------------------------------------------------------------------- */

/* One character in `words`, such as ";". */
static enum ta_status read_mark(struct reader *r, const struct ta_yaml_node *root,
                                const char *key, const char *allowed, char *out)
{
    const struct ta_yaml_node *node = ta_yaml_member(root, key);
    const char *text = NULL;
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_text(r->yaml, node, &text, r->err);
    if (rc != TA_OK) return rc;
    if (strcmp(text, "\\t") == 0) text = "\t";
    if (strlen(text) != 1 || strchr(allowed, *text) == NULL)
        return ta_yaml_fail(r->yaml, node, r->err, "%s: wanted one of %s", key,
                            allowed[2] == '\0' ? "\".\" \",\""
                                               : "\",\" \";\" \"\\t\" \"|\" \" \"");
    *out = *text;
    return TA_OK;
}

static enum ta_status read_truth(struct reader *r, const struct ta_yaml_node *root,
                                 const char *key, bool *out)
{
    static const char *const words[] = {"false", "true", NULL};
    const struct ta_yaml_node *node = ta_yaml_member(root, key);
    size_t choice = 0;
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_choice(r->yaml, node, words, &choice, r->err);
    if (rc == TA_OK) *out = choice == 1;
    return rc;
}

static enum ta_status read_csv_form(struct reader *r, const struct ta_yaml_node *root)
{
    struct ta_mapping *m = r->out;
    int64_t skip = 0;
    const struct ta_yaml_node *node = ta_yaml_member(root, "skip");
    enum ta_status rc = read_mark(r, root, "separator", ",;\t| ", &m->separator);
    if (rc == TA_OK) rc = read_mark(r, root, "decimal", ".,", &m->decimal);
    if (rc == TA_OK) rc = read_truth(r, root, "header", &m->header);
    if (rc == TA_OK) rc = read_truth(r, root, "uneven", &m->uneven);
    if (rc == TA_OK && node != NULL)
        rc = ta_yaml_int(r->yaml, node, 0, SKIP_MOST, &skip, r->err);
    m->skip = (size_t)skip;
    if (rc == TA_OK && m->separator == m->decimal)
        rc = ta_yaml_fail(r->yaml, root, r->err,
                          "the separator is the decimal mark too");
    return rc;
}

static enum ta_status read_json_form(struct reader *r, const struct ta_yaml_node *root)
{
    const struct ta_yaml_node *node = ta_yaml_member(root, "each");
    if (node == NULL) return TA_OK;
    enum ta_status rc = ta_yaml_text(r->yaml, node, &r->out->each, r->err);
    /* "" is the whole: an array at the top */
    if (rc == TA_OK && r->out->each[0] != '\0') rc = check_pointer(r, node);
    return rc;
}

static const char *const forms[] = {
    [TA_FORM_CSV] = "csv", [TA_FORM_JSON] = "json", [TA_FORM_HJ212] = "hj212", NULL};
_Static_assert(sizeof forms / sizeof *forms == TA_FORM_COUNT + 1, "one of each form");

const char *ta_mapping_form_id(enum ta_mapping_form form)
{
    return forms[form];
}

static enum ta_status read_form(struct reader *r, const struct ta_yaml_node *root)
{
    static const char *const csv[] = {"form",   "separator", "decimal", "header",
                                      "skip",   "uneven",    "missing", "time",
                                      "device", "readings",  NULL};
    static const char *const json[] = {"form",   "each",     "missing", "time",
                                       "device", "readings", NULL};
    static const char *const hj212[] = {"form",   "missing",  "time",
                                        "device", "readings", NULL};
    static const char *const *const known[] = {
        [TA_FORM_CSV] = csv, [TA_FORM_JSON] = json, [TA_FORM_HJ212] = hj212};
    _Static_assert(sizeof known / sizeof *known == TA_FORM_COUNT, "one of each form");
    const struct ta_yaml_node *node = NULL;
    size_t form = 0;
    enum ta_status rc =
        ta_yaml_need(r->yaml, root, "form", TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = ta_yaml_choice(r->yaml, node, forms, &form, r->err);
    if (rc != TA_OK) return rc;
    r->out->form = (enum ta_mapping_form)form; /* in the order of `forms` */
    rc = ta_yaml_known(r->yaml, root, known[form], r->err);
    if (rc != TA_OK || r->out->form == TA_FORM_HJ212) return rc;
    return r->out->form == TA_FORM_CSV ? read_csv_form(r, root)
                                       : read_json_form(r, root);
}

static enum ta_status read_time_form(struct reader *r, const struct ta_yaml_node *map)
{
    struct ta_time_form *form = &r->out->time_form;
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc =
        ta_yaml_need(r->yaml, map, "format", TA_YAML_SCALAR, &node, r->err);
    if (rc != TA_OK) return rc;
    const char *wrong = ta_time_form_read(node->text, form);
    if (wrong != NULL) return ta_yaml_fail(r->yaml, node, r->err, "format: %s", wrong);

    node = ta_yaml_member(map, "offset");
    if (node == NULL && !form->zoned) {
        (void)ta_yaml_fail(r->yaml, map, r->err, "times without an offset from UTC");
        ta_error_mend(r->err, "say which: offset: \"+08:00\"");
        return TA_E_DATA;
    }
    if (node == NULL) return TA_OK;
    if (form->zoned)
        return ta_yaml_fail(r->yaml, node, r->err,
                            "an offset, though the times have one themselves");
    if (node->kind != TA_YAML_SCALAR || !ta_time_offset_read(node->text, &form->offset))
        return ta_yaml_fail(r->yaml, node, r->err,
                            "offset: wanted a fixed one, as in \"+08:00\"");
    return TA_OK;
}

static enum ta_status read_time_places(struct reader *r, const struct ta_yaml_node *map,
                                       const char *one, const char *many)
{
    struct ta_mapping *m = r->out;
    const struct ta_yaml_node *node = ta_yaml_member(map, one);
    if (node != NULL && ta_yaml_member(map, many) != NULL)
        return ta_yaml_fail(r->yaml, map, r->err, "both %s and %s", one, many);
    m->n_times = 1;
    if (node != NULL) return read_at(r, node, &m->time[0]);

    enum ta_status rc = ta_yaml_need(r->yaml, map, many, TA_YAML_LIST, &node, r->err);
    if (rc != TA_OK) return rc;
    if (node->n == 0 || node->n > TA_MAPPING_TIMES)
        return ta_yaml_fail(r->yaml, node, r->err, "%s: wanted 1 to %d", many,
                            TA_MAPPING_TIMES);
    m->n_times = 0;
    for (node = node->child; rc == TA_OK && node != NULL; node = node->next)
        rc = read_at(r, node, &m->time[m->n_times++]);
    return rc;
}

/* DataTime in China's time, as HJ 212 writes it. */
static enum ta_status take_usual_time(struct reader *r)
{
    struct ta_mapping *m = r->out;
    m->n_times = 1;
    m->time[0] = (struct ta_place){TA_PLACE_NAMED, "DataTime", 0, m->n_slots++};
    if (ta_time_form_read("%Y%m%d%H%M%S", &m->time_form) == NULL &&
        ta_time_offset_read("+08:00", &m->time_form.offset))
        return TA_OK;
    return ta_fail(r->err, TA_E_INTERNAL, "mapping: DataTime cannot be read");
}

static enum ta_status read_time(struct reader *r, const struct ta_yaml_node *root)
{
    static const char *const all[] = {[TA_FORM_CSV] = "columns",
                                      [TA_FORM_JSON] = "pointers",
                                      [TA_FORM_HJ212] = "fields"};
    _Static_assert(sizeof all / sizeof *all == TA_FORM_COUNT, "one of each form");
    const char *many = all[r->out->form];
    if (r->out->form == TA_FORM_HJ212 && ta_yaml_member(root, "time") == NULL)
        return take_usual_time(r);
    const char *known[] = {place_key(r), many, "format", "offset", NULL};
    const struct ta_yaml_node *map = NULL;
    enum ta_status rc = ta_yaml_need(r->yaml, root, "time", TA_YAML_MAP, &map, r->err);
    if (rc == TA_OK) rc = ta_yaml_known(r->yaml, map, known, r->err);
    if (rc == TA_OK) rc = read_time_places(r, map, known[0], many);
    return rc == TA_OK ? read_time_form(r, map) : rc;
}

static enum ta_status read_reading(struct reader *r, const struct ta_yaml_node *map,
                                   struct ta_mapped *out)
{
    const char *known[] = {place_key(r), "device", "datastream", "unit",
                           "missing",    "words",  NULL};
    const struct ta_yaml_node *node = NULL;
    enum ta_status rc = ta_yaml_known(r->yaml, map, known, r->err);
    if (rc == TA_OK)
        rc = ta_yaml_need(r->yaml, map, known[0], TA_YAML_SCALAR, &node, r->err);
    if (rc == TA_OK) rc = read_at(r, node, &out->at);
    out->device = r->device;
    node = ta_yaml_member(map, "device");
    if (rc == TA_OK && node != NULL) rc = read_name(r, node, &out->device);
    node = ta_yaml_member(map, "datastream");
    if (rc == TA_OK && node == NULL)
        rc = ta_yaml_fail(r->yaml, map, r->err, "\"datastream\" is missing");
    if (rc == TA_OK) rc = read_name(r, node, &out->datastream);
    node = ta_yaml_member(map, "unit");
    if (rc == TA_OK && node == NULL)
        rc = ta_yaml_fail(r->yaml, map, r->err, "\"unit\" is missing");
    if (rc == TA_OK) rc = read_unit(r, node, &out->unit);
    return rc == TA_OK ? read_words(r, map, out) : rc;
}

static enum ta_status read_readings(struct reader *r, const struct ta_yaml_node *root)
{
    struct ta_mapping *m = r->out;
    const struct ta_yaml_node *node = ta_yaml_member(root, "device");
    r->missing = ta_yaml_member(root, "missing");
    enum ta_status rc = node == NULL ? TA_OK : read_name(r, node, &r->device);
    if (rc == TA_OK)
        rc = ta_yaml_need(r->yaml, root, "readings", TA_YAML_LIST, &node, r->err);
    if (rc != TA_OK) return rc;
    if (node->n == 0 || node->n > TA_MAPPING_READINGS)
        return ta_yaml_fail(r->yaml, node, r->err, "readings: wanted 1 to %d",
                            TA_MAPPING_READINGS);
    m->reading = ta_alloc(node->n, sizeof *m->reading);
    if (m->reading == NULL) return fail_memory(r);
    for (node = node->child; rc == TA_OK && node != NULL; node = node->next)
        rc = read_reading(r, node, &m->reading[m->n_readings++]);
    return rc;
}

enum ta_status ta_mapping_parse(const char *name, const char *bytes, size_t size,
                                struct ta_mapping **out, struct ta_error *err)
{
    struct ta_mapping *m = ta_alloc(1, sizeof *m);
    if (m == NULL) return ta_fail(err, TA_E_NOMEM, "%s: out of memory", name);
    m->separator = ',';
    m->decimal = '.';
    m->header = true;
    enum ta_status rc = ta_yaml_parse(name, bytes, size, &m->yaml, err);
    if (rc == TA_OK) {
        const struct ta_yaml_node *root = ta_yaml_root(m->yaml);
        struct reader r = {.yaml = m->yaml, .out = m, .err = err};
        rc = read_form(&r, root);
        if (rc == TA_OK) rc = read_time(&r, root);
        if (rc == TA_OK) rc = read_readings(&r, root);
    }
    if (rc == TA_OK)
        *out = m;
    else
        ta_mapping_free(m);
    return rc;
}

void ta_mapping_free(struct ta_mapping *mapping)
{
    if (mapping == NULL) return;
    for (size_t i = 0; i < mapping->n_readings; i++) ta_free(mapping->reading[i].word);
    ta_free(mapping->reading);
    if (mapping->yaml != NULL) ta_yaml_free(mapping->yaml);
    ta_free(mapping);
}
