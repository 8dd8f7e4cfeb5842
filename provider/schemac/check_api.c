/*
 * check_api.c — whether what a record says of the API makes sense: object, calls, ready, views, moves, hooks, and the keys of attributes that
 * they concern. Must not know JSON or what is emitted.
 */
#include "schemac/check_parts.h"

#include "schemac/words.h"

static const struct place *attribute_key(struct report *report, const struct attribute *a, const char *key)
{
    return place_member(report->mem, a->place, key);
}

static void check_object_name(struct report *report, const struct place *at, struct str name)
{
    if (name.data == NULL || kind_find(name) != NULL)
        return;
    struct str hint = words_suggest(report->mem, kind_words(report->mem), name,
                                    "add a row to provider/lightsail/kind.def");
    complain(report, at, "there is no kind of object '%.*s'; %.*s", STR_ARG(name), STR_ARG(hint));
}

/* ---- calls ---- */

static void check_call(struct report *report, const struct declared_call *call)
{
    const struct operation *operation = call->op.data != NULL ? operation_find(call->op) : NULL;
    const struct place *at = call->place != NULL ? place_member(report->mem, call->place, "op") : NULL;
    if (call->op.data == NULL)
        return;
    if (operation == NULL) {
        struct str hint = words_suggest(report->mem, operation_words(report->mem), call->op,
                                        "add it to provider/lightsail/op.def");
        complain(report, at, "there is no operation '%.*s'; %.*s", STR_ARG(call->op), STR_ARG(hint));
    } else if (!operation->mutates) {
        complain(report, at, "'%s' changes nothing; name an operation that does", operation->name);
    }
}

static bool has_update(const struct record *record, struct str op)
{
    for (size_t i = 0; i < record->api.update_count; i++) {
        if (str_eq(record->api.updates[i].op, op))
            return true;
    }
    return false;
}

static bool is_used(const struct record *record, struct str op)
{
    for (size_t i = 0; i < record->object->count; i++) {
        if (str_eq(record->object->attributes[i]->update, op))
            return true;
    }
    return false;
}

static void check_calls(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    const struct place *at = record_place(report, record, "calls");
    bool has_calls = api->create.op.data != NULL || api->remove.op.data != NULL || api->update_count > 0;
    check_call(report, &api->create);
    check_call(report, &api->remove);
    for (size_t i = 0; i < api->update_count; i++) {
        check_call(report, &api->updates[i]);
        if (api->updates[i].op.data != NULL && !is_used(record, api->updates[i].op))
            complain(report, api->updates[i].place,
                     "no attribute is changed by '%.*s'; write \"update\": \"%.*s\" at those that are",
                     STR_ARG(api->updates[i].op), STR_ARG(api->updates[i].op));
    }
    if (!has_calls && !api->by_hand)
        complain(report, record->place,
                 "nothing says how this is made; write \"calls\", or \"by_hand\": true for a resource with a "
                 "C file");
    if (has_calls && api->object.data == NULL)
        complain(report, at, "calls need an object to be about; write \"object\": \"…\", a row of kind.def");
    if (has_calls && !api->by_hand && (api->create.op.data == NULL || api->remove.op.data == NULL))
        complain(report, at,
                 "a resource is created and deleted; write \"calls\": {\"create\": {…}, \"delete\": {…}}");
    if (api->ready_at.data != NULL && !has_calls)
        complain(report, record_place(report, record, "ready"),
                 "only what has calls is waited for; remove \"ready\"");
}

/* ---- views, moves, hooks ---- */

static void check_views(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    const struct place *filters = record_place(report, record, "filters");
    bool has_filters = api->views[VIEW_DATA_LIST] || api->views[VIEW_LIST];
    bool has_view = has_filters || api->views[VIEW_DATA];
    if (has_view && api->object.data == NULL)
        complain(report, record_place(report, record, "views"),
                 "views need an object to read; write \"object\": \"…\", a row of kind.def");
    if (api->filter_count > 0 && !has_filters)
        complain(report, filters, "no view has filters; add \"data_list\" or \"list\" to \"views\"");
    for (size_t i = 0; i < api->filter_count; i++) {
        const struct attribute *a = object_find(record->object, api->filters[i]);
        const struct place *at = place_item(report->mem, filters, i);
        if (a == NULL)
            complain(report, at, "there is no attribute '%.*s'; name one of the record's own",
                     STR_ARG(api->filters[i]));
        else if (a->wire.data == NULL || a->field > FIELD_IS_INT)
            complain(report, at,
                     "'%.*s' cannot be a filter; name a text, a bool or a whole number that has \"api\"",
                     STR_ARG(api->filters[i]));
    }
}

static void check_moves(struct report *report, const struct record *record)
{
    for (size_t i = 0; i < record->api.move_count; i++) {
        const struct declared_move *move = &record->api.moves[i];
        const struct place *names = place_member(report->mem, move->place, "attributes");
        for (size_t k = 0; k < move->count; k++) {
            if (object_find(record->object, move->ours[k]) == NULL)
                complain(report, place_member(report->mem, names, str_z(report->mem, move->ours[k])),
                         "there is no attribute '%.*s'; name one of the record's own",
                         STR_ARG(move->ours[k]));
        }
    }
}

static void check_hooks(struct report *report, const struct record *record)
{
    const struct place *at = record_place(report, record, "hooks");
    for (int i = 0; i < HOOK_COUNT; i++) {
        struct str name = record->api.hooks[i];
        if (name.data == NULL)
            continue;
        if (!is_name(name))
            complain(report, place_member(report->mem, at, hook_words[i]),
                     "'%.*s' is no name; the function is called NAME_%s", STR_ARG(name), hook_words[i]);
        if (record->api.by_hand && i != HOOK_FILL)
            complain(report, place_member(report->mem, at, hook_words[i]),
                     "a resource that is made by hand has all its decisions there; remove the hook");
    }
}

/* ---- attributes ---- */

static bool is_standard(const struct record *record, const struct attribute *a)
{
    return (record->api.standard[STANDARD_TAGS] && str_eqc(a->name, standard_words[STANDARD_TAGS])) ||
           (record->api.standard[STANDARD_AUTO_SNAPSHOT] &&
            str_eqc(a->name, standard_words[STANDARD_AUTO_SNAPSHOT]));
}

static void check_update(struct report *report, const struct record *record, const struct attribute *a)
{
    bool is_written = a->mode != MODE_COMPUTED;
    if (a->update.data != NULL && !has_update(record, a->update))
        complain(
            report, attribute_key(report, a, "update"),
            "'%.*s' is none of the record's calls; add {\"op\": \"%.*s\"} to \"calls\": {\"update\": […]}",
            STR_ARG(a->update), STR_ARG(a->update));
    if (a->update.data != NULL && (!is_written || a->replace))
        complain(report, attribute_key(report, a, "update"),
                 "'%.*s' is never changed in place; remove \"update\"", STR_ARG(a->name));
    if (a->late && a->update.data == NULL)
        complain(report, attribute_key(report, a, "create"),
                 "what the creation does not set is set after it; add \"update\": \"…\"");
    if (is_written && !a->replace && !a->local && !a->write_only && a->update.data == NULL &&
        !record->api.by_hand && !is_standard(record, a) && !str_eqc(a->name, "region"))
        complain(
            report, a->place,
            "no call changes '%.*s'; write \"update\": \"…\", \"change\": \"replace\" or \"local\": true",
            STR_ARG(a->name));
}

static void check_request(struct report *report, const struct record *record, size_t number)
{
    const struct attribute *a = record->object->attributes[number];
    if (a->request.data == NULL)
        return;
    for (size_t i = 0; i < number; i++) {
        const struct attribute *other = record->object->attributes[i];
        if (str_eq(other->request, a->request) && str_eq(other->update, a->update) && other->late == a->late)
            complain(
                report, attribute_key(report, a, "request"),
                "'%.*s' and '%.*s' are the same member of the request, '%.*s'; write another \"request\"",
                STR_ARG(other->name), STR_ARG(a->name), STR_ARG(a->request));
    }
}

static void check_attribute(struct report *report, const struct record *record, size_t number)
{
    const struct attribute *a = record->object->attributes[number];
    check_object_name(report, attribute_key(report, a, "refers"), a->refers);
    if (a->refers.data != NULL && a->field != FIELD_IS_STRING)
        complain(report, attribute_key(report, a, "refers"),
                 "only a text refers to an object; remove \"refers\"");
    if (a->once && a->mode != MODE_COMPUTED)
        complain(report, attribute_key(report, a, "once"),
                 "what a response tells once is computed; write \"mode\": \"computed\"");
    check_update(report, record, a);
    if (record->api.create.op.data != NULL)
        check_request(report, record, number);
}

static void check_nothing(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    const struct {
        bool is_there;
        const char *key;
    } keys[] = {
        {api->object.data != NULL, "object"},
        {api->create.op.data != NULL || api->remove.op.data != NULL, "calls"},
        {api->ready_at.data != NULL, "ready"},
        {api->filter_count > 0, "filters"},
        {api->move_count > 0, "moves"},
        {api->by_hand, "by_hand"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].is_there)
            complain(report, record_place(report, record, keys[i].key), "only resources have '%s'; remove it",
                     keys[i].key);
    }
    for (size_t i = 0; i < record->object->count; i++) {
        const struct attribute *a = record->object->attributes[i];
        if (a->update.data != NULL || a->late || a->once || a->refers.data != NULL)
            complain(report, a->place,
                     "'update', 'create', 'once' and 'refers' are for resources; remove them");
    }
}

void check_api(struct report *report, const struct record *record)
{
    if (record->kind == RECORD_HISTORY)
        return;
    if (record->kind != RECORD_RESOURCE) {
        check_nothing(report, record);
        return;
    }
    check_object_name(report, record_place(report, record, "object"), record->api.object);
    check_calls(report, record);
    check_views(report, record);
    check_moves(report, record);
    check_hooks(report, record);
    for (size_t i = 0; i < record->object->count; i++)
        check_attribute(report, record, i);
}
