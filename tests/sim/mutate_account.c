/*
 * mutate_account.c — changes that no operation of the API can make: of the account, and of what watches or names its
 * resources. It must not know how a request arrives.
 */
#include "mutate_account.h"

#include <string.h>

#include "api/contact_methods.h"
#include "api/gui_sessions.h"
#include "api/https_setup.h"
#include "api/instances.h"
#include "api/peering.h"
#include "api/profile.h"
#include "api/subdomain_names.h"
#include "api/subdomains.h"
#include "clock.h"
#include "regions.h"

static const char *text_of(const json_t *wish, const char *member)
{
    return json_string_value(json_object_get(wish, member));
}

/* The name is a Region. */
static const char *set_default_vpc(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    if (!regions_find(name))
        return "the name is not a Region";
    peering_set_default_vpc(name, !json_is_false(json_object_get(wish, "present")));
    return NULL;
}

/* The name is the type of the profile. */
static const char *set_profile(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    return profile_set(name, text_of(wish, "tier"), text_of(wish, "status"), clock_world_ms())
               ? NULL
               : "the type, the tier or the status is not one of the model";
}

static const char *take_subdomain(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    (void)wish;
    subdomain_name_set_foreign(name, true);
    return NULL;
}

static const char *free_subdomain(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    (void)wish;
    subdomain_name_set_foreign(name, false);
    return NULL;
}

static const char *fail_subdomain(struct region *region, const char *name, const json_t *wish)
{
    (void)region;
    (void)wish;
    subdomain_fail_next(name);
    return NULL;
}

static const char *fail_setup(struct region *region, const char *name, const json_t *wish)
{
    struct resource *instance = region_find_kind(region, &instance_kind, name);
    const char *error = text_of(wish, "error");
    if (!instance)
        return "there is no such instance";
    https_setup_fail_next(instance, error ? error : "Some challenges have failed.");
    return NULL;
}

static const char *set_research(struct region *region, const char *name, const json_t *wish)
{
    struct resource *instance = region_find_kind(region, &instance_kind, name);
    (void)wish;
    if (!instance)
        return "there is no such instance";
    gui_session_allow(instance);
    return NULL;
}

/* The name is a protocol. */
static const char *set_contact_method(struct region *region, const char *name, const json_t *wish)
{
    struct resource *contact = contact_method_find(region, name);
    const char *status = text_of(wish, "status");
    if (!contact)
        return "there is no contact method with this protocol";
    return contact_method_set_status(contact, status ? status : "Valid")
               ? NULL
               : "the status is not one of a contact method";
}

static const struct {
    const char *name;
    const char *(*act)(struct region *region, const char *name, const json_t *wish);
} actions[] = {
    {"set_default_vpc", set_default_vpc}, {"set_profile", set_profile},
    {"take_subdomain", take_subdomain},   {"free_subdomain", free_subdomain},
    {"fail_subdomain", fail_subdomain},   {"fail_setup", fail_setup},
    {"set_research", set_research},       {"set_contact_method", set_contact_method},
};

bool mutate_account(struct region *region, const char *action, const char *name, const json_t *wish,
                    const char **ret_reason)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = actions[i].act(region, name, wish);
            return true;
        }
    return false;
}
