/*
 * suite.c — inputs become values. Must not call the provider.
 */
#include "suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tf/statejson.h"

const json_t *suite_input(struct suite *suite, const char *path)
{
    struct str file = str_printf(suite->mem, "%s/%s.json", suite->inputs, path);
    if (access(file.data, R_OK) != 0)
        return NULL;
    json_error_t error;
    json_t *json = json_load_file(file.data, JSON_REJECT_DUPLICATES, &error);
    if (json == NULL) {
        fprintf(stderr, "%s:%d: %s\n", file.data, error.line, error.text);
        exit(1);
    }
    return json_own(suite->mem, json);
}

const char *suite_record(const char *type_name)
{
    static const char prefix[] = "lightsail_";
    return strncmp(type_name, prefix, sizeof prefix - 1) == 0 ? type_name + sizeof prefix - 1 : type_name;
}

/* ---- references ------------------------------------------------------------------------------------------------ */

static struct str resolve(struct suite *suite, const struct scope *scope, struct str reference)
{
    if (str_eqc(reference, "scratch"))
        return str_c(suite->scratch);
    if (str_eqc(reference, "endpoint"))
        return str_c(suite->endpoint);
    struct str name, member;
    if (str_cut(reference, '.', &name, &member) && str_eqc(name, "arn"))
        return side_door_arn(suite->mem, str_z(suite->mem, member));
    if (str_cut(reference, '.', &name, &member))
        for (size_t i = 0; scope != NULL && i <= scope->count; i++) {
            const struct known *known = i < scope->count ? &scope->known[i] : &scope->self;
            if (known->name == NULL || !str_eqc(name, known->name))
                continue;
            const struct value *value = value_member(&known->state, member);
            if (value != NULL && value_is_known(*value))
                return value->text;
        }
    fprintf(stderr, "nothing in scope for ${%.*s}\n", STR_ARG(reference));
    exit(1);
}

const char *suite_text(struct suite *suite, const struct scope *scope, const char *text)
{
    struct buf out = buf_new(suite->mem, BUF_DEFAULT_MAX_BYTES);
    while (*text != '\0') {
        const char *end = strncmp(text, "${", 2) == 0 ? strchr(text, '}') : NULL;
        if (end == NULL) {
            buf_addc(&out, *text++);
            continue;
        }
        buf_add(&out, resolve(suite, scope, str_n(text + 2, (size_t)(end - text - 2))));
        text = end + 1;
    }
    return buf_str(&out).data != NULL ? buf_str(&out).data : "";
}

static json_t *substitute(struct suite *suite, const struct scope *scope, const json_t *json)
{
    if (json_is_string(json))
        return json_string(suite_text(suite, scope, json_string_value(json)));
    if (json_is_array(json)) {
        json_t *copy = json_array();
        size_t index;
        const json_t *item;
        json_array_foreach (json, index, item)
            json_array_append_new(copy, substitute(suite, scope, item));
        return copy;
    }
    if (json_is_object(json)) {
        json_t *copy = json_object();
        const char *key;
        json_t *item;
        json_object_foreach ((json_t *)(uintptr_t)json, key, item)
            json_object_set_new(copy, suite_text(suite, scope, key), substitute(suite, scope, item));
        return copy;
    }
    return json_deep_copy(json);
}

json_t *suite_merge(struct suite *suite, const json_t *base, const json_t *changes)
{
    json_t *merged = json_own(suite->mem,
                              json_is_object(base) ? json_copy((json_t *)(uintptr_t)base) : json_object());
    const char *key;
    json_t *item;
    json_object_foreach ((json_t *)(uintptr_t)changes, key, item) {
        if (json_is_null(item))
            json_object_del(merged, key);
        else
            json_object_set(merged, key, item);
    }
    return merged;
}

struct value suite_config(struct suite *suite, const struct scope *scope, const struct block *block,
                          const json_t *json, const char *subject)
{
    json_t *resolved = json_own(suite->mem, json != NULL ? substitute(suite, scope, json) : json_object());
    struct str text = json_print(suite->mem, resolved);
    struct value config;
    struct err err = {0};
    const char *key;
    json_t *item;
    json_object_foreach (resolved, key, item) {
        if (type_member_index(block->type, str_c(key)) == SIZE_MAX) {
            fprintf(stderr, "the input of %s has '%s', which the schema does not have\n", subject, key);
            exit(1);
        }
    }
    if (!statejson_decode(suite->mem, text, block->type, &config, &err)) {
        fprintf(stderr, "the input of %s: %s: %s\n", subject, err.attribute, err.text);
        exit(1);
    }
    struct value nothing = block_empty(suite->mem, block);
    for (size_t i = 0; i < block->block_count; i++) {
        struct str name = str_c(block->blocks[i].name);
        if (value_is_null(*value_member(&config, name)))
            config = value_with_member(suite->mem, &config, name, *value_member(&nothing, name));
    }
    return config;
}

/* ---- checks ---------------------------------------------------------------------------------------------------- */

bool suite_check(struct suite *suite, const char *call, const char *name, const char *subject, bool holds,
                 const char *why)
{
    return report_check(suite->report, call, name, subject, holds, why);
}

bool suite_good(struct suite *suite, const char *call, const char *name, const char *subject,
                const struct outcome *outcome)
{
    return suite_check(suite, call, name, subject, outcome_is_good(outcome),
                       outcome_text(suite->mem, outcome));
}

bool suite_rule(struct suite *suite, const char *call, const char *name, const char *subject,
                const char *broken)
{
    return suite_check(suite, call, name, subject, broken == NULL, broken);
}

static bool matches(const json_t *is, const json_t *wanted);

static bool has_element(const json_t *is, const json_t *wanted)
{
    bool has = false;
    for (size_t i = 0; i < json_array_size(is) && !has; i++)
        has = matches(json_array_get(is, i), wanted);
    return has;
}

static bool matches(const json_t *is, const json_t *wanted)
{
    const char *member;
    json_t *value;
    bool does = true;
    if (json_is_array(wanted)) {
        does = json_array_size(is) == json_array_size(wanted);
        for (size_t i = 0; i < json_array_size(wanted) && does; i++)
            does = has_element(is, json_array_get(wanted, i));
        return does;
    }
    if (!json_is_object(wanted))
        return json_equal(is, wanted);
    json_object_foreach ((json_t *)(uintptr_t)wanted, member, value)
        does = does && matches(json_object_get(is, member), value);
    return does;
}

/* The first member of the row that matches, or does not: as text; NULL: none. */
static const char *member_that(struct suite *suite, const json_t *row, const char *key, bool matches_it)
{
    const char *name = json_string_value(json_object_get(row, "name")), *member;
    const json_t *object = side_door_object(suite->mem, json_string_value(json_object_get(row, "type")),
                                            name);
    json_t *value;
    json_object_foreach (json_object_get(row, key), member, value) {
        const json_t *is = json_at(object, member);
        if (matches(is, value) == matches_it)
            return str_printf(suite->mem, "%s: %s is %s", name, member,
                              is != NULL ? json_print(suite->mem, is).data : "absent")
                .data;
    }
    return NULL;
}

const char *suite_lacks(struct suite *suite, const json_t *shows)
{
    const char *lacks = NULL;
    for (size_t i = 0; i < json_array_size(shows) && lacks == NULL; i++) {
        const json_t *row = json_array_get(shows, i);
        lacks = member_that(suite, row, "has", false);
        if (lacks == NULL)
            lacks = member_that(suite, row, "not", true);
    }
    return lacks;
}

bool suite_wants(struct suite *suite, const char *name)
{
    bool is_wanted = suite->scene == NULL || strstr(name, suite->scene) != NULL;
    suite->scenes += is_wanted;
    return is_wanted;
}

void suite_make(struct suite *suite, const json_t *calls, const char *subject)
{
    size_t index;
    const json_t *call;
    json_array_foreach (calls, index, call) {
        const char *path = json_object_get(call, "advance_ms") != NULL ? "/_sim/clock" : "/_sim/mutate";
        const char *problem = side_door_post(suite->mem, path, json_print(suite->mem, call).data);
        bool may_fail = json_is_true(json_object_get(call, "may_fail"));
        suite_rule(suite, "suite", "required objects exist", subject, may_fail ? NULL : problem);
    }
}

bool suite_lists(const json_t *list, struct str name)
{
    size_t index;
    const json_t *item;
    json_array_foreach (list, index, item)
        if (str_eqc(name, json_string_value(item)))
            return true;
    return false;
}
