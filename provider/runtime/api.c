/*
 * api.c — Lightsail for resources: calls that wait, creations and changes that survive a lost answer, and answers poured into
 * structs through the rows' wire names. The one runtime file that calls lightsail/; knows no resource.
 */
#include "runtime/api.h"

#include <math.h>
#include <time.h>

#include "base/log.h"
#include "lightsail/history.h"
#include "lightsail/join.h"
#include "runtime/action.h"
#include "tf/number.h"

static struct ls_scope scope_of(struct call *c)
{
    return (struct ls_scope){.mem = c->mem, .patience = &c->patience};
}

/* A mistake of ours: hooks ask for nothing before the provider is configured, nor in a plan whose region is unknown. */
static bool has_client(struct call *c)
{
    return c->client != NULL ||
           fail(&c->err, ERR_INTERNAL,
                "an API call before the provider was configured, or for a region that is not known");
}

bool api_call(struct call *c, enum ls_op op, json_t *in, json_t **ret_out)
{
    json_t *out = NULL;
    if (in != NULL)
        json_own(c->mem, in);
    TRY(has_client(c));
    TRY(ls_call(c->client, scope_of(c), op, in, &out, &c->err));
    if (ret_out != NULL)
        *ret_out = out;
    return true;
}

/*
 * After something was accepted and did not come to its end: what AWS did with the thing, for the person who has to find out why. Nobody waits
 * long for it, and who may not ask is told the error alone.
 */
static bool tell_history(struct call *c, struct str name)
{
    enum { HISTORY_MS = 5000 };
    if (name.len == 0 || (c->err.kind != ERR_FAILED && c->err.kind != ERR_TIMEOUT))
        return false;
    struct patience patience = c->patience;
    struct err ignored;
    patience.deadline_ms = clock_monotonic_ms() + HISTORY_MS;
    if (!ls_history(c->client, (struct ls_scope){c->mem, &patience}, name, &c->history, &ignored))
        LOG(LOG_DEBUG, "what AWS did last is not known", LOG_TEXT(LOG_KEY_NAME, name),
            LOG_TEXT(LOG_KEY_ERROR, str_c(ignored.text)));
    return false;
}

static struct str name_in(const json_t *answer)
{
    const json_t *one = json_object_get(answer, "operation");
    return json_member_text(one != NULL ? one : json_array_get(json_object_get(answer, "operations"), 0),
                            "resourceName");
}

/* From here on only the service works: the person who waits for an action may know. */
static void tell_accepted(struct call *c, enum ls_op op)
{
    action_progress(c, "Lightsail accepted %s", ls_op_name(op));
}

bool api_wait(struct call *c, const json_t *answer)
{
    return ls_wait_operations(c->client, scope_of(c), answer, &c->err) || tell_history(c, name_in(answer));
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
    TRY(has_client(c));
    return ls_call_pages(c->client, scope_of(c), op, in, items_member, ret_items, &c->err);
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
    /* What comes from asking for a page must lead to another one. */
    if (token.len > 0 && str_eq(token, *ret_token))
        return fail(&c->err, ERR_PROTOCOL, "the pages of %s do not end", ls_op_name(op));
    return true;
}

bool api_view(struct call *c, enum ls_kind kind, struct str name, enum ls_freshness freshness,
              json_t **ret_object)
{
    TRY(has_client(c));
    return ls_view_read(c->client, scope_of(c), kind, name, freshness, ret_object, &c->err);
}

bool api_view_name_of_arn(struct call *c, enum ls_kind kind, struct str arn, struct str *ret_name)
{
    TRY(has_client(c));
    return ls_view_name_of_arn(c->client, scope_of(c), kind, arn, ret_name, &c->err);
}

bool api_view_wait(struct call *c, enum ls_kind kind, struct str name, const char *goal, const json_t *answer,
                   ls_judge_function *judge, void *context, json_t **ret_object)
{
    TRY(has_client(c));
    return ls_view_wait(c->client, scope_of(c), kind, name, goal, answer, judge, context, ret_object,
                        &c->err) ||
           tell_history(c, name);
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

/* The service's idea of now: what it will write into createdAt. */
static int64_t service_now_ms(struct call *c)
{
    return clock_wall_ms() + ls_client_clock_skew_ms(c->client);
}

enum trace { TRACE_OURS, TRACE_NONE, TRACE_FOREIGN, TRACE_UNCLEAR };

/* Looks for what a lost request may have left behind; the original error stays in c->err unless the look itself failed. */
static enum trace look_for(struct call *c, const void *plan, int64_t sent_ms, api_is_ours_fn *is_ours)
{
    struct err original = c->err;
    bool ours = false;
    if (is_ours(c, plan, sent_ms, &ours)) {
        c->err = original;
        return ours ? TRACE_OURS : TRACE_FOREIGN;
    }
    bool absent = c->err.kind == ERR_NOT_FOUND;
    if (absent)
        c->err = original;
    return absent ? TRACE_NONE : TRACE_UNCLEAR;
}

/* A name that is taken, and what to do: only a schema with an identity has something to import. */
static bool name_in_use(struct call *c, const void *plan)
{
    const struct attr_desc *attr = c->schema->identity_count > 0
                                       ? object_attr(c->schema->object, str_c(c->schema->identity[0]))
                                       : NULL;
    if (attr == NULL || attr->field != FIELD_STRING)
        return false;
    struct str name = ((const struct tf_string *)(const void *)((const char *)plan + attr->offset))->v;
    struct str here = call_region(c), home = ls_client_region(c->provider->client);
    struct str id = str_eq(here, home) ? name : str_printf(c->mem, "%.*s@%.*s", STR_ARG(name), STR_ARG(here));
    ERR_SET(&c->err, attribute, attr->name);
    return fail_hint(
        &c->err,
        "If this replaces one with create_before_destroy, the old one still has the name: give the new one "
        "another name%s, or do without create_before_destroy.\n\n"
        "If it is yours (an apply that was interrupted may have left it), take it over with this block, "
        "NAME being what the resource is called in the configuration:\n\n"
        "import {\n  to = %s.NAME\n  id = \"%.*s\"\n}\n\n"
        "Otherwise choose another name.",
        object_attr(c->schema->object, STR("name_prefix")) != NULL ? " (name_prefix)" : "",
        c->schema->type_name, STR_ARG(id));
}

/*
 * One attempt. `ret_again`: the request had no effect and may be repeated. `ret_out` stays NULL when the answer was lost but the thing is there.
 */
static bool create_once(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                        api_is_ours_fn *is_ours, int64_t sent_ms, bool after_loss, json_t **ret_out,
                        bool *ret_again)
{
    *ret_again = false;
    *ret_out = NULL;
    if (ls_call_joined(c->client, scope_of(c), op, in, ret_out, &c->err)) {
        copy_identity(c, plan, state);
        return true;
    }
    bool lost = c->err.maybe_done;
    /* After a lost first try "the name is in use" may well mean: by us. */
    if (!lost && !(after_loss && c->err.kind == ERR_CONFLICT))
        return c->err.kind == ERR_CONFLICT && !c->err.retryable ? name_in_use(c, plan) : false;
    LOG(LOG_WARN, "an answer was lost: looking whether the request took effect",
        LOG_TEXT(LOG_KEY_OPERATION, str_c(ls_op_name(op))));
    switch (look_for(c, plan, sent_ms, is_ours)) {
    case TRACE_OURS:
        copy_identity(c, plan, state);
        return true;
    case TRACE_NONE:
        *ret_again = lost && c->err.kind != ERR_STOPPED;
        return false;
    case TRACE_FOREIGN:
        if (lost)
            fail_context(&c->err, "a thing of this name exists that this configuration did not create");
        return name_in_use(c, plan);
    case TRACE_UNCLEAR:
        break;
    }
    /* It may exist, and we could not look: it goes into the state (tainted), and the next refresh tells. */
    copy_identity(c, plan, state);
    return false;
}

bool api_create_begin(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                      api_is_ours_fn *is_ours, json_t **ret_answer)
{
    enum { MAX_TRIES = 8 };
    json_own(c->mem, in);
    TRY(has_client(c));
    json_t *out = NULL;
    bool again = true;
    int64_t sent_ms = service_now_ms(c);
    struct ls_poll poll = api_poll_begin(c);
    for (int i = 0; again; i++) {
        if (create_once(c, op, in, plan, state, is_ours, sent_ms, i > 0, &out, &again))
            break;
        struct err original = c->err;
        if (!again || i + 1 == MAX_TRIES)
            return false;
        if (!api_poll_wait(c, &poll)) {
            c->err = original;
            return false;
        }
    }
    *ret_answer = out != NULL ? out : json_own(c->mem, json_object());
    tell_accepted(c, op);
    return true;
}

bool api_create(struct call *c, enum ls_op op, json_t *in, const void *plan, void *state,
                api_is_ours_fn *is_ours)
{
    json_t *answer;
    return api_create_begin(c, op, in, plan, state, is_ours, &answer) && api_wait(c, answer);
}

bool api_change_begin(struct call *c, enum ls_op op, json_t *in, api_is_done_fn *is_done, const void *context,
                      json_t **ret_answer)
{
    enum { MAX_TRIES = 8 };
    json_own(c->mem, in);
    TRY(has_client(c));
    *ret_answer = json_own(c->mem, json_object());
    struct ls_poll poll = api_poll_begin(c);
    for (int i = 0;; i++) {
        json_t *out = NULL;
        if (ls_call(c->client, scope_of(c), op, in, &out, &c->err)) {
            *ret_answer = out;
            tell_accepted(c, op);
            return true;
        }
        struct err original = c->err;
        bool done = false;
        /* A refusal after a lost first try may be the answer to doing it twice. */
        bool look = original.maybe_done ||
                    (i > 0 && original.kind != ERR_NETWORK && original.kind != ERR_STOPPED);
        if (!look || !is_done(c, context, &done))
            break;
        if (done)
            return true;
        c->err = original;
        if (!original.maybe_done || i + 1 == MAX_TRIES || !api_poll_wait(c, &poll))
            break;
    }
    return false;
}

bool api_change(struct call *c, enum ls_op op, json_t *in, api_is_done_fn *is_done, const void *context)
{
    json_t *answer;
    return api_change_begin(c, op, in, is_done, context, &answer) && api_wait(c, answer);
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

struct ls_poll api_poll_begin(struct call *c)
{
    return ls_poll_begin(c->client);
}

bool api_poll_wait(struct call *c, struct ls_poll *poll)
{
    struct ls_scope scope = scope_of(c);
    return ls_poll_wait(poll, &scope, &c->err);
}

/* ---- answers into structs ---- */

/* The last second of the year 9999: what is beyond is no time of the API, and RFC 3339 cannot write it. */
#define MAX_EPOCH_S 253402300799.0

/* The API's times are epoch seconds with a fraction; people and other providers write RFC 3339. */
static struct str rfc3339(struct arena *mem, double epoch_s)
{
    char text[40];
    struct tm utc;
    time_t seconds = (time_t)floor(epoch_s);
    gmtime_r(&seconds, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return str_copy(mem, str_c(text));
}

static void fill_string(struct arena *mem, const json_t *v, struct tf_string *ret)
{
    if (json_is_string(v))
        *ret = tf_string(str_copy(mem, json_text(v)));
    else if (json_is_number(v) && fabs(json_number_value(v)) <= MAX_EPOCH_S)
        *ret = tf_string(rfc3339(mem, json_number_value(v)));
}

static void fill_number(struct arena *mem, const json_t *v, struct tf_number *ret)
{
    struct str text;
    if (json_is_integer(v))
        *ret = (struct tf_number){TF_KNOWN, number_from_int64(mem, json_integer_value(v))};
    else if (json_is_real(v) && number_from_double(mem, json_real_value(v), &text))
        *ret = (struct tf_number){TF_KNOWN, text};
}

static void fill_strings(struct arena *mem, const json_t *v, struct tf_strings *ret)
{
    if (!json_is_array(v))
        return;
    *ret = (struct tf_strings){.is = TF_KNOWN, .count = json_array_size(v)};
    ret->v = arena_new_array(mem, struct tf_string, ret->count);
    for (size_t i = 0; i < ret->count; i++)
        fill_string(mem, json_array_get(v, i), &ret->v[i]);
}

static void fill_objects(struct call *c, const struct attr_desc *attr, const json_t *v,
                         struct tf_objects *ret)
{
    size_t count = json_is_array(v) ? json_array_size(v) : 1;
    if (!json_is_array(v) && !json_is_object(v))
        return;
    *ret = (struct tf_objects){.is = TF_KNOWN,
                               .count = count,
                               .v = arena_alloc_array(c->mem, count, attr->nested->size_bytes)};
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_is_array(v) ? json_array_get(v, i) : v;
        api_fill(c, attr->nested, item, (char *)ret->v + i * attr->nested->size_bytes);
    }
}

/* A real outside of the range has no integer: converting it is undefined. */
static bool is_int64_real(const json_t *v)
{
    return json_is_real(v) && json_real_value(v) >= -0x1p63 && json_real_value(v) < 0x1p63;
}

static void fill_field(struct call *c, const struct attr_desc *attr, const json_t *v, void *field)
{
    switch (attr->field) {
    case FIELD_STRING:
        *(struct tf_string *)field = (struct tf_string){0};
        fill_string(c->mem, v, field);
        break;
    case FIELD_BOOL:
        *(struct tf_bool *)field = json_is_boolean(v) ? tf_bool(json_is_true(v)) : (struct tf_bool){0};
        break;
    case FIELD_INT:
        *(struct tf_int *)field = json_is_integer(v) ? tf_int(json_integer_value(v))
                                  : is_int64_real(v) ? tf_int((int64_t)json_real_value(v))
                                                     : (struct tf_int){0};
        break;
    case FIELD_NUMBER:
        *(struct tf_number *)field = (struct tf_number){0};
        fill_number(c->mem, v, field);
        break;
    case FIELD_STRINGS:
        *(struct tf_strings *)field = (struct tf_strings){0};
        fill_strings(c->mem, v, field);
        break;
    case FIELD_OBJECTS:
        *(struct tf_objects *)field = (struct tf_objects){0};
        fill_objects(c, attr, v, field);
        break;
    case FIELD_VALUE:
        break; /* untyped fields are filled by hand */
    }
}

void api_fill(struct call *c, const struct object_desc *desc, const json_t *object, void *model)
{
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (attr->wire == NULL)
            continue;
        bool sometimes = attr->wire[0] == '?';
        const json_t *v = json_at(object, attr->wire + sometimes);
        if (v != NULL || !sometimes)
            fill_field(c, attr, v, bind_field(model, attr));
    }
}
