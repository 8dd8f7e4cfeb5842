/*
 * resize_firewall.c — the firewall that a new machine gets from the old one. Knows rules as the API answers them; must not
 * know why the machine is a new one.
 */
#include "cli/resize_firewall.h"

#include "cli/instance_view.h"
#include "cli/port_spec.h"

static const char *const scalars[] = {"protocol", "fromPort", "toPort"};
enum { SCALARS = sizeof scalars / sizeof scalars[0] };

/* ---- the same, though AWS answers rules and sources in any order ---- */

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

bool resize_firewall_is(struct session *s, struct str name, const json_t *ports, bool *ret_same)
{
    json_t *answer = NULL;
    TRY(session_call(s, OP_GET_INSTANCE_PORT_STATES, member_of("instanceName", name), &answer));
    const json_t *open = json_object_get(answer, "portStates");
    *ret_same = json_array_size(open) == json_array_size(ports);
    for (size_t i = 0; i < json_array_size(ports) && *ret_same; i++)
        *ret_same = has_port(open, json_array_get(ports, i));
    return true;
}

/* ---- made so ---- */

static json_t *port_info(const json_t *port)
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

/* A set of rules replaces the other: what was sent may be sent again. */
static bool put_ports(struct session *s, struct str name, const json_t *ports)
{
    json_t *out = NULL, *infos = json_array(), *in = member_of("instanceName", name);
    for (size_t i = 0; i < json_array_size(ports); i++)
        json_array_append_new(infos, port_info(json_array_get(ports, i)));
    json_object_set_new(in, "portInfos", infos);
    struct patience before = session_begin_step(s, USUAL_STEP_MS);
    bool done = session_call(s, OP_PUT_INSTANCE_PUBLIC_PORTS, in, &out) &&
                ls_wait_operations(s->client, session_scope(s), out, &s->err);
    s->patience = before;
    return done;
}

bool resize_firewall_restore(struct session *s, struct str name, const json_t *ports)
{
    bool same = false;
    TRY(resize_firewall_is(s, name, ports, &same));
    return same || put_ports(s, name, ports);
}
