/*
 * views.c — data sources and lists derived from a resource's record need no inputs: they must show the values
 * in the resource's state, and find it by each of their filters. Must not know any resource.
 */
#include <stdio.h>

#include "rules.h"
#include "suite.h"

#define READ_DATA "ReadDataSource"
#define LIST "ListResource"

struct view {
    struct suite *suite;
    const struct schema *schema; /* of the view */
    const struct value *state;   /* of the resource */
    struct str name_at;          /* its attribute with the name of the object */
    const json_t *forms;         /* attributes that a read without a state returns in another form */
};

static const struct value *name_of(const struct view *view)
{
    return value_member(view->state, view->name_at);
}

/* What a view shows for a member of the resource; NULL when the resource has no such attribute. */
static const struct value *shown(const struct view *view, struct str name)
{
    const struct value *all = str_eqc(name, "tags") ? value_member(view->state, STR("tags_all")) : NULL;
    return all != NULL ? all : value_member(view->state, name);
}

static void check_same(const struct view *view, const struct value *object, const char *call)
{
    for (size_t i = 0; value_is_known(*object) && i < object->count; i++) {
        struct str name = object->type->members[i].name;
        const struct value *expected = shown(view, name);
        if (expected != NULL && !suite_lists(view->forms, name) &&
            type_equal(expected->type, object->items[i].type))
            suite_rule(view->suite, call, "shows the values of the resource", view->schema->name,
                       rules_difference(view->suite->mem, expected, &object->items[i]));
    }
}

static struct value config_with(const struct view *view, struct str name, const struct value *v)
{
    struct value config = block_empty(view->suite->mem, view->schema->block);
    const struct value *region = value_member(view->state, STR("region"));
    config = value_with_member(view->suite->mem, &config, STR("region"), *region);
    return v != NULL ? value_with_member(view->suite->mem, &config, name, *v) : config;
}

/* ---- data sources ---- */

static struct outcome read_data(const struct view *view, const struct value *config)
{
    struct suite *suite = view->suite;
    struct outcome valid = session_validate(suite->session, SCHEMA_DATA, view->schema, config);
    suite_good(suite, "ValidateDataResourceConfig", "a view", view->schema->name, &valid);
    struct outcome read = session_read_data(suite->session, view->schema, config);
    if (suite_good(suite, READ_DATA, "a view", view->schema->name, &read)) {
        suite_rule(suite, READ_DATA, "wholly known", view->schema->name,
                   rules_stored(suite->mem, view->schema->block, &read.value));
        suite_rule(suite, READ_DATA, "the configuration stays", view->schema->name,
                   rules_plan(suite->mem, view->schema->block, config, config, &read.value));
        coverage_add_config(suite->coverage, "data", suite_record(view->schema->name), config);
        coverage_add_state(suite->coverage, "data", suite_record(view->schema->name), &read.value);
    }
    return read;
}

static void check_one(const struct view *view)
{
    struct value config = config_with(view, view->name_at, name_of(view)),
                 missing = value_string(STR("no-such-object"));
    struct outcome read = read_data(view, &config);
    check_same(view, &read.value, READ_DATA);
    config = config_with(view, view->name_at, &missing);
    read = session_read_data(view->suite->session, view->schema, &config);
    suite_check(view->suite, READ_DATA, "an object that does not exist is an error", view->schema->name,
                read.status == 0 && read.error_count > 0, "");
}

static bool has_text(const struct value *texts, struct str text)
{
    for (size_t i = 0; value_is_known(*texts) && i < texts->count; i++) {
        if (str_eq(texts->items[i].text, text))
            return true;
    }
    return false;
}

/* The value of a filter that finds the object, and one that does not. */
static bool filter_values(const struct view *view, struct str name, struct value *ret_right,
                          struct value *ret_wrong)
{
    struct arena *mem = view->suite->mem;
    const struct value *own = name_of(view), *v = shown(view, name);
    *ret_wrong = value_null(&type_string);
    if (str_eqc(name, "name_regex")) {
        *ret_right = value_string(str_printf(mem, "^%.*s$", STR_ARG(own->text)));
        *ret_wrong = value_string(STR("^no-such-name$"));
        return true;
    }
    if (str_eqc(name, "most_recent")) {
        *ret_right = value_bool(false);
        return true;
    }
    if (v == NULL || !value_is_known(*v) || str_eqc(name, "region"))
        return false;
    *ret_right = *v;
    if (v->type->kind == TYPE_STRING)
        *ret_wrong = value_string(str_printf(mem, "%.*s-x", STR_ARG(v->text)));
    else if (v->type->kind == TYPE_BOOL)
        *ret_wrong = value_bool(!v->boolean);
    return true;
}

static bool is_found(const struct view *view, const struct value *config)
{
    struct outcome read = read_data(view, config);
    const struct value *names = read.has_value ? value_member(&read.value, STR("names")) : NULL;
    return names != NULL && has_text(names, name_of(view)->text);
}

/* All filters together match only this object. */
static void check_all(const struct view *view, const struct value *config, const char *plural)
{
    struct outcome read = read_data(view, config);
    const struct value *objects = read.has_value ? value_member(&read.value, str_c(plural)) : NULL;
    if (suite_check(view->suite, READ_DATA, "all filters find one object", view->schema->name,
                    objects != NULL && value_is_known(*objects) && objects->count == 1, ""))
        check_same(view, &objects->items[0], READ_DATA);
}

static void check_many(const struct view *view, const char *plural)
{
    struct suite *suite = view->suite;
    struct value all = config_with(view, STR(""), NULL), right, wrong;
    suite_check(suite, READ_DATA, "without filters it is listed", view->schema->name, is_found(view, &all),
                "");
    for (size_t i = 0; i < view->schema->block->attribute_count; i++) {
        const struct attribute *a = &view->schema->block->attributes[i];
        struct str name = str_c(a->name);
        if (!a->optional || !filter_values(view, name, &right, &wrong))
            continue;
        struct value config = config_with(view, name, &right);
        suite_check(suite, READ_DATA, "a filter finds it", view->schema->name, is_found(view, &config),
                    a->name);
        all = value_with_member(suite->mem, &all, name, right);
        if (value_is_null(wrong))
            continue;
        config = config_with(view, name, &wrong);
        suite_check(suite, READ_DATA, "another value does not", view->schema->name, !is_found(view, &config),
                    a->name);
    }
    check_all(view, &all, plural);
    struct value broken = value_with_member(suite->mem, &all, STR("name_regex"), value_string(STR("(")));
    struct outcome read = session_read_data(suite->session, view->schema, &broken);
    suite_check(suite, READ_DATA, "an invalid pattern is an error", view->schema->name,
                read.status == 0 && read.error_count > 0, "");
    all = value_with_member(suite->mem, &all, STR("most_recent"), value_bool(true));
    check_all(view, &all, plural);
}

/* ---- lists ---- */

static void check_list(const struct view *view)
{
    struct suite *suite = view->suite;
    struct value all = config_with(view, STR(""), NULL), right, wrong;
    for (size_t i = 0; i < view->schema->block->attribute_count; i++) {
        const struct attribute *a = &view->schema->block->attributes[i];
        if (!a->optional || !filter_values(view, str_c(a->name), &right, &wrong))
            continue;
        all = value_with_member(suite->mem, &all, str_c(a->name), right);
        struct value config = config_with(view, str_c(a->name), &wrong);
        if (!value_is_null(wrong))
            suite_check(suite, LIST, "another value finds nothing", view->schema->name,
                        list_check(suite, view->schema, &config) == 0, a->name);
    }
    suite_check(suite, LIST, "all filters find one object", view->schema->name,
                list_check(suite, view->schema, &all) == 1, "");
    struct value broken = value_with_member(suite->mem, &all, STR("name_regex"), value_string(STR("(")));
    suite_check(suite, LIST, "an invalid pattern is an error", view->schema->name,
                list_fails(suite, view->schema, &broken), "");
    coverage_add_config(suite->coverage, "list", suite_record(view->schema->name), &all);
}

/* ---- the views of a resource ---- */

static const struct schema *find(struct suite *suite, enum schema_kind kind, const char *folder,
                                 const char *name)
{
    const struct schema *schema = session_find(suite->session, kind, name);
    struct str path = str_printf(suite->mem, "%s/%s", folder, name);
    return schema != NULL && suite_input(suite, path.data) == NULL ? schema : NULL;
}

/* The name is what identifies the object in its region. */
static struct str name_attribute(struct suite *suite, const struct schema *resource)
{
    const struct type *identity = session_identity_type(suite->session, resource->name);
    for (size_t i = 0; identity != NULL && i < identity->count; i++) {
        if (!str_eqc(identity->members[i].name, "region"))
            return identity->members[i].name;
    }
    return STR("name");
}

static void run(struct suite *suite, const struct schema *schema, const struct schema *resource,
                const struct value *state, void check(const struct view *), const char *kind)
{
    const json_t *input = suite_input(suite, resource->name);
    const struct view view = {suite, schema, state, name_attribute(suite, resource),
                              json_object_get(input, "import_forms")};
    if (schema == NULL)
        return;
    json_t *calls = side_door_calls(suite->mem);
    long long changes = side_door_changes(suite->mem);
    check(&view);
    suite_check(suite, READ_DATA, "reading changes nothing", schema->name,
                side_door_changes(suite->mem) == changes, "");
    coverage_add_calls(suite->coverage, kind, suite_record(schema->name), calls, side_door_calls(suite->mem));
}

static void check_plural(const struct view *view)
{
    check_many(view, suite_record(view->schema->name));
}

void views_run(struct suite *suite, const struct schema *resource, const struct value *state)
{
    struct str plural = str_printf(suite->mem, "%ss", resource->name);
    run(suite, find(suite, SCHEMA_DATA, "data", resource->name), resource, state, check_one, "data");
    run(suite, find(suite, SCHEMA_DATA, "data", plural.data), resource, state, check_plural, "data");
    run(suite, find(suite, SCHEMA_LIST, "list", resource->name), resource, state, check_list, "list");
}

/* The views are read while the resource exists. */
bool views_have(struct suite *suite, const char *name)
{
    struct str one = str_c(name);
    bool is_plural = str_ends_with(one, STR("s"));
    const char *singular = is_plural ? str_z(suite->mem, str_slice(one, 0, one.len - 1)) : name;
    return suite_input(suite, name) != NULL || suite_input(suite, singular) != NULL;
}
