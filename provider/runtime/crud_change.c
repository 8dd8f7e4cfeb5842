/*
 * crud_change.c — the requests of a record: the attributes that each one sends, what a later read shows, and
 * what is in the state afterwards. Must not know any resource, nor when a request is sent (crud.c).
 */
#include "runtime/auto_snapshot.h"
#include "runtime/crud_parts.h"
#include "runtime/request_fill.h"
#include "runtime/tags.h"

/* ---- requests ---- */

static bool is_written(const struct attr_desc *attr)
{
    return attr->flags & (ATTR_REQUIRED | ATTR_OPTIONAL);
}

bool crud_is_of_creation(const struct attr_desc *attr, const void *context)
{
    bool is_secret = attr->flags & ATTR_WRITE_ONLY;
    return is_written(attr) && !(attr->flags & ATTR_LATE) && is_secret == (context != NULL);
}

/* The object of the request that contains the attributes. */
static json_t *under(const struct crud_call *call, json_t *in)
{
    json_t *inner = call->under != NULL ? json_object() : in;
    if (inner != in)
        json_object_set_new(in, call->under, inner);
    return inner;
}

json_t *crud_create_request(struct call *c, const void *plan)
{
    const struct crud_call *call = &crud_of(c)->create;
    const struct tf_strings *tags_all = crud_field(c, plan, "tags_all");
    struct str hour = crud_snapshot_hour(c, plan);
    json_t *in = json_object(), *inner = under(call, in);
    request_fill(c->mem, c->schema->object, plan, crud_is_of_creation, NULL, inner);
    if (c->config != NULL)
        request_fill(c->mem, c->schema->object, c->config, crud_is_of_creation, "secrets", inner);
    json_t *tags = tags_all != NULL ? tags_request(tags_all) : NULL;
    if (tags != NULL)
        json_object_set_new(in, "tags", tags);
    if (hour.len > 0)
        json_object_set_new(in, "addOns", json_pack("[o]", auto_snapshot_request(hour)));
    request_add_fixed(call->fixed, in);
    return in;
}

/* ---- effects ---- */

/* The member of an attribute whose value alone shows that a change took effect. */
static const char *plain_member(const struct attr_desc *attr)
{
    bool is_plain = attr->field == FIELD_STRING || attr->field == FIELD_BOOL || attr->field == FIELD_INT;
    return attr->wire != NULL && attr->request != NULL && is_plain ? attr->wire + (attr->wire[0] == '?')
                                                                   : NULL;
}

/* The members of an object with these values: {"location.availabilityZone": "eu-west-1a"}. */
json_t *crud_members(struct call *c, const void *model, request_wants *wants, const void *context)
{
    const struct object_desc *desc = c->schema->object;
    json_t *members = json_own(c->mem, json_object());
    for (size_t i = 0; i < desc->count; i++) {
        const char *member = plain_member(&desc->attrs[i]);
        if (member == NULL || !wants(&desc->attrs[i], context))
            continue;
        const struct object_desc one = {.attrs = &desc->attrs[i], .count = 1};
        json_t *sent = json_object();
        request_fill(c->mem, &one, model, NULL, NULL, sent);
        json_t *value = json_at(sent, desc->attrs[i].request);
        if (value != NULL)
            json_object_set(members, member, value);
        json_decref(sent);
    }
    return members;
}

json_t *crud_changed_member(struct call *c, const char *name, const void *prior, const void *plan)
{
    const struct attr_desc *attr = object_attr(c->schema->object, str_c(name));
    struct value before = bind_field_to_value(c->mem, prior, attr),
                 after = bind_field_to_value(c->mem, plan, attr);
    const struct object_desc one = {.attrs = attr, .count = 1};
    json_t *sent = json_own(c->mem, json_object());
    if (value_equal(&before, &after))
        return NULL;
    request_fill(c->mem, &one, plan, NULL, NULL, sent);
    return json_at(sent, attr->request);
}

/* ---- deletion ---- */

static bool send_delete(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    return api_change_begin(c, crud_of(c)->remove.op, in, context, ret_answer);
}

/* Deletes the object and polls until it does not exist. An object that does not exist is success. prior:
 * its state, for the hook; NULL when there is none. */
bool crud_remove(struct call *c, struct str name, struct str arn, const void *prior)
{
    const struct crud *crud = crud_of(c);
    const struct ls_effect effect = {LS_DELETED, crud->kind, .name = name, .arn = arn};
    json_t *in = json_own(c->mem, json_object()), *answer;
    crud_add_name(crud->kind, name, in);
    request_add_fixed(crud->remove.fixed, in);
    TRY(crud->request == NULL || prior == NULL || crud->request(c, CRUD_DELETE, prior, NULL, in));
    TRY(busy_send(c, json_incref(in), send_delete, &effect, &answer) ? crud_wait_gone(c, name, arn, answer)
                                                                     : api_done_if_not_found(c));
    api_expect(c, &effect);
    return true;
}

/* ---- update ---- */

struct step {
    struct call *c;
    const void *prior, *plan;
    size_t number; /* of the call, from 1 */
    bool is_creation, sends_all;
};

static bool differs(const struct step *step, const struct attr_desc *attr)
{
    struct value before = bind_field_to_value(step->c->mem, step->prior, attr),
                 after = bind_field_to_value(step->c->mem, step->plan, attr);
    return value_is_known(after) ? !value_equal(&before, &after)
                                 : !value_is_unknown(after) && value_is_known(before);
}

/* After a creation only the attributes that it does not send are left. */
static bool is_of_step(const struct attr_desc *attr, const struct step *step)
{
    return attr->update == step->number && (!step->is_creation || (attr->flags & ATTR_LATE));
}

static bool is_sent(const struct attr_desc *attr, const void *context)
{
    const struct step *step = context;
    return step->sends_all ? attr->update == step->number : is_of_step(attr, step) && differs(step, attr);
}

static bool is_changed(const struct step *step)
{
    const struct object_desc *desc = step->c->schema->object;
    for (size_t i = 0; i < desc->count; i++) {
        if (is_of_step(&desc->attrs[i], step) && differs(step, &desc->attrs[i]))
            return true;
    }
    return false;
}

void crud_copy_field(const struct attr_desc *attr, void *to, const void *from)
{
    static const size_t sizes[] = {
        [FIELD_STRING] = sizeof(struct tf_string),   [FIELD_BOOL] = sizeof(struct tf_bool),
        [FIELD_INT] = sizeof(struct tf_int),         [FIELD_NUMBER] = sizeof(struct tf_number),
        [FIELD_STRINGS] = sizeof(struct tf_strings), [FIELD_OBJECTS] = sizeof(struct tf_objects),
        [FIELD_VALUE] = sizeof(struct value)};
    memcpy(bind_field(to, attr), (const char *)from + attr->offset, sizes[attr->field]);
}

static void take_changes(const struct step *step, void *state)
{
    const struct object_desc *desc = step->c->schema->object;
    for (size_t i = 0; i < desc->count; i++) {
        if (is_of_step(&desc->attrs[i], step))
            crud_copy_field(&desc->attrs[i], state, step->plan);
    }
}

static bool send_update(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct step *step = context;
    const struct crud *crud = crud_of(c);
    struct tf_string arn = crud_text(c, step->prior, "arn");
    json_t *members = crud_members(c, step->plan, is_sent, step);
    TRY(crud->effect == NULL || crud->effect(c, step->prior, step->plan, members));
    const struct ls_effect effect = {LS_CHANGED, crud->kind, .name = crud_name(c, step->prior),
                                     .arn = TF_IS_KNOWN(arn) ? arn.v : STR(""), .members = members};
    return api_change_begin(c, crud->updates[step->number - 1].op, in, &effect, ret_answer);
}

/* For objects that refuse changes while they are in transition. */
static bool wait_before(struct call *c, const void *prior)
{
    json_t *object;
    return crud_wait_ready(c, crud_name(c, prior), NULL, &object);
}

/* A creation reads the object before its updates, so their effect on computed attributes is read here. */
static bool wait_after(const struct step *step, const json_t *answer, void *state)
{
    struct call *c = step->c;
    json_t *object;
    TRY(crud_wait_ready(c, crud_name(c, step->prior), answer, &object));
    if (!step->is_creation)
        return true;
    void *before = arena_alloc(c->mem, c->schema->object->size_bytes);
    memcpy(before, state, c->schema->object->size_bytes);
    return crud_fill(c, object, before, state);
}

static bool update_call(struct step *step, void *state)
{
    struct call *c = step->c;
    const struct crud *crud = crud_of(c);
    const struct crud_call *call = &crud->updates[step->number - 1];
    json_t *in = json_object(), *answer;
    step->sends_all = call->sends_all;
    if (call->until_ready && !wait_before(c, step->prior)) {
        json_decref(in);
        return false;
    }
    crud_add_name(crud->kind, crud_name(c, step->prior), in);
    size_t name_members = json_object_size(in);
    request_fill(c->mem, c->schema->object, step->plan, is_sent, step, under(call, in));
    request_add_fixed(call->fixed, in);
    if (crud->request != NULL && !crud->request(c, CRUD_UPDATE, step->prior, step->plan, in)) {
        json_decref(in);
        return false;
    }
    if (json_object_size(in) == name_members) { /* the hook has left nothing to change */
        json_decref(in);
        take_changes(step, state);
        return true;
    }
    TRY(busy_send(c, in, send_update, step, &answer) && api_wait(c, answer));
    take_changes(step, state);
    return !call->until_ready || wait_after(step, answer, state);
}

bool crud_update_calls(struct call *c, const void *prior, const void *plan, void *state, bool is_creation)
{
    struct step step = {.c = c, .prior = prior, .plan = plan, .is_creation = is_creation};
    for (step.number = 1; step.number <= crud_of(c)->update_count; step.number++) {
        if (is_changed(&step))
            TRY(update_call(&step, state));
    }
    return true;
}
