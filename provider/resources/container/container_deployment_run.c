/*
 * container_deployment_run.c — deploys, waits, rolls back and disables, for the resource and the action. Must not know the
 * struct of the resource, nor put a hidden value into a message.
 */
#include "base/log.h"
#include "resources/container/container_deployment.h"
#include "runtime/action.h"
#include "steps/deployment_log.h"
#include "steps/deployment_step.h"

/* ---- the session ---- */

static void show_progress(void *reporter, struct str text)
{
    action_progress(reporter, "%.*s", STR_ARG(text));
}

static struct session session_of(struct call *c)
{
    static const struct session_report report = {.progress = show_progress};
    bool is_action = c->progress != NULL;
    return (struct session){.mem = c->mem,
                            .client = c->client,
                            .deadline = c->deadline,
                            .step_ms = deadline_left_ms(&c->deadline), /* a step has the time of the call */
                            .again = is_action ? "invoke the action again" : "apply again",
                            .longer = is_action ? "set the argument `timeout`" : "set longer `timeouts`",
                            .report = &report,
                            .reporter = c};
}

/* The error of the session becomes that of the call, without hidden values. Returns false. */
static bool take_error(struct call *c, const struct session *s, const json_t *hidden)
{
    c->err = s->err;
    ERR_SET(&c->err, text, deployment_hide(c->mem, str_c(s->err.text), hidden));
    ERR_SET(&c->err, hint, deployment_hide(c->mem, str_c(s->err.hint), hidden));
    return false;
}

/* ---- deploy ---- */

static int64_t version_of(const json_t *deployment)
{
    return json_integer_value(json_object_get(deployment, "version"));
}

/* ".latest" of a service may mean a newer image by now. */
static bool has_latest(const json_t *containers)
{
    const char *name;
    json_t *container;
    json_object_foreach ((json_t *)(uintptr_t)containers, name, container) {
        struct str image = json_member_text(container, "image");
        if (str_starts_with(image, STR(":")) && str_ends_with(image, STR(".latest")))
            return true;
    }
    return false;
}

/* An earlier apply that was killed has made exactly this deployment. */
static bool is_made(const struct container_wish *wish, const json_t *service)
{
    const json_t *current = json_object_get(service, "currentDeployment");
    return version_of(current) > wish->known_version && !has_latest(wish->containers) &&
           deployment_shows(wish->containers, wish->endpoint, current);
}

/* The wait ended early, or could not read the end. Lightsail continues. */
static void leave(struct call *c, const struct deployment *deployment, struct container_outcome *ret)
{
    ret->is_unfinished = true;
    call_warn(c, "", "Deployment has not ended yet",
              "Lightsail has accepted the deployment %lld of the container service '%.*s', but the apply did "
              "not see its "
              "end: %s. The next plan shows how it ended. A deployment that fails is made again.%s%s",
              (long long)deployment->version, STR_ARG(deployment->service), c->err.text,
              c->err.kind == ERR_TIMEOUT ? " " : "",
              c->err.kind == ERR_TIMEOUT ? "To wait longer, set longer `timeouts`." : "");
    c->err = (struct err){0};
}

static bool has_failed(struct call *c, struct session *s, const struct container_wish *wish,
                       struct container_outcome *ret)
{
    take_error(c, s, wish->hidden);
    ret->is_failed = c->err.kind == ERR_FAILED;
    if (ret->is_failed && ret->shown != NULL)
        c->log = deployment_log(s, wish->service, ret->shown, wish->hidden);
    return false;
}

/* Of an action, an early end is an error: it stores nothing for a later run. */
static bool wait_for(struct call *c, struct session *s, const struct container_wish *wish,
                     const struct deployment *deployment, struct container_outcome *ret)
{
    json_t *shown = NULL;
    bool done = deployment_wait(s, deployment, &shown);
    ret->shown = shown;
    if (done)
        return true;
    bool is_known = s->err.kind == ERR_FAILED || s->err.kind == ERR_NOT_FOUND || s->err.kind == ERR_CONFLICT;
    if (is_known || c->progress != NULL)
        return has_failed(c, s, wish, ret);
    take_error(c, s, wish->hidden);
    leave(c, deployment, ret);
    return true;
}

/*
 * Nothing in a second deployment shows that it is one too many: an earlier apply that was killed may just have made the
 * first. So all reads are waited for before another one is sent.
 */
static bool find_made(struct session *s, const struct container_wish *wish, json_t **ret_service,
                      bool *ret_is_made)
{
    TRY(deployment_settle(s, wish->service, wish->service_arn, ret_service));
    *ret_is_made = is_made(wish, *ret_service);
    if (*ret_is_made || wish->known_version == INT64_MAX || has_latest(wish->containers))
        return true;
    TRY(session_settle(s) && deployment_settle(s, wish->service, wish->service_arn, ret_service));
    *ret_is_made = is_made(wish, *ret_service);
    return true;
}

bool container_deploy(struct call *c, const struct container_wish *wish, struct container_outcome *ret)
{
    json_t *service;
    bool is_there = false;
    *ret = (struct container_outcome){0};
    TRY(api_has_client(c));
    struct session s = session_of(c);
    if (!find_made(&s, wish, &service, &is_there))
        return take_error(c, &s, wish->hidden);
    ret->service_arn = json_member_text(service, "arn");
    if (is_there) {
        ret->shown = json_object_get(service, "currentDeployment");
        ret->version = version_of(ret->shown);
        return true;
    }
    struct deployment deployment = {wish->service, ret->service_arn, wish->containers, wish->endpoint, 0};
    if (!deployment_send(&s, &deployment))
        return take_error(c, &s, wish->hidden);
    ret->version = deployment.version;
    action_progress(c, "Lightsail accepted the deployment %lld", (long long)deployment.version);
    return wait_for(c, &s, wish, &deployment, ret);
}

/* ---- roll back ---- */

/* The deployment `was` as the API keeps it, and the version that the service runs; false when they cannot be read. */
static bool find_old(struct session *s, struct str service, int64_t was, json_t **ret_old,
                     int64_t *ret_current)
{
    json_t *now, *versions;
    TRY(object_look(s, LS_KIND_CONTAINER_SERVICE, service, &now) && deployment_list(s, service, &versions));
    *ret_current = version_of(json_object_get(now, "currentDeployment"));
    *ret_old = deployment_of_version(versions, was);
    return true;
}

static void say_rolled_back(struct call *c, int64_t was, const struct container_outcome *made, bool done)
{
    if (done && !made->is_unfinished)
        fail_hint(&c->err,
                  "The service ran another deployment than the state has. Because of rollback_on_failure, "
                  "the containers of "
                  "the deployment %lld were deployed again, as the deployment %lld. Correct the containers, "
                  "and apply again.",
                  (long long)was, (long long)made->version);
    else
        fail_hint(&c->err,
                  "The service runs another deployment than the state has, and the deployment %lld could not "
                  "be deployed "
                  "again. Correct the containers, and apply again.",
                  (long long)was);
}

void container_roll_back(struct call *c, const struct container_wish *wish, int64_t was,
                         struct container_outcome *ret)
{
    struct session s = session_of(c);
    struct err failure = c->err;
    struct str log = c->log;
    json_t *old = NULL;
    int64_t current = was;
    *ret = (struct container_outcome){0};
    bool is_read = find_old(&s, wish->service, was, &old, &current);
    if (is_read && current == was)
        return;
    struct container_wish again = {wish->service,
                                   wish->service_arn,
                                   json_object_get(old, "containers"),
                                   json_object_get(old, "publicEndpoint"),
                                   wish->hidden,
                                   INT64_MAX};
    bool done = old != NULL && container_deploy(c, &again, ret);
    c->err = failure;
    c->log = log;
    if (!done)
        ret->version = 0;
    say_rolled_back(c, was, ret, done);
}

/* ---- disable ---- */

static bool disable(struct session *s, struct str service, struct str arn)
{
    json_t *members = json_own(s->mem, json_pack("{s:b}", "isDisabled", 1)), *in, *now, *answer;
    const struct ls_effect effect = {.becomes = LS_CHANGED,
                                     .kind = LS_KIND_CONTAINER_SERVICE,
                                     .name = service,
                                     .arn = arn,
                                     .members = members};
    TRY(deployment_settle(s, service, arn, &now));
    if (json_is_true(json_object_get(now, "isDisabled")))
        return true;
    in = json_pack("{s:o, s:b}", "serviceName", json_new_str(service), "isDisabled", 1);
    return session_send(s, OP_UPDATE_CONTAINER_SERVICE, in, &effect, &answer) &&
           deployment_settle(s, service, arn, &now);
}

bool container_disable(struct call *c, struct str service, struct tf_string arn)
{
    bool is_own;
    TRY(api_is_own(c, LS_KIND_CONTAINER_SERVICE, service, arn, &is_own));
    struct session s = session_of(c);
    if (!is_own || disable(&s, service, TF_IS_KNOWN(arn) ? arn.v : STR("")) || s.err.kind == ERR_NOT_FOUND)
        return true;
    return take_error(c, &s, NULL);
}
