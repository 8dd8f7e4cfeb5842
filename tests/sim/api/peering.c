/*
 * peering.c — the connection of Lightsail's VPC with the default VPC of the account, one in each Region. It must not
 * know who uses it.
 */
#include "api/peering.h"

#include <stdio.h>

#include "digest.h"
#include "families.h"
#include "operations.h"

static const char missing_member[] = "noDefaultVpc";

void peering_set_default_vpc(const char *region_name, bool exists)
{
    json_t *missing = world_facts(missing_member);
    if (exists)
        json_object_del(missing, region_name);
    else
        json_object_set_new(missing, region_name, json_true());
    world_touch();
}

/* The IDs of the two networks of a Region, "vpc-" and 17 digits. */
enum { VPC_ID = 22 };

static void vpc_of(const char *region_name, const char *owner, char out[VPC_ID])
{
    char seed[64], id[18];
    snprintf(seed, sizeof seed, "vpc/%s/%s", owner, region_name);
    digest_short_id(seed, id);
    snprintf(out, VPC_ID, "vpc-%s", id);
}

static struct resource *find(const struct call *call)
{
    size_t at = 0;
    return region_next(call->region, &peering_kind, &at);
}

/* The operation names Lightsail's VPC, and the default VPC in its details. It is over in the response. */
static bool answer(struct call *call, const char *type)
{
    char mine[VPC_ID], theirs[VPC_ID];
    vpc_of(call->region_name, "lightsail", mine);
    vpc_of(call->region_name, "default", theirs);
    operation_add_done(call, type, &peering_kind, mine, "all", theirs);
    return operation_answer(call);
}

static bool peer(struct call *call)
{
    char mine[VPC_ID];
    if (json_object_get(world_facts(missing_member), call->region_name))
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The account has no default VPC in the Region %s. Create one in Amazon EC2 first.",
                         call->region_name);
    if (find(call))
        return call_fail_input(call, "The VPC of Lightsail in the Region %s is already peered",
                               call->region_name);
    vpc_of(call->region_name, "lightsail", mine);
    kind_create(call, &peering_kind, mine, NULL, mine, json_object());
    return answer(call, "PeeredVpc");
}

static bool unpeer(struct call *call)
{
    struct resource *peering = find(call);
    if (!peering)
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist",
                         "The VPC of Lightsail in the Region %s is not peered", call->region_name);
    /* A request that is stuck leaves it until it is released. */
    if (call->end == END_NEVER)
        resource_plan(call->region, peering, WORD_GONE, call->now_ms);
    else
        resource_delete(call->region, peering);
    return answer(call, "UnpeeredVpc");
}

static bool is_peered(struct call *call)
{
    text_format(&call->out, "{\"isPeered\":%s}", find(call) ? "true" : "false");
    return true;
}

/* No operation shows it; /_sim/state does. */
const struct kind peering_kind = {
    .api = "PeeredVpc",
    .plural = "peered_vpcs",
    .name_member = "",
    .is_nameless = true,
};

static const struct api peering_api[] = {
    {.name = "PeerVpc", .handle = peer, .input = nothing_members},
    {.name = "UnpeerVpc", .handle = unpeer, .input = nothing_members},
    {.name = "IsVpcPeered", .shows = OF_ONE, .handle = is_peered, .input = nothing_members},
    {0},
};
const struct family peering_family = {.kinds = {&peering_kind}, .api = peering_api};
