/*
 * container_deployment_form.c — a deployment as the struct of the record and as JSON of the API. Makes no request; must not
 * know plans.
 */
#include "resources/container/container_deployment.h"

#include <stdio.h>

#include "steps/deployment_step.h"

/* ---- to the API ---- */

static bool is_known_map(const struct tf_strings *map)
{
    for (size_t i = 0; TF_IS_KNOWN(*map) && i < map->count; i++) {
        if (TF_IS_UNKNOWN(map->v[i]))
            return false;
    }
    return !TF_IS_UNKNOWN(*map);
}

static bool is_known_container(const struct container_deployment_container *one)
{
    return TF_IS_KNOWN(one->container_name) && TF_IS_KNOWN(one->image) && !TF_IS_UNKNOWN(one->command) &&
           is_known_map(&one->environment) && is_known_map(&one->ports);
}

static bool is_known_check(const struct container_deployment_public_endpoint_health_check *check)
{
    return !TF_IS_UNKNOWN(check->healthy_threshold) && !TF_IS_UNKNOWN(check->unhealthy_threshold) &&
           !TF_IS_UNKNOWN(check->interval_seconds) && !TF_IS_UNKNOWN(check->timeout_seconds) &&
           !TF_IS_UNKNOWN(check->path) && !TF_IS_UNKNOWN(check->success_codes);
}

static bool is_known_endpoint(const struct container_deployment_public_endpoint *one)
{
    bool has_check = TF_IS_KNOWN(one->health_check) && one->health_check.count > 0;
    return TF_IS_KNOWN(one->container_name) && TF_IS_KNOWN(one->container_port) &&
           !TF_IS_UNKNOWN(one->health_check) && (!has_check || is_known_check(&one->health_check.v[0]));
}

bool container_deployment_is_known(const struct container_deployment *model)
{
    for (size_t i = 0; TF_IS_KNOWN(model->container) && i < model->container.count; i++) {
        if (!is_known_container(&model->container.v[i]))
            return false;
    }
    bool has_endpoint = TF_IS_KNOWN(model->public_endpoint) && model->public_endpoint.count > 0;
    return !TF_IS_UNKNOWN(model->container) && !TF_IS_UNKNOWN(model->public_endpoint) &&
           (!has_endpoint || is_known_endpoint(&model->public_endpoint.v[0]));
}

static void add_map(struct call *c, json_t *to, const char *member, const struct tf_strings *map)
{
    if (!TF_IS_KNOWN(*map) || map->count == 0)
        return;
    json_t *values = json_object();
    for (size_t i = 0; i < map->count; i++)
        json_object_set_new(values, str_z(c->mem, map->keys[i]), json_new_str(map->v[i].v));
    json_object_set_new(to, member, values);
}

static json_t *container_json(struct call *c, const struct container_deployment_container *one,
                              const json_t *hidden)
{
    json_t *made = json_object(), *command = json_array();
    json_object_set_new(made, "image", json_new_str(one->image.v));
    for (size_t i = 0; TF_IS_KNOWN(one->command) && i < one->command.count; i++)
        json_array_append_new(command, json_new_str(one->command.v[i].v));
    if (json_array_size(command) > 0)
        json_object_set(made, "command", command);
    json_decref(command);
    add_map(c, made, "environment", &one->environment);
    if (json_object_size(hidden) > 0 && json_object_get(made, "environment") == NULL)
        json_object_set_new(made, "environment", json_object());
    if (json_object_size(hidden) > 0)
        json_object_update(json_object_get(made, "environment"), (json_t *)(uintptr_t)hidden);
    add_map(c, made, "ports", &one->ports);
    return made;
}

static void set_number(json_t *to, const char *member, struct tf_int n)
{
    if (TF_IS_KNOWN(n))
        json_object_set_new(to, member, json_integer(n.v));
}

static void set_text(json_t *to, const char *member, struct tf_string text)
{
    if (TF_IS_KNOWN(text))
        json_object_set_new(to, member, json_new_str(text.v));
}

/* The defaults are those of the record. The API has no default for the status codes. */
static json_t *default_check(void)
{
    return json_pack("{s:i, s:i, s:i, s:i, s:s, s:s}", "healthyThreshold", 2, "unhealthyThreshold", 2,
                     "intervalSeconds", 5, "timeoutSeconds", 2, "path", "/", "successCodes", "200-499");
}

static json_t *endpoint_json(const struct container_deployment_public_endpoint *one)
{
    json_t *made = json_object(), *check = default_check();
    json_object_set_new(made, "containerName", json_new_str(one->container_name.v));
    json_object_set_new(made, "containerPort", json_integer(one->container_port.v));
    if (TF_IS_KNOWN(one->health_check) && one->health_check.count > 0) {
        const struct container_deployment_public_endpoint_health_check *given = &one->health_check.v[0];
        set_number(check, "healthyThreshold", given->healthy_threshold);
        set_number(check, "unhealthyThreshold", given->unhealthy_threshold);
        set_number(check, "intervalSeconds", given->interval_seconds);
        set_number(check, "timeoutSeconds", given->timeout_seconds);
        set_text(check, "path", given->path);
        set_text(check, "successCodes", given->success_codes);
    }
    json_object_set_new(made, "healthCheck", check);
    return made;
}

void container_deployment_request(struct call *c, const struct container_deployment *model,
                                  const json_t *hidden, json_t **ret_containers, json_t **ret_endpoint)
{
    *ret_containers = json_own(c->mem, json_object());
    for (size_t i = 0; TF_IS_KNOWN(model->container) && i < model->container.count; i++) {
        const struct container_deployment_container *one = &model->container.v[i];
        const char *name = str_z(c->mem, one->container_name.v);
        json_object_set_new(*ret_containers, name, container_json(c, one, json_object_get(hidden, name)));
    }
    bool has_endpoint = TF_IS_KNOWN(model->public_endpoint) && model->public_endpoint.count > 0;
    *ret_endpoint = has_endpoint ? json_own(c->mem, endpoint_json(&model->public_endpoint.v[0])) : NULL;
}

/* ---- from the API ---- */

static struct tf_strings list_of(struct call *c, const json_t *list)
{
    struct tf_strings ret = {.count = json_array_size(list)};
    ret.is = ret.count > 0 ? TF_KNOWN : TF_NULL;
    ret.v = arena_new_array(c->mem, struct tf_string, ret.count);
    for (size_t i = 0; i < ret.count; i++)
        ret.v[i] = tf_string(str_copy(c->mem, json_text(json_array_get(list, i))));
    return ret;
}

static struct tf_strings map_of(struct call *c, const json_t *map)
{
    struct tf_strings ret = {.count = json_object_size(map)};
    struct str *keys = arena_new_array(c->mem, struct str, ret.count);
    const char *name;
    json_t *value;
    size_t i = 0;
    ret.is = ret.count > 0 ? TF_KNOWN : TF_NULL;
    json_object_foreach ((json_t *)(uintptr_t)map, name, value)
        keys[i++] = str_copy(c->mem, str_c(name));
    qsort(keys, ret.count, sizeof keys[0], str_compare_items);
    ret.keys = keys;
    ret.v = arena_new_array(c->mem, struct tf_string, ret.count);
    for (i = 0; i < ret.count; i++)
        ret.v[i] = tf_string(str_copy(c->mem, json_member_text(map, keys[i].data)));
    return ret;
}

static bool is_same_member(const json_t *a, const json_t *b, const char *member)
{
    const json_t *left = json_object_get(a, member), *right = json_object_get(b, member);
    return left == right || json_equal(left, right);
}

/* What is as before keeps the form in which it was written: an empty map, ".latest". */
static struct container_deployment_container container_of(struct call *c, struct str name,
                                                          const json_t *shown,
                                                          const struct container_deployment_container *before)
{
    struct container_deployment_container now = {
        .container_name = tf_string(str_copy(c->mem, name)),
        .image = tf_string(str_copy(c->mem, json_member_text(shown, "image"))),
        .command = list_of(c, json_object_get(shown, "command")),
        .environment = map_of(c, json_object_get(shown, "environment")),
        .ports = map_of(c, json_object_get(shown, "ports"))};
    if (before == NULL || !is_known_container(before))
        return now;
    json_t *was = json_own(c->mem, container_json(c, before, NULL)),
           *is = json_own(c->mem, container_json(c, &now, NULL));
    if (deployment_same_container(was, is))
        return *before;
    now.image = deployment_same_image(before->image.v, now.image.v) ? before->image : now.image;
    now.command = is_same_member(was, is, "command") ? before->command : now.command;
    now.environment = is_same_member(was, is, "environment") ? before->environment : now.environment;
    now.ports = is_same_member(was, is, "ports") ? before->ports : now.ports;
    return now;
}

static void fill_containers(struct call *c, const json_t *shown, const struct container_deployment *prior,
                            struct container_deployment *state)
{
    struct container_deployment_container *all = arena_new_array(c->mem,
                                                                 struct container_deployment_container,
                                                                 json_object_size(shown));
    const char *name;
    json_t *one;
    size_t count = 0;
    json_object_foreach ((json_t *)(uintptr_t)shown, name, one)
        all[count++] = container_of(c, str_c(name), one, container_deployment_find(prior, str_c(name), NULL));
    state->container.is = TF_KNOWN;
    state->container.count = count;
    state->container.v = all;
}

static struct container_deployment_public_endpoint_health_check check_of(struct call *c, const json_t *shown)
{
    json_t *all = json_own(c->mem, default_check());
    json_object_update(all, (json_t *)(uintptr_t)shown);
    return (struct container_deployment_public_endpoint_health_check){
        tf_int(json_integer_value(json_object_get(all, "healthyThreshold"))),
        tf_int(json_integer_value(json_object_get(all, "unhealthyThreshold"))),
        tf_int(json_integer_value(json_object_get(all, "intervalSeconds"))),
        tf_int(json_integer_value(json_object_get(all, "timeoutSeconds"))),
        tf_string(str_copy(c->mem, json_member_text(all, "path"))),
        tf_string(str_copy(c->mem, json_member_text(all, "successCodes")))};
}

/* The block of a check that only has the defaults is there if the state has it. */
static struct container_deployment_public_endpoint endpoint_of(struct call *c, const json_t *shown,
                                                               bool has_block)
{
    struct container_deployment_public_endpoint now = {
        .container_name = tf_string(str_copy(c->mem, json_member_text(shown, "containerName"))),
        .container_port = tf_int(json_integer_value(json_object_get(shown, "containerPort")))};
    struct container_deployment_public_endpoint_health_check *check = arena_new_object(
        c->mem, struct container_deployment_public_endpoint_health_check);
    json_t *defaults = json_own(c->mem, default_check());
    *check = check_of(c, json_object_get(shown, "healthCheck"));
    now.health_check.is = TF_KNOWN;
    now.health_check.count = 1;
    now.health_check.v = check;
    json_t *complete = json_own(c->mem, endpoint_json(&now));
    now.health_check.count = has_block || !json_equal(json_object_get(complete, "healthCheck"), defaults);
    return now;
}

/*
 * A request without an endpoint may keep that of the deployment before it. What the configuration does not have is shown
 * only after an import.
 */
static void fill_endpoint(struct call *c, const json_t *shown, const struct container_deployment *prior,
                          struct container_deployment *state)
{
    bool had = TF_IS_KNOWN(prior->public_endpoint) && prior->public_endpoint.count > 0;
    const struct container_deployment_public_endpoint *before = had ? &prior->public_endpoint.v[0] : NULL;
    struct container_deployment_public_endpoint *now = arena_new_object(
        c->mem, struct container_deployment_public_endpoint);
    state->public_endpoint.is = TF_KNOWN;
    state->public_endpoint.count = json_is_object(shown) && (had || prior->container.count == 0);
    state->public_endpoint.v = now;
    if (state->public_endpoint.count == 0)
        return;
    *now = endpoint_of(c, shown, had && TF_IS_KNOWN(before->health_check) && before->health_check.count > 0);
    if (had && is_known_endpoint(before) &&
        json_equal(json_own(c->mem, endpoint_json(before)), json_own(c->mem, endpoint_json(now))))
        *now = *before;
}

void container_deployment_fill(struct call *c, const json_t *shown, const struct container_deployment *prior,
                               struct container_deployment *state)
{
    json_t *containers = container_hidden_leave_out(c, json_object_get(shown, "containers"),
                                                    &prior->environment_wo_names,
                                                    &state->environment_wo_names);
    fill_containers(c, containers, prior, state);
    fill_endpoint(c, json_object_get(shown, "publicEndpoint"), prior, state);
    api_fill(c, &container_deployment_desc, shown, state);
}
