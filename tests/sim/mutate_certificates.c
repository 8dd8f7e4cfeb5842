/*
 * mutate_certificates.c — changes of certificates that no operation of the API can make: a validation that
 * succeeds or fails, an end, a renewal. It must not know how a request arrives.
 */
#include "mutate_certificates.h"

#include <string.h>

#include "api/balancer_certificates.h"
#include "api/certificate_states.h"
#include "api/certificates.h"
#include "clock.h"

static const char *text_of(const json_t *wish, const char *member)
{
    return json_string_value(json_object_get(wish, member));
}

static const char *issue(struct region *region, struct resource *certificate, const json_t *wish)
{
    (void)wish;
    certificate_issue(region, certificate, clock_world_ms());
    return NULL;
}

static const char *end(struct region *region, struct resource *certificate, const json_t *wish)
{
    const char *status = text_of(wish, "status");
    return certificate_end(region, certificate, status ? status : "FAILED", text_of(wish, "reason"),
                           clock_world_ms())
               ? NULL
               : "the status is not one of a certificate";
}

static const char *renew(struct region *region, struct resource *certificate, const json_t *wish)
{
    const char *status = text_of(wish, "status");
    return certificate_renew(region, certificate, status ? status : "Success", text_of(wish, "reason"),
                             clock_world_ms())
               ? NULL
               : "the status is not one of a renewal";
}

static const struct {
    const char *name;
    const char *(*act)(struct region *region, struct resource *certificate, const json_t *wish);
} actions[] = {
    {"issue_certificate", issue},
    {"end_certificate", end},
    {"renew_certificate", renew},
};

bool mutate_certificates(struct region *region, const char *action, const char *name, const json_t *wish,
                         const char **ret_reason)
{
    struct resource *certificate = region_find_kind(region, &certificate_kind, name);
    if (!certificate)
        certificate = region_find_kind(region, &balancer_certificate_kind, name);
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (!strcmp(actions[i].name, action)) {
            *ret_reason = certificate ? actions[i].act(region, certificate, wish)
                                      : "there is no such certificate";
            return true;
        }
    return false;
}
