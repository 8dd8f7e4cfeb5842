/*
 * ephemeral.c — opens, renews and closes ephemeral resources. Knows leases; must not know which values are
 * secret, and therefore logs none of them.
 */
#include "runtime/ephemeral.h"

#include "runtime/engine.h"

static const struct ephemeral_resource *find_ephemeral(struct runtime *runtime, struct call *c,
                                                       struct str type_name)
{
    const struct registry *registry = runtime->registry;
    for (size_t i = 0; i < registry->ephemeral_count; i++) {
        if (str_eqc(type_name, registry->ephemerals[i]->schema->type_name)) {
            c->schema = registry->ephemerals[i]->schema;
            return registry->ephemerals[i];
        }
    }
    diag_error(c->mem, &c->diags, (struct path){0}, STR("Unknown ephemeral resource"),
               "This provider has no ephemeral resource '%.*s'.", STR_ARG(type_name));
    return NULL;
}

void runtime_validate_ephemeral(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    const struct ephemeral_resource *ephemeral = find_ephemeral(runtime, c, in->type_name);
    if (ephemeral != NULL)
        engine_validate_config(c, ephemeral->schema, in->config, true, ephemeral->validate);
}

/* Renew and close receive only the private data, so they contain the region: "eu-west-1 ssh web". */
static struct str with_region(struct call *c, struct str private_data)
{
    struct str region = c->schema->in_aws ? call_region(c) : STR("");
    return region.len > 0 ? str_printf(c->mem, "%.*s %.*s", STR_ARG(region), STR_ARG(private_data))
                          : private_data;
}

static bool enter_region(struct call *c, struct str private_data, struct str *ret_private_data)
{
    struct str region;
    if (!c->schema->in_aws || c->client == NULL)
        return true;
    if (!str_cut(private_data, ' ', &region, ret_private_data)) {
        engine_bug(c, (struct path){0}, "The private data of %s do not begin with a region.",
                   c->schema->type_name);
        return false;
    }
    return engine_enter_region(c, region);
}

void runtime_open_ephemeral(struct runtime *runtime, struct call *c, const struct data_request *in,
                            struct ephemeral_response *ret)
{
    *ret = (struct ephemeral_response){.renew_at_wall_ms = 0};
    const struct ephemeral_resource *ephemeral = find_ephemeral(runtime, c, in->type_name);
    struct value config;
    if (ephemeral == NULL)
        return;
    ret->is_deferred = engine_defers(runtime, c, in->deferral_allowed);
    if (ret->is_deferred || !engine_is_configured(c))
        return;
    void *asked = engine_asked(c, in->config, ephemeral->validate, &config);
    if (asked == NULL || value_is_null(config))
        return;
    void *result = engine_model(c, ephemeral->schema->object, &config);
    struct lease lease = {.renew_at_wall_ms = 0};
    engine_set_timeout(c, &config, TIMEOUT_READ);
    if (!engine_enter_config_region(c, &config))
        return;
    if (!ephemeral->open(c, asked, result, &lease)) {
        engine_report(c, "Cannot open", &config);
        return;
    }
    struct value bound = bind_to_value(c->mem, result, ephemeral->schema->object);
    struct value known = value_without_unknowns(c->mem, &bound);
    struct value located = engine_with_region(c, &known);
    struct value answer = given_keep_blanks(c->mem, ephemeral->schema->object, &config, &located);
    if (!engine_encode(c, &answer, ephemeral->schema->object, &ret->result))
        return;
    ret->private_data = with_region(c, lease.private_data);
    ret->renew_at_wall_ms = lease.renew_at_wall_ms;
}

void runtime_renew_ephemeral(struct runtime *runtime, struct call *c, struct str type_name,
                             struct str private_data, struct ephemeral_response *ret)
{
    *ret = (struct ephemeral_response){.private_data = private_data};
    const struct ephemeral_resource *ephemeral = find_ephemeral(runtime, c, type_name);
    if (ephemeral == NULL || ephemeral->renew == NULL || !engine_is_configured(c) ||
        !enter_region(c, private_data, &private_data))
        return;
    struct lease lease = {.private_data = private_data};
    engine_set_timeout(c, NULL, TIMEOUT_READ);
    if (!ephemeral->renew(c, private_data, &lease)) {
        engine_report(c, "Cannot renew an ephemeral resource", NULL);
        return;
    }
    ret->private_data = with_region(c, lease.private_data);
    ret->renew_at_wall_ms = lease.renew_at_wall_ms;
}

void runtime_close_ephemeral(struct runtime *runtime, struct call *c, struct str type_name,
                             struct str private_data)
{
    const struct ephemeral_resource *ephemeral = find_ephemeral(runtime, c, type_name);
    if (ephemeral == NULL || ephemeral->close == NULL || !engine_is_configured(c) ||
        !enter_region(c, private_data, &private_data))
        return;
    engine_set_timeout(c, NULL, TIMEOUT_READ);
    if (!ephemeral->close(c, private_data))
        engine_report(c, "Cannot close an ephemeral resource", NULL);
}
