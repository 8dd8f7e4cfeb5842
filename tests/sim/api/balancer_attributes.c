/*
 * balancer_attributes.c — the attributes of a load balancer, changed one in a request; their values are text.
 * It must not know how a load balancer is created.
 */
#include "api/balancer_attributes.h"

#include <stdlib.h>
#include <string.h>

#include "api/balancer_certificates.h"
#include "api/balancer_policies.h"
#include "api/load_balancers.h"
#include "families.h"
#include "operations.h"

/* Source: the stickiness of the load balancers of AWS: a week. */
enum { LONGEST_COOKIE_S = 604800, LONGEST_VALUE = 256 };

bool balancer_check_health_path(struct call *call, const char *path)
{
    return path[0] == '/' || call_fail_input(call, "The health check path must begin with /: %s", path);
}

bool balancer_check_policy(struct call *call, const char *name)
{
    return balancer_policy_exists(name) || call_fail_input(call, "The TLS policy does not exist: %s", name);
}

static bool check_switch(struct call *call, const char *value)
{
    return !strcmp(value, "true") || !strcmp(value, "false") ||
           call_fail_input(call, "The value of %s must be true or false: %s",
                           call_string(call, "attributeName"), value);
}

static void set_option(struct call *call, struct resource *balancer, const char *value)
{
    json_object_set_new(json_object_get(balancer->document, "configurationOptions"),
                        call_string(call, "attributeName"), json_string(value));
    resource_changed(balancer);
}

static bool set_health_path(struct call *call, struct resource *balancer, const char *value)
{
    if (!balancer_check_health_path(call, value))
        return false;
    resource_set(balancer, "healthCheckPath", json_string(value));
    return true;
}

static bool set_stickiness(struct call *call, struct resource *balancer, const char *value)
{
    if (!check_switch(call, value))
        return false;
    set_option(call, balancer, value);
    return true;
}

static bool set_cookie_duration(struct call *call, struct resource *balancer, const char *value)
{
    size_t digits = strspn(value, "0123456789");
    long number = digits > 0 && digits < 8 && !value[digits] ? strtol(value, NULL, 10) : 0;
    if (number < 1 || number > LONGEST_COOKIE_S)
        return call_fail_input(call, "The cookie duration must be from 1 to %d seconds: %s", LONGEST_COOKIE_S,
                               value);
    set_option(call, balancer, value);
    return true;
}

static bool set_redirection(struct call *call, struct resource *balancer, const char *value)
{
    bool is_on = !strcmp(value, "true");
    if (!check_switch(call, value))
        return false;
    if (is_on && !balancer_certificate_attached(call->region, balancer))
        return call_fail_input(call,
                               "HTTPS redirection needs a certificate that is attached to the load "
                               "balancer %s",
                               resource_name(balancer));
    resource_set(balancer, "httpsRedirectionEnabled", json_boolean(is_on));
    return true;
}

static bool set_policy(struct call *call, struct resource *balancer, const char *value)
{
    if (!balancer_check_policy(call, value))
        return false;
    resource_set(balancer, "tlsPolicyName", json_string(value));
    return true;
}

static const struct {
    const char *name;
    bool (*set)(struct call *call, struct resource *balancer, const char *value);
} attributes[] = {
    {"HealthCheckPath", set_health_path},
    {"SessionStickinessEnabled", set_stickiness},
    {"SessionStickiness_LB_CookieDurationSeconds", set_cookie_duration},
    {"HttpsRedirectionEnabled", set_redirection},
    {"TlsPolicyName", set_policy},
};

static bool update_attribute(struct call *call)
{
    struct resource *balancer = load_balancer_find_active(call);
    const char *name = call_string(call, "attributeName"), *value = call_string(call, "attributeValue");
    if (!balancer)
        return false;
    if (!*value || strlen(value) > LONGEST_VALUE)
        return call_fail_input(call, "attributeValue must have from 1 to %d characters", LONGEST_VALUE);
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++)
        if (!strcmp(attributes[i].name, name) && !attributes[i].set(call, balancer, value))
            return false;
    operation_add_done(call, call->operation, &load_balancer_kind, resource_name(balancer),
                       resource_zone(balancer), name);
    return operations_answer(call);
}

static const char *const attribute_names[] = {"HealthCheckPath",
                                              "SessionStickinessEnabled",
                                              "SessionStickiness_LB_CookieDurationSeconds",
                                              "HttpsRedirectionEnabled",
                                              "TlsPolicyName",
                                              NULL};

static const struct api balancer_attributes_api[] = {
    {.name = "UpdateLoadBalancerAttribute",
     .handle = update_attribute,
     .input = INPUT(BALANCER, WORD("attributeName", attribute_names, true),
                    REQUIRED("attributeValue", STRING))},
    {0},
};
const struct family balancer_attributes_family = {.api = balancer_attributes_api};
