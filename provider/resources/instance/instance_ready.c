/*
 * instance_ready.c — waits for what `wait_for` names, of an instance that is running. Must not know who started it.
 * Source: includeHealthStatus of GetInstance.
 */
#include "resources/instance/instance.h"
#include "runtime/reach.h"

enum { SSH_PORT = 22, CONNECT_MS = 5000 };

/* ---- ssh ---- */

static bool wait_for_ssh(struct call *c, struct str name, json_t *instance)
{
    struct ls_poll poll = api_poll_begin(c);
    if (instance == NULL)
        TRY(instance_wait(c, name, INSTANCE_UP, &instance));
    struct str address = ls_instance_address(instance);
    while (!reach_tcp(&c->deadline, address, SSH_PORT, CONNECT_MS)) {
        if (api_poll_wait(c, &poll))
            continue;
        ERR_SET(&c->err, attribute, STR("wait_for"));
        fail_context(&c->err, "while waiting for port %d of '%.*s' (%.*s)", SSH_PORT, STR_ARG(name),
                     STR_ARG(address));
        return fail_hint(&c->err, "The firewall of the instance must allow this computer, and its blueprint "
                                  "must have an SSH server.");
    }
    return true;
}

/* ---- healthy ---- */

static struct str status_of(const json_t *instance, const char *member)
{
    return json_member_text(json_object_get(instance, member), "status");
}

static bool warn_without_health(struct call *c, struct str name)
{
    c->err = (struct err){0};
    call_warn(
        c, "wait_for", "Status checks are not known",
        "Lightsail does not report the status checks of '%.*s', so the apply has waited only until it was "
        "running.",
        STR_ARG(name));
    return true;
}

/* One read. An instance that is not found may be late. */
static bool read_health(struct call *c, struct str name, json_t **ret_instance)
{
    json_t *in = json_pack("{s:o, s:b}", "instanceName", json_new_str(name), "includeHealthStatus", 1),
           *answer;
    *ret_instance = NULL;
    if (!api_call(c, OP_GET_INSTANCE, in, &answer))
        return api_done_if_not_found(c);
    *ret_instance = json_object_get(answer, "instance");
    return true;
}

static bool is_refused(const struct err *err)
{
    return err->kind == ERR_API && !err->retryable;
}

static bool wait_for_health(struct call *c, struct str name)
{
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        json_t *instance;
        if (!read_health(c, name, &instance))
            return is_refused(&c->err) && warn_without_health(c, name);
        struct str of_instance = status_of(instance, "instanceStatus"),
                   of_system = status_of(instance, "systemStatus");
        if (instance != NULL && of_instance.len == 0 && of_system.len == 0)
            return warn_without_health(c, name);
        if (str_eqc(of_instance, "ok") && str_eqc(of_system, "ok"))
            return true;
        if (!api_poll_wait(c, &poll)) {
            ERR_SET(&c->err, attribute, STR("wait_for"));
            return fail_context(
                &c->err, "while waiting for the status checks of '%.*s' (instance: %.*s, system: %.*s)",
                STR_ARG(name), STR_ARG(of_instance), STR_ARG(of_system));
        }
    }
}

bool instance_wait_ready(struct call *c, const struct instance *plan, json_t *instance)
{
    if (!TF_IS_KNOWN(plan->wait_for))
        return true;
    if (str_eq(plan->wait_for.v, STR(INSTANCE_WAIT_FOR_SSH)))
        return wait_for_ssh(c, plan->name.v, instance);
    return !str_eq(plan->wait_for.v, STR(INSTANCE_WAIT_FOR_HEALTHY)) || wait_for_health(c, plan->name.v);
}
