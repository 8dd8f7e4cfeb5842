/*
 * load_api.c — the keys of a record about the API: object, calls, ready, standard, views, moves, hooks, and
 * the keys of an attribute that they concern. Knows the keys; must not know which combinations are valid
 * (check_api.c).
 */
#include "schemac/load_parts.h"

static const char *const call_keys[] = {"create", "update", "delete"};
static const char *const declared_call_keys[] = {"op", "under", "fixed", "sends", "until_ready"};
static const char *const ready_keys[] = {"at", "is", "failed", "detail", "failed_codes"};
static const char *const move_keys[] = {"type", "version", "attributes"};

/* ---- calls ---- */

static void read_sends(const struct reader *r, struct declared_call *call)
{
    static const char *const words[] = {"changed", "all"};
    struct str text = read_text(r, "sends");
    call->has_sends = text.data != NULL;
    call->sends_all = str_eqc(text, words[1]);
    if (!call->has_sends || words_contain(WORDS(words), text))
        return;
    struct str hint = words_suggest(r->mem, WORDS(words), text, "");
    complain(r->report, member(r, "sends"), "an update cannot send '%.*s'; %.*s", STR_ARG(text),
             STR_ARG(hint));
}

static struct declared_call read_call(const struct reader *parent, const struct place *at, json_t *value)
{
    struct declared_call call = {.place = at};
    struct reader r;
    if (!open_object(parent, at, value, WORDS(declared_call_keys), &r))
        return call;
    call.op = require_text(&r, "op", "write \"op\": \"CreateDisk\"");
    call.under = read_text(&r, "under");
    call.until_ready = read_flag(&r, "until_ready");
    read_sends(&r, &call);
    json_t *fixed = json_object_get(r.object, "fixed");
    if (fixed != NULL && !json_is_object(fixed))
        complain(r.report, member(&r, "fixed"), "'fixed' must be an object; write {\"force\": true}");
    else if (fixed != NULL)
        call.fixed = json_print(r.mem, fixed);
    return call;
}

static void read_calls(const struct reader *parent, struct declared_api *api)
{
    json_t *value = json_object_get(parent->object, "calls"), *item;
    struct reader r;
    if (value == NULL || !open_object(parent, member(parent, "calls"), value, WORDS(call_keys), &r))
        return;
    if ((item = json_object_get(r.object, "create")) != NULL)
        api->create = read_call(&r, member(&r, "create"), item);
    if ((item = json_object_get(r.object, "delete")) != NULL)
        api->remove = read_call(&r, member(&r, "delete"), item);
    json_t *updates = json_object_get(r.object, "update");
    if (updates != NULL && !json_is_array(updates))
        complain(r.report, member(&r, "update"), "'update' must be a list; write [{\"op\": \"Update…\"}]");
    api->updates = arena_new_array(r.mem, struct declared_call, json_array_size(updates));
    for (; api->update_count < json_array_size(updates); api->update_count++)
        api->updates[api->update_count] = read_call(&r,
                                                    place_item(r.mem, member(&r, "update"),
                                                               api->update_count),
                                                    json_array_get(updates, api->update_count));
}

static void read_ready(const struct reader *parent, struct declared_api *api)
{
    json_t *value = json_object_get(parent->object, "ready");
    struct reader r;
    if (value == NULL || !open_object(parent, member(parent, "ready"), value, WORDS(ready_keys), &r))
        return;
    api->ready_at = require_text(&r, "at", "write \"at\": \"state\"");
    api->ready_count = read_texts(&r, "is", &api->ready);
    api->failed_count = read_texts(&r, "failed", &api->failed);
    api->detail_at = read_text(&r, "detail");
    api->failed_code_count = read_texts(&r, "failed_codes", &api->failed_codes);
    if (json_object_get(r.object, "is") == NULL)
        complain(r.report, r.at, "'is' is missing; write the states to wait for, \"is\": [\"available\"]");
}

/* ---- lists of words ---- */

static void read_words(const struct reader *r, const char *key, const char *what, struct words words,
                       bool *ret)
{
    struct str *texts;
    size_t text_count = read_texts(r, key, &texts);
    for (size_t i = 0; i < text_count; i++) {
        size_t at = 0;
        while (at < words.count && !str_eqc(texts[i], words.items[at]))
            at++;
        if (at < words.count) {
            ret[at] = true;
            continue;
        }
        struct str hint = words_suggest(r->mem, words, texts[i], "");
        complain(r->report, place_item(r->mem, member(r, key), i), "there is no %s '%.*s'; %.*s", what,
                 STR_ARG(texts[i]), STR_ARG(hint));
    }
}

static void read_hooks(const struct reader *parent, struct declared_api *api)
{
    json_t *value = json_object_get(parent->object, "hooks");
    struct reader r;
    if (value == NULL ||
        !open_object(parent, member(parent, "hooks"), value, (struct words){hook_words, HOOK_COUNT}, &r))
        return;
    for (int i = 0; i < HOOK_COUNT; i++)
        api->hooks[i] = read_text(&r, hook_words[i]);
}

/* ---- moves ---- */

static struct declared_move read_move(const struct reader *parent, const char *provider, json_t *value)
{
    struct declared_move move = {.provider = str_copy(parent->mem, str_c(provider)),
                                 .place = member(parent, provider)};
    struct reader r;
    if (!open_object(parent, move.place, value, WORDS(move_keys), &r))
        return move;
    move.type = require_text(&r, "type", "write \"type\": \"aws_lightsail_…\"");
    move.version = read_count(&r, "version");
    json_t *names = json_object_get(r.object, "attributes"), *theirs;
    if (names != NULL && !json_is_object(names))
        complain(r.report, member(&r, "attributes"),
                 "'attributes' must be an object; write {\"ours\": \"theirs\"}");
    move.ours = arena_new_array(r.mem, struct str, json_object_size(names));
    move.theirs = arena_new_array(r.mem, struct str, json_object_size(names));
    const char *ours;
    json_object_foreach (names, ours, theirs) {
        if (!json_is_string(theirs))
            complain(r.report, place_member(r.mem, member(&r, "attributes"), str_z(r.mem, str_c(ours))),
                     "the other provider's name must be a text; write \"%s\": \"…\"", ours);
        move.ours[move.count] = str_copy(r.mem, str_c(ours));
        move.theirs[move.count++] = str_copy(r.mem, json_text(theirs));
    }
    return move;
}

static void read_moves(const struct reader *parent, struct declared_api *api)
{
    json_t *value = json_object_get(parent->object, "moves"), *item;
    if (value != NULL && !json_is_object(value))
        complain(parent->report, member(parent, "moves"),
                 "'moves' must be an object; write {\"hashicorp/aws\": {\"type\": \"aws_lightsail_…\"}}");
    const struct reader r = {parent->mem, parent->report, member(parent, "moves"), value};
    api->moves = arena_new_array(parent->mem, struct declared_move, json_object_size(value));
    const char *provider;
    json_object_foreach (value, provider, item)
        api->moves[api->move_count++] = read_move(&r, provider, item);
}

void read_api(const struct reader *r, struct record *record)
{
    struct declared_api *api = &record->api;
    api->object = read_text(r, "object");
    read_calls(r, api);
    read_ready(r, api);
    read_words(r, "standard", "standard attribute", (struct words){standard_words, STANDARD_COUNT},
               api->standard);
    read_words(r, "views", "view", (struct words){view_words, VIEW_COUNT}, api->views);
    api->filter_count = read_texts(r, "filters", &api->filters);
    read_moves(r, api);
    read_hooks(r, api);
    api->by_hand = read_flag(r, "by_hand");
}

/* "sizeInGb" of "?hardware.sizeInGb". */
static struct str last_part(struct str wire)
{
    size_t at = wire.len;
    while (at > 0 && wire.data[at - 1] != '.' && wire.data[at - 1] != '?')
        at--;
    return str_slice(wire, at, wire.len);
}

void read_attribute_api(const struct reader *r, struct attribute *a)
{
    json_t *create = json_object_get(r->object, "create");
    if (create != NULL && !json_is_false(create))
        complain(r->report, member(r, "create"), "'create' must be false; write false or leave the key out");
    a->late = json_is_false(create);
    a->once = read_flag(r, "once");
    a->update = read_text(r, "update");
    a->refers = read_text(r, "refers");
    a->request = read_text(r, "request");
    a->has_request = a->request.data != NULL;
    if (a->request.data == NULL && a->wire.data != NULL && a->mode != MODE_COMPUTED)
        a->request = last_part(a->wire);
}
