/*
 * in_place.c — another generation of a bundle without another instance: a stop, and a start with the new bundle. Must
 * not know the way by a snapshot. Source: InstanceAttributeUpdates of the API model.
 */
#include "rebuild/rebuild.h"
#include "steps/instance_step.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "small_win_3_0": "small_win"; "": it does not end with a generation. */
static struct str family_of(struct str bundle)
{
    size_t end = bundle.len;
    for (int number = 0; number < 2; number++) {
        size_t begin = end;
        while (begin > 0 && is_digit(bundle.data[begin - 1]))
            begin--;
        if (begin == end || begin == 0 || bundle.data[begin - 1] != '_')
            return STR("");
        end = begin - 1;
    }
    return str_slice(bundle, 0, end);
}

bool rebuild_is_generation(struct str from, struct str to)
{
    struct str family = family_of(from);
    return family.len > 0 && !str_eq(from, to) && str_eq(family, family_of(to));
}

/* ---- the stop ---- */

/* An instance that is already stopping, from an earlier process, gets no second request. */
bool rebuild_stop(struct rebuild *r)
{
    struct session *s = r->session;
    if (!str_eqc(ls_instance_state(r->object), "stopping"))
        TRY(instance_power(s, OP_STOP_INSTANCE, r->object, ls_instance_is_stopped));
    TRY(instance_wait_for(s, r->name, ls_instance_is_stopped, &r->object));
    session_done(s, "%.*s stopped", STR_ARG(r->name));
    return true;
}

/* ---- the start ---- */

static bool send_start(struct rebuild *r, json_t **ret_answer)
{
    struct ls_effect effect = ls_instance_starts(r->name);
    json_t *updates = member_of("bundleId", r->bundle), *in = member_of("instanceName", r->name);
    json_object_set_new(in, "attributeUpdates", updates);
    effect.arn = json_member_text(r->object, "arn");
    return session_send(r->session, OP_START_INSTANCE, in, &effect, ret_answer);
}

static bool is_about_capacity(const struct err *err)
{
    return strstr(err->code, "Capacity") != NULL || strstr(err->text, "Capacity") != NULL;
}

/* A refusal of the request or of its operation; a lack of capacity is none: the other way would meet it, too. */
static bool is_refusal(const struct err *err)
{
    bool is_kind = err->kind == ERR_USER || err->kind == ERR_API || err->kind == ERR_FAILED;
    return is_kind && !err->retryable && !err->maybe_done && !is_about_capacity(err);
}

static bool judge(void *context, const json_t *instance, bool *ret_reached, struct err *err)
{
    const struct rebuild *r = context;
    (void)err;
    *ret_reached = str_eq(json_member_text(instance, "bundleId"), r->bundle) && ls_instance_is_up(instance);
    return true;
}

/* The bundle may show later than the state. An instance that keeps the old one was started without the update. */
static bool wait_for_bundle(struct rebuild *r, bool *ret_refused)
{
    struct session *s = r->session;
    struct deadline before = s->deadline;
    TRY(instance_wait_for(s, r->name, ls_instance_is_up, &r->object));
    s->deadline = deadline_within(&before, ls_client_visible_ms(s->client));
    bool shows = ls_view_wait(s->client, session_scope(s), LS_KIND_INSTANCE, r->name, "bundle", NULL, judge,
                              r, &r->object, &s->err);
    s->deadline = before;
    *ret_refused = !shows && s->err.kind == ERR_TIMEOUT && deadline_left_ms(&before) > 0;
    if (*ret_refused)
        s->err = (struct err){.kind = ERR_NONE};
    return shows || *ret_refused;
}

static bool start(struct rebuild *r, bool *ret_refused)
{
    struct session *s = r->session;
    json_t *answer;
    *ret_refused = false;
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = send_start(r, &answer) && ls_wait_operations(s->client, session_scope(s), answer, &s->err);
    s->deadline = before;
    if (done)
        return wait_for_bundle(r, ret_refused);
    if (!is_refusal(&s->err))
        return false;
    session_note(s, "Lightsail does not change the bundle in place: %s", s->err.text);
    s->err = (struct err){.kind = ERR_NONE};
    *ret_refused = true;
    return true;
}

bool rebuild_start_as(struct rebuild *r, bool *ret_refused)
{
    struct session *s = r->session;
    if (str_eq(json_member_text(r->object, "bundleId"), r->bundle)) {
        *ret_refused = false;
        return true;
    }
    if (!ls_instance_is_stopped(r->object))
        TRY(rebuild_stop(r));
    TRY(start(r, ret_refused));
    if (!*ret_refused)
        session_done(s, "%.*s has the bundle %.*s", STR_ARG(r->name), STR_ARG(r->bundle));
    return true;
}
