/*
 * wire.c — the messages of requests and their answers. Must not know what a value means.
 */
#include "plugin/wire.h"

#include "grpc_controller.pb-c.h"
#include "health.pb-c.h"
#include "plugin/wire_message.h"
#include "plugin/wire_value.h"
#include "tfplugin6.pb-c.h"

/* ---- building blocks ----------------------------------------------------------------------------------- */

static Tfplugin6__AttributePath__Step *new_step(struct arena *mem, const struct path_step *from)
{
    Tfplugin6__AttributePath__Step *step = arena_new_object(mem, Tfplugin6__AttributePath__Step);
    tfplugin6__attribute_path__step__init(step);
    switch (from->kind) {
    case STEP_ATTRIBUTE:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ATTRIBUTE_NAME;
        step->attribute_name = wire_text(mem, from->name);
        break;
    case STEP_KEY:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_STRING;
        step->element_key_string = wire_text(mem, from->name);
        break;
    case STEP_INDEX:
        step->selector_case = TFPLUGIN6__ATTRIBUTE_PATH__STEP__SELECTOR_ELEMENT_KEY_INT;
        step->element_key_int = from->index;
        break;
    }
    return step;
}

/* The root has no steps, and then the field stays out. */
static Tfplugin6__AttributePath *new_path(struct arena *mem, struct path from)
{
    if (from.count == 0)
        return NULL;
    Tfplugin6__AttributePath *path = arena_new_object(mem, Tfplugin6__AttributePath);
    tfplugin6__attribute_path__init(path);
    path->steps = arena_new_array(mem, Tfplugin6__AttributePath__Step *, from.count);
    for (size_t i = 0; i < from.count; i++)
        path->steps[path->n_steps++] = new_step(mem, &from.steps[i]);
    return path;
}

/* Anything that is not a warning is an error: a diagnostic that counts as neither would hide a failure. */
static Tfplugin6__Diagnostic *new_diagnostic(struct arena *mem, const struct diagnostic *from)
{
    Tfplugin6__Diagnostic *diagnostic = arena_new_object(mem, Tfplugin6__Diagnostic);
    tfplugin6__diagnostic__init(diagnostic);
    diagnostic->severity = from->severity == DIAG_WARNING ? TFPLUGIN6__DIAGNOSTIC__SEVERITY__WARNING
                                                          : TFPLUGIN6__DIAGNOSTIC__SEVERITY__ERROR;
    diagnostic->summary = wire_text(mem, from->summary);
    diagnostic->detail = wire_text(mem, from->detail);
    diagnostic->attribute = new_path(mem, from->path);
    return diagnostic;
}

static Tfplugin6__Diagnostic **new_diagnostics(struct arena *mem, const struct diagnostics *from)
{
    Tfplugin6__Diagnostic **list = arena_new_array(mem, Tfplugin6__Diagnostic *, from->count);
    for (size_t i = 0; i < from->count; i++)
        list[i] = new_diagnostic(mem, &from->items[i]);
    return list;
}

#define SET_DIAGNOSTICS(message, diags)                        \
    do {                                                       \
        (message).n_diagnostics = (diags)->count;              \
        (message).diagnostics = new_diagnostics(mem, (diags)); \
    } while (0)

/* ---- the provider -------------------------------------------------------------------------------------- */

bool wire_decode_validate_provider(struct arena *mem, struct str bytes, struct dynamic_value *ret_config)
{
    UNPACK(Tfplugin6__ValidateProviderConfig__Request, in,
           tfplugin6__validate_provider_config__request__descriptor);
    *ret_config = value_of(in->config);
    return true;
}

struct str wire_encode_validate_provider(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateProviderConfig__Response out = TFPLUGIN6__VALIDATE_PROVIDER_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_configure(struct arena *mem, struct str bytes, struct str *ret_terraform_version,
                           struct dynamic_value *ret_config)
{
    UNPACK(Tfplugin6__ConfigureProvider__Request, in, tfplugin6__configure_provider__request__descriptor);
    *ret_terraform_version = str_c(in->terraform_version);
    *ret_config = value_of(in->config);
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
        .config = value_of(in->config),
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
    out.upgraded_state = new_value(mem, from->state);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_read(struct arena *mem, struct str bytes, struct read_request *ret)
{
    UNPACK(Tfplugin6__ReadResource__Request, in, tfplugin6__read_resource__request__descriptor);
    *ret = (struct read_request){
        .type_name = str_c(in->type_name),
        .state = value_of(in->current_state),
        .private_data = wire_view(in->private_),
    };
    return true;
}

struct str wire_encode_read(struct arena *mem, const struct read_response *from,
                            const struct diagnostics *diags)
{
    Tfplugin6__ReadResource__Response out = TFPLUGIN6__READ_RESOURCE__RESPONSE__INIT;
    out.new_state = new_value(mem, from->state);
    out.private_ = wire_bytes(from->private_data);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_plan(struct arena *mem, struct str bytes, struct plan_request *ret)
{
    UNPACK(Tfplugin6__PlanResourceChange__Request, in, tfplugin6__plan_resource_change__request__descriptor);
    *ret = (struct plan_request){
        .type_name = str_c(in->type_name),
        .prior = value_of(in->prior_state),
        .proposed = value_of(in->proposed_new_state),
        .config = value_of(in->config),
        .prior_private = wire_view(in->prior_private),
    };
    return true;
}

struct str wire_encode_plan(struct arena *mem, const struct plan_response *from,
                            const struct diagnostics *diags)
{
    Tfplugin6__PlanResourceChange__Response out = TFPLUGIN6__PLAN_RESOURCE_CHANGE__RESPONSE__INIT;
    out.planned_state = new_value(mem, from->planned);
    out.planned_private = wire_bytes(from->planned_private);
    out.requires_replace = arena_new_array(mem, Tfplugin6__AttributePath *, from->replace_count);
    for (size_t i = 0; i < from->replace_count; i++) {
        Tfplugin6__AttributePath *path = new_path(mem, from->replace[i]);
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
        .prior = value_of(in->prior_state),
        .planned = value_of(in->planned_state),
        .config = value_of(in->config),
        .planned_private = wire_view(in->planned_private),
    };
    return true;
}

struct str wire_encode_apply(struct arena *mem, const struct apply_response *from,
                             const struct diagnostics *diags)
{
    Tfplugin6__ApplyResourceChange__Response out = TFPLUGIN6__APPLY_RESOURCE_CHANGE__RESPONSE__INIT;
    out.new_state = new_value(mem, from->state);
    out.private_ = wire_bytes(from->private_data);
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_import(struct arena *mem, struct str bytes, struct import_request *ret,
                        bool *ret_by_identity)
{
    UNPACK(Tfplugin6__ImportResourceState__Request, in,
           tfplugin6__import_resource_state__request__descriptor);
    *ret = (struct import_request){.type_name = str_c(in->type_name), .id = str_c(in->id)};
    *ret_by_identity = in->identity != NULL && ret->id.len == 0;
    return true;
}

struct str wire_encode_import(struct arena *mem, struct str type_name, const struct import_response *from,
                              const struct diagnostics *diags)
{
    Tfplugin6__ImportResourceState__Response out = TFPLUGIN6__IMPORT_RESOURCE_STATE__RESPONSE__INIT;
    Tfplugin6__ImportResourceState__ImportedResource imported, *list[] = {&imported};
    tfplugin6__import_resource_state__imported_resource__init(&imported);
    if (from->has_resource) {
        imported.type_name = wire_text(mem, type_name);
        imported.state = new_value(mem, from->state);
        out.n_imported_resources = 1;
        out.imported_resources = list;
    }
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_move(struct arena *mem, struct str bytes, struct wire_move *ret)
{
    UNPACK(Tfplugin6__MoveResourceState__Request, in, tfplugin6__move_resource_state__request__descriptor);
    *ret = (struct wire_move){
        .source_provider = str_c(in->source_provider_address),
        .source_type = str_c(in->source_type_name),
        .target_type = str_c(in->target_type_name),
    };
    return true;
}

struct str wire_encode_move(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__MoveResourceState__Response out = TFPLUGIN6__MOVE_RESOURCE_STATE__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

/* ---- data sources -------------------------------------------------------------------------------------- */

bool wire_decode_validate_data(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__ValidateDataResourceConfig__Request, in,
           tfplugin6__validate_data_resource_config__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->type_name), .config = value_of(in->config)};
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
    *ret = (struct data_request){.type_name = str_c(in->type_name), .config = value_of(in->config)};
    return true;
}

struct str wire_encode_read_data(struct arena *mem, const struct data_response *from,
                                 const struct diagnostics *diags)
{
    Tfplugin6__ReadDataSource__Response out = TFPLUGIN6__READ_DATA_SOURCE__RESPONSE__INIT;
    out.state = new_value(mem, from->state);
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
