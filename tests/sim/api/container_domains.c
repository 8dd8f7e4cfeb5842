/*
 * container_domains.c — the public domain names of a container service. It must not know when they change.
 */
#include "api/container_domains.h"

#include "api/certificates.h"

/* Source: the table of quotas of the guide. */
enum { MOST_DOMAINS = 4 };

static json_t *merged(const struct resource *service, const json_t *map)
{
    json_t *old = service ? json_object_get(service->document, "publicDomainNames") : NULL;
    json_t *all = old ? json_deep_copy(old) : json_object(), *domains;
    const char *name;
    json_object_foreach ((json_t *)(uintptr_t)map, name, domains) {
        if (json_array_size(domains) > 0)
            json_object_set_new(all, name, json_deep_copy(domains));
        else
            json_object_del(all, name);
    }
    return all;
}

static bool check_types(struct call *call, const json_t *map)
{
    json_t *domains, *domain;
    const char *name;
    size_t i;
    json_object_foreach ((json_t *)(uintptr_t)map, name, domains) {
        if (!json_is_array(domains))
            return call_fail(call, FAILURE_SERIALIZATION, NULL,
                             "The value at 'publicDomainNames' cannot be converted to List");
        json_array_foreach (domains, i, domain)
            if (!json_is_string(domain))
                return call_fail(call, FAILURE_SERIALIZATION, NULL,
                                 "The value at 'publicDomainNames' cannot be converted to String");
    }
    return true;
}

/* A certificate that is removed need not exist. */
static bool check_certificates(struct call *call, const json_t *map)
{
    const char *name;
    json_t *domains;
    json_object_foreach ((json_t *)(uintptr_t)map, name, domains)
        if (json_array_size(domains) > 0 && !certificate_check_use(call, name, domains))
            return false;
    return true;
}

bool container_domains_check(struct call *call, const struct resource *service)
{
    json_t *map = json_object_get(call->input, "publicDomainNames"), *domains;
    const char *name;
    size_t count = 0;
    if (!check_types(call, map))
        return false;
    json_t *all = merged(service, map);
    json_object_foreach (all, name, domains)
        count += json_array_size(domains);
    json_decref(all);
    if (count > MOST_DOMAINS)
        return call_fail_input(call, "A container service can have at most %d public domain names",
                               MOST_DOMAINS);
    return check_certificates(call, map);
}

void container_domains_set(struct resource *service, const json_t *map)
{
    if (!map)
        return;
    json_t *all = merged(service, map);
    if (json_object_size(all) > 0) {
        resource_set(service, "publicDomainNames", all);
        return;
    }
    json_decref(all);
    json_object_del(service->document, "publicDomainNames");
    resource_changed(service);
}
