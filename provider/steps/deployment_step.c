/*
 * deployment_step.c — deployments of a container service. Must not know where the containers come from. Source:
 * CreateContainerServiceDeployment, GetContainerServiceDeployments, ContainerServiceStateDetail of the API model.
 */
#include "steps/deployment_step.h"

#include <stdlib.h>

enum { DEPLOYMENT_STEP_MS = 30 * 60 * 1000 };

static int64_t version_of(const json_t *deployment)
{
    return json_integer_value(json_object_get(deployment, "version"));
}

/* ---- lists ---- */

static int compare_versions(const void *a, const void *b)
{
    int64_t left = version_of(*(json_t *const *)a), right = version_of(*(json_t *const *)b);
    return (left < right) - (left > right);
}

static bool list_versions(struct ls_client *client, struct aws_scope scope, struct str service,
                          json_t **ret_deployments, struct err *err)
{
    json_t *found, *in = json_own(scope.mem, member_of("serviceName", service));
    TRY(ls_call_pages(client, scope, OP_GET_CONTAINER_SERVICE_DEPLOYMENTS, in, "deployments", &found, err));
    size_t count = json_array_size(found);
    json_t **items = arena_new_array(scope.mem, json_t *, count), *sorted = json_own(scope.mem, json_array());
    for (size_t i = 0; i < count; i++)
        items[i] = json_array_get(found, i);
    qsort(items, count, sizeof(json_t *), compare_versions);
    for (size_t i = 0; i < count; i++)
        json_array_append(sorted, items[i]);
    *ret_deployments = sorted;
    return true;
}

bool deployment_list(struct session *s, struct str service, json_t **ret_deployments)
{
    return list_versions(s->client, session_scope(s), service, ret_deployments, &s->err);
}

json_t *deployment_of_version(const json_t *deployments, int64_t version)
{
    for (size_t i = 0; i < json_array_size(deployments); i++) {
        if (version_of(json_array_get(deployments, i)) == version)
            return json_array_get(deployments, i);
    }
    return NULL;
}

/* ---- the same deployment ---- */

/* ":app.web.latest" is stored as ":app.web.7". */
bool deployment_same_image(struct str sent, struct str shown)
{
    struct str latest = STR(".latest");
    bool is_latest = str_starts_with(sent, STR(":")) && str_ends_with(sent, latest);
    struct str stem = str_slice(sent, 0, sent.len - latest.len + 1);
    return str_eq(sent, shown) ||
           (is_latest && str_starts_with(shown, stem) && str_find(shown, '.', stem.len) == shown.len);
}

static bool is_same_or_empty(const json_t *a, const json_t *b, const char *member)
{
    const json_t *left = json_object_get(a, member), *right = json_object_get(b, member);
    bool is_left_empty = json_object_size(left) + json_array_size(left) == 0;
    bool is_right_empty = json_object_size(right) + json_array_size(right) == 0;
    return (is_left_empty && is_right_empty) || json_equal(left, right);
}

bool deployment_same_container(const json_t *sent, const json_t *shown)
{
    return shown != NULL &&
           deployment_same_image(json_member_text(sent, "image"), json_member_text(shown, "image")) &&
           is_same_or_empty(sent, shown, "command") && is_same_or_empty(sent, shown, "environment") &&
           is_same_or_empty(sent, shown, "ports");
}

static bool are_same_containers(const json_t *sent, const json_t *shown)
{
    const char *name;
    json_t *container;
    if (json_object_size(sent) != json_object_size(shown))
        return false;
    json_object_foreach ((json_t *)(uintptr_t)sent, name, container)
        TRY(deployment_same_container(container, json_object_get(shown, name)));
    return true;
}

static bool shows_members(const json_t *sent, const json_t *shown)
{
    const char *name;
    json_t *member;
    json_object_foreach ((json_t *)(uintptr_t)sent, name, member) {
        const json_t *other = json_object_get(shown, name);
        TRY(json_is_object(member) ? shows_members(member, other) : json_equal(member, other));
    }
    return true;
}

bool deployment_shows(const json_t *containers, const json_t *endpoint, const json_t *shown)
{
    return (containers == NULL || are_same_containers(containers, json_object_get(shown, "containers"))) &&
           (endpoint == NULL || shows_members(endpoint, json_object_get(shown, "publicEndpoint")));
}

/* ---- waiting ---- */

struct wait {
    struct session *session;
    struct str service;
    int64_t version; /* 0: no change in progress at all */
};

static bool is_stable(const json_t *service)
{
    struct str state = json_member_text(service, "state");
    return str_eqc(state, "READY") || str_eqc(state, "RUNNING") || str_eqc(state, "DISABLED");
}

static void tell(const struct wait *wait, const json_t *service)
{
    const json_t *detail = json_object_get(service, "stateDetail");
    struct str code = json_member_text(detail, "code"), message = json_member_text(detail, "message");
    session_progress(wait->session, "container service %.*s: %.*s%s%.*s%s%.*s", STR_ARG(wait->service),
                     STR_ARG(json_member_text(service, "state")), code.len > 0 ? ", " : "", STR_ARG(code),
                     message.len > 0 ? ": " : "", STR_ARG(message));
}

static bool judge(void *context, const json_t *service, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    if (service == NULL) {
        fail(err, ERR_NOT_FOUND,
             wait->version > 0 ? "the container service '%.*s' no longer exists"
                               : "there is no container service '%.*s'",
             STR_ARG(wait->service));
        return fail_hint(err, "Create it, or name another one, and %s.", wait->session->again);
    }
    if (str_eqc(json_member_text(service, "state"), "DELETING")) {
        fail(err, ERR_FAILED, "the container service '%.*s' is being deleted", STR_ARG(wait->service));
        return fail_hint(err, "When it is gone, create it anew, and %s.", wait->session->again);
    }
    bool is_next = wait->version > 0 &&
                   version_of(json_object_get(service, "nextDeployment")) == wait->version;
    bool is_active = wait->version > 0 &&
                     version_of(json_object_get(service, "currentDeployment")) >= wait->version;
    *ret_reached = is_active || (is_stable(service) && !is_next);
    if (!*ret_reached)
        tell(wait, service);
    return true;
}

static bool wait_for_service(struct wait *wait, json_t **ret_service)
{
    struct session *s = wait->session;
    *ret_service = NULL;
    if (ls_view_wait(s->client, session_scope(s), LS_KIND_CONTAINER_SERVICE, wait->service,
                     "container service stable", NULL, judge, wait, ret_service, &s->err))
        return true;
    bool is_late = s->err.kind == ERR_TIMEOUT || s->err.kind == ERR_STOPPED;
    return is_late ? fail_context(&s->err, "while the container service '%.*s' is %.*s",
                                  STR_ARG(wait->service), STR_ARG(json_member_text(*ret_service, "state")))
                   : false;
}

bool deployment_settle(struct session *s, struct str service, struct str arn, json_t **ret_service)
{
    struct wait wait = {.session = s, .service = service};
    return session_check(s, LS_KIND_CONTAINER_SERVICE, service, arn) && wait_for_service(&wait, ret_service);
}

/* The deployment is no longer in progress: true when it was read, and has ended well or badly. */
static bool read_end(struct session *s, const struct deployment *deployment, json_t **ret_shown,
                     bool *ret_ended)
{
    json_t *versions;
    TRY(deployment_list(s, deployment->service, &versions));
    json_t *shown = deployment_of_version(versions, deployment->version);
    struct str state = json_member_text(shown, "state");
    *ret_shown = shown != NULL ? shown : *ret_shown;
    *ret_ended = shown != NULL && !str_eqc(state, "ACTIVATING");
    return true;
}

static bool has_failed(struct session *s, const struct deployment *deployment, const json_t *service)
{
    int64_t current = version_of(json_object_get(service, "currentDeployment"));
    fail(&s->err, ERR_FAILED, "the deployment %lld of the container service '%.*s' failed",
         (long long)deployment->version, STR_ARG(deployment->service));
    if (current == 0)
        return fail_hint(&s->err, "The service has no active deployment. Correct the containers, and %s.",
                         s->again);
    return fail_hint(&s->err, "The service still runs the deployment %lld. Correct the containers, and %s.",
                     (long long)current, s->again);
}

static bool is_missing(struct session *s, const struct deployment *deployment)
{
    fail(&s->err, ERR_FAILED,
         "Lightsail accepted the deployment %lld of the container service '%.*s', but does not show it",
         (long long)deployment->version, STR_ARG(deployment->service));
    return fail_hint(&s->err, "Check the service, and %s.", s->again);
}

static bool wait_for_end(struct session *s, const struct deployment *deployment, json_t **ret_shown)
{
    struct wait wait = {s, deployment->service, deployment->version};
    struct aws_scope scope = session_scope(s);
    struct ls_poll poll = ls_poll_begin(s->client);
    int64_t visible_ms = clock_monotonic_ms() + ls_client_visible_ms(s->client);
    json_t *service;
    bool ended = false;
    for (;;) {
        TRY(wait_for_service(&wait, &service) && read_end(s, deployment, ret_shown, &ended));
        if (ended)
            break;
        if (*ret_shown == NULL && clock_monotonic_ms() > visible_ms)
            return is_missing(s, deployment);
        TRY(ls_poll_wait(&poll, &scope, &s->err)); /* the read of the service was late */
    }
    return !str_eqc(json_member_text(*ret_shown, "state"), "FAILED") || has_failed(s, deployment, service);
}

bool deployment_wait(struct session *s, const struct deployment *deployment, json_t **ret_shown)
{
    struct deadline before = session_begin_step(s, DEPLOYMENT_STEP_MS);
    *ret_shown = NULL;
    bool done = wait_for_end(s, deployment, ret_shown);
    s->deadline = before;
    if (!done && (s->err.kind == ERR_TIMEOUT || s->err.kind == ERR_STOPPED) && s->err.code[0] == '\0')
        fail_hint(&s->err, "Lightsail continues with the deployment %lld. To wait longer, %s.",
                  (long long)deployment->version, s->longer);
    return done;
}

/* ---- sending ---- */

struct request {
    const struct deployment *deployment;
    int64_t before;     /* the newest version before it was first sent; -1: not read yet */
    int64_t *ret_found; /* the version that shows what was sent */
};

static bool has_appeared(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                         int64_t since_ms, bool *ret_done, struct err *err)
{
    const struct request *request = effect->context;
    const struct deployment *sent = request->deployment;
    json_t *versions;
    (void)since_ms;
    *ret_done = false;
    TRY(list_versions(client, scope, effect->name, &versions, err));
    for (size_t i = 0; i < json_array_size(versions); i++) {
        const json_t *shown = json_array_get(versions, i);
        if (version_of(shown) <= request->before ||
            !deployment_shows(sent->containers, sent->endpoint, shown))
            continue;
        *request->ret_found = version_of(shown);
        *ret_done = true;
    }
    return true;
}

/* A request whose response was lost may have been accepted although no read showed it in time. */
static bool is_sent_already(struct session *s, const struct ls_effect *effect, bool *ret_sent)
{
    return has_appeared(effect, s->client, session_scope(s), 0, ret_sent, &s->err);
}

static bool send_once(struct session *s, struct deployment *deployment, const struct ls_effect *effect)
{
    json_t *response, *in = json_own(s->mem, member_of("serviceName", deployment->service));
    if (deployment->containers != NULL)
        json_object_set(in, "containers", deployment->containers);
    if (deployment->endpoint != NULL)
        json_object_set(in, "publicEndpoint", deployment->endpoint);
    TRY(session_send(s, OP_CREATE_CONTAINER_SERVICE_DEPLOYMENT, json_incref(in), effect, &response));
    int64_t version = version_of(json_at(response, "containerService.nextDeployment"));
    if (version > 0)
        deployment->version = version;
    return true;
}

static bool is_enabled(struct session *s, const json_t *service)
{
    if (!json_is_true(json_object_get(service, "isDisabled")))
        return true;
    fail(&s->err, ERR_FAILED, "the container service '%.*s' is disabled",
         STR_ARG(json_member_text(service, "containerServiceName")));
    return fail_hint(&s->err, "Enable it (in Terraform: is_disabled = false), and %s.", s->again);
}

/* The newest version that any read has shown: each of them may be late. */
static int64_t newest_of(const json_t *versions, const json_t *service)
{
    int64_t newest = version_of(json_array_get(versions, 0));
    int64_t current = version_of(json_object_get(service, "currentDeployment"));
    return current > newest ? current : newest;
}

static bool try_to_send(struct session *s, struct deployment *deployment, struct request *request)
{
    const struct ls_effect effect = {LS_DONE, LS_KIND_CONTAINER_SERVICE, .name = deployment->service,
                                     .is_done = has_appeared, .context = request};
    json_t *service, *versions;
    bool is_sent = false;
    TRY(deployment_settle(s, deployment->service, deployment->service_arn, &service));
    TRY(is_enabled(s, service));
    if (request->before >= 0)
        return is_sent_already(s, &effect, &is_sent) && (is_sent || send_once(s, deployment, &effect));
    TRY(deployment_list(s, deployment->service, &versions));
    request->before = newest_of(versions, service);
    return send_once(s, deployment, &effect);
}

/* A read may be late: the service then refuses the request because a change is in progress. */
bool deployment_send(struct session *s, struct deployment *deployment)
{
    struct request request = {deployment, -1, &deployment->version};
    struct deadline before = session_begin_step(s, DEPLOYMENT_STEP_MS);
    struct ls_poll poll = ls_poll_begin(s->client);
    struct aws_scope scope = session_scope(s);
    deployment->version = 0;
    bool done = try_to_send(s, deployment, &request);
    while (!done && s->err.retryable && (s->err.kind == ERR_CONFLICT || s->err.kind == ERR_API) &&
           ls_poll_wait(&poll, &scope, &s->err))
        done = try_to_send(s, deployment, &request);
    s->deadline = before;
    if (done && deployment->version == 0)
        deployment->version = request.before + 1;
    return done;
}
