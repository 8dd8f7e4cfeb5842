/*
 * subdomain_associations.c — the distribution that a subdomain leads to, and its change over time. It must not know
 * how either is created.
 */
#include "api/subdomain_associations.h"

#include <string.h>

#include "api/distributions.h"
#include "api/home_region.h"
#include "api/subdomain_names.h"
#include "api/subdomains.h"
#include "families.h"
#include "operations.h"

/* Source: the text of UpdateSubdomainAssociation. */
#define HOURS_BETWEEN_TRANSFERS 24
#define HOUR_MS ((int64_t)60 * 60 * 1000)

/* ---- states of the subdomain ------------------------------------------------------------------------------------- */

/* hidden.attachAt: the time of the end, in seconds, because a planned word has no time. */
static void attach(struct resource *subdomain)
{
    json_t *target = json_deep_copy(json_object_get(subdomain->document, "attachingResource"));
    json_object_set(target, "attachedAt", json_object_get(subdomain->hidden, "attachAt"));
    json_object_del(subdomain->document, "attachingResource");
    json_object_set_new(subdomain->hidden, "wasAttached", json_true());
    resource_set(subdomain, "attachedResource", target);
    subdomain_set_state(subdomain, "ATTACHED");
}

void subdomain_association_transition(struct resource *subdomain, const char *word)
{
    if (!strcmp(word, "attaching"))
        subdomain_set_state(subdomain, "ATTACHING");
    if (!strcmp(word, "attached"))
        attach(subdomain);
    if (!strcmp(word, "detached")) {
        json_object_del(subdomain->document, "attachedResource");
        subdomain_set_state(subdomain, "UNATTACHED");
    }
}

static void set_attaching(struct resource *subdomain, const struct resource *target, int64_t end_ms)
{
    resource_set(subdomain, "attachingResource",
                 json_pack("{s:s, s:s}", "arn", resource_string(target, "arn"), "name",
                           resource_name(target)));
    json_object_set_new(subdomain->hidden, "attachAt", json_real((double)end_ms / 1000));
}

/* ---- states of the distribution ---------------------------------------------------------------------------------- */

static void set_member(struct resource *distribution, const char *name, const char *state)
{
    resource_set(distribution, "subdomain", json_pack("{s:s, s:s}", "name", name, "state", state));
}

void subdomain_distribution_transition(struct resource *distribution, const char *word)
{
    json_t *member = json_object_get(distribution->document, "subdomain"), *error;
    if (!strcmp(word, "subdomain-attaching"))
        json_object_set_new(member, "state", json_string("Attaching"));
    if (!strcmp(word, "subdomain-attached"))
        json_object_set_new(member, "state", json_string("Attached"));
    if (!strcmp(word, "subdomain-detached"))
        json_object_del(distribution->document, "subdomain");
    if (!strcmp(word, "subdomain-error") &&
        (error = json_object_get(distribution->hidden, "subdomainError"))) {
        json_object_set_new(member, "state", json_string("Error"));
        json_object_update(member, error);
    }
    if (!strncmp(word, "subdomain-", strlen("subdomain-")))
        resource_changed(distribution);
}

static void begin_failing(struct call *call, struct resource *distribution, int64_t deployed_ms,
                          const char *code, const char *details)
{
    json_object_set_new(distribution->hidden, "subdomainError",
                        json_pack("{s:s, s:s}", "errorCode", code, "errorDetails", details));
    resource_plan(call->region, distribution, "subdomain-error", deployed_ms);
}

bool subdomain_begin_with(struct call *call, struct resource *distribution, const char *name,
                          int64_t deployed_ms, const char **ret_code, const char **ret_details)
{
    int64_t end_ms = deployed_ms + call->options->operation_ms;
    set_member(distribution, name, "Creating");
    if (!subdomain_name_is_free(call, name)) {
        *ret_code = "SubdomainNotAvailable";
        *ret_details = "The subdomain is not available.";
        begin_failing(call, distribution, deployed_ms, *ret_code, *ret_details);
        return false;
    }
    struct resource *subdomain = subdomain_create(call, name);
    json_object_set_new(subdomain->document, "tags", json_array()); /* those of the input are not for it */
    set_attaching(subdomain, distribution, end_ms);
    resource_plan(call->region, subdomain, "attaching", deployed_ms);
    resource_plan(call->region, subdomain, "attached", end_ms);
    resource_plan(call->region, distribution, "subdomain-attaching", deployed_ms);
    resource_plan(call->region, distribution, "subdomain-attached", end_ms);
    return true;
}

/* ---- changes ----------------------------------------------------------------------------------------------------- */

static struct resource *find_by_arn(const struct call *call, const char *arn)
{
    struct resource *distribution;
    for (size_t at = 0; (distribution = region_next(call->region, &distribution_kind, &at));)
        if (!strcmp(resource_string(distribution, "arn"), arn))
            break;
    return distribution;
}

/* The distribution that a member of the subdomain has; NULL when there is none. */
static struct resource *holder(const struct call *call, const struct resource *subdomain)
{
    const char *arn = json_string_value(
        json_object_get(json_object_get(subdomain->document, "attachedResource"), "arn"));
    return arn ? find_by_arn(call, arn) : NULL;
}

/* The target of the input, which can get a subdomain; NULL after call_fail. */
static struct resource *find_target(struct call *call)
{
    const char *arn = call_string(call, "targetResourceArn");
    struct resource *target = arn ? find_by_arn(call, arn) : NULL;
    if (target && !resource_string(target, "certificateName") &&
        !json_object_get(target->document, "subdomain"))
        return target;
    if (!arn)
        call_fail_input(call, "targetResourceArn is required for this action");
    else if (!target)
        call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist", "The Distribution does not exist: %s", arn);
    else
        call_fail_input(call, "The distribution %s already has a %s", resource_name(target),
                        json_object_get(target->document, "subdomain") ? "subdomain" : "certificate");
    return NULL;
}

static bool check_state(struct call *call, const struct resource *subdomain, const char *needed)
{
    return !strcmp(resource_string(subdomain, "state"), needed) ||
           call_fail(call, FAILURE_OPERATION, "OperationFailure",
                     "The subdomain %s is in the state %s. This action needs the state %s.",
                     resource_name(subdomain), resource_string(subdomain, "state"), needed);
}

static void begin_attaching(struct call *call, struct resource *subdomain, struct resource *target)
{
    int64_t end_ms = call->now_ms + call->options->operation_ms;
    set_attaching(subdomain, target, end_ms);
    resource_plan(call->region, subdomain, "attached", end_ms);
    set_member(target, resource_name(subdomain), "Attaching");
    resource_plan(call->region, target, "subdomain-attached", end_ms);
    distribution_deploy(call, target);
}

static void begin_detaching(struct call *call, struct resource *distribution)
{
    if (!distribution)
        return;
    resource_plan(call->region, distribution, "subdomain-detached",
                  call->now_ms + call->options->operation_ms);
    distribution_deploy(call, distribution);
}

static bool associate(struct call *call, struct resource *subdomain)
{
    struct resource *target = check_state(call, subdomain, "UNATTACHED") ? find_target(call) : NULL;
    if (!target)
        return false;
    subdomain_set_state(subdomain, "ATTACHING");
    begin_attaching(call, subdomain, target);
    return true;
}

static bool disassociate(struct call *call, struct resource *subdomain)
{
    if (!check_state(call, subdomain, "ATTACHED"))
        return false;
    begin_detaching(call, holder(call, subdomain));
    subdomain_set_state(subdomain, "DETACHING");
    resource_plan(call->region, subdomain, "detached", call->now_ms + call->options->operation_ms);
    return true;
}

static bool transfer(struct call *call, struct resource *subdomain)
{
    struct resource *target = check_state(call, subdomain, "ATTACHED") ? find_target(call) : NULL;
    if (!target)
        return false;
    int64_t last_ms = json_integer_value(json_object_get(subdomain->hidden, "transferredMs"));
    if (last_ms && call->now_ms < last_ms + HOURS_BETWEEN_TRANSFERS * HOUR_MS)
        return call_fail(
            call, FAILURE_OPERATION, "OperationFailure",
            "The subdomain %s was transferred already. It can be transferred only once in %d hours.",
            resource_name(subdomain), HOURS_BETWEEN_TRANSFERS);
    json_object_set_new(subdomain->hidden, "transferredMs", json_integer(call->now_ms));
    begin_detaching(call, holder(call, subdomain));
    subdomain_set_state(subdomain, "TRANSFERRING");
    begin_attaching(call, subdomain, target);
    return true;
}

static bool update(struct call *call)
{
    struct resource *subdomain = home_region_check(call, "Subdomain")
                                     ? call_find(call, &subdomain_kind, "subdomainName")
                                     : NULL;
    const char *action = call_string(call, "action");
    if (!subdomain || !(!strcmp(action, "ASSOCIATE")      ? associate(call, subdomain)
                        : !strcmp(action, "DISASSOCIATE") ? disassociate(call, subdomain)
                                                          : transfer(call, subdomain)))
        return false;
    operation_add_for(call, "UpdateSubdomainAssociation", subdomain, NULL);
    return subdomain_answer(call, subdomain);
}

/* A subdomain that leads nowhere leads to all of them. */
static bool leads_to(const struct resource *subdomain, const char *member,
                     const struct resource *distribution)
{
    const json_t *target = json_object_get(subdomain->document, member);
    return !target ||
           !strcmp(json_string_value(json_object_get(target, "arn")), resource_string(distribution, "arn"));
}

void subdomain_leave(struct call *call, const struct resource *distribution)
{
    const char *name = json_string_value(
        json_object_get(json_object_get(distribution->document, "subdomain"), "name"));
    struct resource *subdomain = name ? region_find_kind(call->region, &subdomain_kind, name) : NULL;
    if (!subdomain || !leads_to(subdomain, "attachedResource", distribution) ||
        !leads_to(subdomain, "attachingResource", distribution))
        return;
    json_object_del(subdomain->document, "attachingResource");
    resource_unplan_all(subdomain);
    subdomain_set_state(subdomain, "DETACHING");
    resource_plan(call->region, subdomain, "detached", call->now_ms + call->options->operation_ms);
}

static const char *const actions[] = {"ASSOCIATE", "DISASSOCIATE", "TRANSFER", NULL};

static const struct api subdomain_associations_api[] = {
    {.name = "UpdateSubdomainAssociation",
     .handle = update,
     .input = INPUT(SUBDOMAIN, WORD("action", actions, true), OPTIONAL("targetResourceArn", STRING))},
    {0},
};
const struct family subdomain_associations_family = {.api = subdomain_associations_api};
