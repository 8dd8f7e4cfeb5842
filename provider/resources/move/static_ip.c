/*
 * static_ip.c — static IPs and attachments of hashicorp/aws and hashicorp/awscc. Knows their stored forms; makes no call.
 */
#include "gen/static_ip.h"
#include "gen/static_ip_attachment.h"
#include "resources/move/moves.h"
#include "runtime/move_source.h"

/*
 * Where the address is attached belongs to another resource there, or to nobody: created_at stays null, which has the refresh
 * fill in the instance as after an import, and both ways to manage it plan no change.
 */
static bool move_from_aws(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct static_ip *state = state_model;
    (void)version;
    TRY(source_name(c, source, "name", "id", &state->name));
    TRY(source_text(c, source, "ip_address", &state->ip_address));
    TRY(source_text(c, source, "arn", &state->arn));
    return source_text(c, source, "support_code", &state->support_code);
}

static bool move_from_awscc(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct static_ip *state = state_model;
    (void)version;
    TRY(source_name(c, source, "static_ip_name", "id", &state->name));
    TRY(source_text(c, source, "ip_address", &state->ip_address));
    TRY(source_text(c, source, "static_ip_arn", &state->arn));
    TRY(source_bool(c, source, "is_attached", &state->is_attached));
    TRY(source_text(c, source, "attached_to", &state->attached_to));
    state->instance_name = state->attached_to;
    return true;
}

static bool move_attachment(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct static_ip_attachment *state = state_model;
    (void)version;
    TRY(source_name(c, source, "static_ip_name", "id", &state->static_ip_name));
    TRY(source_name(c, source, "instance_name", "instance_name", &state->instance_name));
    return source_text(c, source, "ip_address", &state->ip_address);
}

const struct state_move static_ip_moves[STATIC_IP_MOVE_COUNT] = {
    {.provider = AWS_PROVIDER,
     .type_name = "aws_lightsail_static_ip",
     .newest_version = AWS_SCHEMA_VERSION,
     .move = move_from_aws},
    {.provider = AWSCC_PROVIDER,
     .type_name = "awscc_lightsail_static_ip",
     .newest_version = AWSCC_SCHEMA_VERSION,
     .move = move_from_awscc},
};

const struct state_move static_ip_attachment_move = {.provider = AWS_PROVIDER,
                                                     .type_name = "aws_lightsail_static_ip_attachment",
                                                     .newest_version = AWS_SCHEMA_VERSION,
                                                     .move = move_attachment};
