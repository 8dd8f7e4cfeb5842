/*
 * wire.c — the messages of requests and responses. Must not know what a value means.
 */
#include "plugin/wire_parts.h"

#include "grpc_controller.pb-c.h"
#include "health.pb-c.h"

/* ---- the provider -------------------------------------------------------------------------------------- */

bool wire_decode_validate_provider(struct arena *mem, struct str bytes, struct dynamic_value *ret_config)
{
    UNPACK(Tfplugin6__ValidateProviderConfig__Request, in,
           tfplugin6__validate_provider_config__request__descriptor);
    *ret_config = wire_value_of(in->config);
    return true;
}

struct str wire_encode_validate_provider(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateProviderConfig__Response out = TFPLUGIN6__VALIDATE_PROVIDER_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_configure(struct arena *mem, struct str bytes, struct configure_request *ret)
{
    UNPACK(Tfplugin6__ConfigureProvider__Request, in, tfplugin6__configure_provider__request__descriptor);
    *ret = (struct configure_request){
        .terraform_version = str_c(in->terraform_version),
        .config = wire_value_of(in->config),
        .deferral_allowed = DEFERRAL_ALLOWED(in),
    };
    return true;
}

struct str wire_encode_configure(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ConfigureProvider__Response out = TFPLUGIN6__CONFIGURE_PROVIDER__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

struct str wire_encode_stop(struct arena *mem)
{
    Tfplugin6__StopProvider__Response out;
    tfplugin6__stop_provider__response__init(&out);
    return wire_pack(mem, &out.base);
}

/* ---- resources ----------------------------------------------------------------------------------------- */

bool wire_decode_validate_resource(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__ValidateResourceConfig__Request, in,
           tfplugin6__validate_resource_config__request__descriptor);
    *ret = (struct validate_request){
        .type_name = str_c(in->type_name),
        .config = wire_value_of(in->config),
        .write_only_allowed = in->client_capabilities != NULL &&
                              in->client_capabilities->write_only_attributes_allowed,
    };
    return true;
}

struct str wire_encode_validate_resource(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateResourceConfig__Response out = TFPLUGIN6__VALIDATE_RESOURCE_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_upgrade(struct arena *mem, struct str bytes, struct upgrade_request *ret)
{
    UNPACK(Tfplugin6__UpgradeResourceState__Request, in,
           tfplugin6__upgrade_resource_state__request__descriptor);
    *ret = (struct upgrade_request){.type_name = str_c(in->type_name), .version = in->version};
    if (in->raw_state != NULL) {
        ret->json = wire_view(in->raw_state->json);
        ret->has_flatmap = in->raw_state->n_flatmap > 0;
    }
    return true;
}

struct str wire_encode_upgrade(struct arena *mem, const struct upgrade_response *from,
                               const struct diagnostics *diags)
{
    Tfplugin6__UpgradeResourceState__Response out = TFPLUGIN6__UPGRADE_RESOURCE_STATE__RESPONSE__INIT;
    out.upgraded_state = wire_new_value(mem, from->state);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_read(struct arena *mem, struct str bytes, struct read_request *ret)
{
    UNPACK(Tfplugin6__ReadResource__Request, in, tfplugin6__read_resource__request__descriptor);
    *ret = (struct read_request){
        .type_name = str_c(in->type_name),
        .state = wire_value_of(in->current_state),
        .private_data = wire_view(in->private_),
        .identity = wire_identity_of(in->current_identity),
        .deferral_allowed = DEFERRAL_ALLOWED(in),
    };
    return true;
}

struct str wire_encode_read(struct arena *mem, const struct read_response *from,
                            const struct diagnostics *diags)
{
    Tfplugin6__ReadResource__Response out = TFPLUGIN6__READ_RESOURCE__RESPONSE__INIT;
    out.new_state = wire_new_value(mem, from->state);
    out.private_ = wire_bytes(from->private_data);
    out.new_identity = wire_new_identity(mem, from->identity);
    out.deferred = wire_new_deferred(mem, from->is_deferred);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_plan(struct arena *mem, struct str bytes, struct plan_request *ret)
{
    UNPACK(Tfplugin6__PlanResourceChange__Request, in, tfplugin6__plan_resource_change__request__descriptor);
    *ret = (struct plan_request){
        .type_name = str_c(in->type_name),
        .prior = wire_value_of(in->prior_state),
        .proposed = wire_value_of(in->proposed_new_state),
        .config = wire_value_of(in->config),
        .prior_private = wire_view(in->prior_private),
        .prior_identity = wire_identity_of(in->prior_identity),
        /* Only the plan that an apply repeats returns the private data of the first plan (Terraform 1.16). */
        .deferral_allowed = DEFERRAL_ALLOWED(in) && in->planned_private.len == 0,
    };
    return true;
}

struct str wire_encode_plan(struct arena *mem, const struct plan_response *from,
                            const struct diagnostics *diags)
{
    Tfplugin6__PlanResourceChange__Response out = TFPLUGIN6__PLAN_RESOURCE_CHANGE__RESPONSE__INIT;
    out.planned_state = wire_new_value(mem, from->planned);
    out.planned_private = wire_bytes(from->planned_private);
    out.planned_identity = wire_new_identity(mem, from->identity);
    out.deferred = wire_new_deferred(mem, from->is_deferred);
    out.requires_replace = arena_new_array(mem, Tfplugin6__AttributePath *, from->replace_count);
    for (size_t i = 0; i < from->replace_count; i++) {
        Tfplugin6__AttributePath *path = wire_new_path(mem, from->replace[i]);
        if (path != NULL)
            out.requires_replace[out.n_requires_replace++] = path;
    }
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_apply(struct arena *mem, struct str bytes, struct apply_request *ret)
{
    UNPACK(Tfplugin6__ApplyResourceChange__Request, in,
           tfplugin6__apply_resource_change__request__descriptor);
    *ret = (struct apply_request){
        .type_name = str_c(in->type_name),
        .prior = wire_value_of(in->prior_state),
        .planned = wire_value_of(in->planned_state),
        .config = wire_value_of(in->config),
        .planned_private = wire_view(in->planned_private),
        .planned_identity = wire_identity_of(in->planned_identity),
    };
    return true;
}

struct str wire_encode_apply(struct arena *mem, const struct apply_response *from,
                             const struct diagnostics *diags)
{
    Tfplugin6__ApplyResourceChange__Response out = TFPLUGIN6__APPLY_RESOURCE_CHANGE__RESPONSE__INIT;
    out.new_state = wire_new_value(mem, from->state);
    out.private_ = wire_bytes(from->private_data);
    out.new_identity = wire_new_identity(mem, from->identity);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

/* ---- data sources -------------------------------------------------------------------------------------- */

bool wire_decode_validate_data(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__ValidateDataResourceConfig__Request, in,
           tfplugin6__validate_data_resource_config__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->type_name), .config = wire_value_of(in->config)};
    return true;
}

struct str wire_encode_validate_data(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateDataResourceConfig__Response out =
        TFPLUGIN6__VALIDATE_DATA_RESOURCE_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_read_data(struct arena *mem, struct str bytes, struct data_request *ret)
{
    UNPACK(Tfplugin6__ReadDataSource__Request, in, tfplugin6__read_data_source__request__descriptor);
    *ret = (struct data_request){.type_name = str_c(in->type_name),
                                 .config = wire_value_of(in->config),
                                 .deferral_allowed = DEFERRAL_ALLOWED(in)};
    return true;
}

struct str wire_encode_read_data(struct arena *mem, const struct data_response *from,
                                 const struct diagnostics *diags)
{
    Tfplugin6__ReadDataSource__Response out = TFPLUGIN6__READ_DATA_SOURCE__RESPONSE__INIT;
    out.state = wire_new_value(mem, from->state);
    out.deferred = wire_new_deferred(mem, from->is_deferred);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

/* ---- the helper services ------------------------------------------------------------------------------- */

struct str wire_encode_shutdown(struct arena *mem)
{
    Plugin__Empty out = PLUGIN__EMPTY__INIT;
    return wire_pack(mem, &out.base);
}

bool wire_decode_health(struct arena *mem, struct str bytes, struct str *ret_service)
{
    UNPACK(Grpc__Health__V1__HealthCheckRequest, in, grpc__health__v1__health_check_request__descriptor);
    *ret_service = str_c(in->service);
    return true;
}

struct str wire_encode_health_serving(struct arena *mem)
{
    Grpc__Health__V1__HealthCheckResponse out = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;
    out.status = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING;
    return wire_pack(mem, &out.base);
}
