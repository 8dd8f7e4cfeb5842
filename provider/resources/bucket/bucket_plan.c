/*
 * bucket_plan.c — what a plan of a bucket checks: its bundle, public objects, its log. Must not know how a change is sent.
 */
#include "resources/bucket/bucket.h"
#include "resources/catalogue/catalogue.h"
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

/* ---- the bundle ---- */

/* The first day of the next month (UTC), by the service's clock. */
static struct str next_month(struct call *c)
{
    double now_s = (double)(clock_wall_ms() + ls_client_clock_skew_ms(c->client)) / 1000;
    struct str today = clock_print_time(c->mem, now_s), year, rest, month, day;
    int64_t y = 0, m = 0;
    str_cut(today, '-', &year, &rest);
    str_cut(rest, '-', &month, &day);
    if (!str_to_int64(year, &y) || !str_to_int64(month, &m))
        return STR("the next month");
    return str_printf(c->mem, "%04lld-%02lld-01", (long long)(m == 12 ? y + 1 : y),
                      (long long)(m == 12 ? 1 : m + 1));
}

static bool check_bundle(struct call *c, const struct plan *plan)
{
    const struct bucket *prior = plan->prior, *planned = plan->planned;
    const struct catalogue *bundles;
    const json_t *entry;
    json_t *object;
    bool is_same = prior != NULL && tf_string_equal(prior->bundle_id, planned->bundle_id);
    if (is_same || plan->is_final || c->client == NULL)
        return true;
    TRY(catalogue_check(c, CATALOGUE_BUCKET_BUNDLES, "bundle_id", "bundle", planned->bundle_id, &bundles,
                        &entry));
    if (prior == NULL || !tf_string_equal(prior->name, planned->name))
        return true;
    if (!api_view(c, LS_KIND_BUCKET, prior->name.v, LS_REFRESH, &object))
        return api_done_if_not_found(c);
    if (json_is_false(json_object_get(object, "ableToUpdateBundle")))
        call_error(c, "bundle_id", "Bundle cannot be changed now",
                   "Lightsail changes the bundle of a bucket once in a month, and that of '%.*s' was already "
                   "changed. It is possible again from %.*s (UTC). Until then, keep bundle_id = \"%.*s\".",
                   STR_ARG(prior->name.v), STR_ARG(next_month(c)),
                   STR_ARG(json_member_text(object, "bundleId")));
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
    TRY(check_bundle(c, plan));
    warn_of_blocked(c, plan);
    refers_check(c, plan, LS_KIND_BUCKET, "access_log.destination", destination_of(plan->config),
                 destination_of(plan->prior));
    return check_replacement(c, plan);
}
