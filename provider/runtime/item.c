/*
 * item.c — reads and changes the items of an object in turn. Must not know what an item means.
 */
#include "runtime/item.h"

#include "runtime/busy.h"

enum { MOST_BYTES = 16 * 1024 * 1024 };

static struct str group_of(struct call *c, const char *what, const struct item_kind *kind, struct str name)
{
    return str_printf(c->mem, "%s %s/%.*s", what, ls_kind_row(kind->of)->name, STR_ARG(name));
}

json_t *item_find(const struct item_kind *kind, const json_t *object, const json_t *wanted)
{
    const json_t *items = json_at(object, kind->at);
    for (size_t i = 0; i < json_array_size(items); i++) {
        if (kind->same(json_array_get(items, i), wanted))
            return json_array_get(items, i);
    }
    return NULL;
}

/* Lists may leave out the items. */
static bool complete(struct call *c, const struct item_kind *kind, struct str name, json_t **object)
{
    const struct ls_kind_row *row = ls_kind_row(kind->of);
    json_t *in = json_object(), *out;
    if (json_object_get(*object, kind->at) != NULL) {
        json_decref(in);
        return true;
    }
    json_object_set_new(in, row->by, json_new_str(name));
    TRY(api_call(c, row->get, in, &out));
    *object = json_object_get(out, row->at);
    return true;
}

bool item_refresh(struct call *c, const struct item_kind *kind, struct str name, json_t **ret_object)
{
    struct str key = group_of(c, "reading the items of", kind, name);
    TRY(call_lock(c, key));
    bool good = api_view(c, kind->of, name, LS_REFRESH, ret_object) && complete(c, kind, name, ret_object);
    call_unlock(c, key);
    return good;
}

bool item_turn(struct call *c, const struct item_kind *kind, struct str name)
{
    struct str key = group_of(c, "changing the items of", kind, name);
    for (size_t i = 0; i < c->locks_held; i++) {
        if (str_eq(c->lock_keys[i], key))
            return true;
    }
    return call_lock(c, key);
}

static bool read_before(struct call *c, const struct item_kind *kind, struct str name, bool is_expected,
                        json_t **ret_object)
{
    struct str group = group_of(c, "before the changes of", kind, name);
    const struct str *texts;
    if (call_made_of(c, group, &texts) > 0)
        return json_parse(c->mem, texts[0], MOST_BYTES, ret_object, &c->err);
    if (!api_view(c, kind->of, name, LS_REFRESH, ret_object))
        TRY(is_expected && c->err.kind == ERR_NOT_FOUND && api_find(c, kind->of, name, STR(""), ret_object));
    TRY(complete(c, kind, name, ret_object));
    call_made(c, group, json_print(c->mem, *ret_object));
    return true;
}

bool item_before(struct call *c, const struct item_kind *kind, struct str name, bool is_expected,
                 json_t **ret_object)
{
    struct str key = group_of(c, "reading the items of", kind, name);
    TRY(call_lock(c, key));
    bool good = read_before(c, kind, name, is_expected, ret_object);
    call_unlock(c, key);
    return good;
}

void item_forget(struct call *c, const struct item_kind *kind, struct str name)
{
    struct str group = group_of(c, "before the changes of", kind, name);
    const struct str *texts;
    size_t count = call_made_of(c, group, &texts);
    for (size_t i = 0; i < count; i++)
        walk_unmade(c->provider->walk, group, texts[i]);
}

struct question {
    const struct item_kind *kind;
    const json_t *wanted;
    bool is_removed;
};

static bool judge(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct question *question = context;
    (void)err;
    *ret_reached = (item_find(question->kind, object, question->wanted) == NULL) == question->is_removed;
    return true;
}

bool item_shows_soon(struct call *c, const struct item_kind *kind, struct str name, const json_t *wanted,
                     bool is_removed)
{
    struct question question = {kind, wanted, is_removed};
    json_t *object = NULL;
    bool shows = api_shows_soon(c, kind->of, name, judge, &question, &object);
    if (object != NULL && json_object_get(object, kind->at) != NULL) {
        item_forget(c, kind, name);
        call_made(c, group_of(c, "before the changes of", kind, name), json_print(c->mem, object));
    }
    return shows;
}

struct request {
    enum ls_op op;
    struct ls_effect effect;
};

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct request *request = context;
    return api_change_begin(c, request->op, in, &request->effect, ret_answer);
}

bool item_change(struct call *c, const struct item_kind *kind, struct str name, enum ls_op op, json_t *in,
                 const json_t *wanted, bool is_removed)
{
    const struct request request = {op,
                                    {LS_CHANGED, kind->of, .name = name,
                                     .item = {kind->at, wanted, kind->same, is_removed}}};
    json_t *answer;
    return busy_send(c, in, send, &request, &answer) && api_wait(c, answer);
}
