/*
 * wire_list.c — Validate and List of list resources as messages. Must not know what is listed.
 */
#include "plugin/wire_list.h"

#include "plugin/wire_parts.h"

bool wire_decode_validate_list(struct arena *mem, struct str bytes, struct validate_request *ret)
{
    UNPACK(Tfplugin6__ValidateListResourceConfig__Request, in,
           tfplugin6__validate_list_resource_config__request__descriptor);
    *ret = (struct validate_request){.type_name = str_c(in->type_name), .config = wire_value_of(in->config)};
    return true;
}

struct str wire_encode_validate_list(struct arena *mem, const struct diagnostics *diags)
{
    Tfplugin6__ValidateListResourceConfig__Response out =
        TFPLUGIN6__VALIDATE_LIST_RESOURCE_CONFIG__RESPONSE__INIT;
    SET_DIAGNOSTICS(out, diags);
    return wire_pack(mem, &out.base);
}

bool wire_decode_list(struct arena *mem, struct str bytes, struct list_request *ret)
{
    UNPACK(Tfplugin6__ListResource__Request, in, tfplugin6__list_resource__request__descriptor);
    *ret = (struct list_request){
        .type_name = str_c(in->type_name),
        .config = wire_value_of(in->config),
        .include_object = in->include_resource_object,
        .limit = in->limit,
    };
    return true;
}

struct str wire_encode_list_event(struct arena *mem, const struct list_event *event)
{
    Tfplugin6__ListResource__Event out;
    tfplugin6__list_resource__event__init(&out);
    out.identity = wire_new_identity(mem, event->identity);
    out.display_name = wire_text(mem, event->display_name);
    if (event->object.len > 0) {
        out._resource_object_case = TFPLUGIN6__LIST_RESOURCE__EVENT___RESOURCE_OBJECT_RESOURCE_OBJECT;
        out.resource_object = wire_new_value(mem, event->object);
    }
    if (event->diags != NULL) {
        out.n_diagnostic = event->diags->count;
        out.diagnostic = wire_new_diagnostics(mem, event->diags);
    }
    return wire_pack(mem, &out.base);
}
