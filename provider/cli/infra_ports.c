/*
 * infra_ports.c — `infra ports`: opens and closes ports of one instance and shows the open ports. Knows the
 * two operations; must not know how a port is written (port_spec.c).
 */
#include "cli/infra.h"
#include "cli/instance_view.h"
#include "cli/port_spec.h"
#include "steps/ports.h"

enum { NAME, OPEN, CLOSE, OUTPUT };

#define PORT_FORM "PORT[=SOURCE,…]"

static const struct option_row options[] = {
    [NAME] = {.name = "name",
              .argument = "NAME",
              .help = "name of the instance",
              .kind = VALUE_INSTANCE,
              .required = true},
    [OPEN] = {.name = "open",
              .argument = PORT_FORM,
              .help = "open the port to the sources",
              .repeatable = true},
    [CLOSE] = {.name = "close", .argument = PORT_FORM, .help = "close it", .repeatable = true},
    [OUTPUT] = {.name = "output",
                .argument = "FORMAT",
                .help = "text (default) or json",
                .kind = VALUE_WORDS,
                .words = "text json"},
    {.name = NULL},
};

/* Every port is parsed before the first is opened. */
static bool parse_all(struct session *s, const struct given *given, json_t *opens, json_t *closes)
{
    for (size_t i = 0; i < given->repeat_count; i++) {
        bool opening = given->repeat_option[i] == OPEN;
        json_t *port_info;
        if (!port_spec_parse(given->repeats[i], &port_info, &s->err))
            return fail_context(&s->err, "--%s '%s'", opening ? "open" : "close", given->repeats[i]);
        json_array_append_new(opening ? opens : closes, port_info);
    }
    return true;
}

/* Both operations may be sent twice, but not to an instance that was created anew since. */
static bool change_all(struct session *s, enum ls_op op, const json_t *instance, const json_t *ports)
{
    for (size_t i = 0; i < json_array_size(ports); i++) {
        json_t *in = json_own(s->mem, json_object());
        json_object_set(in, "instanceName", json_object_get(instance, "name"));
        json_object_set(in, "portInfo", json_array_get(ports, i));
        TRY(instance_check(s, instance) && session_do(s, op, json_incref(in)));
    }
    return true;
}

/* ---- the requested changes, and their results ---- */

static bool is_same_port(const json_t *a, const json_t *b)
{
    return strcmp(port_name(a).text, port_name(b).text) == 0;
}

/* A single address is returned as a range of one. */
static bool is_asked_for(struct session *s, const json_t *wish, const char *member, const json_t *source)
{
    const json_t *asked = json_object_get(wish, member);
    struct str text = json_text(source), address, bits;
    if (port_source_is_among(asked, source))
        return true;
    bool is_one = str_cut(text, '/', &address, &bits) && (str_eqc(bits, "32") || str_eqc(bits, "128"));
    return is_one && port_source_is_among(asked, json_own(s->mem, json_new_str(address)));
}

/* "0.0.0.0/0,::/0": the sources of a port that were not requested. */
static struct str other_sources(struct session *s, const json_t *port, const json_t *wish)
{
    struct buf others = buf_new(s->mem, 4096);
    for (size_t i = 0; i < PORT_SOURCES; i++) {
        const json_t *sources = json_object_get(port, port_sources[i]);
        for (size_t k = 0; k < json_array_size(sources); k++) {
            const json_t *source = json_array_get(sources, k);
            if (!is_asked_for(s, wish, port_sources[i], source))
                buf_printf(&others, "%s%s", buf_str(&others).len > 0 ? "," : "", json_string_value(source));
        }
    }
    return buf_str(&others);
}

static bool has_sources(const json_t *wish)
{
    size_t count = 0;
    for (size_t i = 0; i < PORT_SOURCES; i++)
        count += json_array_size(json_object_get(wish, port_sources[i]));
    return count > 0;
}

/* Opening adds sources: a user who wants only the new ones must know that others still have access. */
static void note_other_sources(struct session *s, const char *name, const json_t *ports, const json_t *opens)
{
    for (size_t i = 0; i < json_array_size(opens); i++) {
        const json_t *wish = json_array_get(opens, i);
        for (size_t k = 0; k < json_array_size(ports) && has_sources(wish); k++) {
            const json_t *port = json_array_get(ports, k);
            struct str others = is_same_port(port, wish) ? other_sources(s, port, wish) : STR("");
            if (others.len > 0)
                note("%s is still open to other sources. To close it for them: quants-infra infra ports "
                     "--name %s --close %s=%.*s",
                     port_name(port).text, name, port_name(port).text, STR_ARG(others));
        }
    }
}

/* What the read after the changes must show. */
struct wishes {
    struct session *session;
    const json_t *opens, *closes;
};

/* A request for all addresses is fulfilled when the port is open. */
static bool shows(struct session *s, const json_t *ports, const json_t *wish)
{
    for (size_t i = 0; i < json_array_size(ports); i++) {
        const json_t *port = json_array_get(ports, i);
        for (size_t k = 0; k < PORT_SOURCES && is_same_port(port, wish); k++) {
            const json_t *sources = json_object_get(port, port_sources[k]);
            for (size_t n = 0; n < json_array_size(sources); n++) {
                if (!has_sources(wish) || is_asked_for(s, wish, port_sources[k], json_array_get(sources, n)))
                    return true;
            }
        }
    }
    return false;
}

static bool are_fulfilled(const void *context, const json_t *ports)
{
    const struct wishes *wishes = context;
    bool all = true;
    for (size_t i = 0; i < json_array_size(wishes->opens) && all; i++)
        all = shows(wishes->session, ports, json_array_get(wishes->opens, i));
    for (size_t i = 0; i < json_array_size(wishes->closes) && all; i++)
        all = !shows(wishes->session, ports, json_array_get(wishes->closes, i));
    return all;
}

static int run(struct session *s, const struct given *given)
{
    const char *name = given->values[NAME];
    json_t *opens = json_own(s->mem, json_array()), *closes = json_own(s->mem, json_array());
    json_t *instance = NULL, *ports = NULL;
    if (!parse_all(s, given, opens, closes))
        return usage_error(&infra_ports, "%s", s->err.text);
    if (!instance_get(s, str_c(name), &instance))
        return session_failed(s, "cannot change the firewall of '%s'", name);
    bool changed = change_all(s, OP_OPEN_INSTANCE_PUBLIC_PORTS, instance, opens) &&
                   change_all(s, OP_CLOSE_INSTANCE_PUBLIC_PORTS, instance, closes);
    if (!changed) {
        session_failed(s, "cannot change the complete firewall of '%s'", name);
        note("The firewall may be changed in part. To show it: 'quants-infra infra info --name %s'. You can "
             "run the same command again.",
             name);
        return EXIT_FAILED;
    }
    const struct wishes wishes = {s, opens, closes};
    if (!firewall_wait(s, str_c(name), are_fulfilled, &wishes, ls_client_read_lag_ms(s->client), &ports))
        return session_failed(s, "cannot read the firewall of '%s'", name);
    if (given->values[OUTPUT] != NULL && strcmp(given->values[OUTPUT], "json") == 0)
        fputs(json_print_pretty(s->mem, ports).data, stdout);
    else
        firewall_print(ports);
    fflush(stdout);
    note_other_sources(s, name, ports, opens);
    return EXIT_DONE;
}

const struct command infra_ports = {
    .group = "infra",
    .name = "ports",
    .summary = "Open and close ports of an instance, and show what is open.",
    .options = options,
    .notes =
        "A port is tcp/22, udp/51820, tcp/8000-8100, icmp, icmp/8 or all; a source is an address, a range "
        "like\n203.0.113.0/24 or 2001:db8::/32, or lightsail-connect. A port that is opened without a "
        "source is open to\nall addresses. Ports are opened before others are closed, so that a port can "
        "move from one source to another.",
    .run = run,
};
