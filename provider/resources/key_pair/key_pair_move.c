/*
 * key_pair_move.c — aws_lightsail_key_pair as lightsail_key_pair. Knows its stored form; makes no request.
 */
#include "gen/key_pair.h"
#include "resources/moves.h"
#include "runtime/move_source.h"

static bool move_from_aws(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct key_pair *state = state_model;
    struct tf_string encrypted;
    (void)version;
    TRY(source_name(c, source, "name", "id", &state->name));
    TRY(source_text(c, source, "name_prefix", &state->name_prefix));
    if (TF_IS_KNOWN(state->name_prefix) && !str_starts_with(state->name.v, state->name_prefix.v))
        state->name_prefix = TF_NULL_OF(state->name_prefix);
    TRY(source_text(c, source, "public_key", &state->public_key));
    TRY(source_text(c, source, "private_key", &state->private_key));
    TRY(source_text(c, source, "fingerprint", &state->fingerprint));
    TRY(source_text(c, source, "arn", &state->arn));
    TRY(source_tags(c, source, &state->tags, &state->tags_all));
    TRY(source_text(c, source, "encrypted_private_key", &encrypted));
    if (TF_IS_KNOWN(encrypted))
        call_warn(c, "", "Encrypted private key is not kept",
                  "The state of the key pair '%.*s' has a private key that is encrypted for a pgp_key, "
                  "which lightsail_key_pair does not support. Save the output that shows it before you "
                  "apply: Lightsail does not return it again.",
                  STR_ARG(state->name.v));
    return true;
}

const struct state_move key_pair_move = {.provider = AWS_PROVIDER,
                                         .type_name = "aws_lightsail_key_pair",
                                         .newest_version = AWS_SCHEMA_VERSION,
                                         .move = move_from_aws};
