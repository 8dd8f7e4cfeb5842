/*
 * mutate_balancers.c — changes of load balancers that no operation of the API can make: the health of an
 * instance, the state. It must not know how a request arrives.
 */
#include "mutate_balancers.h"

#include <string.h>

#include "api/balancer_targets.h"
#include "api/balancer_watch.h"
#include "api/load_balancers.h"
#include "clock.h"

static const char *text_of(const json_t *wish, const char *member)
{
    return json_string_value(json_object_get(wish, member));
}

static const char *set_health(struct region *region, struct resource *balancer, const json_t *wish)
{
    (void)region;
    const char *instance = text_of(wish, "instance");
    if (!instance)
        return "instance is missing";
    return balancer_target_set_health(balancer, instance, text_of(wish, "health"), text_of(wish, "reason"));
}

static const char *set_state(struct region *region, struct resource *balancer, const json_t *wish)
{
    (void)region;
    static const char *const states[] = {"active", "provisioning", "active_impaired", "failed", "unknown"};
    const char *state = text_of(wish, "state");
    for (size_t i = 0; state && i < sizeof states / sizeof states[0]; i++)
        if (!strcmp(states[i], state)) {
            resource_unplan_all(balancer);
            resource_set(balancer, "state", json_string(state));
            return NULL;
        }
    return "the state is not one of a load balancer";
}

static const char *watch(struct region *region, struct resource *balancer, const json_t *wish)
{
    (void)wish;
    balancer_watch_begin(region, balancer, clock_world_ms());
    return NULL;
}

static const struct {
    const char *name;
    const char *(*act)(struct region *region, struct resource *balancer, const json_t *wish);
} actions[] = {
    {"set_target_health", set_health},
    {"set_load_balancer_state", set_state},
    {"watch_load_balancer", watch},
};

bool mutate_balancers(struct region *region, const char *action, const char *name, const json_t *wish,
                      const char **ret_reason)
{
    struct resource *balancer = region_find_kind(region, &load_balancer_kind, name);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = balancer ? actions[i].act(region, balancer, wish)
                                   : "there is no such load balancer";
            return true;
        }
    return false;
}
