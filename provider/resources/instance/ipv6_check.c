/*
 * ipv6_check.c — the address types of a run by instance. Must not know which resources refer to them.
 */
#include "resources/instance/ipv6_check.h"

#include "gen/instance.h"

static struct str group_of(struct call *c, struct str name)
{
    return str_printf(c->mem, "address type/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(name));
}

void ipv6_note(struct call *c, struct tf_string name, struct tf_string address_type)
{
    if (TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL)
        call_made(c, group_of(c, name.v), TF_IS_KNOWN(address_type) ? address_type.v : STR("not known"));
}

static struct str type_in_aws(struct call *c, struct str name)
{
    json_t *instance;
    bool is_there = api_view(c, LS_KIND_INSTANCE, name, LS_REFRESH, &instance);
    c->err = (struct err){0};
    return is_there ? json_member_text(instance, "ipAddressType") : STR("");
}

/* A planned type takes precedence over the current one. Two types for one name are two plans, so the type
 * is unknown. */
static struct str type_of(struct call *c, struct str name)
{
    const struct str *types;
    size_t count = call_made_of(c, group_of(c, name), &types);
    return count == 0 ? type_in_aws(c, name) : count == 1 ? types[0] : STR("");
}

static bool name_of(struct call *c, struct instance_ref instance, struct str *ret_name)
{
    *ret_name = instance.name.v;
    if (TF_IS_KNOWN(instance.name))
        return true;
    bool found = TF_IS_KNOWN(instance.arn) &&
                 api_view_name_of_arn(c, LS_KIND_INSTANCE, instance.arn.v, ret_name);
    c->err = (struct err){0};
    return found;
}

void ipv6_check(struct call *c, const struct plan *plan, const char *attribute, struct instance_ref instance)
{
    struct str name;
    if (plan->is_final || c->client == NULL || c->provider->walk == NULL || !name_of(c, instance, &name) ||
        !str_eq(type_of(c, name), STR(INSTANCE_IP_ADDRESS_TYPE_IPV4)))
        return;
    call_error(c, attribute, "IPv6 addresses need an instance with IPv6",
               "The instance '%.*s' has ip_address_type = \"ipv4\", so Lightsail refuses ipv6_cidrs. Leave "
               "ipv6_cidrs out, or set ip_address_type = \"dualstack\" for the instance.",
               STR_ARG(name));
}
