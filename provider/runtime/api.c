/*
 * api.c — Lightsail for resources: requests that wait, creations and changes that survive a lost response.
 * Knows no resource; response_read.c reads the contents of responses.
 */
#include "runtime/api.h"

#include "base/log.h"
#include "lightsail/history.h"
#include "lightsail/tag.h"
#include "runtime/action.h"

struct aws_scope api_scope(struct call *c)
{
    return (struct aws_scope){.mem = c->mem, .deadline = &c->deadline};
}

/* A bug in a hook: no hook sends a request before the provider is configured, nor in a plan whose region
 * is unknown. */
bool api_has_client(struct call *c)
{
    return c->client != NULL ||
           fail(&c->err, ERR_INTERNAL,
                "an API request before the provider was configured, or for a region that is not known");
}

bool api_call(struct call *c, enum ls_op op, json_t *in, json_t **ret_out)
{
    json_t *out = NULL;
    if (in != NULL)
        json_own(c->mem, in);
    TRY(api_has_client(c));
    TRY(ls_call(c->client, api_scope(c), op, in, &out, &c->err));
    if (ret_out != NULL)
        *ret_out = out;
    return true;
}

/*
 * After an accepted operation failed or timed out: the operations that AWS recorded for the object, so that
 * the user can find the cause. The wait for them is short. Without the permission to list them, only the
 * original error is shown.
 */
static bool tell_history(struct call *c, struct str name)
{
    enum { HISTORY_MS = 5000 };
    if (name.len == 0 || (c->err.kind != ERR_FAILED && c->err.kind != ERR_TIMEOUT))
        return false;
    struct deadline deadline = c->deadline;
    struct err ignored;
    deadline.deadline_ms = clock_monotonic_ms() + HISTORY_MS;
    if (!ls_history(c->client, (struct aws_scope){c->mem, &deadline}, name, &c->history, &ignored))
        LOG(LOG_DEBUG, "cannot read the last operations of AWS", LOG_TEXT(LOG_KEY_NAME, name),
            LOG_TEXT(LOG_KEY_ERROR, str_c(ignored.text)));
    return false;
}

static struct str name_in(const json_t *answer)
{
    const json_t *one = json_object_get(answer, "operation");
    return json_member_text(one != NULL ? one : json_array_get(json_object_get(answer, "operations"), 0),
                            "resourceName");
}

/* From here on only Lightsail works. The progress of an action reports this. */
static void tell_accepted(struct call *c, enum ls_op op)
{
    action_progress(c, "Lightsail accepted %s", ls_op_name(op));
}

bool api_wait(struct call *c, const json_t *answer)
{
    return ls_wait_operations(c->client, api_scope(c), answer, &c->err) || tell_history(c, name_in(answer));
}

bool api_do(struct call *c, enum ls_op op, json_t *in)
{
    json_t *out = NULL;
    TRY(api_call(c, op, in, &out));
    tell_accepted(c, op);
    return api_wait(c, out);
}

bool api_list(struct call *c, enum ls_op op, json_t *in, const char *items_member, json_t **ret_items)
{
    if (in != NULL)
        json_own(c->mem, in);
    TRY(api_has_client(c));
    return ls_call_pages(c->client, api_scope(c), op, in, items_member, ret_items, &c->err);
}

bool api_page(struct call *c, enum ls_op op, struct str token, const char *items_member, json_t **ret_items,
              struct str *ret_token)
{
    json_t *in = json_object(), *out;
    if (token.len > 0)
        json_object_set_new(in, "pageToken", json_new_str(token));
    TRY(api_call(c, op, in, &out));
    *ret_items = json_object_get(out, items_member);
    *ret_token = json_member_text(out, "nextPageToken");
    /* The token of a page must lead to another page. */
    if (token.len > 0 && str_eq(token, *ret_token))
        return fail(&c->err, ERR_PROTOCOL, "the list %s repeats the same page and does not end",
                    ls_op_name(op));
    return true;
}

bool api_view(struct call *c, enum ls_kind kind, struct str name, enum ls_freshness freshness,
              json_t **ret_object)
{
    TRY(api_has_client(c));
    return ls_view_read(c->client, api_scope(c), kind, name, c->is_again ? LS_NOW : freshness, ret_object,
                        &c->err);
}

bool api_find(struct call *c, enum ls_kind kind, struct str name, struct str arn, json_t **ret_object)
{
    TRY(api_has_client(c));
    return ls_view_find(c->client, api_scope(c), kind, name, arn, ret_object, &c->err);
}

/* ---- identity ---- */

/* `infra resize` creates an instance anew and writes the ARN of the old one into this tag. */
bool api_replaces(const json_t *object, struct str arn)
{
    struct str replaced = ls_tag(object, STR(LS_REPLACES_TAG));
    return replaced.data != NULL && (arn.data == NULL || str_eq(replaced, arn));
}

void api_forget_replaced(struct call *c, struct str name, struct tf_string arn, const json_t *object)
{
    const struct str any = {NULL, 0};
    const struct str group = STR("without the tag of a replaced object");
    if (!TF_IS_KNOWN(arn) || !str_eq(json_member_text(object, "arn"), arn.v) || !api_replaces(object, any) ||
        call_has_made(c, group, arn.v)) /* an earlier read still shows the tag */
        return;
    struct err ignored;
    json_t *in = json_own(c->mem, json_pack("{s:o, s:[s]}", "resourceName", json_new_str(name), "tagKeys",
                                            LS_REPLACES_TAG));
    if (ls_call_hidden(c->client, api_scope(c), OP_UNTAG_RESOURCE, in, &ignored))
        call_made(c, group, arn.v);
    else
        LOG(LOG_DEBUG, "cannot remove the tag of a replaced object",
            LOG_TEXT(LOG_KEY_ERROR, str_c(ignored.text)));
}

/* ret_object: NULL when there is no object. ret_is_other: the object with this name does not have that
 * ARN. */
static bool read_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn,
                     enum ls_freshness freshness, json_t **ret_object, bool *ret_is_other)
{
    *ret_object = NULL;
    *ret_is_other = false;
    TRY(api_view(c, kind, name, freshness, ret_object));
    if (!TF_IS_KNOWN(arn) || str_eq(json_member_text(*ret_object, "arn"), arn.v) ||
        api_replaces(*ret_object, arn.v) || api_find(c, kind, name, arn.v, ret_object))
        return true;
    *ret_is_other = c->err.kind == ERR_NOT_FOUND && *ret_object != NULL;
    return false;
}

static void warn_of_other(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn,
                          const json_t *other, const char *consequence)
{
    if (!account_is_same(c, json_member_text(other, "arn"), arn.v))
        return; /* The credentials belong to another account, which the runtime reports. */
    call_warn(
        c, "", "Another object has this name",
        "The %s '%.*s' that this %s describes has the ARN %.*s and no longer exists. Another object now has "
        "this name, with the ARN %.*s. This resource does not manage it: %s. To manage it, import it.",
        ls_kind_row(kind)->noun, STR_ARG(name), c->schema->type_name, STR_ARG(arn.v),
        STR_ARG(json_member_text(other, "arn")), consequence);
}

bool api_read(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn, json_t **ret_object)
{
    bool is_other;
    if (read_own(c, kind, name, arn, LS_REFRESH, ret_object, &is_other))
        return true;
    if (is_other)
        warn_of_other(c, kind, name, arn, *ret_object, "this resource is removed from the state");
    return false;
}

bool api_is_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn, bool *ret_own)
{
    json_t *object;
    bool is_other, ok = read_own(c, kind, name, arn, LS_KNOWN, &object, &is_other);
    *ret_own = !is_other;
    if (is_other && !account_is_same(c, json_member_text(object, "arn"), arn.v)) {
        fail(&c->err, ERR_USER, "the ARN %.*s in the state belongs to another account than the credentials",
             STR_ARG(arn.v));
        return fail_hint(&c->err,
                         "Use credentials of that account (profile, AWS_PROFILE). Nothing was changed.");
    }
    if (is_other)
        warn_of_other(c, kind, name, arn, object, "it is not changed");
    /* An object that is not shown may be late: the request itself reports whether it exists. */
    return ok || api_done_if_not_found(c);
}

bool api_view_name_of_arn(struct call *c, enum ls_kind kind, struct str arn, struct str *ret_name)
{
    TRY(api_has_client(c));
    return ls_view_name_of_arn(c->client, api_scope(c), kind, arn, ret_name, &c->err);
}

bool api_view_wait(struct call *c, enum ls_kind kind, struct str name, const char *goal, const json_t *answer,
                   ls_judge_function *judge, void *context, json_t **ret_object)
{
    TRY(api_has_client(c));
    return ls_view_wait(c->client, api_scope(c), kind, name, goal, answer, judge, context, ret_object,
                        &c->err) ||
           tell_history(c, name);
}

bool api_must_be_own(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn)
{
    bool is_own;
    TRY(api_is_own(c, kind, name, arn, &is_own));
    if (is_own)
        return true;
    fail(&c->err, ERR_CONFLICT, "the %s '%.*s' in the state no longer exists: another object has its name",
         ls_kind_row(kind)->noun, STR_ARG(name));
    return fail_hint(&c->err, "Run the plan again without -refresh=false.");
}

bool api_shows_soon(struct call *c, enum ls_kind kind, struct str name, ls_judge_function *judge,
                    void *context, json_t **ret_object)
{
    struct err before_err = c->err, over;
    struct deadline before = c->deadline;
    json_t *last = NULL;
    c->deadline = deadline_within(&before, ls_client_read_lag_ms(c->client));
    bool shows = ls_view_wait(c->client, api_scope(c), kind, name, "reads", NULL, judge, context, &last,
                              &over);
    c->deadline = before;
    c->err = before_err;
    if (ret_object != NULL && last != NULL)
        *ret_object = last;
    return shows;
}

/* ---- creation ---- */

static void copy_identity(struct call *c, const void *plan, void *state)
{
    for (size_t i = 0; i < c->schema->identity_count; i++) {
        const struct attr_desc *attr = object_attr(c->schema->object, str_c(c->schema->identity[i]));
        const struct tf_string *from = (const void *)((const char *)plan + attr->offset);
        if (attr->field == FIELD_STRING && from->is == TF_KNOWN)
            *(struct tf_string *)bind_field(state, attr) = *from;
    }
}

/* Whether an object of the kind has the name. c->err stays as it is. */
static bool has_object(struct call *c, const struct ls_effect *effect)
{
    struct err original = c->err;
    json_t *object;
    bool is_there = api_view(c, effect->kind, effect->name, LS_NOW, &object) || c->err.kind != ERR_NOT_FOUND;
    c->err = original;
    return is_there;
}

bool api_hint_other_kind(struct call *c)
{
    return fail_hint(&c->err, "An object of another kind has this name. Names are unique among all kinds of "
                              "Lightsail resources in a region. Choose another name.");
}

/* Another account or region has the name, so there is nothing to import. */
static bool hint_shared(struct call *c, enum ls_kind kind)
{
    return fail_hint(
        &c->err,
        "The name of a %s is shared by all AWS accounts and regions, and one of them has this name. Choose "
        "another one, for example with the name of your organization in it.",
        ls_kind_row(kind)->noun);
}

/* The ID for an import, and the attribute with the name of the object, which is the last one; NULL: there is none. */
static const struct attr_desc *import_id(struct call *c, const void *plan, struct str *ret_id)
{
    const struct attr_desc *attr = NULL;
    struct buf id = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < c->schema->identity_count; i++) {
        attr = object_attr(c->schema->object, str_c(c->schema->identity[i]));
        if (attr->field != FIELD_STRING)
            return NULL;
        struct str text = ((const struct tf_string *)(const void *)((const char *)plan + attr->offset))->v;
        buf_printf(&id, "%s%.*s", i > 0 ? "," : "", STR_ARG(text));
    }
    *ret_id = buf_str(&id);
    return attr;
}

/* A name that is in use, and what to do. An import helps only if an object of the kind has the name, and
 * is possible only for a schema with an identity. */
static bool name_in_use(struct call *c, const void *plan, const struct ls_effect *effect)
{
    struct str name;
    const struct attr_desc *attr = import_id(c, plan, &name);
    if (attr == NULL)
        return false;
    ERR_SET(&c->err, attribute, attr->name);
    if (!has_object(c, effect))
        return ls_kind_row(effect->kind)->is_shared ? hint_shared(c, effect->kind) : api_hint_other_kind(c);
    struct str here = call_region(c), home = ls_client_region(c->provider->client);
    struct str id = str_eq(here, home) ? name : str_printf(c->mem, "%.*s@%.*s", STR_ARG(name), STR_ARG(here));
    return fail_hint(
        &c->err,
        "If this replaces a resource with create_before_destroy, the old one still has the name: give the "
        "new one another name%s, or remove create_before_destroy.\n\nIf the object is yours (an interrupted "
        "apply may have left it), import it with this block, where NAME is the name of the resource in the "
        "configuration:\n\nimport {\n  to = %s.NAME\n  id = \"%.*s\"\n}\n\nOtherwise choose another name.",
        object_attr(c->schema->object, STR("name_prefix")) != NULL ? " (name_prefix)" : "",
        c->schema->type_name, STR_ARG(id));
}

bool api_create_begin(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                      const struct ls_effect *effect, json_t **ret_answer)
{
    json_own(c->mem, in);
    TRY(api_has_client(c));
    bool done = ls_change(c->client, api_scope(c), op, in, effect, ret_answer, &c->err);
    /* An object that may exist also goes into the state (tainted): the next refresh finds out. */
    if (done || c->err.maybe_done)
        copy_identity(c, plan, state);
    if (done)
        tell_accepted(c, op);
    return done || (c->err.kind == ERR_CONFLICT && !c->err.retryable && name_in_use(c, plan, effect));
}

bool api_create(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                const struct ls_effect *effect)
{
    json_t *answer;
    return api_create_begin(c, op, in, plan, state, effect, &answer) && api_wait(c, answer);
}

bool api_change_begin(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect,
                      json_t **ret_answer)
{
    json_own(c->mem, in);
    TRY(api_has_client(c));
    TRY(ls_change(c->client, api_scope(c), op, in, effect, ret_answer, &c->err));
    tell_accepted(c, op);
    return true;
}

bool api_change(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect)
{
    json_t *answer;
    return api_change_begin(c, op, in, effect, &answer) && api_wait(c, answer);
}

bool api_delete(struct call *c, enum ls_op op, json_t *in, const struct ls_effect *effect)
{
    if (!api_change(c, op, in, effect) && !api_done_if_not_found(c))
        return false;
    api_expect(c, effect);
    return true;
}

void api_expect(struct call *c, const struct ls_effect *effect)
{
    ls_expect(c->client, effect);
}

bool api_done_if_not_found(struct call *c)
{
    if (c->err.kind != ERR_NOT_FOUND)
        return false;
    c->err = (struct err){0};
    return true;
}

bool api_gone_if_not_found(struct call *c)
{
    return api_done_if_not_found(c) && call_gone(c);
}

int64_t api_visible_ms(struct call *c)
{
    return ls_client_visible_ms(c->client);
}

struct ls_poll api_poll_begin(struct call *c)
{
    return ls_poll_begin(c->client);
}

bool api_poll_wait(struct call *c, struct ls_poll *poll)
{
    struct aws_scope scope = api_scope(c);
    return ls_poll_wait(poll, &scope, &c->err);
}
