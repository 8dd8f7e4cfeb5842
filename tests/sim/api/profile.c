/*
 * profile.c — the profile of the account. It must not know what a partner gets.
 */
#include "api/profile.h"

#include <string.h>

#include "families.h"

static const char member[] = "profile";
static const char *const types[] = {"Lightsailor", "LightsailPartner", NULL};
static const char *const tiers[] = {"Essential", "Growth", "Accelerate", "Premier", NULL};
static const char *const statuses[] = {"Active", "Suspended", NULL};

static bool is_one_of(const char *const *words, const char *word)
{
    while (*words && strcmp(*words, word) != 0)
        words++;
    return *words != NULL;
}

bool profile_set(const char *type, const char *tier, const char *status, int64_t now_ms)
{
    tier = tier ? tier : tiers[0];
    status = status ? status : statuses[0];
    if (!is_one_of(types, type) || !is_one_of(tiers, tier) || !is_one_of(statuses, status))
        return false;
    json_t *profile = json_pack("{s:s}", "profileType", type);
    if (!strcmp(type, "LightsailPartner"))
        json_object_set_new(profile, "partner",
                            json_pack("{s:f, s:s, s:s}", "enrolledAt", (double)now_ms / 1000, "tierName",
                                      tier, "status", status));
    json_object_set_new(world_account(), member, profile);
    world_touch();
    return true;
}

static bool get_profile(struct call *call)
{
    const json_t *profile = json_object_get(world_account(), member);
    if (profile)
        text_add_json_value(&call->out, profile);
    else
        text_add(&call->out, "{\"profileType\":\"Lightsailor\"}");
    return true;
}

static const struct api profile_api[] = {
    {.name = "GetProfile", .handle = get_profile, .input = nothing_members},
    {0},
};
const struct family profile_family = {.api = profile_api};
