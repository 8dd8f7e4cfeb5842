/*
 * ephemeral_container_registry_login.c — a temporary login to the registry of the region. Knows its end; stores and logs
 * nothing of it.
 */
#include "gen/ephemeral_container_registry_login.h"

#include "runtime/api.h"
#include "runtime/ephemeral.h"

/* Source: the refusal "You must create a container service before retrieving …". */
static bool has_no_service(const struct err *err)
{
    return err->kind == ERR_NOT_FOUND ||
           (err->kind == ERR_API && str_contains(str_c(err->text), STR("create a container service")));
}

static bool get_login(struct call *c, json_t **ret_login)
{
    json_t *answer;
    if (!api_call(c, OP_CREATE_CONTAINER_SERVICE_REGISTRY_LOGIN, NULL, &answer)) {
        if (!has_no_service(&c->err))
            return false;
        fail(&c->err, ERR_USER,
             "there is no container service in %.*s, and without one the region has no registry",
             STR_ARG(call_region(c)));
        return fail_hint(
            &c->err,
            "A container service must exist in the region. If this apply creates it, set service_arn = "
            "lightsail_container_service.<label>.arn in this block: while the ARN is unknown, no "
            "login is requested. In a plan, depends_on does not wait.");
    }
    *ret_login = json_object_get(answer, "registryLogin");
    return json_is_object(*ret_login) ||
           fail(&c->err, ERR_PROTOCOL, "the response of CreateContainerServiceRegistryLogin has no login");
}

static int64_t renew_at(struct call *c, const json_t *login)
{
    return lease_renewal_ms(c, json_number_value(json_object_get(login, "expiresAt")));
}

static bool open(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    struct ephemeral_container_registry_login *result = result_model;
    json_t *login;
    (void)config;
    TRY(get_login(c, &login));
    api_fill(c, &ephemeral_container_registry_login_desc, login, result);
    if (!TF_IS_KNOWN(result->username) || !TF_IS_KNOWN(result->password) || !TF_IS_KNOWN(result->registry))
        return fail(&c->err, ERR_PROTOCOL, "the login to the registry is not complete");
    ret_lease->renew_at_wall_ms = renew_at(c, login);
    ret_lease->private_data = STR("login");
    return true;
}

/* The values that Terraform has cannot change any more: this reports when a login is no longer possible. */
static bool renew(struct call *c, struct str private_data, struct lease *ret_lease)
{
    json_t *login;
    (void)private_data;
    TRY(get_login(c, &login));
    ret_lease->renew_at_wall_ms = renew_at(c, login);
    return true;
}

const struct ephemeral_resource ephemeral_container_registry_login_resource = {
    .schema = &ephemeral_container_registry_login_schema,
    .open = open,
    .renew = renew,
};
