/*
 * instance_view.c — looking at instances for several subcommands. Knows the reading operations; must not print results.
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

struct str near_names(struct session *s, const json_t *items, const char *member, struct str wanted)
{
    enum { FARTHEST = 3, MOST = 3 };
    struct buf near = buf_new(s->mem, 400);
    int count = 0;
    for (size_t limit = 1; limit <= FARTHEST; limit++) {
        for (size_t i = 0; i < json_array_size(items) && count < MOST; i++) {
            struct str name = json_member_text(json_array_get(items, i), member);
            if (str_distance(name, wanted, FARTHEST) == limit && limit < wanted.len)
                buf_printf(&near, "%s'%.*s'", count++ > 0 ? ", " : "", STR_ARG(name));
        }
    }
    return count > 0 ? str_printf(s->mem, "did you mean %.*s?", STR_ARG(buf_str(&near))) : STR("");
}

/* ---- one instance ---- */

bool instance_look(struct session *s, struct str name, json_t **ret_instance)
{
    json_t *out = NULL;
    *ret_instance = NULL;
    if (!session_call(s, OP_GET_INSTANCE, member_of("instanceName", name), &out)) {
        bool is_gone = s->err.kind == ERR_NOT_FOUND;
        if (is_gone)
            s->err = (struct err){.kind = ERR_NONE};
        return is_gone;
    }
    *ret_instance = json_object_get(out, "instance");
    return json_is_object(*ret_instance) ||
           fail(&s->err, ERR_PROTOCOL, "the answer of GetInstance has no instance");
}

bool instance_get(struct session *s, struct str name, json_t **ret_instance)
{
    json_t *out = NULL, *all = NULL;
    if (session_call(s, OP_GET_INSTANCE, member_of("instanceName", name), &out)) {
        *ret_instance = json_object_get(out, "instance");
        return json_is_object(*ret_instance) ||
               fail(&s->err, ERR_PROTOCOL, "the answer of GetInstance has no instance");
    }
    struct err missing = s->err;
    if (missing.kind != ERR_NOT_FOUND)
        return false;
    struct str near = STR("");
    if (session_list(s, OP_GET_INSTANCES, NULL, "instances", &all))
        near = near_names(s, all, "name", name);
    s->err = missing;
    struct str region = ls_client_region(s->client);
    return fail_hint(&s->err, "--name: %.*s%s'quants-infra infra list --region %.*s' shows what exists.",
                     STR_ARG(near), near.len > 0 ? " " : "", STR_ARG(region));
}

struct str instance_state(const json_t *instance)
{
    return instance != NULL ? json_text(json_at(instance, "state.name")) : STR("");
}

bool instance_exists(const json_t *instance)
{
    struct str state = instance_state(instance);
    return instance != NULL && !str_eqc(state, "shutting-down") && !str_eqc(state, "terminated");
}

bool instance_has_tag(const json_t *instance, struct str key, struct str value)
{
    const json_t *tags = json_object_get(instance, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        if (str_eq(json_member_text(tag, "key"), key) &&
            (value.data == NULL || str_eq(json_member_text(tag, "value"), value)))
            return true;
    }
    return false;
}

struct str instance_tag(const json_t *instance, const char *key)
{
    const json_t *tags = json_object_get(instance, "tags");
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const json_t *tag = json_array_get(tags, i);
        if (str_eqc(json_member_text(tag, "key"), key))
            return json_member_text(tag, "value");
    }
    return (struct str){NULL, 0};
}

struct str instance_address(const json_t *instance)
{
    struct str address = json_member_text(instance, "publicIpAddress");
    return address.len > 0 ? address
                           : json_text(json_array_get(json_object_get(instance, "ipv6Addresses"), 0));
}

/* ---- waiting ---- */

/* What a wait is for: `instance` is NULL when there is none. */
typedef bool is_there(const json_t *instance, const char *wanted);

static bool wait_for(struct session *s, struct str name, is_there *there, const char *wanted,
                     json_t **ret_instance)
{
    struct ls_poll poll = ls_poll_begin(s->client);
    struct ls_scope scope = session_scope(s);
    int64_t began_ms = clock_monotonic_ms();
    for (;;) {
        TRY(instance_look(s, name, ret_instance));
        if (there(*ret_instance, wanted))
            return true;
        if (*ret_instance == NULL)
            return fail(&s->err, ERR_NOT_FOUND, "the instance '%.*s' has disappeared meanwhile",
                        STR_ARG(name));
        output_progress("%.*s: %.*s for %lld s", STR_ARG(name), STR_ARG(instance_state(*ret_instance)),
                        (long long)(clock_monotonic_ms() - began_ms) / 1000);
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
}

static bool is_in_state(const json_t *instance, const char *wanted)
{
    return str_eqc(instance_state(instance), wanted);
}

static bool is_up(const json_t *instance, const char *wanted)
{
    return is_in_state(instance, wanted) && instance_address(instance).len > 0;
}

static bool is_gone(const json_t *instance, const char *wanted)
{
    (void)wanted;
    return instance == NULL || str_eqc(instance_state(instance), "terminated");
}

bool instance_wait_state(struct session *s, struct str name, const char *state)
{
    json_t *instance;
    return wait_for(s, name, is_in_state, state, &instance);
}

bool instance_wait_up(struct session *s, struct str name, json_t **ret_instance)
{
    return wait_for(s, name, is_up, "running", ret_instance);
}

bool instance_wait_gone(struct session *s, struct str name)
{
    json_t *instance;
    return wait_for(s, name, is_gone, "", &instance);
}

/* ---- static IPs ---- */

bool static_ip_look(struct session *s, struct str name, json_t **ret_static_ip)
{
    json_t *out = NULL;
    *ret_static_ip = NULL;
    if (session_call(s, OP_GET_STATIC_IP, member_of("staticIpName", name), &out)) {
        *ret_static_ip = json_object_get(out, "staticIp");
        return true;
    }
    bool is_missing = s->err.kind == ERR_NOT_FOUND;
    if (is_missing)
        s->err = (struct err){.kind = ERR_NONE};
    return is_missing;
}

bool instance_static_ip(struct session *s, struct str name, struct str *ret_static_ip)
{
    json_t *items = NULL;
    *ret_static_ip = STR("");
    TRY(session_list(s, OP_GET_STATIC_IPS, NULL, "staticIps", &items));
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (str_eq(json_member_text(item, "attachedTo"), name))
            *ret_static_ip = json_member_text(item, "name");
    }
    return true;
}

struct str own_static_ip_name(struct session *s, struct str instance_name)
{
    return str_printf(s->mem, "%.*s-ip", STR_ARG(instance_name));
}
