/*
 * container_deployment_plan.c — what the plan of a deployment says: whether it deploys, and what is wrong with the service.
 * Sends reads only; must not know how a deployment is made.
 */
#include "resources/container/container_deployment.h"
#include "runtime/region_check.h"

static bool is_same_form(struct call *c, const struct container_deployment *a,
                         const struct container_deployment *b)
{
    json_t *containers, *other_containers, *endpoint, *other_endpoint;
    TRY(container_deployment_is_known(a) && container_deployment_is_known(b));
    container_deployment_request(c, a, NULL, &containers, &endpoint);
    container_deployment_request(c, b, NULL, &other_containers, &other_endpoint);
    return json_equal(containers, other_containers) &&
           (endpoint == other_endpoint || json_equal(endpoint, other_endpoint));
}

static bool is_same_int(struct tf_int a, struct tf_int b)
{
    return a.is == b.is && (a.is != TF_KNOWN || a.v == b.v);
}

static bool is_same_names(const struct value *a, const struct value *b)
{
    bool has_none = a->type == NULL || value_is_null(*a), has_none_too = b->type == NULL || value_is_null(*b);
    return has_none || has_none_too ? has_none == has_none_too : value_equal(a, b);
}

static bool deploys(struct call *c, const struct container_deployment *prior,
                    const struct container_deployment *planned)
{
    return !is_same_form(c, prior, planned) ||
           !is_same_int(prior->environment_wo_version, planned->environment_wo_version) ||
           !is_same_names(&prior->environment_wo_names, &planned->environment_wo_names) ||
           !tf_string_equal(prior->service_arn, planned->service_arn) || str_eqc(prior->state.v, "FAILED");
}

/* A service that this run plans, too, may be enabled by it. */
static bool check_enabled(struct call *c, const struct plan *plan, struct tf_string name)
{
    json_t *service;
    if (!TF_IS_KNOWN(name) || c->client == NULL || plan->is_final ||
        region_planned(c, LS_KIND_CONTAINER_SERVICE, name.v))
        return true;
    if (!api_view(c, LS_KIND_CONTAINER_SERVICE, name.v, LS_REFRESH, &service))
        return api_done_if_not_found(c);
    if (json_is_true(json_object_get(service, "isDisabled")))
        call_error(c, "service_name", "Container service is disabled",
                   "The container service '%.*s' is disabled and takes no deployment. Enable it first "
                   "(is_disabled = "
                   "false).",
                   STR_ARG(name.v));
    return true;
}

static void warn_of_another(struct call *c, const struct plan *plan, struct tf_string name)
{
    if (TF_IS_KNOWN(name) && c->client != NULL && c->provider->walk != NULL && !plan->is_final &&
        call_validations(c, name.v) > 1)
        call_warn(c, "service_name", "Service deployed twice",
                  "This configuration has more than one %s for the container service '%.*s'. A service runs "
                  "one deployment, "
                  "so each apply replaces that of the other. Put all containers into one of them.",
                  c->schema->type_name, STR_ARG(name.v));
}

struct str container_deployment_group(struct call *c, struct str name)
{
    return str_printf(c->mem, "deployment/%.*s/%.*s", STR_ARG(call_region(c)), STR_ARG(name));
}

/* What is replaced (-replace) is deployed anew, also when the service already runs the same. */
static void note_replacement(struct call *c, const struct plan *plan, struct tf_string name)
{
    if (plan->is_replacement && plan->is_final && TF_IS_KNOWN(name) && c->client != NULL &&
        c->provider->walk != NULL)
        call_made(c, container_deployment_group(c, name.v), STR(CONTAINER_DEPLOYMENT_REPLACED));
}

bool container_deployment_plan(struct call *c, struct plan *plan)
{
    const struct container_deployment *config = plan->config, *prior = plan->prior;
    struct container_deployment *planned = plan->planned, none = {0};
    const struct container_deployment *before = prior != NULL ? prior : &none;
    planned->environment_wo_names = container_hidden_names(c, &config->environment_wo);
    if (TF_IS_NULL(config->service_arn))
        planned->service_arn = prior != NULL && TF_IS_KNOWN(prior->service_arn)
                                   ? prior->service_arn
                                   : TF_UNKNOWN_OF(planned->service_arn);
    bool is_new = prior == NULL || deploys(c, prior, planned);
    planned->version = is_new ? TF_UNKNOWN_OF(planned->version) : prior->version;
    planned->state = is_new ? TF_UNKNOWN_OF(planned->state) : prior->state;
    planned->created_at = is_new ? TF_UNKNOWN_OF(planned->created_at) : prior->created_at;
    refers_check(c, plan, LS_KIND_CONTAINER_SERVICE, "service_name", config->service_name,
                 before->service_name);
    warn_of_another(c, plan, config->service_name);
    note_replacement(c, plan, config->service_name);
    return !is_new || check_enabled(c, plan, config->service_name);
}

bool container_deployment_plan_destroy(struct call *c, const void *prior_model)
{
    const struct container_deployment *prior = prior_model;
    if (str_eqc(prior->on_destroy.v, CONTAINER_DEPLOYMENT_ON_DESTROY_DISABLE_SERVICE))
        call_warn(c, "on_destroy", "Service is disabled",
                  "Lightsail has no deletion of a deployment. The container service '%.*s' is disabled: its "
                  "URL does not "
                  "respond any more. It is still charged for until it is deleted.",
                  STR_ARG(prior->service_name.v));
    return true;
}
