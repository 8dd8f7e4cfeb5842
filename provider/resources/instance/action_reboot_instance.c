/*
 * action_reboot_instance.c — reboots an instance and waits until it can be reached. Must not know how a lost
 * response is handled (api_change).
 */
#include "gen/action_reboot_instance.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_ref.h"
#include "runtime/action.h"

/* Only the list of operations shows a reboot: after a lost response it is searched there. */
static bool reboot(struct call *c, struct str name)
{
    const struct ls_effect effect = {.becomes = LS_DONE, .name = name};
    return api_change(c, OP_REBOOT_INSTANCE, json_pack("{s:o}", "instanceName", json_new_str(name)), &effect);
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_reboot_instance *config = config_model;
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = config->instance_name}, &found));
    TRY(instance_must_run(c, found.instance, "can be rebooted"));
    action_progress(c, "rebooting the instance '%.*s'", STR_ARG(found.name));
    TRY(reboot(c, found.name));
    TRY(instance_wait(c, found.name, INSTANCE_UP, NULL));
    action_progress(c, "the instance '%.*s' is running again", STR_ARG(found.name));
    return true;
}

const struct action action_reboot_instance_action = {
    .schema = &action_reboot_instance_schema,
    .invoke = invoke,
};
