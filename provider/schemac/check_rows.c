/*
 * check_rows.c — checks what attributes say about the calls of their record: request, update, create, refers,
 * once. Must not know JSON or what is emitted.
 */
#include "schemac/check_parts.h"

#include "schemac/words.h"

static const struct place *key_of(struct report *report, const struct attribute *a, const char *key)
{
    return place_member(report->mem, a->place, key);
}

static bool is_written(const struct attribute *a)
{
    return a->mode != MODE_COMPUTED;
}

/* The runtime sends tags, automatic snapshots, the region and the timeouts. */
static bool is_added(const struct record *record, const struct attribute *a)
{
    return (record->api.standard[STANDARD_TAGS] && str_eqc(a->name, standard_words[STANDARD_TAGS])) ||
           (record->api.standard[STANDARD_AUTO_SNAPSHOT] &&
            str_eqc(a->name, standard_words[STANDARD_AUTO_SNAPSHOT])) ||
           str_eqc(a->name, "region") || str_eqc(a->name, "timeouts");
}

/* ---- update and create ---- */

static bool has_update(const struct record *record, struct str op)
{
    for (size_t i = 0; i < record->api.update_count; i++) {
        if (str_eq(record->api.updates[i].op, op))
            return true;
    }
    return false;
}

/* The most similar call, or how to add one. */
static struct str suggest_update(struct report *report, const struct record *record, struct str op)
{
    const struct declared_api *api = &record->api;
    const char **names = arena_new_array(report->mem, const char *, api->update_count + 1);
    for (size_t i = 0; i < api->update_count; i++)
        names[i] = str_z(report->mem, api->updates[i].op);
    struct str otherwise = str_printf(report->mem, "add {\"op\": \"%.*s\"} to \"calls\": {\"update\": […]}",
                                      STR_ARG(op));
    for (size_t i = 0; i < api->update_count; i++) {
        if (str_distance(op, str_c(names[i]), 3) <= 3)
            return words_suggest(report->mem, (struct words){names, api->update_count}, op, otherwise.data);
    }
    return otherwise;
}

static void check_update(struct report *report, const struct record *record, const struct attribute *a)
{
    const struct place *at = key_of(report, a, "update");
    if (a->late && a->update.data == NULL && !record->api.by_hand)
        complain(report, key_of(report, a, "create"),
                 "an attribute that the create call does not set is set after it; add \"update\": \"…\"");
    if (a->update.data == NULL)
        return;
    if (!has_update(record, a->update)) {
        struct str hint = suggest_update(report, record, a->update);
        complain(report, at, "'%.*s' is not an update call of the record; %.*s", STR_ARG(a->update),
                 STR_ARG(hint));
    }
    if (!is_written(a))
        complain(report, at, "'%.*s' is computed, so users cannot change it; remove \"update\"",
                 STR_ARG(a->name));
    else if (a->replace)
        complain(
            report, at,
            "another '%.*s' replaces the resource, so no call changes it; remove \"update\" or \"change\"",
            STR_ARG(a->name));
    else if (a->write_only)
        complain(report, at,
                 "'%.*s' is write-only, so no plan shows that it changes; remove \"update\" and send it by "
                 "a hook 'request'",
                 STR_ARG(a->name));
    else if (a->local)
        complain(report, at, "'%.*s' exists in Terraform only; remove \"update\" or \"local\"",
                 STR_ARG(a->name));
}

/* ---- request ---- */

/* Both are in the create request, or in the request of the same update. */
static bool in_same_request(const struct attribute *a, const struct attribute *b)
{
    return (!a->late && !b->late) || (a->update.data != NULL && str_eq(a->update, b->update));
}

static void check_same_member(struct report *report, const struct object *object, size_t number)
{
    const struct attribute *a = object->attributes[number];
    for (size_t i = 0; i < number && a->request.data != NULL; i++) {
        const struct attribute *other = object->attributes[i];
        if (str_eq(other->request, a->request) && in_same_request(a, other))
            complain(
                report, key_of(report, a, a->has_request ? "request" : "api"),
                "'%.*s' and '%.*s' are the same member of the request, '%.*s'; write another \"request\"",
                STR_ARG(other->name), STR_ARG(a->name), STR_ARG(a->request));
    }
}

static void check_request(struct report *report, const struct record *record, const struct attribute *a)
{
    const struct place *at = key_of(report, a, "request");
    bool has_hook = record->api.hooks[HOOK_REQUEST].data != NULL;
    if (a->has_request && !is_member_path(a->request))
        complain(report, at, "'%.*s' is not a member of a request; write it as diskName or location.zone",
                 STR_ARG(a->request));
    if (a->has_request && !is_written(a))
        complain(report, at, "'%.*s' is computed, so no request contains it; remove \"request\"",
                 STR_ARG(a->name));
    if (a->has_request && a->local)
        complain(report, at, "'%.*s' exists in Terraform only; remove \"request\" or \"local\"",
                 STR_ARG(a->name));
    if (record->api.create.op.data == NULL || record->api.by_hand || !is_written(a) || a->local || has_hook ||
        is_added(record, a))
        return;
    if (a->request.data == NULL)
        complain(report, a->place,
                 "no request contains '%.*s'; write \"request\": \"…\", or \"local\": "
                 "true",
                 STR_ARG(a->name));
    else if (a->field == FIELD_IS_VALUE)
        complain(
            report, key_of(report, a, "type"),
            "requests cannot be filled from the type of '%.*s'; use a plain type, or add a hook 'request'",
            STR_ARG(a->name));
    if (!a->replace && !a->write_only && a->update.data == NULL)
        complain(report, a->place,
                 "no call changes '%.*s'; write \"update\": \"…\", \"change\": \"replace\" or "
                 "\"local\": true",
                 STR_ARG(a->name));
}

/* ---- refers and once ---- */

static void check_refers(struct report *report, const struct attribute *a)
{
    const struct place *at = key_of(report, a, "refers");
    if (a->refers.data == NULL)
        return;
    check_object_name(report, at, a->refers);
    if (a->field != FIELD_IS_STRING)
        complain(report, at, "'%.*s' is not a string, and only a string names an object; remove \"refers\"",
                 STR_ARG(a->name));
    else if (!is_written(a))
        complain(report, at, "'%.*s' is computed, so there is nothing to check; remove \"refers\"",
                 STR_ARG(a->name));
}

static void check_once(struct report *report, const struct attribute *a)
{
    if (!a->once)
        return;
    if (is_written(a))
        complain(report, key_of(report, a, "once"),
                 "a value that only the create response contains is computed; write \"mode\": \"computed\"");
    else if (!a->keep)
        complain(report, key_of(report, a, "once"),
                 "a value that only the create response contains does not change; write \"keep\": true");
    if (a->wire.data == NULL || a->wire.data[0] != '?')
        complain(report, key_of(report, a, "once"),
                 "no later response contains '%.*s'; write \"api\": \"?…\" with the member of the create "
                 "response",
                 STR_ARG(a->name));
}

/* ---- rows ---- */

static void complain_of_keys(struct report *report, const struct attribute *a, const char *why)
{
    const struct {
        bool is_there;
        const char *key;
    } keys[] = {
        {a->update.data != NULL, "update"},
        {a->late, "create"},
        {a->refers.data != NULL, "refers"},
        {a->once, "once"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].is_there)
            complain(report, key_of(report, a, keys[i].key), "only %s have '%s'; remove it", why,
                     keys[i].key);
    }
}

/* A nested attribute is sent together with the attribute that contains it. */
static void check_nested(struct report *report, const struct record *record, const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->attributes[i];
        complain_of_keys(report, a, "attributes of the resource itself");
        if (record->api.create.op.data != NULL)
            check_same_member(report, object, i);
        if (a->nested != NULL && !a->local)
            check_nested(report, record, a->nested);
    }
}

void check_api_rows(struct report *report, const struct record *record)
{
    for (size_t i = 0; i < record->object->count; i++) {
        const struct attribute *a = record->object->attributes[i];
        check_refers(report, a);
        check_once(report, a);
        check_update(report, record, a);
        check_request(report, record, a);
        if (record->api.create.op.data != NULL)
            check_same_member(report, record->object, i);
        if (a->nested != NULL && !str_eqc(a->name, "timeouts"))
            check_nested(report, record, a->nested);
    }
}

static void check_none(struct report *report, const struct object *object)
{
    for (size_t i = 0; i < object->count; i++) {
        const struct attribute *a = object->attributes[i];
        complain_of_keys(report, a, "resources");
        if (a->has_request)
            complain(report, key_of(report, a, "request"), "only resources have 'request'; remove it");
        if (a->nested != NULL)
            check_none(report, a->nested);
    }
}

void check_no_api_rows(struct report *report, const struct record *record)
{
    check_none(report, record->object);
}
