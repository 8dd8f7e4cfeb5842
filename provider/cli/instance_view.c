/*
 * instance_view.c — looking at instances for several subcommands. Knows GetInstance(s); must not print results.
 */
#include "cli/instance_view.h"

bool tag_parse(const char *text, struct str *ret_key, struct str *ret_value)
{
    *ret_value = (struct str){NULL, 0};
    if (!str_cut(str_c(text), '=', ret_key, ret_value))
        *ret_key = str_c(text);
    else if (ret_value->data == NULL)
        *ret_value = STR("");
    return ret_key->len > 0;
}

json_t *member_of(const char *member, struct str value)
{
    json_t *in = json_object();
    json_object_set_new(in, member, json_new_str(value));
    return in;
}

bool instance_get(struct session *s, struct str name, json_t **ret_instance)
{
    json_t *out = NULL;
    TRY(session_call(s, OP_GET_INSTANCE, member_of("instanceName", name), &out));
    *ret_instance = json_object_get(out, "instance");
    return json_is_object(*ret_instance) || fail(&s->err, ERR_PROTOCOL, "the answer of GetInstance has no instance");
}

bool instance_wait_state(struct session *s, struct str name, const char *state, const char *progress)
{
    struct ls_poll poll = ls_poll_begin(s->client);
    struct ls_scope scope = session_scope(s);
    int64_t began_ms = clock_monotonic_ms();
    for (;;) {
        json_t *instance = NULL;
        TRY(instance_get(s, name, &instance));
        struct str now = json_text(json_at(instance, "state.name"));
        if (str_eqc(now, state))
            return true;
        output_progress("%s: %.*s for %lld s", progress, STR_ARG(now), (long long)(clock_monotonic_ms() - began_ms) / 1000);
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
}

bool instance_has_tag(const json_t *instance, struct str key, struct str value)
{
    const json_t *tags = json_object_get(instance, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        if (str_eq(json_member_text(tag, "key"), key) && (value.data == NULL || str_eq(json_member_text(tag, "value"), value)))
            return true;
    }
    return false;
}

bool instance_static_ip(struct session *s, struct str name, struct str *ret_static_ip)
{
    json_t *items = NULL;
    *ret_static_ip = STR("");
    TRY(ls_call_pages(s->client, session_scope(s), OP_GET_STATIC_IPS, NULL, "staticIps", &items, &s->err));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (str_eq(json_member_text(item, "attachedTo"), name))
            *ret_static_ip = json_member_text(item, "name");
    }
    return true;
}
