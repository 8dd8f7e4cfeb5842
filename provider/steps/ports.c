/*
 * ports.c — the firewall of an instance: reads it until it shows the written rules, and copies it to
 * another instance. Must not know why the rules change.
 */
#include "steps/ports.h"

const char *const port_sources[PORT_SOURCES] = {"cidrs", "ipv6Cidrs", "cidrListAliases"};

bool port_source_is_among(const json_t *sources, const json_t *source)
{
    for (size_t i = 0; i < json_array_size(sources); i++) {
        if (json_equal(json_array_get(sources, i), source))
            return true;
    }
    return false;
}

bool firewall_get(struct session *s, struct str name, json_t **ret_ports)
{
    json_t *answer = NULL;
    TRY(session_call(s, OP_GET_INSTANCE_PORT_STATES, member_of("instanceName", name), &answer));
    *ret_ports = json_object_get(answer, "portStates");
    return json_is_array(*ret_ports) ||
           fail(&s->err, ERR_PROTOCOL, "the response has no firewall of '%.*s'", STR_ARG(name));
}

bool firewall_wait(struct session *s, struct str name,
                   bool (*shows)(const void *context, const json_t *ports), const void *context,
                   int64_t bound_ms, json_t **ret_ports)
{
    int64_t end_ms = clock_monotonic_ms() + bound_ms;
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    for (;;) {
        bool is_last = clock_monotonic_ms() >= end_ms; /* it began when the lag had ended */
        TRY(firewall_get(s, name, ret_ports));
        if (shows(context, *ret_ports) || is_last)
            return true;
        TRY(ls_poll_wait(&poll, &scope, &s->err));
    }
}

static const char *const scalars[] = {"protocol", "fromPort", "toPort"};
enum { SCALARS = sizeof scalars / sizeof scalars[0] };

/* ---- equality: AWS returns rules and sources in any order ---- */

/* NULL is an empty array. */
static bool same_set(const json_t *a, const json_t *b)
{
    if (json_array_size(a) != json_array_size(b))
        return false;
    for (size_t i = 0; i < json_array_size(a); i++) {
        if (!port_source_is_among(b, json_array_get(a, i)))
            return false;
    }
    return true;
}

static bool same_port(const json_t *a, const json_t *b)
{
    for (size_t i = 0; i < SCALARS; i++) {
        if (!json_equal(json_object_get(a, scalars[i]), json_object_get(b, scalars[i])))
            return false;
    }
    for (size_t i = 0; i < PORT_SOURCES; i++) {
        if (!same_set(json_object_get(a, port_sources[i]), json_object_get(b, port_sources[i])))
            return false;
    }
    return true;
}

static bool has_port(const json_t *ports, const json_t *wanted)
{
    for (size_t i = 0; i < json_array_size(ports); i++) {
        if (same_port(json_array_get(ports, i), wanted))
            return true;
    }
    return false;
}

static bool is_same(const void *wanted, const json_t *ports)
{
    bool same = json_array_size(ports) == json_array_size(wanted);
    for (size_t i = 0; i < json_array_size(wanted) && same; i++)
        same = has_port(ports, json_array_get(wanted, i));
    return same;
}

/* ---- writing ---- */

json_t *port_info(const json_t *port)
{
    json_t *info = json_object();
    for (size_t i = 0; i < SCALARS; i++)
        json_object_set(info, scalars[i], json_object_get(port, scalars[i]));
    for (size_t i = 0; i < PORT_SOURCES; i++) {
        if (json_array_size(json_object_get(port, port_sources[i])) > 0)
            json_object_set(info, port_sources[i], json_object_get(port, port_sources[i]));
    }
    return info;
}

/* A set of rules replaces the previous set, so the request may be sent again. */
static bool put_ports(struct session *s, struct str name, const json_t *ports)
{
    json_t *infos = json_array(), *in = member_of("instanceName", name);
    for (size_t i = 0; i < json_array_size(ports); i++)
        json_array_append_new(infos, port_info(json_array_get(ports, i)));
    json_object_set_new(in, "portInfos", infos);
    return session_do(s, OP_PUT_INSTANCE_PUBLIC_PORTS, in);
}

bool firewall_restore(struct session *s, struct str name, const json_t *ports)
{
    json_t *open;
    TRY(firewall_get(s, name, &open));
    if (is_same(ports, open))
        return true;
    TRY(put_ports(s, name, ports));
    TRY(firewall_wait(s, name, is_same, ports, ls_client_visible_ms(s->client), &open));
    return is_same(ports, open) ||
           fail(&s->err, ERR_FAILED, "the firewall of '%.*s' does not have the requested rules",
                STR_ARG(name));
}
