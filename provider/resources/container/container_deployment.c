/*
 * container_deployment.c — lightsail_container_deployment: the containers that a container service runs. Knows which
 * version is that of the state; must not know when a plan deploys (container_deployment_plan.c), nor how
 * (container_deployment_run.c).
 */
#include "resources/container/container_deployment.h"

#include "resources/container/container_images.h"
#include "resources/moves.h"
#include "runtime/arn.h"

static const char active[] = "ACTIVE", activating[] = "ACTIVATING", failed[] = "FAILED";

/* ---- create and update ---- */

static void warn_of_endpoint(struct call *c, const struct container_deployment *plan, const json_t *shown)
{
    const json_t *endpoint = json_object_get(shown, "publicEndpoint");
    if (plan->public_endpoint.count == 0 && json_is_object(endpoint))
        call_warn(c, "public_endpoint", "Public endpoint stays",
                  "There is no public_endpoint block, and Lightsail has kept the endpoint of an earlier "
                  "deployment: the "
                  "container '%.*s'. If the URL must not respond, replace the container service, or point "
                  "the endpoint "
                  "at a container that refuses requests.",
                  STR_ARG(json_member_text(endpoint, "containerName")));
}

static void take_outcome(struct call *c, const struct container_deployment *plan,
                         const struct container_outcome *made, struct container_deployment *state)
{
    struct container_deployment form = *plan;
    const struct container_deployment *config = c->config;
    state->service_name = plan->service_name;
    state->service_arn = tf_string(str_copy(c->mem, made->service_arn));
    state->environment_wo_version = plan->environment_wo_version;
    form.environment_wo_names = container_hidden_names(c, &config->environment_wo);
    state->container = plan->container;
    state->public_endpoint = plan->public_endpoint;
    state->environment_wo_names = form.environment_wo_names;
    if (made->shown != NULL)
        container_deployment_fill(c, made->shown, &form, state);
    warn_of_endpoint(c, plan, made->shown);
    state->version = tf_int(made->version);
    if (made->is_unfinished)
        state->state = tf_string(str_c(activating));
    else if (TF_IS_NULL(state->state))
        state->state = tf_string(str_c(active));
}

static bool deploy(struct call *c, const struct container_deployment *plan, int64_t known_version,
                   struct container_wish *wish, struct container_outcome *ret)
{
    const struct container_deployment *config = c->config;
    json_t *hidden = container_hidden_values(c, &config->environment_wo);
    *wish = (struct container_wish){.service = plan->service_name.v,
                                    .service_arn = TF_IS_KNOWN(plan->service_arn) ? plan->service_arn.v
                                                                                  : STR(""),
                                    .hidden = hidden,
                                    .known_version = known_version};
    container_deployment_request(c, plan, hidden, &wish->containers, &wish->endpoint);
    return container_deploy(c, wish, ret);
}

static bool create(struct call *c, const void *plan_model, void *state)
{
    const struct container_deployment *plan = plan_model;
    bool is_again = call_has_made(c, container_deployment_group(c, plan->service_name.v),
                                  STR(CONTAINER_DEPLOYMENT_REPLACED));
    struct container_wish wish;
    struct container_outcome made;
    TRY(deploy(c, plan, is_again ? INT64_MAX : 0, &wish, &made));
    call_made(c, container_deployment_group(c, plan->service_name.v), STR(CONTAINER_DEPLOYMENT_CREATED));
    take_outcome(c, plan, &made, state);
    return true;
}

static bool has_changed_back(struct call *c, const struct container_deployment *prior,
                             const struct container_deployment *plan, const struct container_wish *wish,
                             struct container_deployment *state)
{
    struct container_outcome back;
    bool is_asked = TF_IS_KNOWN(plan->rollback_on_failure) && plan->rollback_on_failure.v;
    if (!is_asked || !TF_IS_KNOWN(prior->version))
        return false;
    container_roll_back(c, wish, prior->version.v, &back);
    if (back.version == 0)
        return false;
    if (back.shown != NULL)
        container_deployment_fill(c, back.shown, prior, state);
    state->version = tf_int(back.version);
    if (back.is_unfinished)
        state->state = tf_string(str_c(activating));
    return false;
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct container_deployment *prior = prior_model, *plan = plan_model;
    struct container_deployment *state = state_model;
    struct container_wish wish;
    struct container_outcome made;
    state->on_destroy = plan->on_destroy;
    state->rollback_on_failure = plan->rollback_on_failure;
    if (!TF_IS_UNKNOWN(plan->version)) {
        state->container = plan->container;
        state->public_endpoint = plan->public_endpoint;
        return true;
    }
    bool is_same_service = tf_string_equal(prior->service_arn, plan->service_arn);
    int64_t known = is_same_service && TF_IS_KNOWN(prior->version) ? prior->version.v : 0;
    if (known > 0 && TF_IS_NULL(prior->environment_wo_version) && !TF_IS_NULL(plan->environment_wo_version))
        known--; /* variables that were in the state become hidden: the service may run just these already */
    if (!deploy(c, plan, known, &wish, &made))
        return made.is_failed && is_same_service && has_changed_back(c, prior, plan, &wish, state);
    call_made(c, container_deployment_group(c, plan->service_name.v), STR(CONTAINER_DEPLOYMENT_CREATED));
    take_outcome(c, plan, &made, state);
    return true;
}

/* ---- read ---- */

static int64_t version_of(const json_t *service, const char *member)
{
    return json_integer_value(json_object_get(json_object_get(service, member), "version"));
}

/* The newest deployment of which the service shows anything. */
static int64_t newest_of(const json_t *service)
{
    int64_t next = version_of(service, "nextDeployment"), current = version_of(service, "currentDeployment");
    return next > current ? next : current;
}

static bool judge_version(void *context, const json_t *service, bool *ret_reached, struct err *err)
{
    (void)err;
    *ret_reached = newest_of(service) >= *(const int64_t *)context;
    return true;
}

/* The deployment of the state is neither current nor next: it has failed, or the read is late. */
static void look_again(struct call *c, const struct container_deployment *prior, json_t **service)
{
    int64_t version = prior->version.v;
    json_t *later = NULL;
    if (newest_of(*service) < version && !str_eqc(prior->state.v, failed) &&
        api_shows_soon(c, LS_KIND_CONTAINER_SERVICE, prior->service_name.v, judge_version, &version, &later))
        *service = later;
}

/* An import with a version, of which only the current one can be managed. */
static bool check_imported(struct call *c, const struct container_deployment *prior, int64_t current)
{
    if (prior->version.v == current)
        return true;
    fail(&c->err, ERR_USER, "the deployment %lld of the container service '%.*s' is not the current one",
         (long long)prior->version.v, STR_ARG(prior->service_name.v));
    return fail_hint(&c->err, "Import the current one, '%.*s/%lld', or '%.*s'.",
                     STR_ARG(prior->service_name.v), (long long)current, STR_ARG(prior->service_name.v));
}

static bool read(struct call *c, const void *prior_model, void *state_model)
{
    const struct container_deployment *prior = prior_model;
    struct container_deployment *state = state_model;
    bool is_import = TF_IS_NULL(prior->state), has_version = TF_IS_KNOWN(prior->version);
    json_t *service;
    if (!api_read(c, LS_KIND_CONTAINER_SERVICE, prior->service_name.v, prior->service_arn, &service))
        return api_gone_if_not_found(c);
    if (has_version && !is_import)
        look_again(c, prior, &service);
    int64_t current = version_of(service, "currentDeployment"), next = version_of(service, "nextDeployment");
    bool is_next = has_version && next == prior->version.v;
    if (current == 0 && next == 0)
        return call_gone(c);
    if (has_version && is_import && !is_next)
        TRY(check_imported(c, prior, current));
    if (current == 0 && has_version && !is_next)
        return call_gone(c); /* the first deployment, which has failed */
    state->service_arn = tf_string(json_member_text(service, "arn"));
    if (has_version && !is_next && current < prior->version.v)
        state->state = tf_string(str_c(failed));
    else
        container_deployment_fill(c,
                                  json_object_get(service, is_next || current == 0 ? "nextDeployment"
                                                                                   : "currentDeployment"),
                                  prior, state);
    return true;
}

/* ---- destroy ---- */

/* A deployment cannot be deleted. A replacement, or what is not known to be a deletion, never disables the service. */
static bool destroy(struct call *c, const void *prior_model)
{
    const struct container_deployment *prior = prior_model;
    struct str group = container_deployment_group(c, prior->service_name.v);
    bool disables = str_eqc(prior->on_destroy.v, CONTAINER_DEPLOYMENT_ON_DESTROY_DISABLE_SERVICE);
    bool is_made = call_has_made(c, group, STR(CONTAINER_DEPLOYMENT_CREATED));
    call_made(c, group, STR(CONTAINER_DEPLOYMENT_REPLACED));
    if (c->is_deletion)
        container_deployment_stays(c, prior->service_name.v);
    return !disables || !c->is_deletion || is_made ||
           container_disable(c, prior->service_name.v, prior->service_arn);
}

/* ---- import ---- */

/* "app", "app/3", or the ARN of the service. */
static bool import(struct call *c, struct str id, void *state_model)
{
    struct container_deployment *state = state_model;
    struct str service = id, version;
    int64_t number = 0;
    if (!arn_looks_like(id) && str_cut(id, '/', &service, &version)) {
        if (!str_to_int64(version, &number) || number < 1)
            return fail(&c->err, ERR_USER,
                        "the version '%.*s' is not a number: use service_name/version, or service_name",
                        STR_ARG(version));
        state->version = tf_int(number);
    }
    struct str name;
    TRY(arn_or_name(c, service, LS_KIND_CONTAINER_SERVICE, &name));
    state->service_name = tf_string(name);
    return true;
}

const struct resource container_deployment_resource = {
    .schema = &container_deployment_schema,
    .validate = container_deployment_validate,
    .modify_plan = container_deployment_plan,
    .plan_destroy = container_deployment_plan_destroy,
    .create = create,
    .read = read,
    .update = update,
    .destroy = destroy,
    .import = import,
    .moves = &container_deployment_move,
    .move_count = 1,
};
