/*
 * crud.c — creates, reads, changes, deletes and imports the resource of a record. Knows the order of the
 * steps; must not know any resource.
 */
#include "runtime/arn.h"
#include "runtime/auto_snapshot.h"
#include "runtime/crud_parts.h"
#include "runtime/tags.h"

/* ---- create ---- */

struct creation {
    enum ls_op op;
    const void *plan;
    void *state;
    struct ls_effect effect;
};

static bool send_create(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    const struct creation *creation = context;
    return api_create_begin(c, creation->op, in, creation->plan, creation->state, &creation->effect,
                            ret_answer);
}

/* The planned values are kept; AWS reports the others. */
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

/* Fills what only the response to the creation contains; ret_is_complete: nothing of it is missing. */
static void fill_once(struct call *c, const json_t *answer, void *state, bool *ret_is_complete)
{
    const struct object_desc *desc = c->schema->object;
    *ret_is_complete = true;
    for (size_t i = 0; i < desc->count; i++) {
        const struct object_desc one = {.attrs = &desc->attrs[i], .count = 1};
        if (!(desc->attrs[i].flags & ATTR_ONCE))
            continue;
        api_fill(c, &one, answer, state);
        struct value told = bind_field_to_value(c->mem, state, &desc->attrs[i]);
        *ret_is_complete = *ret_is_complete && value_is_known(told);
    }
}

/*
 * A value that only the create response contains is lost with the response, and the object is useless without
 * it. The object is certainly ours (ls_change), so it is deleted and created again.
 */
static bool send_until_complete(struct call *c, json_t *in, const struct creation *creation,
                                json_t **ret_answer)
{
    enum { MOST_TRIES = 5 };
    json_own(c->mem, in);
    for (int i = 0; i < MOST_TRIES; i++) {
        json_t *lost;
        bool is_told;
        TRY(busy_send(c, json_incref(in), send_create, creation, ret_answer));
        fill_once(c, *ret_answer, creation->state, &is_told);
        if (is_told || json_object_size(*ret_answer) > 0)
            return true;
        TRY(api_view(c, crud_of(c)->kind, creation->effect.name, LS_NOW, &lost) &&
            crud_remove(c, creation->effect.name, json_member_text(lost, "arn"), NULL));
        memset(creation->state, 0, c->schema->object->size_bytes);
    }
    return fail(&c->err, ERR_NETWORK, "the response to %s was lost %d times", ls_op_name(creation->op),
                MOST_TRIES);
}

bool crud_create_as(struct call *c, const struct crud_creation *as, const void *plan, void *state)
{
    struct str name = crud_name(c, plan);
    json_t *in = crud_create_request(c, plan), *answer, *object = NULL;
    const struct creation creation = {as->op,
                                      plan,
                                      state,
                                      {LS_CREATED, crud_of(c)->kind, .name = name,
                                       .members = crud_members(c, plan, crud_is_of_creation, NULL)}};
    if (as->request != NULL && !as->request(c, plan, in)) {
        json_decref(in);
        return false;
    }
    TRY(send_until_complete(c, in, &creation, &answer));
    bool is_ready = crud_wait_ready(c, name, answer, &object);
    if (object != NULL)
        TRY(fill_created(c, object, plan, state));
    return is_ready ? crud_update_calls(c, state, plan, state, true) : crud_leave_in_transition(c, name);
}

static bool request_by_hook(struct call *c, const void *plan, json_t *in)
{
    const struct crud *crud = crud_of(c);
    return crud->request == NULL || crud->request(c, CRUD_CREATE, NULL, plan, in);
}

bool crud_create(struct call *c, const void *plan, void *state)
{
    return crud_create_as(c, &(struct crud_creation){crud_of(c)->create.op, request_by_hook}, plan, state);
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

/* Attributes that the plan left unknown: their earlier values do not belong to what was changed. */
static void forget_unknown(struct call *c, const void *plan, void *state)
{
    const struct object_desc *desc = c->schema->object;
    for (size_t i = 0; i < desc->count; i++) {
        struct value planned = bind_field_to_value(c->mem, plan, &desc->attrs[i]);
        if (value_is_unknown(planned) && !str_eqc(desc->attrs[i].name, "tags_all"))
            crud_copy_field(&desc->attrs[i], state, plan);
    }
}

/* The current value of what the plan left unknown. */
static bool learn_unknown(struct call *c, const void *plan, void *state)
{
    struct value planned = bind_to_value(c->mem, plan, c->schema->object);
    json_t *object;
    if (value_is_wholly_known(&planned))
        return true;
    TRY(api_view(c, crud_of(c)->kind, crud_name(c, plan), LS_NOW, &object));
    void *before = arena_alloc(c->mem, c->schema->object->size_bytes);
    memcpy(before, state, c->schema->object->size_bytes);
    forget_unknown(c, plan, before);
    return crud_fill(c, object, before, state);
}

bool crud_update(struct call *c, const void *prior, const void *plan, void *state)
{
    TRY(api_must_be_own(c, crud_of(c)->kind, crud_name(c, prior), crud_text(c, prior, "arn")));
    TRY(crud_update_calls(c, prior, plan, state, false));
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
    return crud_remove(c, name, TF_IS_KNOWN(arn) ? arn.v : STR(""), prior);
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
    else if (attr->field == FIELD_BOOL && (str_eqc(part, "true") || str_eqc(part, "false")))
        *(struct tf_bool *)bind_field(state, attr) = tf_bool(str_eqc(part, "true"));
    else
        return fail(&c->err, ERR_USER, "'%.*s' is not a valid %s", STR_ARG(part), attribute);
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
            return fail(&c->err, ERR_USER, "the ID must have %zu parts with commas between them", count);
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
