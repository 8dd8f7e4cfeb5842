/*
 * mutate_domains.c — what no operation of the API says about domain names: which are registered in the account,
 * how many zones it may have, what another DNS has. It must not know how a request arrives.
 */
#include "mutate_domains.h"

#include <string.h>

#include "api/certificate_states.h"
#include "api/dns.h"
#include "api/domain_delegation.h"
#include "api/domains.h"
#include "clock.h"

static const char *register_domain(const char *name, const json_t *wish)
{
    const char *end = json_string_value(json_object_get(wish, "end"));
    return domain_delegation_register(name, end ? end : "SUCCEEDED") ? NULL
                                                                     : "the end is SUCCEEDED or FAILED";
}

static const char *forget_domain(const char *name, const json_t *wish)
{
    (void)wish;
    domain_delegation_register(name, NULL);
    return NULL;
}

static const char *set_quota(const char *name, const json_t *wish)
{
    const json_t *number = json_object_get(wish, "number");
    if (strcmp(name, domain_kind.api) != 0)
        return "the name is Domain: no other quota can be set";
    if (!json_is_integer(number))
        return "number is missing";
    domain_set_quota((int)json_integer_value(number));
    return NULL;
}

/* "present": true when it is missing. */
static bool is_present(const json_t *wish)
{
    return !json_is_false(json_object_get(wish, "present"));
}

static const char *set_outside(const char *name, const json_t *wish)
{
    dns_set_outside(name, is_present(wish));
    certificates_recheck(clock_world_ms());
    return NULL;
}

static const char *permit_adding(const char *name, const json_t *wish)
{
    dns_permit_adding(name, !json_is_false(json_object_get(wish, "permitted")));
    return NULL;
}

static const struct {
    const char *name;
    const char *(*act)(const char *name, const json_t *wish);
} actions[] = {
    {"register_domain", register_domain},
    {"forget_domain", forget_domain},
    {"set_quota", set_quota},
    {"set_outside_dns", set_outside},
    {"permit_validation_entries", permit_adding},
};

bool mutate_domains(const char *action, const char *name, const json_t *wish, const char **ret_reason)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = actions[i].act(name, wish);
            return true;
        }
    return false;
}
