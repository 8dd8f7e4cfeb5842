/*
 * address_type.c — SetIpAddressType. Must not know any resource.
 */
#include "runtime/address_type.h"

bool address_type_set(struct call *c, enum ls_kind kind, struct str name, struct str arn, struct str type,
                      bool accepts_bundle)
{
    json_t *in = json_object();
    /* The type in an ARN is also the resourceType of the API. */
    json_object_set_new(in, "resourceType", json_string(ls_kind_row(kind)->arn_type));
    json_object_set_new(in, "resourceName", json_new_str(name));
    json_object_set_new(in, "ipAddressType", json_new_str(type));
    if (accepts_bundle)
        json_object_set_new(in, "acceptBundleUpdate", json_true());
    const json_t *members = json_own(c->mem, json_pack("{s:o}", "ipAddressType", json_new_str(type)));
    return api_change(c, OP_SET_IP_ADDRESS_TYPE, in,
                      &(struct ls_effect){LS_CHANGED, kind, .name = name, .arn = arn, .members = members});
}
