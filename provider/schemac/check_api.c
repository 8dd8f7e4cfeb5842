/*
 * check_api.c — checks what a record says about the API: object, calls, ready, views, moves, hooks.
 * check_rows.c checks the keys of attributes. Must not know JSON or what is emitted.
 */
#include "schemac/check_parts.h"

#include "schemac/words.h"

/* Reports an attribute of a list that does not exist. */
static void complain_missing(struct report *report, const struct record *record, const struct place *at,
                             struct str name)
{
    const char **names = arena_new_array(report->mem, const char *, record->object->count);
    for (size_t i = 0; i < record->object->count; i++)
        names[i] = str_z(report->mem, record->object->attributes[i]->name);
    struct str hint = words_suggest(report->mem, (struct words){names, record->object->count}, name,
                                    "name an attribute of the record");
    complain(report, at, "there is no attribute '%.*s'; %.*s", STR_ARG(name), STR_ARG(hint));
}

/* ---- calls ---- */

/* `what` is create, update or delete. */
static void check_call(struct report *report, const struct declared_call *call, const char *what)
{
    const struct operation *operation = call->op.data != NULL ? operation_find(call->op) : NULL;
    if (call->op.data == NULL)
        return;
    const struct place *at = place_member(report->mem, call->place, "op");
    if (operation == NULL) {
        struct str hint = words_suggest(report->mem, operation_words(report->mem), call->op,
                                        "add it to provider/lightsail/op.def");
        complain(report, at, "there is no operation '%.*s'; %.*s", STR_ARG(call->op), STR_ARG(hint));
    } else if (!operation->mutates) {
        complain(report, at, "'%s' changes nothing; name an operation that does", operation->name);
    }
    if (call->has_sends && strcmp(what, "update") != 0)
        complain(report, place_member(report->mem, call->place, "sends"),
                 "only an update chooses what it sends; remove \"sends\"");
    if (call->until_ready && strcmp(what, "update") != 0)
        complain(report, place_member(report->mem, call->place, "until_ready"),
                 "a creation always waits, and a deletion until the object is gone; remove \"until_ready\"");
    if (call->under.data != NULL && strcmp(what, "delete") == 0)
        complain(report, place_member(report->mem, call->place, "under"),
                 "a delete call sends only the name and \"fixed\"; remove \"under\"");
    if (call->under.data != NULL &&
        (!is_member_path(call->under) || memchr(call->under.data, '.', call->under.len)))
        complain(report, place_member(report->mem, call->place, "under"),
                 "'%.*s' is not a member of a request; write it as diskInfo", STR_ARG(call->under));
}

static bool is_used(const struct record *record, struct str op)
{
    for (size_t i = 0; i < record->object->count; i++) {
        if (str_eq(record->object->attributes[i]->update, op))
            return true;
    }
    return false;
}

static void check_updates(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    for (size_t i = 0; i < api->update_count; i++) {
        struct str op = api->updates[i].op;
        check_call(report, &api->updates[i], "update");
        if (op.data == NULL)
            continue;
        if (api->updates[i].until_ready && api->ready_at.data == NULL)
            complain(
                report, place_member(report->mem, api->updates[i].place, "until_ready"),
                "nothing says when the object is ready; write \"ready\": {\"at\": \"state\", \"is\": […]}");
        for (size_t k = 0; k < i; k++) {
            if (str_eq(api->updates[k].op, op))
                complain(report, api->updates[i].place, "'%.*s' is in 'update' twice; write it once",
                         STR_ARG(op));
        }
        if (operation_find(op) != NULL && !is_used(record, op))
            complain(report, api->updates[i].place,
                     "no attribute is changed by '%.*s'; write \"update\": \"%.*s\" at the attributes that "
                     "it changes",
                     STR_ARG(op), STR_ARG(op));
    }
}

/* A request names the object by the first attribute of the identity. */
static void check_named(struct report *report, const struct record *record)
{
    const struct attribute *a = record->identity_count > 0 ? object_find(record->object, record->identity[0])
                                                           : NULL;
    if (a != NULL && a->field != FIELD_IS_STRING)
        complain(report, place_item(report->mem, record_place(report, record, "identity"), 0),
                 "calls identify the object by '%.*s', which is not a string; name a string first",
                 STR_ARG(a->name));
}

static void check_ready(struct report *report, const struct record *record, bool has_calls)
{
    const struct place *at = record_place(report, record, "ready");
    const struct declared_api *api = &record->api;
    if (api->ready_at.data == NULL)
        return;
    if (api->failed_code_count > 0 && api->detail_at.data == NULL)
        complain(report, place_member(report->mem, at, "failed_codes"),
                 "codes are in the detail of the state; write \"detail\": \"stateDetail\"");
    if (!has_calls)
        complain(report, at, "only a resource with calls is polled; remove \"ready\"");
    if (!is_member_path(api->ready_at))
        complain(report, place_member(report->mem, at, "at"),
                 "'%.*s' is not a member of a response; write it as state or hardware.state",
                 STR_ARG(api->ready_at));
    for (size_t i = 0; i < api->failed_count; i++) {
        for (size_t k = 0; k < api->ready_count; k++) {
            if (str_eq(api->failed[i], api->ready[k]))
                complain(report, place_item(report->mem, place_member(report->mem, at, "failed"), i),
                         "'%.*s' is in 'is' and in 'failed'; remove one", STR_ARG(api->failed[i]));
        }
    }
}

static void check_calls(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    const struct place *at = record_place(report, record, "calls");
    bool has_calls = api->create.op.data != NULL || api->remove.op.data != NULL || api->update_count > 0;
    check_call(report, &api->create, "create");
    check_call(report, &api->remove, "delete");
    check_updates(report, record);
    check_ready(report, record, has_calls);
    if (!has_calls && !api->by_hand)
        complain(report, record->place,
                 "nothing says how this resource is created; write \"calls\", or \"by_hand\": true for a "
                 "resource with a C file");
    if (!has_calls)
        return;
    check_named(report, record);
    if (api->object.data == NULL)
        complain(report, at,
                 "calls need the kind of object; write \"object\": \"…\", a row of "
                 "provider/lightsail/kind.def");
    if (!api->by_hand && (api->create.op.data == NULL || api->remove.op.data == NULL))
        complain(report, at,
                 "a resource needs a create and a delete call; write \"calls\": {\"create\": {…}, "
                 "\"delete\": {…}}");
}

/* ---- views ---- */

static void check_filter(struct report *report, const struct record *record, size_t number)
{
    struct str name = record->api.filters[number];
    const struct attribute *a = object_find(record->object, name);
    const struct place *at = place_item(report->mem, record_place(report, record, "filters"), number);
    static const char *const added[] = {"name_regex", "tags", "most_recent", "names"};
    if (words_contain((struct words){added, sizeof added / sizeof added[0]}, name))
        complain(report, at, "every view already has '%.*s' where it applies; remove it", STR_ARG(name));
    else if (a == NULL)
        complain_missing(report, record, at, name);
    else if (a->wire.data == NULL || a->field > FIELD_IS_INT)
        complain(report, at,
                 "'%.*s' cannot be a filter; name a string, a bool or a whole number that has \"api\"",
                 STR_ARG(name));
}

static void check_views(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    const struct place *at = record_place(report, record, "views");
    const struct attribute *name = record->identity_count > 0
                                       ? object_find(record->object, record->identity[0])
                                       : NULL;
    bool has_filters = api->views[VIEW_DATA_LIST] || api->views[VIEW_LIST];
    bool has_view = has_filters || api->views[VIEW_DATA];
    if (has_view && api->object.data == NULL)
        complain(report, at,
                 "views need an object to read; write \"object\": \"…\", a row of "
                 "provider/lightsail/kind.def");
    if (has_view && (name == NULL || name->field != FIELD_IS_STRING || name->wire.data == NULL))
        complain(
            report, at,
            "views find objects by the first attribute of \"identity\"; make it a string with \"api\", or "
            "remove \"views\"");
    if (api->filter_count > 0 && !has_filters)
        complain(report, record_place(report, record, "filters"),
                 "no view has filters; add \"data_list\" or \"list\" to \"views\"");
    for (size_t i = 0; i < api->filter_count; i++)
        check_filter(report, record, i);
}

/* ---- moves ---- */

/* "hashicorp/aws". */
static bool is_provider(struct str text)
{
    size_t slashes = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.data[i];
        bool is_inner = i > 0 && i + 1 < text.len;
        slashes += c == '/';
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (is_inner && (c == '-' || c == '/'))))
            return false;
    }
    return slashes == 1;
}

/* "disk_name", "location.availability_zone". */
static bool is_name_path(struct str path)
{
    struct str part, rest;
    bool is_right = true;
    while (str_cut(path, '.', &part, &rest)) {
        is_right = is_right && is_name(part);
        path = rest;
    }
    return is_right && is_name(path);
}

static void check_move(struct report *report, const struct record *record, const struct declared_move *move)
{
    const struct place *names = place_member(report->mem, move->place, "attributes");
    if (record->api.object.data == NULL)
        complain(report, move->place,
                 "only a record with 'object' may have this; write it in the C file of the resource");
    if (!is_provider(move->provider))
        complain(report, move->place, "'%.*s' is not a provider; write it as \"hashicorp/aws\"",
                 STR_ARG(move->provider));
    if (move->type.data != NULL && !is_name(move->type))
        complain(report, place_member(report->mem, move->place, "type"),
                 "'%.*s' is not a resource type; write it as \"aws_lightsail_disk\"", STR_ARG(move->type));
    for (size_t i = 0; i < move->count; i++) {
        const struct place *at = place_member(report->mem, names, str_z(report->mem, move->ours[i]));
        if (object_find(record->object, move->ours[i]) == NULL)
            complain_missing(report, record, at, move->ours[i]);
        if (!is_name_path(move->theirs[i]))
            complain(report, at, "'%.*s' is not an attribute; write it as disk_name or location.zone",
                     STR_ARG(move->theirs[i]));
    }
}

/* ---- hooks ---- */

static void check_hooks(struct report *report, const struct record *record)
{
    for (int i = 0; i < HOOK_COUNT; i++) {
        struct str name = record->api.hooks[i];
        const struct place *at = place_member(report->mem, record_place(report, record, "hooks"),
                                              hook_words[i]);
        if (name.data == NULL)
            continue;
        if (!is_name(name))
            complain(report, at,
                     "'%.*s' is not a valid name; use a-z, 0-9 and single underscores: the function is "
                     "called NAME_%s",
                     STR_ARG(name), hook_words[i]);
        if (record->api.by_hand && i != HOOK_FILL)
            complain(report, at,
                     "a resource with \"by_hand\" makes this decision in its C file; remove the "
                     "hook");
    }
}

/* ---- records ---- */

static bool has_any(const bool *flags, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (flags[i])
            return true;
    }
    return false;
}

static void check_nothing(struct report *report, const struct record *record)
{
    const struct declared_api *api = &record->api;
    bool has_hooks = false;
    for (int i = 0; i < HOOK_COUNT; i++)
        has_hooks = has_hooks || api->hooks[i].data != NULL;
    const struct {
        bool is_there;
        const char *key;
    } keys[] = {
        {api->object.data != NULL, "object"},
        {api->create.op.data != NULL || api->remove.op.data != NULL || api->update_count > 0, "calls"},
        {api->ready_at.data != NULL, "ready"},
        {has_any(api->standard, STANDARD_COUNT), "standard"},
        {has_any(api->views, VIEW_COUNT), "views"},
        {api->filter_count > 0, "filters"},
        {api->move_count > 0, "moves"},
        {has_hooks, "hooks"},
        {api->by_hand, "by_hand"},
    };
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (keys[i].is_there)
            complain(report, record_place(report, record, keys[i].key), "only resources have '%s'; remove it",
                     keys[i].key);
    }
    check_no_api_rows(report, record);
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
    for (size_t i = 0; i < record->api.move_count; i++)
        check_move(report, record, &record->api.moves[i]);
    check_hooks(report, record);
    check_api_rows(report, record);
}
