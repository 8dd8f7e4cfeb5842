/*
 * rebuild_static_ip.c — the static IP of an instance, in the journal and at the new instance. Must not know the other steps.
 */
#include "rebuild/rebuild_static_ip.h"

#include "steps/instance_step.h"

static bool no_static_ip(const struct rebuild *r)
{
    struct session *s = r->session;
    fail(&s->err, ERR_CONFLICT, "'%.*s' has a static IP, but no list shows it; nothing was changed",
         STR_ARG(r->name));
    return fail_hint(&s->err, "Check that GetStaticIps shows it to these credentials, and %s.", s->again);
}

/* A static IP that the instance has and that no list shows yet is late. */
bool rebuild_record_static_ip(struct rebuild *r, const json_t *instance)
{
    struct session *s = r->session;
    bool has_one = json_is_true(json_object_get(instance, "isStaticIp"));
    int64_t end_ms = clock_monotonic_ms() + ls_client_read_lag_ms(s->client);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    json_t *static_ip;
    TRY(instance_static_ip(s, r->name, &static_ip));
    while (has_one && static_ip == NULL && clock_monotonic_ms() < end_ms)
        TRY(ls_poll_wait(&poll, &scope, &s->err) && instance_static_ip(s, r->name, &static_ip));
    if (has_one && static_ip == NULL)
        return no_static_ip(r);
    json_object_set_new(r->journal, "static_ip", json_new_str(json_member_text(static_ip, "name")));
    json_object_set_new(r->journal, "static_ip_arn", json_new_str(json_member_text(static_ip, "arn")));
    return true;
}

bool rebuild_restore_static_ip(struct rebuild *r)
{
    struct session *s = r->session;
    struct str name = json_member_text(r->journal, "static_ip"),
               arn = json_member_text(r->journal, "static_ip_arn");
    json_t *static_ip;
    if (name.len == 0)
        return true;
    TRY(session_check(s, LS_KIND_STATIC_IP, name, arn));
    TRY(ls_view_find(s->client, session_scope(s), LS_KIND_STATIC_IP, name, arn, &static_ip, &s->err));
    TRY(str_eq(json_member_text(static_ip, "attachedTo"), r->name) ||
        static_ip_attach(s, static_ip, r->object));
    session_done(s, "static IP %.*s attached", STR_ARG(name));
    return true;
}
