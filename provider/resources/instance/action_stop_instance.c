/*
 * action_stop_instance.c — stops an instance and waits until it is stopped. Must not know how the wait works
 * (instance_wait.c).
 */
#include "gen/action_stop_instance.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_ref.h"
#include "runtime/action.h"

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_stop_instance *config = config_model;
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = config->instance_name}, &found));
    bool by_force = TF_IS_KNOWN(config->force) && config->force.v;
    action_progress(c, "stopping the instance '%.*s'%s", STR_ARG(found.name), by_force ? " by force" : "");
    TRY(by_force ? instance_stop_by_force(c, found.name) : instance_set_power(c, found.name, false, NULL));
    action_progress(c, "the instance '%.*s' is stopped", STR_ARG(found.name));
    return true;
}

const struct action action_stop_instance_action = {
    .schema = &action_stop_instance_schema,
    .invoke = invoke,
};
