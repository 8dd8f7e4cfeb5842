/*
 * data_profile.c — the profile of the account. Changes nothing.
 */
#include "gen/data_profile.h"

#include "runtime/api.h"

static bool read(struct call *c, const void *config, void *state)
{
    json_t *answer;
    (void)config;
    TRY(api_call(c, OP_GET_PROFILE, json_object(), &answer));
    api_fill(c, &data_profile_desc, answer, state);
    return true;
}

const struct data_source data_profile_source = {.schema = &data_profile_schema, .read = read};
