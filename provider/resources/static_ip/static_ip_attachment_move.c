/*
 * static_ip_attachment_move.c — aws_lightsail_static_ip_attachment as lightsail_static_ip_attachment. Knows
 * its stored form; makes no request.
 */
#include "gen/static_ip_attachment.h"
#include "resources/moves.h"
#include "runtime/move_source.h"

static bool move_attachment(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct static_ip_attachment *state = state_model;
    (void)version;
    TRY(source_name(c, source, "static_ip_name", "id", &state->static_ip_name));
    TRY(source_name(c, source, "instance_name", "instance_name", &state->instance_name));
    return source_text(c, source, "ip_address", &state->ip_address);
}

const struct state_move static_ip_attachment_move = {.provider = AWS_PROVIDER,
                                                     .type_name = "aws_lightsail_static_ip_attachment",
                                                     .newest_version = AWS_SCHEMA_VERSION,
                                                     .move = move_attachment};
