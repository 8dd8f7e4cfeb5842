/*
 * wire_ephemeral.c — Validate, Open, Renew and Close of ephemeral resources as messages. Must not know what a value means.
 */
#include "plugin/wire_ephemeral.h"

#include "plugin/wire_parts.h"

bool wire_decode_validate_ephemeral(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__ValidateEphemeralResourceConfig__Request, in,
           tfplugin6__validate_ephemeral_resource_config__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->type_name), .config = wire_value_of(in->config)};
    return true;
}

struct str wire_encode_validate_ephemeral(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateEphemeralResourceConfig__Response out =
        TFPLUGIN6__VALIDATE_EPHEMERAL_RESOURCE_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

static Google__Protobuf__Timestamp *new_time(struct arena *mem, int64_t wall_ms)
{
    Google__Protobuf__Timestamp *time = arena_new_object(mem, Google__Protobuf__Timestamp);
    google__protobuf__timestamp__init(time);
    time->seconds = wall_ms / 1000;
    time->nanos = (int32_t)(wall_ms % 1000) * 1000000;
    return time;
}

bool wire_decode_open(struct arena *mem, struct str bytes, struct data_request *ret)
{
    UNPACK(Tfplugin6__OpenEphemeralResource__Request, in,
           tfplugin6__open_ephemeral_resource__request__descriptor);
    /*
     * Terraform sends no capabilities here but accepts a deferred response: the capabilities of
     * ConfigureProvider apply.
     */
    *ret = (struct data_request){.type_name = str_c(in->type_name),
                                 .config = wire_value_of(in->config),
                                 .deferral_allowed = true};
    return true;
}

struct str wire_encode_open(struct arena *mem, const struct ephemeral_response *from,
                            const struct diagnostics *diags)
{
    Tfplugin6__OpenEphemeralResource__Response out;
    tfplugin6__open_ephemeral_resource__response__init(&out);
    out.result = wire_new_value(mem, from->result);
    out.deferred = wire_new_deferred(mem, from->is_deferred);
    if (from->renew_at_wall_ms > 0) {
        out._renew_at_case = TFPLUGIN6__OPEN_EPHEMERAL_RESOURCE__RESPONSE___RENEW_AT_RENEW_AT;
        out.renew_at = new_time(mem, from->renew_at_wall_ms);
    }
    if (from->private_data.len > 0) {
        out._private_case = TFPLUGIN6__OPEN_EPHEMERAL_RESOURCE__RESPONSE___PRIVATE_PRIVATE;
        out.private_ = wire_bytes(from->private_data);
    }
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_renew(struct arena *mem, struct str bytes, struct wire_lease *ret)
{
    UNPACK(Tfplugin6__RenewEphemeralResource__Request, in,
           tfplugin6__renew_ephemeral_resource__request__descriptor);
    *ret = (struct wire_lease){.type_name = str_c(in->type_name)};
    if (in->_private_case == TFPLUGIN6__RENEW_EPHEMERAL_RESOURCE__REQUEST___PRIVATE_PRIVATE)
        ret->private_data = wire_view(in->private_);
    return true;
}

struct str wire_encode_renew(struct arena *mem, const struct ephemeral_response *from,
                             const struct diagnostics *diags)
{
    Tfplugin6__RenewEphemeralResource__Response out;
    tfplugin6__renew_ephemeral_resource__response__init(&out);
    if (from->renew_at_wall_ms > 0) {
        out._renew_at_case = TFPLUGIN6__RENEW_EPHEMERAL_RESOURCE__RESPONSE___RENEW_AT_RENEW_AT;
        out.renew_at = new_time(mem, from->renew_at_wall_ms);
    }
    if (from->private_data.len > 0) {
        out._private_case = TFPLUGIN6__RENEW_EPHEMERAL_RESOURCE__RESPONSE___PRIVATE_PRIVATE;
        out.private_ = wire_bytes(from->private_data);
    }
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_close(struct arena *mem, struct str bytes, struct wire_lease *ret)
{
    UNPACK(Tfplugin6__CloseEphemeralResource__Request, in,
           tfplugin6__close_ephemeral_resource__request__descriptor);
    *ret = (struct wire_lease){.type_name = str_c(in->type_name)};
    if (in->_private_case == TFPLUGIN6__CLOSE_EPHEMERAL_RESOURCE__REQUEST___PRIVATE_PRIVATE)
        ret->private_data = wire_view(in->private_);
    return true;
}

struct str wire_encode_close(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__CloseEphemeralResource__Response out = TFPLUGIN6__CLOSE_EPHEMERAL_RESOURCE__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}
