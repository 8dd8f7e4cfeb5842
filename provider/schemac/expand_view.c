/*
 * expand_view.c — the records of a data source, a plural data source and a list, from that of a resource.
 * Knows which attributes and blocks of a resource a view has; must not report errors.
 */
#include "schemac/expand.h"
#include "schemac/words.h"

/* The plural: "disks", "addresses", "policies". It works for names and for nouns. */
static struct str plural(struct arena *mem, struct str word)
{
    bool ends_in_y = word.len > 1 && str_ends_with(word, STR("y")) &&
                     memchr("aeiou", word.data[word.len - 2], 5) == NULL;
    bool hisses = str_ends_with(word, STR("s")) || str_ends_with(word, STR("x")) ||
                  str_ends_with(word, STR("ch")) || str_ends_with(word, STR("sh"));
    if (ends_in_y)
        return str_printf(mem, "%.*sies", STR_ARG(str_slice(word, 0, word.len - 1)));
    return str_printf(mem, "%.*s%s", STR_ARG(word), hisses ? "es" : "s");
}

/* A doc may be a list of lines. */
static struct str doc_of(struct arena *mem, const json_t *row)
{
    const json_t *doc = json_object_get(row, "doc");
    struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(doc); i++)
        buf_printf(&text, "%s%.*s", i > 0 ? "\n" : "", STR_ARG(json_text(json_array_get(doc, i))));
    return json_is_array(doc) ? buf_str(&text) : json_text(doc);
}

static struct str first_sentence(struct str doc)
{
    for (size_t at = 0; at < doc.len; at++) {
        bool is_end = doc.data[at] == '.' &&
                      (at + 1 == doc.len || doc.data[at + 1] == ' ' || doc.data[at + 1] == '\n');
        if (is_end)
            return str_slice(doc, 0, at + 1);
    }
    return doc;
}

static void set_text(json_t *row, const char *key, struct str text)
{
    json_object_set_new(row, key, json_new_str(text));
}

/* ---- attributes and blocks of a view ---- */

static json_t *seen_members(struct arena *mem, const json_t *object, bool is_nested);

static bool is_standard(struct str name)
{
    return str_eqc(name, standard_words[STANDARD_TAGS]) ||
           str_eqc(name, standard_words[STANDARD_AUTO_SNAPSHOT]);
}

/* A view leaves out what no response contains, what only the create call refers to, and what the view adds
 * itself. */
static bool is_seen(const json_t *a, bool is_nested)
{
    struct str name = json_member_text(a, "name");
    bool is_own = json_is_true(json_object_get(a, "local")) ||
                  json_is_true(json_object_get(a, "write_only")) ||
                  json_is_true(json_object_get(a, "once")) || json_object_get(a, "refers") != NULL ||
                  (!is_nested && str_eqc(name, "id"));
    return !is_own && (is_nested || is_standard(name) || json_object_get(a, "api") != NULL);
}

static json_t *seen_attribute(struct arena *mem, const json_t *a)
{
    static const char *const kept[] = {"name", "type", "c_name", "sensitive"};
    json_t *row = json_object();
    struct str wire = json_member_text(a, "api");
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) {
        if (json_object_get(a, kept[i]) != NULL)
            json_object_set(row, kept[i], json_object_get(a, kept[i]));
    }
    json_object_set_new(row, "mode", json_string("computed"));
    set_text(row, "doc", first_sentence(doc_of(mem, a)));
    if (wire.len > 0)
        set_text(row, "api", wire.data[0] == '?' ? str_slice(wire, 1, wire.len) : wire);
    const json_t *nested = json_object_get(a, "nested");
    if (nested != NULL) {
        json_t *inner = json_object();
        json_object_set(inner, "nesting", json_object_get(nested, "nesting"));
        json_object_set_new(inner, "attributes", seen_members(mem, nested, true));
        json_object_set_new(row, "nested", inner);
    }
    return row;
}

/* A block becomes a nested attribute, because nothing in a view is written by users. */
static json_t *seen_block(struct arena *mem, const json_t *block)
{
    json_t *row = json_object(), *inner = json_object();
    json_object_set(row, "name", json_object_get(block, "name"));
    if (json_object_get(block, "c_name") != NULL)
        json_object_set(row, "c_name", json_object_get(block, "c_name"));
    json_object_set_new(row, "mode", json_string("computed"));
    set_text(row, "doc", first_sentence(doc_of(mem, block)));
    json_object_set(inner, "nesting", json_object_get(block, "nesting"));
    json_object_set_new(inner, "attributes", seen_members(mem, block, true));
    json_object_set_new(row, "nested", inner);
    return row;
}

/* The attributes and blocks of a record, a nested object or a block. */
static json_t *seen_members(struct arena *mem, const json_t *object, bool is_nested)
{
    json_t *rows = json_array(), *one;
    size_t index;
    json_array_foreach (json_object_get(object, "attributes"), index, one) {
        if (is_seen(one, is_nested))
            json_array_append_new(rows, seen_attribute(mem, one));
    }
    json_array_foreach (json_object_get(object, "blocks"), index, one) {
        if (!json_is_true(json_object_get(one, "local")))
            json_array_append_new(rows, seen_block(mem, one));
    }
    return rows;
}

static const json_t *find_attribute(const json_t *resource, struct str name)
{
    const json_t *attributes = json_object_get(resource, "attributes");
    for (size_t i = 0; i < json_array_size(attributes); i++) {
        if (str_eq(json_member_text(json_array_get(attributes, i), "name"), name))
            return json_array_get(attributes, i);
    }
    return NULL;
}

/* ---- filters ---- */

static json_t *add_filter(json_t *rows, const char *name, json_t *type, struct str doc)
{
    json_t *row = json_pack("{s:s, s:o, s:s}", "name", name, "type", type, "mode", "optional");
    set_text(row, "doc", doc);
    json_array_append_new(rows, row);
    return row;
}

static void add_own_filter(struct arena *mem, json_t *rows, const json_t *a, struct str things)
{
    struct str name = json_member_text(a, "name");
    json_t *row = add_filter(rows, name.data, json_incref(json_object_get(a, "type")),
                             str_printf(mem, "Only %.*s with this value of `%.*s`.", STR_ARG(things),
                                        STR_ARG(name)));
    if (json_object_get(a, "c_name") != NULL)
        json_object_set(row, "c_name", json_object_get(a, "c_name"));
}

static void add_filters(struct arena *mem, json_t *rows, const json_t *resource, struct str things)
{
    const json_t *filters = json_object_get(resource, "filters");
    json_t *row = add_filter(
        rows, "name_regex", json_string("string"),
        str_printf(
            mem,
            "Only %.*s whose name matches this POSIX extended regular expression. It matches anywhere in "
            "the name; use `^` and `$` to match the whole name.",
            STR_ARG(things)));
    json_object_set_new(row, "match", json_string("regex"));
    if (find_attribute(resource, STR("tags")) != NULL)
        add_filter(rows, "tags", json_pack("[s, s]", "map", "string"),
                   str_printf(mem, "Only %.*s that have all of these tags with these values.",
                              STR_ARG(things)));
    for (size_t i = 0; i < json_array_size(filters); i++) {
        const json_t *a = find_attribute(resource, json_text(json_array_get(filters, i)));
        if (a != NULL)
            add_own_filter(mem, rows, a, things);
    }
}

/* ---- the records ---- */

struct words_of {
    struct str one, many; /* the noun for the object */
    struct str name;      /* of the type */
};

static json_t *begin(const json_t *resource, const char *kind, struct str name, struct str doc,
                     const struct kind *row)
{
    json_t *record = json_object(), *reads = json_array();
    json_object_set_new(record, "kind", json_string(kind));
    set_text(record, "name", name);
    if (json_object_get(resource, "subcategory") != NULL)
        json_object_set(record, "subcategory", json_object_get(resource, "subcategory"));
    set_text(record, "doc", doc);
    if (json_object_get(resource, "fixed_region") != NULL)
        json_object_set(record, "fixed_region", json_object_get(resource, "fixed_region"));
    if (strcmp(kind, "data") == 0 && str_eq(name, json_member_text(resource, "name")))
        json_array_append_new(reads, json_string(operation_at(row->get)->name));
    const char *list = operation_at(row->list)->name;
    if (json_array_size(reads) == 0 || strcmp(list, operation_at(row->get)->name) != 0)
        json_array_append_new(reads, json_string(list));
    json_object_set_new(record, "operations", json_pack("{s:o}", "read", reads));
    return record;
}

static json_t *view_one(struct arena *mem, const json_t *resource, const struct words_of *words,
                        const struct kind *row)
{
    json_t *record = begin(resource, "data", words->name,
                           str_printf(mem, "One %.*s of the region, by name.", STR_ARG(words->one)), row);
    json_t *rows = seen_members(mem, resource, false);
    struct str name = json_text(json_array_get(json_object_get(resource, "identity"), 0));
    for (size_t i = 0; i < json_array_size(rows); i++) {
        json_t *a = json_array_get(rows, i);
        if (!str_eq(json_member_text(a, "name"), name))
            continue;
        json_object_set_new(a, "mode", json_string("required"));
        json_object_set_new(a, "length", json_pack("[i, i]", 1, 255));
        set_text(a, "doc", str_printf(mem, "Name of the %.*s.", STR_ARG(words->one)));
    }
    json_object_set_new(record, "attributes", rows);
    return record;
}

static json_t *view_many(struct arena *mem, const json_t *resource, const struct words_of *words,
                         const struct kind *row)
{
    struct str name = plural(mem, words->name);
    json_t *record = begin(resource, "data", name,
                           str_printf(mem, "The %.*s of the region that match all filters, sorted by name.",
                                      STR_ARG(words->many)),
                           row);
    json_t *rows = json_array(), *items = json_object(), *names = json_object();
    add_filters(mem, rows, resource, words->many);
    if (find_attribute(resource, STR("created_at")) != NULL)
        add_filter(rows, "most_recent", json_string("bool"),
                   STR("Whether to return only the latest of those that match the other filters."));
    json_object_set_new(names, "name", json_string("names"));
    json_object_set_new(names, "type", json_pack("[s, s]", "list", "string"));
    json_object_set_new(names, "mode", json_string("computed"));
    set_text(names, "doc", str_printf(mem, "Names of the %.*s found, sorted.", STR_ARG(words->many)));
    json_array_append_new(rows, names);
    set_text(items, "name", name);
    json_object_set_new(items, "mode", json_string("computed"));
    set_text(items, "doc", str_printf(mem, "The %.*s found, sorted by name.", STR_ARG(words->many)));
    json_t *nested = json_object();
    json_object_set_new(nested, "nesting", json_string("list"));
    json_object_set_new(nested, "attributes", seen_members(mem, resource, false));
    json_object_set_new(items, "nested", nested);
    json_array_append_new(rows, items);
    json_object_set_new(record, "attributes", rows);
    return record;
}

static json_t *view_list(struct arena *mem, const json_t *resource, const struct words_of *words,
                         const struct kind *row)
{
    json_t *record = begin(resource, "list", words->name,
                           str_printf(mem, "The %.*s of the region that match all filters.",
                                      STR_ARG(words->many)),
                           row);
    json_t *rows = json_array();
    add_filters(mem, rows, resource, words->many);
    json_object_set_new(record, "attributes", rows);
    return record;
}

json_t *expand_view(struct arena *mem, enum view view, const json_t *resource)
{
    static json_t *(*const makers[VIEW_COUNT])(struct arena *, const json_t *, const struct words_of *,
                                               const struct kind *) = {view_one, view_many, view_list};
    const struct kind *row = kind_find(json_member_text(resource, "object"));
    if (row == NULL)
        return NULL;
    struct str one = str_c(row->noun);
    const struct words_of words = {one, plural(mem, one), json_member_text(resource, "name")};
    return makers[view](mem, resource, &words, row);
}
