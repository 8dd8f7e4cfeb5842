/*
 * expand.c — adds the standard attributes, `id` and the operations to a record. Knows their declarations in
 * every record; must not report errors.
 */
#include "schemac/expand.h"

#include "schemac/words.h"

/* %s: the noun for the object. */
static const char *const standard_rows[STANDARD_COUNT] = {
    [STANDARD_ARN] = "[{'name': 'arn', 'type': 'string', 'mode': 'computed', 'keep': true, 'api': "
                     "'?arn','doc': 'ARN of the %s. A replacement changes it.'}]",
    [STANDARD_CREATED_AT] =
        "[{'name': 'created_at', 'type': 'string', 'mode': 'computed', 'keep': true, 'api': '?createdAt',"
        "'doc': 'Time of creation of the %s (RFC 3339, UTC).'}]",
    [STANDARD_SUPPORT_CODE] =
        "[{'name': 'support_code', 'type': 'string', 'mode': 'computed', 'keep': true, 'api': "
        "'?supportCode','doc': 'Support code of the %s, for questions to AWS Support.'}]",
    [STANDARD_AVAILABILITY_ZONE] =
        "[{'name': 'availability_zone', 'type': 'string', 'mode': 'required', 'change': 'replace', 'length': "
        "[1, null],"
        "'api': 'location.availabilityZone',"
        "'doc': 'Availability Zone of the %s, such as `eu-central-1a`. It must be in the region.'}]",
    [STANDARD_TAGS] = "[{'name': 'tags', 'type': ['map', 'string'], 'mode': 'optional','doc': 'Tags of the "
                      "%s, at most 50 together with the `default_tags` of the provider. An empty value is a "
                      "key-only tag. A tag that is null is left out, and a default tag with the same key "
                      "applies. A tag that `ignore_tags` names is an error.'},{'name': 'tags_all', 'type': "
                      "['map', 'string'], 'mode': 'computed','doc': 'All tags: `tags` merged over the "
                      "`default_tags` of the provider, without those that `ignore_tags` names.'}]",
    [STANDARD_AUTO_SNAPSHOT] =
        "[{'name': 'auto_snapshot', 'mode': 'optional','doc': 'Automatic daily snapshots of the %s. Without "
        "this argument they are disabled. Lightsail keeps the latest seven, and deletes them together with "
        "their source.','nested': {'nesting': 'single', 'attributes': [{'name': 'time', 'type': 'string', "
        "'mode': 'required', 'match': 'full_hour','doc': 'Full hour in UTC, such as `06:00`. The snapshot "
        "starts within 45 minutes after it.'}]}}]",
    [STANDARD_DELETION_PROTECTION] =
        "[{'name': 'deletion_protection', 'type': 'bool', 'mode': 'optional_computed', 'default': false, "
        "'local': true,'doc': 'Whether to refuse every plan and apply that would delete or replace the %s. "
        "The value in the state counts: to delete it, apply `false` first. Default: `false`.'}]",
};

static json_t *parse(struct arena *mem, struct str text)
{
    char *quoted = arena_alloc(mem, text.len + 1);
    for (size_t i = 0; i < text.len; i++)
        quoted[i] = (char)(text.data[i] == '\'' ? '"' : text.data[i]);
    return json_loadb(quoted, text.len, 0, NULL);
}

static const char *noun_of(const json_t *record)
{
    const struct kind *kind = kind_find(json_member_text(record, "object"));
    return kind != NULL ? kind->noun : "object";
}

static bool has_text(const json_t *list, struct str text)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (str_eq(json_text(json_array_get(list, i)), text))
            return true;
    }
    return false;
}

static json_t *attributes_of(json_t *record)
{
    json_t *attributes = json_object_get(record, "attributes");
    if (attributes == NULL)
        json_object_set_new(record, "attributes", attributes = json_array());
    return json_is_array(attributes) ? attributes : NULL;
}

static void add_standard(struct arena *mem, json_t *record)
{
    json_t *attributes = attributes_of(record);
    for (int i = 0; i < STANDARD_COUNT; i++) {
        if (!has_text(json_object_get(record, "standard"), str_c(standard_words[i])) || attributes == NULL)
            continue;
        struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
        struct str row = str_c(standard_rows[i]);
        size_t at = str_find(row, '%', 0);
        buf_add(&text, str_slice(row, 0, at));
        if (at < row.len) {
            buf_add(&text, str_c(noun_of(record)));
            buf_add(&text, str_slice(row, at + 2, row.len));
        }
        json_t *rows = parse(mem, buf_str(&text));
        json_array_extend(attributes, rows);
        json_decref(rows);
    }
}

/* ---- id ---- */

static bool has_attribute(const json_t *record, struct str name)
{
    const json_t *attributes = json_object_get(record, "attributes");
    for (size_t i = 0; i < json_array_size(attributes); i++) {
        if (str_eq(json_member_text(json_array_get(attributes, i), "name"), name))
            return true;
    }
    return false;
}

static struct str id_doc(struct arena *mem, enum record_kind kind, const json_t *record)
{
    const json_t *identity = json_object_get(record, "identity");
    size_t count = json_array_size(identity);
    struct buf text = buf_new(mem, BUF_DEFAULT_MAX_BYTES);
    if (kind == RECORD_DATA)
        return has_attribute(record, STR("name")) ? STR("Same as `name`.") : STR("Same as `region`.");
    buf_add(&text, count > 1 ? STR("The values of ") : STR("Same as "));
    for (size_t i = 0; i < count; i++)
        buf_printf(&text, "%s`%.*s`",
                   i == 0           ? ""
                   : i + 1 == count ? " and "
                                    : ", ",
                   STR_ARG(json_text(json_array_get(identity, i))));
    bool is_path = str_eqc(json_member_text(record, "id"), "path");
    buf_add(&text, count == 1 ? STR(". It is the import ID.")
                   : is_path  ? STR(", joined by slashes, each percent-encoded. It is the import ID.")
                              : STR(", joined by commas. It is the import ID."));
    return buf_str(&text);
}

static void add_id(struct arena *mem, enum record_kind kind, json_t *record)
{
    json_t *attributes = attributes_of(record);
    if (attributes == NULL || json_array_size(attributes) == 0 ||
        (kind != RECORD_RESOURCE && kind != RECORD_DATA))
        return;
    json_t *row = json_pack("{s:s, s:s, s:s}", "name", "id", "type", "string", "mode", "computed");
    if (kind == RECORD_RESOURCE)
        json_object_set_new(row, "keep", json_true());
    json_object_set_new(row, "doc", json_new_str(id_doc(mem, kind, record)));
    json_array_append_new(attributes, row);
}

/* ---- operations ---- */

static void add_operation(json_t *record, enum step step, struct str name)
{
    const struct operation *operation = operation_find(name);
    json_t *steps = json_object_get(record, "operations");
    if (steps == NULL)
        json_object_set_new(record, "operations", steps = json_object());
    json_t *names = json_object_get(steps, step_keys[step]);
    if (names == NULL && json_is_object(steps))
        json_object_set_new(steps, step_keys[step], names = json_array());
    if (operation != NULL && json_is_array(names) && !has_text(names, name))
        json_array_append_new(names, json_new_str(name));
}

static void add_operations(json_t *record, enum step step, const char *const *names)
{
    for (; *names != NULL; names++)
        add_operation(record, step, str_c(*names));
}

static void add_reads(json_t *record, enum step step, const struct kind *kind)
{
    add_operation(record, step, str_c(operation_at(kind->get)->name));
    if (kind->list != kind->get)
        add_operation(record, step, str_c(operation_at(kind->list)->name));
}

/* Requests that any change may send after it. */
static const char *const following[] = {"GetOperation", "GetOperationsForResource", NULL};

static bool add_updates(json_t *record, const json_t *calls)
{
    static const char *const tags[] = {"TagResource", "UntagResource", NULL};
    static const char *const add_ons[] = {"EnableAddOn", "DisableAddOn", NULL};
    const json_t *updates = json_object_get(calls, "update"), *standard = json_object_get(record, "standard");
    bool has_tags = has_text(standard, str_c(standard_words[STANDARD_TAGS]));
    bool has_snapshots = has_text(standard, str_c(standard_words[STANDARD_AUTO_SNAPSHOT]));
    for (size_t i = 0; i < json_array_size(updates); i++)
        add_operation(record, STEP_UPDATE, json_member_text(json_array_get(updates, i), "op"));
    if (has_tags)
        add_operations(record, STEP_UPDATE, tags);
    if (has_snapshots)
        add_operations(record, STEP_UPDATE, add_ons);
    return has_tags || has_snapshots || json_array_size(updates) > 0;
}

/* Attributes that the create call does not accept are set after it. The plan reads the objects that they
 * refer to. */
static void add_of_attributes(json_t *record)
{
    const json_t *attributes = json_object_get(record, "attributes");
    for (size_t i = 0; i < json_array_size(attributes); i++) {
        const json_t *a = json_array_get(attributes, i);
        const struct kind *referred = kind_find(json_member_text(a, "refers"));
        if (json_is_false(json_object_get(a, "create")))
            add_operation(record, STEP_CREATE, json_member_text(a, "update"));
        if (referred != NULL)
            add_reads(record, STEP_CREATE, referred);
    }
}

static void add_of_calls(json_t *record)
{
    const json_t *calls = json_object_get(record, "calls");
    const struct kind *kind = kind_find(json_member_text(record, "object"));
    if (!json_is_object(calls) || kind == NULL)
        return;
    add_operation(record, STEP_CREATE, json_member_text(json_object_get(calls, "create"), "op"));
    add_operation(record, STEP_CREATE, STR("GetActiveNames"));
    add_reads(record, STEP_CREATE, kind);
    add_of_attributes(record);
    add_operations(record, STEP_CREATE, following);
    add_reads(record, STEP_READ, kind);
    if (add_updates(record, calls)) {
        add_reads(record, STEP_UPDATE, kind);
        add_operations(record, STEP_UPDATE, following);
    }
    add_operation(record, STEP_DELETE, json_member_text(json_object_get(calls, "delete"), "op"));
    add_reads(record, STEP_DELETE, kind);
    add_operations(record, STEP_DELETE, following);
}

void expand_record(struct arena *mem, enum record_kind kind, json_t *record)
{
    if (kind == RECORD_RESOURCE) {
        add_standard(mem, record);
        add_of_calls(record);
    }
    add_id(mem, kind, record);
}
