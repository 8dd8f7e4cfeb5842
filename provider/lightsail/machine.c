/*
 * machine.c — the state of an instance, and waiting for a state. Must not know which resource or command uses
 * it.
 */
#include "lightsail/machine.h"

bool ls_instance_find(struct ls_client *client, struct aws_scope scope, struct str name,
                      json_t **ret_instance, struct err *err)
{
    if (ls_view_read(client, scope, LS_KIND_INSTANCE, name, LS_NOW, ret_instance, err))
        return true;
    bool is_missing = err->kind == ERR_NOT_FOUND;
    *ret_instance = NULL;
    if (is_missing)
        *err = (struct err){.kind = ERR_NONE};
    return is_missing;
}

struct str ls_instance_state(const json_t *instance)
{
    return instance != NULL ? json_text(json_at(instance, "state.name")) : STR("");
}

static bool is_in(const json_t *instance, const char *state)
{
    return str_eqc(ls_instance_state(instance), state);
}

bool ls_instance_exists(const json_t *instance)
{
    return instance != NULL && !is_in(instance, "shutting-down") && !is_in(instance, "terminated");
}

struct str ls_instance_address(const json_t *instance)
{
    struct str address = json_member_text(instance, "publicIpAddress");
    return address.len > 0 ? address
                           : json_text(json_array_get(json_object_get(instance, "ipv6Addresses"), 0));
}

bool ls_instance_is_running(const json_t *instance)
{
    return is_in(instance, "running");
}

/* A public IPv4 address appears after the state "running", an IPv6 address before it. */
bool ls_instance_is_up(const json_t *instance)
{
    bool ipv6_only = str_eqc(json_member_text(instance, "ipAddressType"), "ipv6");
    return ls_instance_is_running(instance) &&
           (ipv6_only ? ls_instance_address(instance).len > 0
                      : json_member_text(instance, "publicIpAddress").len > 0);
}

bool ls_instance_is_stopped(const json_t *instance)
{
    return is_in(instance, "stopped");
}

bool ls_instance_is_gone(const json_t *instance)
{
    return instance == NULL || is_in(instance, "terminated");
}

/* ---- effects ---- */

json_t *ls_instance_traits(struct arena *mem, const json_t *request)
{
    static const struct {
        const char *sent, *shown;
    } members[] = {{"blueprintId", "blueprintId"},
                   {"bundleId", "bundleId"},
                   {"availabilityZone", "location.availabilityZone"},
                   {"keyPairName", "sshKeyName"}};
    json_t *traits = json_own(mem, json_object());
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_t *sent = json_object_get(request, members[i].sent);
        if (sent != NULL)
            json_object_set(traits, members[i].shown, sent);
    }
    return traits;
}

static bool shows_start(const void *context, const json_t *instance)
{
    (void)context;
    return is_in(instance, "running") || is_in(instance, "pending");
}

static bool shows_stop(const void *context, const json_t *instance)
{
    (void)context;
    return is_in(instance, "stopped") || is_in(instance, "stopping");
}

static bool shows_end(const void *context, const json_t *instance)
{
    (void)context;
    return !ls_instance_exists(instance);
}

struct ls_effect ls_instance_starts(struct str name)
{
    return (struct ls_effect){LS_CHANGED, LS_KIND_INSTANCE, .name = name, .shows = shows_start};
}

struct ls_effect ls_instance_stops(struct str name)
{
    return (struct ls_effect){LS_CHANGED, LS_KIND_INSTANCE, .name = name, .shows = shows_stop};
}

struct ls_effect ls_instance_deletes(struct str name, struct str arn)
{
    return (struct ls_effect){LS_DELETED, LS_KIND_INSTANCE, .name = name, .arn = arn, .shows = shows_end};
}

/* ---- waiting ---- */

struct wait {
    struct str name;
    ls_instance_is *is;
    ls_instance_on_wait *on_wait;
    void *context;
    int64_t began_ms;
};

static bool judge(void *context, const json_t *instance, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    *ret_reached = wait->is(instance);
    if (!*ret_reached && instance == NULL)
        return fail(err, ERR_NOT_FOUND, "the instance '%.*s' was deleted while waiting for it",
                    STR_ARG(wait->name));
    if (!*ret_reached && wait->on_wait != NULL)
        wait->on_wait(wait->context, wait->name, ls_instance_state(instance),
                      clock_monotonic_ms() - wait->began_ms);
    return true;
}

bool ls_instance_wait(struct ls_client *client, struct aws_scope scope, struct str name, ls_instance_is *is,
                      ls_instance_on_wait *on_wait, void *context, json_t **ret_instance, struct err *err)
{
    struct wait wait = {name, is, on_wait, context, clock_monotonic_ms()};
    return ls_view_wait(client, scope, LS_KIND_INSTANCE, name, "instance", NULL, judge, &wait, ret_instance,
                        err);
}
