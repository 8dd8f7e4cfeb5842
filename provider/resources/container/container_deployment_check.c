/*
 * container_deployment_check.c — what a configuration alone shows to be wrong with a deployment. Must not send a request,
 * nor report a value that may be a secret.
 */
#include "resources/container/container_deployment.h"
#include "steps/image_name.h"
#include "tf/pattern.h"

enum { MOST_CONTAINERS = 10, LARGEST_PORT = 65535, LOWEST_CODE = 200, HIGHEST_CODE = 499 };

void container_check_image(struct call *c, const char *attribute, struct str name, struct str image,
                           struct str service)
{
    struct str fault = image_name_fault(c->mem, image, service);
    if (fault.len > 0)
        call_error(c, attribute, "Invalid image", "The image of the container '%.*s' is '%.*s'. %.*s.",
                   STR_ARG(name), STR_ARG(image), STR_ARG(fault));
}

static void check_name(struct call *c, struct str name)
{
    const char *expected;
    if (!pattern_match("container_name", name, &expected))
        call_error(c, "container", "Invalid name of a container",
                   "The container_name '%.*s' must be 1 to 53 lower-case letters, digits or '-', beginning "
                   "and ending "
                   "with a letter or digit.",
                   STR_ARG(name));
}

static void check_environment(struct call *c, const struct container_deployment_container *one)
{
    for (size_t i = 0; TF_IS_KNOWN(one->environment) && i < one->environment.count; i++) {
        struct str key = one->environment.keys[i];
        if (key.len == 0 || str_find(key, '=', 0) < key.len)
            call_error(c, "container", "Invalid name of a variable",
                       "The container '%.*s' has a variable '%.*s'. A name must not be empty or contain '='.",
                       STR_ARG(one->container_name.v), STR_ARG(key));
    }
}

/* ---- ports ---- */

static bool is_protocol(struct str text)
{
    return str_eqc(text, "HTTP") || str_eqc(text, "HTTPS") || str_eqc(text, "TCP") || str_eqc(text, "UDP");
}

static bool is_port(struct str text)
{
    int64_t port;
    return text.len > 0 && text.data[0] >= '1' && text.data[0] <= '9' && str_to_int64(text, &port) &&
           port <= LARGEST_PORT;
}

static void check_ports(struct call *c, const struct container_deployment_container *one)
{
    for (size_t i = 0; TF_IS_KNOWN(one->ports) && i < one->ports.count; i++) {
        struct str port = one->ports.keys[i], protocol = one->ports.v[i].v;
        if (!is_port(port))
            call_error(c, "container", "Invalid port",
                       "The container '%.*s' opens the port '%.*s'. Write a number of 1 to 65535.",
                       STR_ARG(one->container_name.v), STR_ARG(port));
        if (TF_IS_NULL(one->ports.v[i]) || (TF_IS_KNOWN(one->ports.v[i]) && !is_protocol(protocol)))
            call_error(c, "container", "Invalid protocol",
                       "The container '%.*s' opens the port %.*s as '%.*s'. Write HTTP, HTTPS, TCP or UDP.",
                       STR_ARG(one->container_name.v), STR_ARG(port), STR_ARG(protocol));
    }
}

/* TCP and UDP are different ports; HTTP and HTTPS are TCP. */
static bool is_same_port(const struct tf_strings *a, size_t i, const struct tf_strings *b, size_t k)
{
    bool is_udp = str_eqc(a->v[i].v, "UDP"), is_other_udp = str_eqc(b->v[k].v, "UDP");
    return str_eq(a->keys[i], b->keys[k]) && is_udp == is_other_udp && TF_IS_KNOWN(a->v[i]) &&
           TF_IS_KNOWN(b->v[k]);
}

static void check_shared_ports(struct call *c, const struct container_deployment_container *one,
                               const struct container_deployment_container *other)
{
    const struct tf_strings *a = &one->ports, *b = &other->ports;
    for (size_t i = 0; TF_IS_KNOWN(*a) && i < a->count; i++) {
        for (size_t k = 0; TF_IS_KNOWN(*b) && k < b->count; k++) {
            if (is_same_port(a, i, b, k))
                call_error(c, "container", "Port opened twice",
                           "The containers '%.*s' and '%.*s' both open the port %.*s. The containers of a "
                           "deployment share "
                           "their ports: give each another one.",
                           STR_ARG(other->container_name.v), STR_ARG(one->container_name.v),
                           STR_ARG(a->keys[i]));
        }
    }
}

/* ---- containers ---- */

static void check_container(struct call *c, const struct container_deployment *config, size_t index)
{
    const struct container_deployment_container *one = &config->container.v[index];
    if (TF_IS_KNOWN(one->container_name))
        check_name(c, one->container_name.v);
    if (TF_IS_KNOWN(one->image))
        container_check_image(c, "container", one->container_name.v, one->image.v, config->service_name.v);
    check_environment(c, one);
    check_ports(c, one);
    for (size_t i = 0; i < index; i++) {
        const struct container_deployment_container *other = &config->container.v[i];
        if (TF_IS_KNOWN(one->container_name) && tf_string_equal(one->container_name, other->container_name))
            call_error(c, "container", "Container twice",
                       "Two container blocks have the container_name '%.*s'. Give one of them another name.",
                       STR_ARG(one->container_name.v));
        else
            check_shared_ports(c, one, other);
    }
}

static void check_containers(struct call *c, const struct container_deployment *config)
{
    size_t count = TF_IS_KNOWN(config->container) ? config->container.count : 0;
    if (count > MOST_CONTAINERS)
        call_error(c, "container", "Too many containers",
                   "A deployment can have at most %d containers, and this one has %zu. Remove some, or put "
                   "them into "
                   "another container service.",
                   MOST_CONTAINERS, count);
    for (size_t i = 0; i < count; i++)
        check_container(c, config, i);
}

/* ---- the public endpoint ---- */

/* The ports of the container in words: "80 (HTTP), 9000 (TCP)". */
static struct str ports_of(struct call *c, const struct container_deployment_container *one)
{
    struct buf out = buf_new(c->mem, 4096);
    for (size_t i = 0; TF_IS_KNOWN(one->ports) && i < one->ports.count; i++)
        buf_printf(&out, "%s%.*s (%.*s)", i > 0 ? ", " : "", STR_ARG(one->ports.keys[i]),
                   STR_ARG(one->ports.v[i].v));
    return out.len > 0 ? buf_str(&out) : STR("none");
}

static void check_endpoint_port(struct call *c, const struct container_deployment_container *one,
                                struct str port)
{
    struct tf_string protocol = {0};
    for (size_t i = 0; TF_IS_KNOWN(one->ports) && i < one->ports.count; i++) {
        if (str_eq(one->ports.keys[i], port))
            protocol = one->ports.v[i];
    }
    if (TF_IS_UNKNOWN(one->ports) || TF_IS_UNKNOWN(protocol) || str_eqc(protocol.v, "HTTP") ||
        str_eqc(protocol.v, "HTTPS"))
        return;
    call_error(c, "public_endpoint[0].container_port", "Port of the public endpoint does not speak HTTP",
               "The public endpoint uses the port %.*s of the container '%.*s', and %s. The endpoint needs a "
               "port that is "
               "open as HTTP or HTTPS. Open ports of the container: %.*s. Write ports = { \"%.*s\" = "
               "\"HTTP\" } in its "
               "block, or use another port.",
               STR_ARG(port), STR_ARG(one->container_name.v),
               TF_IS_NULL(protocol)
                   ? "the container does not open it"
                   : str_printf(c->mem, "the container opens it as %.*s", STR_ARG(protocol.v)).data,
               STR_ARG(ports_of(c, one)), STR_ARG(port));
}

static bool is_code(struct str text)
{
    int64_t code;
    return text.len == 3 && str_to_int64(text, &code) && code >= LOWEST_CODE && code <= HIGHEST_CODE;
}

/* "200-299", or "200,202". */
static bool are_codes(struct str text)
{
    struct str one, rest = text;
    if (str_cut(text, '-', &one, &rest))
        return is_code(one) && is_code(rest) && str_cmp(one, rest) <= 0;
    while (str_cut(rest, ',', &one, &rest))
        TRY(is_code(str_trim(one)));
    return is_code(str_trim(rest));
}

static void check_health(struct call *c,
                         const struct container_deployment_public_endpoint_health_check *check)
{
    int64_t interval = TF_IS_KNOWN(check->interval_seconds) ? check->interval_seconds.v : 5;
    int64_t timeout = TF_IS_KNOWN(check->timeout_seconds) ? check->timeout_seconds.v : 2;
    if (timeout >= interval && !TF_IS_UNKNOWN(check->interval_seconds) &&
        !TF_IS_UNKNOWN(check->timeout_seconds))
        call_error(c, "public_endpoint[0].health_check[0].timeout_seconds",
                   "Timeout is not shorter than the interval",
                   "A health check waits %lld s for a response, and the next one begins after %lld s. Lower "
                   "timeout_seconds, or raise interval_seconds.",
                   (long long)timeout, (long long)interval);
    if (TF_IS_KNOWN(check->success_codes) && !are_codes(check->success_codes.v))
        call_error(c, "public_endpoint[0].health_check[0].success_codes", "Invalid status codes",
                   "success_codes is '%.*s'. Write a range such as \"200-299\", or codes such as "
                   "\"200,202\", of %d to %d.",
                   STR_ARG(check->success_codes.v), LOWEST_CODE, HIGHEST_CODE);
    if (TF_IS_KNOWN(check->path) && !str_starts_with(check->path.v, STR("/")))
        call_error(c, "public_endpoint[0].health_check[0].path", "Invalid path",
                   "The path of the health check is '%.*s'. It must begin with '/'.", STR_ARG(check->path.v));
}

static void check_endpoint(struct call *c, const struct container_deployment *config)
{
    bool has_one = TF_IS_KNOWN(config->public_endpoint) && config->public_endpoint.count > 0, is_open;
    const struct container_deployment_public_endpoint *one = has_one ? &config->public_endpoint.v[0] : NULL;
    if (has_one && TF_IS_KNOWN(one->health_check) && one->health_check.count > 0)
        check_health(c, &one->health_check.v[0]);
    if (!has_one || !TF_IS_KNOWN(one->container_name))
        return;
    const struct container_deployment_container *target = container_deployment_find(config,
                                                                                    one->container_name.v,
                                                                                    &is_open);
    if (target == NULL && !is_open)
        call_error(
            c, "public_endpoint[0].container_name", "Unknown container",
            "The public endpoint names the container '%.*s', which has no block. Use the container_name of a "
            "container block.",
            STR_ARG(one->container_name.v));
    if (target != NULL && TF_IS_KNOWN(one->container_port))
        check_endpoint_port(c, target, str_printf(c->mem, "%lld", (long long)one->container_port.v));
}

bool container_deployment_validate(struct call *c, const void *config_model)
{
    const struct container_deployment *config = config_model;
    check_containers(c, config);
    check_endpoint(c, config);
    container_hidden_check(c, config);
    return true;
}
