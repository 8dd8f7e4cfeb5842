/*
 * action_start_instance.c — starts an instance and waits until it can be reached. Must not know how the wait
 * works (instance_wait.c).
 */
#include "gen/action_start_instance.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_ref.h"
#include "runtime/action.h"

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_start_instance *config = config_model;
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = config->instance_name}, &found));
    action_progress(c, "starting the instance '%.*s'", STR_ARG(found.name));
    TRY(instance_set_power(c, found.name, true, NULL));
    action_progress(c, "the instance '%.*s' is running", STR_ARG(found.name));
    return true;
}

const struct action action_start_instance_action = {
    .schema = &action_start_instance_schema,
    .invoke = invoke,
};
