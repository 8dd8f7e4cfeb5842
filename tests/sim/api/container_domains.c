/*
 * container_domains.c — the public domain names of a container service. It must not know when they change,
 * nor certificates: any name is accepted for one.
 */
#include "api/container_domains.h"

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

bool container_domains_check(struct call *call, const struct resource *service)
{
    json_t *map = json_object_get(call->input, "publicDomainNames"), *domains, *domain;
    const char *name;
    size_t count = 0, i;
    json_object_foreach (map, name, domains) {
        if (!json_is_array(domains))
            return call_fail(call, FAILURE_SERIALIZATION, NULL,
                             "The value at 'publicDomainNames' cannot be converted to List");
        json_array_foreach (domains, i, domain)
            if (!json_is_string(domain))
                return call_fail(call, FAILURE_SERIALIZATION, NULL,
                                 "The value at 'publicDomainNames' cannot be converted to String");
    }
    json_t *all = merged(service, map);
    json_object_foreach (all, name, domains)
        count += json_array_size(domains);
    json_decref(all);
    return count <= MOST_DOMAINS ||
           call_fail_input(call, "A container service can have at most %d public domain names", MOST_DOMAINS);
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
