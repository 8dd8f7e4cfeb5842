/*
 * region.c — the region of a call: from the configuration, else from the state, else from the provider. Knows
 * the attribute `region`, which schemac adds to everything in AWS; must not know any resource.
 */
#include "runtime/engine.h"

static const struct str name = STR("region");

/* The row, or NULL for a type without a region. */
static const struct attr_desc *region_attr(const struct call *c)
{
    return c->schema->in_aws ? object_attr(c->schema->object, name) : NULL;
}

/* Null for a type without this attribute. */
struct value engine_region(const struct call *c, const struct value *object)
{
    const struct value *v = region_attr(c) != NULL && value_is_known(*object) ? value_member(object, name)
                                                                              : NULL;
    return v != NULL ? given_attr(c->mem, region_attr(c), v) : value_null(&type_string);
}

static bool is_configured(const struct call *c)
{
    return c->provider != NULL && c->provider->client != NULL;
}

static bool report(struct call *c)
{
    diag_add_err(c->mem, &c->diags, &c->err, STR("Invalid region"));
    return false;
}

/* The only region of such objects; data == NULL: they may be in any region. */
struct str engine_fixed_region(const struct call *c)
{
    return c->schema->in_aws ? str_c(c->schema->fixed_region) : (struct str){NULL, 0};
}

static bool refuse_region(struct call *c, struct str region, struct str fixed)
{
    fail_at(&c->err, ERR_USER, "region", "%s exists only in %.*s, not in %.*s", c->schema->type_name,
            STR_ARG(fixed), STR_ARG(region));
    fail_hint(&c->err,
              "Remove the argument region, or set region = \"%.*s\". The region of the provider need "
              "not be changed.",
              STR_ARG(fixed));
    return report(c);
}

static bool enter(struct call *c, struct str region)
{
    struct str fixed = engine_fixed_region(c), wanted = fixed.len > 0 ? fixed : region;
    if (fixed.len > 0 && region.len > 0 && !str_eq(region, fixed))
        return refuse_region(c, region, fixed);
    if (!is_configured(c))
        return true;
    c->client = c->provider->client;
    return wanted.len == 0 || ls_client_in_region(c->client, wanted, &c->client, &c->err) || report(c);
}

/* ---- the region of ARNs in a state and a configuration ---- */

/* arn:<partition>:<service>:<region>:<account>:… */
struct str engine_region_of_arn(struct str arn)
{
    struct str region = {NULL, 0}, rest = arn;
    size_t part = 0;
    while (part < 4 && str_cut(rest, ':', &region, &rest))
        part++;
    /* Objects that one region has for all regions, such as domains, have "global" in their ARN. */
    return part == 4 && !str_eqc(region, "global") ? region : (struct str){NULL, 0};
}

struct str engine_state_region(const struct value *state)
{
    static const struct str names[] = {STR("arn"), STR("instance_arn")};
    for (size_t i = 0; value_is_known(*state) && i < sizeof names / sizeof names[0]; i++) {
        const struct value *arn = value_member(state, names[i]);
        struct str region = engine_region_of_arn(arn != NULL && value_is_known(*arn) ? arn->text : STR(""));
        if (region.len > 0)
            return region;
    }
    return (struct str){NULL, 0};
}

static bool is_arn(const struct attr_desc *attr)
{
    for (size_t i = 0; i < attr->constraint_count; i++) {
        if (attr->constraints[i].kind == CONSTRAINT_MATCH && strcmp(attr->constraints[i].name, "arn") == 0)
            return true;
    }
    return false;
}

static bool check_arns(struct call *c, const struct value *config)
{
    bool good = true;
    if (c->client == NULL || region_attr(c) == NULL || !value_is_known(*config))
        return true;
    for (size_t i = 0; i < c->schema->object->count; i++) {
        const struct attr_desc *attr = &c->schema->object->attrs[i];
        struct str arn = is_arn(attr) && value_is_known(config->items[i]) ? config->items[i].text : STR("");
        struct str region = engine_region_of_arn(arn);
        if (region.len == 0 || str_eq(region, call_region(c)))
            continue;
        good = false;
        diag_error(c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, attr->name),
                   STR("Two regions"),
                   "%.*s is in the region %.*s ('%.*s'), but this %s is in %.*s. Set region = \"%.*s\" "
                   "here, or use an object in %.*s.",
                   STR_ARG(attr->name), STR_ARG(region), STR_ARG(arn), c->schema->type_name,
                   STR_ARG(call_region(c)), STR_ARG(region), STR_ARG(call_region(c)));
    }
    return good;
}

/* ---- entrances ---- */

bool call_client_of(struct call *c, struct str region, struct ls_client **ret_client)
{
    struct aws_scope scope = {c->mem, &c->deadline};
    *ret_client = c->client;
    return c->client == NULL || region.len == 0 || str_eq(region, call_region(c)) ||
           (ls_client_in_region(c->client, region, ret_client, &c->err) &&
            ls_client_check_region(*ret_client, scope, &c->err));
}

bool engine_enter_region(struct call *c, struct str region)
{
    if (!enter(c, region))
        return false;
    struct aws_scope scope = {c->mem, &c->deadline};
    return c->client == NULL || ls_client_check_region(c->client, scope, &c->err) || report(c);
}

bool engine_enter_config_region(struct call *c, const struct value *config)
{
    struct value region = engine_region(c, config);
    return engine_enter_region(c, value_is_known(region) ? region.text : STR("")) && check_arns(c, config);
}

/* No check: the object of a state exists, and its region may be unknown to this build. */
bool engine_enter_state_region(struct call *c, const struct value *state, struct str otherwise)
{
    struct value region = engine_region(c, state);
    struct str of_arn = engine_state_region(state);
    if (region_attr(c) == NULL)
        return true;
    return enter(c, value_is_known(region) ? region.text
                    : of_arn.len > 0       ? of_arn
                                           : otherwise) &&
           !engine_refuse_account(c, state);
}

struct value engine_with_region(struct call *c, const struct value *object)
{
    if (region_attr(c) == NULL || c->client == NULL || !value_is_known(*object))
        return *object;
    return value_with_member(c->mem, object, name, value_string(call_region(c)));
}

struct value engine_with_region_if_null(struct call *c, const struct value *object, struct str region)
{
    if (region_attr(c) == NULL || region.len == 0 || !value_is_known(*object) ||
        !value_is_null(*value_member(object, name)))
        return *object;
    return value_with_member(c->mem, object, name, value_string(region));
}

/* ---- import ids ---- */

struct str engine_import_region(struct call *c, struct str id, struct str *ret_id)
{
    size_t at = id.len;
    *ret_id = id;
    while (at > 0 && id.data[at - 1] != '@')
        at--;
    if (region_attr(c) == NULL)
        return (struct str){NULL, 0};
    struct str region = str_slice(id, at, id.len), fixed = engine_fixed_region(c);
    if (at == 0)
        return engine_region_of_arn(id);
    if (fixed.len > 0 && !str_eq(region, fixed))
        return (struct str){NULL, 0}; /* the '@' belongs to the ID */
    *ret_id = str_slice(id, 0, at - 1);
    return region;
}

/* ---- plans ---- */

static void warn_that_it_stays(struct call *c)
{
    struct str here = call_region(c), home = ls_client_region(c->provider->client);
    if (str_eq(here, home) || engine_fixed_region(c).len > 0)
        return;
    diag_warning(
        c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, name),
        STR("Not in the region of the provider"),
        "This %s is in %.*s and stays there, although the region of the provider is %.*s: a change of the "
        "provider's region moves nothing. Set region = \"%.*s\" to confirm this, or region = \"%.*s\" to "
        "replace it with a new one there.",
        c->schema->type_name, STR_ARG(here), STR_ARG(home), STR_ARG(here), STR_ARG(home));
}

bool engine_enter_plan_region(struct call *c, const struct value *config, const struct value *prior,
                              struct str otherwise, struct value *ret_prior)
{
    struct value wanted = engine_region(c, config);
    *ret_prior = *prior;
    if (region_attr(c) == NULL)
        return true;
    if (value_is_known(*prior)) {
        TRY(engine_enter_state_region(c, prior, otherwise));
        *ret_prior = engine_with_region_if_null(c, prior, call_region(c));
    }
    if (value_is_unknown(wanted)) {
        c->client = NULL;
        return true;
    }
    if (value_is_known(wanted) || value_is_null(*prior))
        return engine_enter_config_region(c, config);
    if (is_configured(c))
        warn_that_it_stays(c);
    return check_arns(c, config);
}
