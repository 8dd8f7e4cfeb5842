/*
 * services.c — the table of methods, and the helper services that are too small for their own files. Must not
 * know transport or what a resource is.
 */
#include "plugin/services.h"

#include "plugin/wire.h"

#define PROVIDER(name) "/tfplugin6.Provider/" name

/*
 * A method that is not in the table gets the same response as METHOD_MISSING; these rows document the
 * decision. Terraform calls them only for providers whose schema lists state stores.
 */
const struct method services_methods[] = {
    {PROVIDER("GetMetadata"), METHOD_QUICK, rpc_get_metadata, NULL},
    {PROVIDER("GetProviderSchema"), METHOD_QUICK, rpc_get_provider_schema, NULL},
    {PROVIDER("ValidateProviderConfig"), METHOD_QUICK, rpc_validate_provider_config, NULL},
    {PROVIDER("ConfigureProvider"), METHOD_WORK, rpc_configure_provider, NULL},
    {PROVIDER("StopProvider"), METHOD_AT_ONCE, rpc_stop_provider, NULL},
    {PROVIDER("ValidateResourceConfig"), METHOD_QUICK, rpc_validate_resource_config, NULL},
    {PROVIDER("UpgradeResourceState"), METHOD_QUICK, rpc_upgrade_resource_state, NULL},
    {PROVIDER("ReadResource"), METHOD_WORK, rpc_read_resource, NULL},
    {PROVIDER("PlanResourceChange"), METHOD_WORK, rpc_plan_resource_change, NULL},
    {PROVIDER("ApplyResourceChange"), METHOD_WORK, rpc_apply_resource_change, NULL},
    {PROVIDER("ImportResourceState"), METHOD_WORK, rpc_import_resource_state, NULL},
    {PROVIDER("MoveResourceState"), METHOD_WORK, rpc_move_resource_state, NULL},
    {PROVIDER("GetResourceIdentitySchemas"), METHOD_QUICK, rpc_get_resource_identity_schemas, NULL},
    {PROVIDER("UpgradeResourceIdentity"), METHOD_QUICK, rpc_upgrade_resource_identity, NULL},
    {PROVIDER("GenerateResourceConfig"), METHOD_WORK, rpc_generate_resource_config, NULL},
    {PROVIDER("ValidateDataResourceConfig"), METHOD_QUICK, rpc_validate_data_resource_config, NULL},
    {PROVIDER("ReadDataSource"), METHOD_WORK, rpc_read_data_source, NULL},
    {PROVIDER("GetFunctions"), METHOD_QUICK, rpc_get_functions, NULL},
    {PROVIDER("CallFunction"), METHOD_WORK, rpc_call_function, NULL},
    {PROVIDER("ValidateEphemeralResourceConfig"), METHOD_QUICK, rpc_validate_ephemeral_resource_config, NULL},
    {PROVIDER("OpenEphemeralResource"), METHOD_WORK, rpc_open_ephemeral_resource, NULL},
    {PROVIDER("RenewEphemeralResource"), METHOD_WORK, rpc_renew_ephemeral_resource, NULL},
    {PROVIDER("CloseEphemeralResource"), METHOD_WORK, rpc_close_ephemeral_resource, NULL},
    {PROVIDER("ValidateListResourceConfig"), METHOD_QUICK, rpc_validate_list_resource_config, NULL},
    {PROVIDER("ListResource"), METHOD_STREAM, rpc_list_resource, NULL},
    {PROVIDER("ValidateActionConfig"), METHOD_QUICK, rpc_validate_action_config, NULL},
    {PROVIDER("PlanAction"), METHOD_WORK, rpc_plan_action, NULL},
    {PROVIDER("InvokeAction"), METHOD_STREAM, rpc_invoke_action, NULL},

    {PROVIDER("ValidateStateStoreConfig"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("ConfigureStateStore"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("ReadStateBytes"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("WriteStateBytes"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("LockState"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("UnlockState"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("GetStates"), METHOD_MISSING, NULL, "this provider has no state stores"},
    {PROVIDER("DeleteState"), METHOD_MISSING, NULL, "this provider has no state stores"},

    {"/plugin.GRPCController/Shutdown", METHOD_SHUTDOWN, rpc_shutdown, NULL},
    {"/plugin.GRPCStdio/StreamStdio", METHOD_LIFELINE, NULL, NULL},
    {"/plugin.GRPCBroker/StartStream", METHOD_HOLD, NULL, NULL},
    {"/grpc.health.v1.Health/Check", METHOD_AT_ONCE, rpc_check_health, NULL},
    {"/grpc.health.v1.Health/Watch", METHOD_MISSING, NULL, "ask Check"},
};
const size_t services_method_count = sizeof services_methods / sizeof services_methods[0];

void services_init(struct services *services, struct runtime *runtime)
{
    services->runtime = runtime;
    atomic_init(&services->schema, NULL);
}

void services_release(struct services *services)
{
    struct encoded_schema *schema = atomic_load(&services->schema);
    if (schema != NULL)
        arena_free(schema->mem);
}

void rpc_shutdown(void *context, struct rpc *rpc)
{
    (void)context;
    rpc->body = wire_encode_shutdown(rpc->mem);
}

/* "" is the whole server; "plugin" is the service that go-plugin's hosts check. */
void rpc_check_health(void *context, struct rpc *rpc)
{
    (void)context;
    struct str service;
    if (!wire_decode_health(rpc->mem, rpc->request, &service)) {
        rpc_refuse_bytes(rpc);
    } else if (service.len == 0 || str_eqc(service, "plugin")) {
        rpc->body = wire_encode_health_serving(rpc->mem);
    } else {
        rpc->status = RPC_NOT_FOUND;
        rpc->message = STR("unknown service");
    }
}
