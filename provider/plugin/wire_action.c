/*
 * wire_action.c — Validate, Plan and Invoke of actions as messages. Must not know what an action does.
 */
#include "plugin/wire_action.h"

#include "plugin/wire_parts.h"

bool wire_decode_validate_action(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__ValidateActionConfig__Request, in,
           tfplugin6__validate_action_config__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->type_name), .config = wire_value_of(in->config)};
    return true;
}

struct str wire_encode_validate_action(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateActionConfig__Response out = TFPLUGIN6__VALIDATE_ACTION_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_plan_action(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__PlanAction__Request, in, tfplugin6__plan_action__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->action_type),
                                     .config = wire_value_of(in->config),
                                     .deferral_allowed = DEFERRAL_ALLOWED(in)};
    return true;
}

struct str wire_encode_plan_action(struct arena *mem, bool is_deferred, const struct diagnostics *diags)
{
    Tfplugin6__PlanAction__Response out = TFPLUGIN6__PLAN_ACTION__RESPONSE__INIT;
    out.deferred = wire_new_deferred(mem, is_deferred);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_invoke_action(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__InvokeAction__Request, in, tfplugin6__invoke_action__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->action_type),
                                     .config = wire_value_of(in->config)};
    return true;
}

struct str wire_encode_progress(struct arena *mem, struct str message)
{
    Tfplugin6__InvokeAction__Event out;
    tfplugin6__invoke_action__event__init(&out);
    Tfplugin6__InvokeAction__Event__Progress progress;
    tfplugin6__invoke_action__event__progress__init(&progress);
    progress.message = wire_text(mem, message);
    out.type_case = TFPLUGIN6__INVOKE_ACTION__EVENT__TYPE_PROGRESS;
    out.progress = &progress;
    return wire_pack(mem, &out.base);
}

struct str wire_encode_completed(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__InvokeAction__Event out;
    tfplugin6__invoke_action__event__init(&out);
    Tfplugin6__InvokeAction__Event__Completed completed;
    tfplugin6__invoke_action__event__completed__init(&completed);
    SET_DIAGNOSTICS(completed, diags);
    out.type_case = TFPLUGIN6__INVOKE_ACTION__EVENT__TYPE_COMPLETED;
    out.completed = &completed;
    return wire_pack(mem, &out.base);
}
