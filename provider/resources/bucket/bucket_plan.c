/*
 * bucket_plan.c — what a plan of a bucket checks: its bundle, public objects, its log. Must not know how a change is sent.
 */
#include "resources/bucket/bucket.h"
#include "resources/catalogue/bundle_check.h"
#include "runtime/region_check.h"

/* ---- the configuration ---- */

static void check_log(struct call *c, const struct bucket *config)
{
    if (!TF_IS_KNOWN(config->access_log) || config->access_log.count == 0)
        return;
    const struct bucket_access_log *log = config->access_log.v;
    if (TF_IS_UNKNOWN(log->enabled) || TF_IS_UNKNOWN(log->destination) || TF_IS_UNKNOWN(log->prefix))
        return;
    bool is_on = TF_IS_NULL(log->enabled) || log->enabled.v;
    if (is_on && TF_IS_NULL(log->destination))
        call_error(c, "access_log.destination", "Log without a destination",
                   "Set destination to the name of the bucket that the log is written to, or enabled = "
                   "false.");
    else if (!is_on && (!TF_IS_NULL(log->destination) || !TF_IS_NULL(log->prefix)))
        call_error(c, "access_log", "Destination of a log that is off",
                   "With enabled = false, remove destination and prefix: Lightsail refuses them.");
    else if (is_on && tf_string_equal(log->destination, config->name))
        call_warn(c, "access_log.destination", "Log of its own log",
                  "The bucket '%.*s' logs requests into itself, and each log object is a request again. Use "
                  "another bucket.",
                  STR_ARG(config->name.v));
}

bool bucket_validate(struct call *c, const void *config)
{
    check_log(c, config);
    bucket_check_cors(c, config);
    return true;
}

/* ---- public objects ---- */

static bool is_public(const struct bucket *model)
{
    if (model == NULL || !TF_IS_KNOWN(model->access_rules) || model->access_rules.count == 0)
        return false;
    const struct bucket_access_rules *rules = model->access_rules.v;
    return (TF_IS_KNOWN(rules->get_object) &&
            str_eqc(rules->get_object.v, BUCKET_ACCESS_RULES_GET_OBJECT_PUBLIC)) ||
           (TF_IS_KNOWN(rules->allow_public_overrides) && rules->allow_public_overrides.v);
}

/* The account's setting: from the state, or for a new bucket from the service. */
static bool read_setting(struct call *c, const struct bucket *prior, struct str *ret_status, bool *ret_blocks)
{
    json_t *answer;
    *ret_blocks = false;
    if (prior != NULL && TF_IS_KNOWN(prior->account_bpa_sync) && prior->account_bpa_sync.count > 0) {
        *ret_status = prior->account_bpa_sync.v->status.v;
        *ret_blocks = TF_IS_KNOWN(prior->account_bpa_sync.v->bpa_impacts_lightsail) &&
                      prior->account_bpa_sync.v->bpa_impacts_lightsail.v;
        return true;
    }
    TRY(api_call(c, OP_GET_BUCKETS, json_object(), &answer));
    const json_t *setting = json_object_get(answer, "accountLevelBpaSync");
    *ret_status = json_member_text(setting, "status");
    *ret_blocks = json_is_true(json_object_get(setting, "bpaImpactsLightsail"));
    return true;
}

/* A plan does not fail because the setting cannot be read. */
static void warn_of_blocked(struct call *c, const struct plan *plan)
{
    struct str status;
    bool blocks;
    if (!is_public(plan->config) || plan->is_final || c->client == NULL)
        return;
    if (!read_setting(c, plan->prior, &status, &blocks))
        c->err = (struct err){0};
    else if (blocks)
        call_warn(c, "access_rules", "Objects stay private",
                  "The S3 setting \"block public access\" of the account has priority over access_rules "
                  "(its synchronization with Lightsail is %.*s), so objects are not public. To change that, "
                  "change the setting in S3, and wait until Lightsail has read it (up to an hour).",
                  STR_ARG(status));
}

/* ---- the plan ---- */

static struct tf_string destination_of(const struct bucket *model)
{
    bool has_log = model != NULL && TF_IS_KNOWN(model->access_log) && model->access_log.count > 0;
    return has_log ? model->access_log.v->destination : (struct tf_string){0};
}

/* The old bucket is deleted for the new one. */
static bool check_replacement(struct call *c, const struct plan *plan)
{
    const struct bucket *prior = plan->prior, *planned = plan->planned;
    bool is_replaced = prior != NULL && (!tf_string_equal(prior->name, planned->name) ||
                                         !tf_string_equal(prior->region, planned->region));
    return !is_replaced || plan->is_final || bucket_warn_of_use(c, prior);
}

bool bucket_plan(struct call *c, struct plan *plan)
{
    TRY(bundle_check_monthly(c, plan, CATALOGUE_BUCKET_BUNDLES, LS_KIND_BUCKET));
    warn_of_blocked(c, plan);
    refers_check(c, plan, LS_KIND_BUCKET, "access_log.destination", destination_of(plan->config),
                 destination_of(plan->prior));
    return check_replacement(c, plan);
}
