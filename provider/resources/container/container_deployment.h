/*
 * container_deployment.h — the parts of a deployment resource: its forms, its checks, its hidden variables, and how it is
 * deployed. Must not know the steps of a deployment (steps/deployment_step.h) nor other types.
 */
#ifndef RESOURCES_CONTAINER_DEPLOYMENT_H
#define RESOURCES_CONTAINER_DEPLOYMENT_H

#include "gen/container_deployment.h"
#include "runtime/api.h"

/* ---- container_deployment_find.c ---- */

/*
 * The container with the name; NULL when there is none. *ret_is_open (may be NULL): a container whose name is not known yet
 * may have it.
 */
const struct container_deployment_container *
container_deployment_find(const struct container_deployment *model, struct str name, bool *ret_is_open);

/* ---- container_deployment_form.c: the struct and the JSON of the API ---- */

/* Whether all containers and the endpoint are known. */
bool container_deployment_is_known(const struct container_deployment *model);
/*
 * The containers and the endpoint as the API has them, in c->mem, with every default of the health check; *ret_endpoint is
 * NULL without one. hidden: variables that are added, {"web": {"TOKEN": "…"}}; NULL: none.
 */
void container_deployment_request(struct call *c, const struct container_deployment *model,
                                  const json_t *hidden, json_t **ret_containers, json_t **ret_endpoint);
/*
 * Fills the state from a deployment that the API shows. Variables that `prior` names as hidden are left out; what means the
 * same as in `prior` keeps its form.
 */
void container_deployment_fill(struct call *c, const json_t *shown, const struct container_deployment *prior,
                               struct container_deployment *state);

/* ---- container_deployment_hidden.c: environment_wo ---- */

/* The values as JSON, {"web": {"TOKEN": "…"}}, in c->mem; only those that are known. */
json_t *container_hidden_values(struct call *c, const struct value *environment_wo);
/* The names, as environment_wo_names: null when there are none, unknown when they are not known. */
struct value container_hidden_names(struct call *c, const struct value *environment_wo);
/* The containers without the variables of `names`; ret_names: those of them that the containers have. */
json_t *container_hidden_leave_out(struct call *c, const json_t *containers, const struct value *names,
                                   struct value *ret_names);
/* Containers that do not exist, variables that are given twice, values that are null: errors at their paths. */
void container_hidden_check(struct call *c, const struct container_deployment *config);

/* ---- container_deployment_check.c: what a configuration alone shows ---- */

bool container_deployment_validate(struct call *c, const void *config);
/* The image of a container: an error at `attribute`. */
void container_check_image(struct call *c, const char *attribute, struct str container, struct str image,
                           struct str service);

/* ---- container_deployment_plan.c ---- */

bool container_deployment_plan(struct call *c, struct plan *plan);
bool container_deployment_plan_destroy(struct call *c, const void *prior);
/* What this run does with the deployment of a service: items of call_made. */
struct str container_deployment_group(struct call *c, struct str service);
#define CONTAINER_DEPLOYMENT_REPLACED "replaced" /* it is removed for a new one, which is deployed anew */
#define CONTAINER_DEPLOYMENT_CREATED "created"

/* ---- container_deployment_run.c: create, update and disable ---- */

/* A deployment as it is wanted. Texts and values are borrowed. */
struct container_wish {
    struct str service, service_arn; /* "" as ARN: any service with the name */
    json_t *containers, *endpoint;   /* endpoint NULL: none is sent, and any is taken */
    const json_t *hidden;            /* whose values no message may have */
    /*
     * A deployment that the service already runs is taken, without a request, when it shows exactly the wish and has a
     * later version than this. INT64_MAX: never.
     */
    int64_t known_version;
};

struct container_outcome {
    struct str service_arn;
    int64_t version;
    const json_t *shown; /* NULL when it was not read */
    bool is_failed;      /* it was accepted and failed */
    bool is_unfinished;  /* the wait ended early, with a warning */
};

/*
 * Deploys and waits. True also when the wait ended early (is_unfinished). Errors: those of deployment_send and
 * deployment_wait, without hidden values, with log lines in c->log; ret is filled.
 */
bool container_deploy(struct call *c, const struct container_wish *wish, struct container_outcome *ret)
    MUST_USE;
/*
 * After a failure (c->err): when the service does not run the version `was`, deploys that version again and says so in
 * c->err. ret->version is 0 when nothing was deployed.
 */
void container_roll_back(struct call *c, const struct container_wish *wish, int64_t was,
                         struct container_outcome *ret);
/* Disables the service and waits. One that does not exist, or another one with its name, is success. */
bool container_disable(struct call *c, struct str service, struct tf_string arn) MUST_USE;

#endif
