/*
 * containers_info.c — `containers info`: one container service with its current and its next deployment. Knows
 * GetContainerServices and GetContainerServicePowers; must not change anything.
 */
#include "cli/container_view.h"
#include "cli/info_view.h"
#include "cli/infra.h"

enum { OUTPUT };

static const struct option_row options[] = {
    [OUTPUT] = INFO_OUTPUT_OPTION,
    {.name = NULL},
};

static struct str state_of(struct session *s, const json_t *service)
{
    struct str code = info_text(s, service, "stateDetail.code"),
               message = info_text(s, service, "stateDetail.message");
    return str_printf(s->mem, "%.*s%s%.*s%s%.*s", STR_ARG(info_text(s, service, "state")),
                      code.len > 0 ? ", " : "", STR_ARG(code), message.len > 0 ? ": " : "", STR_ARG(message));
}

/* ---- deployments ---- */

static void print_container(struct session *s, const char *name, const json_t *container)
{
    const char *port;
    json_t *protocol;
    struct buf text = buf_new(s->mem, BUF_DEFAULT_MAX_BYTES);
    buf_add(&text, info_text(s, container, "image"));
    json_object_foreach (json_object_get(container, "ports"), port, protocol)
        buf_printf(&text, " %s/%.*s", port, STR_ARG(json_text(protocol)));
    size_t variables = json_object_size(json_object_get(container, "environment"));
    if (variables > 0)
        buf_printf(&text, " (%zu variable%s)", variables, PLURAL(variables));
    printf("  %-10s %.*s\n", name, STR_ARG(buf_str(&text)));
}

static void print_deployment(struct session *s, const char *label, const json_t *deployment)
{
    const char *name;
    json_t *container;
    if (deployment == NULL) {
        info_line(label, STR("-"));
        return;
    }
    double created_s = json_number_value(json_object_get(deployment, "createdAt"));
    info_line(label, str_printf(s->mem, "version %.*s, %.*s", STR_ARG(container_version(s, deployment)),
                                STR_ARG(clock_print_time(s->mem, created_s))));
    json_object_foreach (json_object_get(deployment, "containers"), name, container)
        print_container(s, name, container);
    const json_t *endpoint = json_object_get(deployment, "publicEndpoint");
    if (endpoint != NULL)
        printf("  %-10s %.*s port %lld, health check %.*s\n", "endpoint",
               STR_ARG(info_text(s, endpoint, "containerName")),
               (long long)json_integer_value(json_object_get(endpoint, "containerPort")),
               STR_ARG(info_text(s, endpoint, "healthCheck.path")));
}

/* ---- the service ---- */

static void print_domains(struct session *s, const json_t *service)
{
    const char *certificate;
    json_t *domains, *domain;
    size_t i;
    json_object_foreach (json_object_get(service, "publicDomainNames"), certificate, domains) {
        json_array_foreach (domains, i, domain)
            info_line("domain",
                      str_printf(s->mem, "%.*s (certificate %s)", STR_ARG(json_text(domain)), certificate));
    }
}

static void print_text(struct session *s, const json_t *service)
{
    info_line("name", info_text(s, service, "containerServiceName"));
    info_line("state", state_of(s, service));
    info_line("power", container_capacity(s, service));
    info_price(s, service);
    info_line("url", info_text(s, service, "url"));
    info_line("private", info_text(s, service, "privateDomainName"));
    print_domains(s, service);
    info_line("zone", info_text(s, service, "location.availabilityZone"));
    info_line("arn", info_text(s, service, "arn"));
    info_tags(s, service);
    print_deployment(s, "current", json_object_get(service, "currentDeployment"));
    print_deployment(s, "next", json_object_get(service, "nextDeployment"));
}

/* The price of one node times their number. */
static bool add_price(struct session *s, json_t *service)
{
    static const struct price_list powers = {OP_GET_CONTAINER_SERVICE_POWERS, "powers", "powerId"};
    return price_add(s, &powers, NULL, json_member_text(service, "powerId"),
                     json_number_value(json_object_get(service, "scale")), service);
}

static int run(struct session *s, const struct given *given)
{
    struct str name = given_text(given, GIVEN_WORD);
    json_t *service;
    if (!container_service_get(s, name, &service) || !add_price(s, service))
        return session_failed(s, "cannot read '%.*s'", STR_ARG(name));
    if (given->values[OUTPUT] != NULL && strcmp(given->values[OUTPUT], "json") == 0)
        fputs(json_print_pretty(s->mem, service).data, stdout);
    else
        print_text(s, service);
    return EXIT_DONE;
}

const struct command containers_info = {
    .group = "containers",
    .name = "info",
    .summary = "Show one container service with its deployments.",
    .options = options,
    .notes = "The values of variables are only in --output json.",
    .run = run,
    SERVICE_WORD,
};
