/*
 * action_reset_distribution_cache.c — empties the cache of a distribution. Must not know what is in it.
 */
#include "gen/action_reset_distribution_cache.h"

#include "runtime/action.h"
#include "runtime/api.h"

/* The latest reset is not older than the request. */
static bool is_reset(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                     int64_t since_ms, bool *ret_done, struct err *err)
{
    json_t *in = json_pack("{s:o}", "distributionName", json_new_str(effect->name)), *answer;
    bool good = ls_call(client, scope, OP_GET_DISTRIBUTION_LATEST_CACHE_RESET, in, &answer, err);
    json_decref(in);
    *ret_done = good &&
                json_number_value(json_object_get(answer, "createTime")) * 1000 + 1 >= (double)since_ms;
    return good;
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_reset_distribution_cache *config = config_model;
    struct str name = config->distribution_name.v;
    json_t *object;
    const struct ls_effect effect = {LS_DONE, LS_KIND_DISTRIBUTION, .name = name, .is_done = is_reset};
    if (!api_find(c, LS_KIND_DISTRIBUTION, name, STR(""), &object)) {
        ERR_SET(&c->err, attribute, STR("distribution_name"));
        return false;
    }
    action_progress(c, "resetting the cache of the distribution '%.*s'", STR_ARG(name));
    return api_change(c, OP_RESET_DISTRIBUTION_CACHE,
                      json_pack("{s:o}", "distributionName", json_new_str(name)), &effect);
}

const struct action action_reset_distribution_cache_action = {
    .schema = &action_reset_distribution_cache_schema,
    .invoke = invoke,
};
