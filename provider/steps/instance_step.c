/*
 * instance_step.c — changes of an instance and of its static IP, with the waits. Must not know why it changes.
 */
#include "steps/instance_step.h"

bool instance_check(struct session *s, const json_t *instance)
{
    return session_check(s, LS_KIND_INSTANCE, json_member_text(instance, "name"),
                         json_member_text(instance, "arn"));
}

static void show_progress(void *s, struct str name, struct str state, int64_t waited_ms)
{
    session_progress(s, "%.*s: %.*s for %lld s", STR_ARG(name), STR_ARG(state), (long long)waited_ms / 1000);
}

/* After a timeout, the message has the state of the instance, because what helps depends on it. */
static bool end_step(struct session *s, const struct deadline *before, int64_t began_ms, struct str name,
                     bool done)
{
    json_t *instance;
    s->deadline = *before;
    if (done || s->err.kind != ERR_TIMEOUT || deadline_left_ms(before) == 0)
        return done;
    struct err late = s->err;
    bool looked = object_look(s, LS_KIND_INSTANCE, name, &instance);
    if (!looked || late.code[0] != '\0') {
        s->err = late;
        return false;
    }
    struct str state = instance != NULL ? ls_instance_state(instance) : STR("gone");
    fail(&s->err, ERR_TIMEOUT, "after %lld s it is '%.*s'",
         (long long)(clock_monotonic_ms() - began_ms) / 1000, STR_ARG(state));
    if (str_eqc(state, "stopping"))
        return fail_hint(&s->err,
                         "To wait longer, %s. If it stays 'stopping', run: aws lightsail "
                         "stop-instance --force --instance-name %.*s",
                         s->longer, STR_ARG(name));
    return fail_hint(&s->err,
                     "To wait longer, %s. To show the state: 'quants-infra infra info --name "
                     "%.*s'.",
                     s->longer, STR_ARG(name));
}

bool instance_wait_for(struct session *s, struct str name, ls_instance_is *is, json_t **ret_instance)
{
    int64_t began_ms = clock_monotonic_ms();
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = ls_instance_wait(s->client, session_scope(s), name, is, show_progress, s, ret_instance,
                                 &s->err);
    return end_step(s, &before, began_ms, name, done);
}

bool instance_send(struct session *s, enum ls_op op, json_t *in, const struct ls_effect *effect,
                   ls_instance_is *is)
{
    json_t *instance, *answer;
    int64_t began_ms = clock_monotonic_ms();
    struct deadline before = session_begin_step(s, USUAL_STEP_MS);
    bool done = session_send(s, op, in, effect, &answer) &&
                ls_wait_operations(s->client, session_scope(s), answer, &s->err) &&
                ls_instance_wait(s->client, session_scope(s), effect->name, is, show_progress, s, &instance,
                                 &s->err);
    if (done && effect->becomes == LS_DELETED)
        ls_expect(s->client, effect);
    return end_step(s, &before, began_ms, effect->name, done);
}

bool instance_delete(struct session *s, const struct ls_effect *goes)
{
    json_t *in = member_of("instanceName", goes->name);
    json_object_set_new(in, "forceDeleteAddOns", json_true());
    return instance_send(s, OP_DELETE_INSTANCE, in, goes, ls_instance_is_gone);
}

bool instance_power(struct session *s, enum ls_op op, const json_t *instance, ls_instance_is *is)
{
    struct str name = json_member_text(instance, "name");
    struct ls_effect effect = op == OP_START_INSTANCE  ? ls_instance_starts(name)
                              : op == OP_STOP_INSTANCE ? ls_instance_stops(name)
                                                       : (struct ls_effect){LS_DONE, .name = name};
    json_t *answer, *in = json_own(s->mem, member_of("instanceName", name));
    effect.arn = json_member_text(instance, "arn");
    TRY(instance_check(s, instance));
    return is != NULL ? instance_send(s, op, json_incref(in), &effect, is)
                      : session_send(s, op, json_incref(in), &effect, &answer);
}

bool static_ip_attach(struct session *s, const json_t *static_ip, const json_t *instance)
{
    json_t *in = json_own(s->mem, json_pack("{s:O, s:O}", "staticIpName", json_object_get(static_ip, "name"),
                                            "instanceName", json_object_get(instance, "name")));
    json_t *members = json_own(s->mem, json_pack("{s:O, s:b}", "attachedTo",
                                                 json_object_get(instance, "name"), "isAttached", 1));
    const struct ls_effect effect = {LS_CHANGED, LS_KIND_STATIC_IP,
                                     .name = json_member_text(static_ip, "name"),
                                     .arn = json_member_text(static_ip, "arn"), .members = members};
    return instance_check(s, instance) &&
           session_send(s, OP_ATTACH_STATIC_IP, json_incref(in), &effect, NULL);
}

bool instance_static_ip(struct session *s, struct str name, json_t **ret_static_ip)
{
    json_t *items = NULL;
    *ret_static_ip = NULL;
    TRY(session_list(s, OP_GET_STATIC_IPS, NULL, "staticIps", &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        json_t *item = json_array_get(items, i);
        if (str_eq(json_member_text(item, "attachedTo"), name))
            *ret_static_ip = item;
    }
    return true;
}
