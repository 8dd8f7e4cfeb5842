/*
 * services.h — the methods and their handlers. Knows paths and handlers; must not know transport.
 */
#ifndef PLUGIN_SERVICES_H
#define PLUGIN_SERVICES_H

#include <stdatomic.h>

#include "plugin/rpc.h"
#include "runtime/runtime.h"

struct encoded_schema {
    struct arena *mem;
    struct str bytes;
};

/* The context of every handler. */
struct services {
    struct runtime *runtime;
    _Atomic(struct encoded_schema *) schema; /* encoded at the first request, kept until the process ends */
};

/* The table for struct server_options. */
extern const struct method services_methods[];
extern const size_t services_method_count;

void services_init(struct services *services, struct runtime *runtime);
/* Call it when no handler is running any more. */
void services_release(struct services *services);

/* ---- rpc.c: what the handlers share ---- */

/* The error for request bytes that are not such a message. */
void rpc_refuse_bytes(struct rpc *rpc);
/*
 * The error for a response that needs a state and has neither a state nor an error: Terraform would remove
 * the object from its state without a message.
 */
void rpc_require_state(struct rpc *rpc, struct call *c, struct str state);

/* For rpc->stream->watch: `call` is a struct call. */
void rpc_cancel_call(void *call);

/* ---- the handlers: rpc_….c, the last two in services.c ---- */

rpc_handler rpc_get_metadata, rpc_get_provider_schema, rpc_get_functions, rpc_call_function;
rpc_handler rpc_validate_provider_config, rpc_configure_provider, rpc_stop_provider;
rpc_handler rpc_validate_resource_config, rpc_upgrade_resource_state, rpc_read_resource,
    rpc_plan_resource_change, rpc_apply_resource_change;
rpc_handler rpc_import_resource_state, rpc_move_resource_state, rpc_get_resource_identity_schemas,
    rpc_upgrade_resource_identity, rpc_generate_resource_config;
rpc_handler rpc_validate_data_resource_config, rpc_read_data_source;
rpc_handler rpc_validate_ephemeral_resource_config, rpc_open_ephemeral_resource, rpc_renew_ephemeral_resource,
    rpc_close_ephemeral_resource;
rpc_handler rpc_validate_list_resource_config, rpc_list_resource;
rpc_handler rpc_validate_action_config, rpc_plan_action, rpc_invoke_action;
rpc_handler rpc_shutdown, rpc_check_health;

#endif
