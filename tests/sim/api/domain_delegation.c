/*
 * domain_delegation.c — domains that are registered in the account, whose name servers the service sets when a
 * zone is created. It must not know what is in a zone.
 */
#include "api/domain_delegation.h"

#include <string.h>

static const char word_pending[] = "delegation-pending", word_over[] = "delegation-over";

static json_t *registered; /* the name: SUCCEEDED or FAILED */

bool domain_delegation_register(const char *name, const char *end)
{
    if (!registered)
        registered = json_object();
    if (!end)
        json_object_del(registered, name);
    else if (!strcmp(end, "SUCCEEDED") || !strcmp(end, "FAILED"))
        json_object_set_new(registered, name, json_string(end));
    else
        return false;
    return true;
}

/* The empty zone of Route 53 is deleted after the name servers were changed. */
static void show(struct resource *domain, const char *servers, const char *zone)
{
    json_t *info = json_pack("{s:{s:s}, s:{s:s}}", "nameServersUpdateState", "code", servers,
                             "r53HostedZoneDeletionState", "code", zone);
    if (!strcmp(servers, "FAILED"))
        json_object_set_new(json_object_get(info, "nameServersUpdateState"), "message",
                            json_string("The name servers of the registered domain were not updated."));
    resource_set(domain, "registeredDomainDelegationInfo", info);
}

void domain_delegation_begin(struct call *call, struct resource *domain)
{
    json_t *end = json_object_get(registered, resource_name(domain));
    if (!end)
        return;
    json_object_set(domain->hidden, "delegation", end);
    show(domain, "STARTED", "STARTED");
    resource_plan(call->region, domain, word_pending, call->now_ms + call->options->operation_ms / 2);
    resource_plan(call->region, domain, word_over, call->now_ms + call->options->operation_ms);
}

void domain_delegation_transition(struct resource *domain, const char *word)
{
    const char *end = json_string_value(json_object_get(domain->hidden, "delegation"));
    if (!strcmp(word, word_pending))
        show(domain, "PENDING", "PENDING");
    if (!strcmp(word, word_over))
        show(domain, end, end);
}
