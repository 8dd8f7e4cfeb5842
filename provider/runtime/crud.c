/*
 * crud.c — the life of what a record declares: created, read, changed, deleted, imported. Knows rows; must not know any resource.
 */
#include "runtime/arn.h"
#include "runtime/auto_snapshot.h"
#include "runtime/crud_parts.h"
#include "runtime/request_fill.h"
#include "runtime/tags.h"

struct str crud_name(const struct call *c, const void *model)
{
    const struct tf_string *name = crud_field(c, model, c->schema->identity[0]);
    return name->v;
}

struct str crud_snapshot_hour(const struct call *c, const void *model)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("auto_snapshot"));
    const struct tf_objects *wanted = attr != NULL ? (const void *)((const char *)model + attr->offset)
                                                   : NULL;
    if (wanted == NULL || !TF_IS_KNOWN(*wanted) || wanted->count == 0)
        return (struct str){NULL, 0};
    const struct tf_string *hour = bind_field(wanted->v, &attr->nested->attrs[0]);
    return hour->v;
}

/* ---- responses ---- */

static void fill_snapshots(struct call *c, const json_t *object, void *state)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("auto_snapshot"));
    const json_t *add_on = auto_snapshot_of(object);
    if (attr == NULL)
        return;
    struct tf_objects *found = bind_field(state, attr);
    *found = (struct tf_objects){0};
    if (!auto_snapshot_is_on(add_on))
        return;
    *found = (struct tf_objects){TF_KNOWN, 1, NULL, arena_alloc(c->mem, attr->nested->size_bytes)};
    struct tf_string *hour = bind_field(found->v, &attr->nested->attrs[0]);
    *hour = tf_string(str_copy(c->mem, json_member_text(add_on, "snapshotTimeOfDay")));
}

bool crud_fill(struct call *c, const json_t *object, const void *prior, void *state)
{
    const struct tf_strings *tags = crud_field(c, prior, "tags"),
                            *tags_all = crud_field(c, prior, "tags_all");
    api_fill(c, c->schema->object, object, state);
    fill_snapshots(c, object, state);
    if (tags_all != NULL)
        tags_read(c, json_object_get(object, "tags"), tags, tags_all, crud_field(c, state, "tags"),
                  crud_field(c, state, "tags_all"));
    return crud_of(c)->fill == NULL || crud_of(c)->fill(c, object, prior, state);
}

/* ---- requests ---- */

static bool is_written(const struct attr_desc *attr)
{
    return attr->flags & (ATTR_REQUIRED | ATTR_OPTIONAL);
}

static bool is_of_creation(const struct attr_desc *attr, const void *context)
{
    bool is_secret = attr->flags & ATTR_WRITE_ONLY;
    return is_written(attr) && !(attr->flags & ATTR_LATE) && is_secret == (context != NULL);
}

/* Where a call wants the attributes. */
static json_t *under(const struct crud_call *call, json_t *in)
{
    json_t *inner = call->under != NULL ? json_object() : in;
    if (inner != in)
        json_object_set_new(in, call->under, inner);
    return inner;
}

static json_t *create_request(struct call *c, const void *plan)
{
    const struct crud_call *call = &crud_of(c)->create;
    const struct tf_strings *tags_all = crud_field(c, plan, "tags_all");
    struct str hour = crud_snapshot_hour(c, plan);
    json_t *in = json_object(), *inner = under(call, in);
    request_fill(c->mem, c->schema->object, plan, is_of_creation, NULL, inner);
    if (c->config != NULL)
        request_fill(c->mem, c->schema->object, c->config, is_of_creation, "secrets", inner);
    json_t *tags = tags_all != NULL ? tags_request(tags_all) : NULL;
    if (tags != NULL)
        json_object_set_new(in, "tags", tags);
    if (hour.len > 0)
        json_object_set_new(in, "addOns", json_pack("[o]", auto_snapshot_request(hour)));
    request_add_fixed(call->fixed, in);
    return in;
}

/* ---- effects ---- */

/* The member of an attribute whose value alone shows a change. */
static const char *plain_member(const struct attr_desc *attr)
{
    bool is_plain = attr->field == FIELD_STRING || attr->field == FIELD_BOOL || attr->field == FIELD_INT;
    return attr->wire != NULL && attr->request != NULL && is_plain ? attr->wire + (attr->wire[0] == '?')
                                                                   : NULL;
}

/* What an object shows that has these values: {"location.availabilityZone": "eu-west-1a"}. */
static const json_t *members_of(struct call *c, const void *model, request_wants *wants, const void *context)
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

/* ---- deletion ---- */

static bool send_delete(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    return api_change_begin(c, crud_of(c)->remove.op, in, context, ret_answer);
}

/* Deletes the object and looks until it is gone; already gone is success. prior: its state, for the hook; NULL when there is none. */
static bool remove_object(struct call *c, struct str name, struct str arn, const void *prior)
{
    const struct crud *crud = crud_of(c);
    const struct ls_effect effect = {LS_GONE, crud->kind, .name = name, .arn = arn};
    json_t *in = json_own(c->mem, json_object()), *answer;
    json_object_set_new(in, ls_kind_row(crud->kind)->by, json_new_str(name));
    request_add_fixed(crud->remove.fixed, in);
    TRY(crud->request == NULL || prior == NULL || crud->request(c, CRUD_DELETE, prior, NULL, in));
    TRY(crud_send_patiently(c, json_incref(in), send_delete, &effect, &answer)
            ? crud_wait_gone(c, name, arn, answer)
            : api_done_if_not_found(c));
    api_expect(c, &effect);
    return true;
}

/* ---- create ---- */

struct creation {
    const void *plan;
    void *state;
    struct ls_effect effect;
};

static bool send_create(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct creation *creation = context;
    return api_create_begin(c, crud_of(c)->create.op, in, creation->plan, creation->state, &creation->effect,
                            ret_answer);
}

/* What is planned is promised; AWS tells the rest. */
static bool fill_created(struct call *c, const json_t *object, const void *plan, void *state)
{
    const struct tf_strings *tags = crud_field(c, plan, "tags"), *tags_all = crud_field(c, plan, "tags_all");
    TRY(crud_fill(c, object, plan, state));
    if (tags_all != NULL && !TF_IS_UNKNOWN(*tags))
        *(struct tf_strings *)crud_field(c, state, "tags") = *tags;
    if (tags_all != NULL && !TF_IS_UNKNOWN(*tags_all))
        *(struct tf_strings *)crud_field(c, state, "tags_all") = *tags_all;
    return true;
}

/* Fills what the response to a creation alone tells; ret_told: nothing of it is missing. */
static void fill_once(struct call *c, const json_t *answer, void *state, bool *ret_told)
{
    const struct object_desc *desc = c->schema->object;
    *ret_told = true;
    for (size_t i = 0; i < desc->count; i++) {
        const struct object_desc one = {.attrs = &desc->attrs[i], .count = 1};
        if (!(desc->attrs[i].flags & ATTR_ONCE))
            continue;
        api_fill(c, &one, answer, state);
        struct value told = bind_field_to_value(c->mem, state, &desc->attrs[i]);
        *ret_told = *ret_told && value_is_known(told);
    }
}

/*
 * Ctrl-C while something that AWS has accepted is being made: an error would taint it, and the next apply would delete it to make the same
 * again. What nobody waited for is filled by the next refresh.
 */
static bool leave_in_transition(struct call *c, struct str name)
{
    const char *noun = ls_kind_row(crud_of(c)->kind)->noun;
    if (c->err.kind != ERR_STOPPED)
        return false;
    call_warn(c, "", "Interrupted while it is being created",
              "AWS has accepted the creation of the %s '%.*s', and nobody waited for its end. Apply again to "
              "go on.",
              noun, STR_ARG(name));
    c->err = (struct err){0};
    return true;
}

/*
 * What is told once is gone with a lost response, and what was made is worth nothing without it: it is surely ours (ls_change), so it is deleted
 * and made again.
 */
static bool send_until_told(struct call *c, json_t *in, const struct creation *creation, json_t **ret_answer)
{
    enum { MOST_TRIES = 5 };
    json_own(c->mem, in);
    for (int i = 0; i < MOST_TRIES; i++) {
        json_t *lost;
        bool is_told;
        TRY(crud_send_patiently(c, json_incref(in), send_create, creation, ret_answer));
        fill_once(c, *ret_answer, creation->state, &is_told);
        if (is_told || json_object_size(*ret_answer) > 0)
            return true;
        TRY(api_view(c, crud_of(c)->kind, creation->effect.name, LS_NOW, &lost) &&
            remove_object(c, creation->effect.name, json_member_text(lost, "arn"), NULL));
        memset(creation->state, 0, c->schema->object->size_bytes);
    }
    return fail(&c->err, ERR_NETWORK, "the response to %s was lost %d times",
                ls_op_name(crud_of(c)->create.op), MOST_TRIES);
}

static bool update_calls(struct call *c, const void *prior, const void *plan, void *state, bool is_creation);

bool crud_create(struct call *c, const void *plan, void *state)
{
    const struct crud *crud = crud_of(c);
    struct str name = crud_name(c, plan);
    json_t *in = create_request(c, plan), *answer, *object = NULL;
    const struct creation creation = {plan,
                                      state,
                                      {LS_MADE, crud->kind, .name = name,
                                       .members = members_of(c, plan, is_of_creation, NULL)}};
    if (crud->request != NULL && !crud->request(c, CRUD_CREATE, NULL, plan, in)) {
        json_decref(in);
        return false;
    }
    TRY(send_until_told(c, in, &creation, &answer));
    bool is_ready = crud_wait_ready(c, name, answer, &object);
    if (object != NULL)
        TRY(fill_created(c, object, plan, state));
    return is_ready ? update_calls(c, state, plan, state, true) : leave_in_transition(c, name);
}

/* ---- read ---- */

bool crud_read(struct call *c, const void *prior, void *state)
{
    json_t *object;
    if (!api_read(c, crud_of(c)->kind, crud_name(c, prior), crud_text(c, prior, "arn"), &object))
        return api_gone_if_not_found(c);
    return crud_fill(c, object, prior, state);
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

/* After a creation only what it does not know is left. */
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

static void take_changes(const struct step *step, void *state)
{
    static const size_t sizes[] = {
        [FIELD_STRING] = sizeof(struct tf_string),   [FIELD_BOOL] = sizeof(struct tf_bool),
        [FIELD_INT] = sizeof(struct tf_int),         [FIELD_NUMBER] = sizeof(struct tf_number),
        [FIELD_STRINGS] = sizeof(struct tf_strings), [FIELD_OBJECTS] = sizeof(struct tf_objects),
        [FIELD_VALUE] = sizeof(struct value)};
    const struct object_desc *desc = step->c->schema->object;
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (is_of_step(attr, step))
            memcpy(bind_field(state, attr), (const char *)step->plan + attr->offset, sizes[attr->field]);
    }
}

static bool send_update(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct step *step = context;
    const struct crud *crud = crud_of(c);
    struct tf_string arn = crud_text(c, step->prior, "arn");
    const struct ls_effect effect = {LS_CHANGED, crud->kind, .name = crud_name(c, step->prior),
                                     .arn = TF_IS_KNOWN(arn) ? arn.v : STR(""),
                                     .members = members_of(c, step->plan, is_sent, step)};
    return api_change_begin(c, crud->updates[step->number - 1].op, in, &effect, ret_answer);
}

static bool update_call(struct step *step, void *state)
{
    struct call *c = step->c;
    const struct crud *crud = crud_of(c);
    const struct crud_call *call = &crud->updates[step->number - 1];
    json_t *in = json_object(), *answer;
    step->sends_all = call->sends_all;
    json_object_set_new(in, ls_kind_row(crud->kind)->by, json_new_str(crud_name(c, step->prior)));
    request_fill(c->mem, c->schema->object, step->plan, is_sent, step, under(call, in));
    request_add_fixed(call->fixed, in);
    if (crud->request != NULL && !crud->request(c, CRUD_UPDATE, step->prior, step->plan, in)) {
        json_decref(in);
        return false;
    }
    TRY(crud_send_patiently(c, in, send_update, step, &answer) && api_wait(c, answer));
    take_changes(step, state);
    return true;
}

static bool update_calls(struct call *c, const void *prior, const void *plan, void *state, bool is_creation)
{
    struct step step = {.c = c, .prior = prior, .plan = plan, .is_creation = is_creation};
    for (step.number = 1; step.number <= crud_of(c)->update_count; step.number++) {
        if (is_changed(&step))
            TRY(update_call(&step, state));
    }
    return true;
}

static bool update_snapshots(struct call *c, const void *prior, const void *plan, void *state)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("auto_snapshot"));
    struct str before = crud_snapshot_hour(c, prior), after = crud_snapshot_hour(c, plan),
               name = crud_name(c, prior), arn = crud_text(c, prior, "arn").v;
    if (attr == NULL || str_eq(before, after))
        return true;
    TRY(after.len > 0 ? auto_snapshot_enable(c, crud_of(c)->kind, name, arn, after)
                      : auto_snapshot_disable(c, crud_of(c)->kind, name, arn));
    *(struct tf_objects *)bind_field(state, attr) = *(
        const struct tf_objects *)(const void *)((const char *)plan + attr->offset);
    return true;
}

static bool update_tags(struct call *c, const void *prior, const void *plan, void *state)
{
    const struct tf_strings *before = crud_field(c, prior, "tags_all"),
                            *after = crud_field(c, plan, "tags_all");
    if (before == NULL)
        return true;
    TRY(tags_update(c, crud_name(c, prior), before, after, crud_field(c, state, "tags_all")));
    *(struct tf_strings *)crud_field(c, state, "tags") = *(const struct tf_strings *)crud_field(c, plan,
                                                                                                "tags");
    return true;
}

/* What the plan left open, as it is now. */
static bool learn_unknown(struct call *c, const void *plan, void *state)
{
    struct value planned = bind_to_value(c->mem, plan, c->schema->object);
    json_t *object;
    if (value_is_wholly_known(&planned))
        return true;
    TRY(api_view(c, crud_of(c)->kind, crud_name(c, plan), LS_NOW, &object));
    void *before = arena_alloc(c->mem, c->schema->object->size_bytes);
    memcpy(before, state, c->schema->object->size_bytes);
    return crud_fill(c, object, before, state);
}

bool crud_update(struct call *c, const void *prior, const void *plan, void *state)
{
    TRY(api_must_be_own(c, crud_of(c)->kind, crud_name(c, prior), crud_text(c, prior, "arn")));
    TRY(update_calls(c, prior, plan, state, false));
    TRY(update_snapshots(c, prior, plan, state));
    TRY(update_tags(c, prior, plan, state));
    return learn_unknown(c, plan, state);
}

/* ---- destroy, import ---- */

bool crud_destroy(struct call *c, const void *prior)
{
    struct tf_string arn = crud_text(c, prior, "arn");
    struct str name = crud_name(c, prior);
    bool is_own;
    TRY(api_is_own(c, crud_of(c)->kind, name, arn, &is_own));
    if (!is_own)
        return true;
    TRY(crud_of(c)->may_delete == NULL || crud_of(c)->may_delete(c, prior));
    return remove_object(c, name, TF_IS_KNOWN(arn) ? arn.v : STR(""), prior);
}

/* One attribute of an identity of several, in the order of the record. */
static bool import_part(struct call *c, const char *attribute, struct str part, void *state)
{
    const struct attr_desc *attr = object_attr(c->schema->object, str_c(attribute));
    int64_t number;
    if (attr->field == FIELD_STRING && part.len > 0)
        *(struct tf_string *)bind_field(state, attr) = tf_string(str_copy(c->mem, part));
    else if (attr->field == FIELD_INT && str_to_int64(part, &number))
        *(struct tf_int *)bind_field(state, attr) = tf_int(number);
    else
        return fail(&c->err, ERR_USER, "'%.*s' is no %s", STR_ARG(part), attribute);
    return true;
}

static bool import_parts(struct call *c, struct str id, void *state)
{
    size_t count = c->schema->identity_count;
    struct str rest = id;
    for (size_t i = 0; i < count; i++) {
        struct str part = rest;
        bool is_last = i + 1 == count;
        if (str_cut(rest, ',', &part, &rest) == is_last)
            return fail(&c->err, ERR_USER, "the id must have %zu parts with commas between them", count);
        TRY(import_part(c, c->schema->identity[i], part, state));
    }
    return true;
}

bool crud_import(struct call *c, struct str id, void *state)
{
    struct str name;
    if (c->schema->identity_count > 1)
        return import_parts(c, id, state);
    TRY(arn_or_name(c, id, crud_of(c)->kind, &name));
    *(struct tf_string *)crud_field(c, state, c->schema->identity[0]) = tf_string(str_copy(c->mem, name));
    return true;
}
