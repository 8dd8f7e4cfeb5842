/*
 * container_service.c — what the record of a container service cannot express: its domain names, which the
 * API has as a map and removes only by an empty list, the role for private registries, and the price. Must not know
 * deployments.
 */
#include "resources/catalogue/catalogue.h"
#include "resources/catalogue/origin.h"
#include "resources/container/container_domains.h"

/* ---- the blocks as the API has them ---- */

/* {"certificate": ["www.example.com"]}, in c->mem. */
static json_t *domains_of(struct call *c, const struct container_service *model)
{
    const struct container_service_public_domain_names_certificate *all;
    size_t count = model != NULL ? container_certificates(model, &all) : 0;
    json_t *map = json_own(c->mem, json_object());
    for (size_t i = 0; i < count; i++) {
        json_t *list = json_array();
        for (size_t k = 0; k < all[i].domain_names.count; k++)
            json_array_append_new(list, json_new_str(all[i].domain_names.v[k].v));
        json_object_set_new(map, str_z(c->mem, all[i].certificate_name.v), list);
    }
    return map;
}

static const struct container_service_private_registry_access_ecr_image_puller_role *
role_of(const struct container_service *model)
{
    bool has_block = model != NULL && TF_IS_KNOWN(model->private_registry_access) &&
                     model->private_registry_access.count > 0;
    bool has_role = has_block && TF_IS_KNOWN(model->private_registry_access.v[0].ecr_image_puller_role) &&
                    model->private_registry_access.v[0].ecr_image_puller_role.count > 0;
    return has_role ? model->private_registry_access.v[0].ecr_image_puller_role.v : NULL;
}

static bool has_role(const struct container_service *model)
{
    const struct container_service_private_registry_access_ecr_image_puller_role *role = role_of(model);
    return role != NULL && TF_IS_KNOWN(role->is_active) && role->is_active.v;
}

/* ---- requests ---- */

/* A certificate that is left out stays; one with an empty list is removed. */
static void add_domains(struct call *c, const struct container_service *before,
                        const struct container_service *after, json_t *in)
{
    json_t *old = domains_of(c, before), *wanted = domains_of(c, after), *ignored;
    const char *name;
    if (json_equal(old, wanted))
        return;
    json_t *sent = json_copy(wanted);
    json_object_foreach (old, name, ignored)
        if (json_object_get(wanted, name) == NULL)
            json_object_set_new(sent, name, json_array());
    json_object_set_new(in, "publicDomainNames", sent);
}

bool container_service_request(struct call *c, enum crud_step step, const void *prior, const void *plan,
                               json_t *in)
{
    if (step == CRUD_DELETE)
        return true;
    add_domains(c, prior, plan, in);
    if (has_role(plan) != has_role(prior))
        json_object_set_new(in, "privateRegistryAccess",
                            json_pack("{s:{s:b}}", "ecrImagePullerRole", "isActive", (int)has_role(plan)));
    return true;
}

bool container_service_effect(struct call *c, const void *prior, const void *plan, json_t *members)
{
    json_t *wanted = domains_of(c, plan);
    if (!json_equal(domains_of(c, prior), wanted))
        json_object_set(members, "publicDomainNames", json_object_size(wanted) > 0 ? wanted : json_null());
    if (has_role(plan) != has_role(prior))
        json_object_set_new(members, "privateRegistryAccess.ecrImagePullerRole.isActive",
                            json_boolean(has_role(plan)));
    return true;
}

/* ---- responses ---- */

/* The order of domain names has no meaning: the same names keep the order of the state. */
static bool has_same_names(const struct tf_strings *names, const json_t *list)
{
    size_t same = 0;
    if (!TF_IS_KNOWN(*names) || names->count != json_array_size(list))
        return false;
    for (size_t i = 0; i < names->count; i++) {
        for (size_t k = 0; k < json_array_size(list); k++)
            same += str_eq(names->v[i].v, json_text(json_array_get(list, k)));
    }
    return same == names->count;
}

static struct tf_strings names_of(struct call *c, const struct container_service *prior, struct str name,
                                  const json_t *list)
{
    const struct container_service_public_domain_names_certificate *old;
    size_t count = container_certificates(prior, &old);
    for (size_t i = 0; i < count; i++) {
        if (TF_IS_KNOWN(old[i].domain_names) && tf_string_equal(old[i].certificate_name, tf_string(name)) &&
            has_same_names(&old[i].domain_names, list))
            return old[i].domain_names;
    }
    struct tf_strings names = {.is = TF_KNOWN, .count = json_array_size(list)};
    names.v = arena_new_array(c->mem, struct tf_string, names.count);
    for (size_t i = 0; i < names.count; i++)
        names.v[i] = tf_string(str_copy(c->mem, json_text(json_array_get(list, i))));
    return names;
}

static void fill_domains(struct call *c, const json_t *map, const struct container_service *prior,
                         struct container_service *state)
{
    struct container_service_public_domain_names *block = arena_new_object(
        c->mem, struct container_service_public_domain_names);
    struct container_service_public_domain_names_certificate *all = arena_new_array(
        c->mem, struct container_service_public_domain_names_certificate, json_object_size(map));
    const char *name;
    json_t *list;
    size_t count = 0;
    json_object_foreach ((json_t *)(uintptr_t)map, name, list) {
        struct str certificate_name = str_copy(c->mem, str_c(name));
        if (json_array_size(list) > 0)
            all[count++] = (struct container_service_public_domain_names_certificate){
                tf_string(certificate_name), names_of(c, prior, certificate_name, list)};
    }
    block->certificate.is = TF_KNOWN;
    block->certificate.count = count;
    block->certificate.v = all;
    state->public_domain_names.is = TF_KNOWN;
    state->public_domain_names.count = count > 0;
    state->public_domain_names.v = block;
}

/* A role that is not active is shown only if the configuration has its block. */
static void fill_role(struct call *c, const json_t *object, const struct container_service *prior,
                      struct container_service *state)
{
    const json_t *found = json_at(object, "privateRegistryAccess.ecrImagePullerRole");
    bool is_active = json_is_true(json_object_get(found, "isActive"));
    struct str principal = json_member_text(found, "principalArn");
    state->private_registry_access = prior->private_registry_access;
    state->private_registry_access.is = TF_KNOWN;
    if (!is_active && role_of(prior) == NULL)
        return;
    struct container_service_private_registry_access_ecr_image_puller_role *role = arena_new_object(
        c->mem, struct container_service_private_registry_access_ecr_image_puller_role);
    role->is_active = tf_bool(is_active);
    if (is_active && principal.len > 0)
        role->principal_arn = tf_string(str_copy(c->mem, principal));
    struct container_service_private_registry_access *block = arena_new_object(
        c->mem, struct container_service_private_registry_access);
    block->ecr_image_puller_role.is = TF_KNOWN;
    block->ecr_image_puller_role.count = 1;
    block->ecr_image_puller_role.v = role;
    state->private_registry_access.count = 1;
    state->private_registry_access.v = block;
}

/* The price of a power does not change, so a refresh needs no catalogue. */
static void fill_price(struct call *c, const struct container_service *prior, struct container_service *state)
{
    bool is_same = TF_IS_KNOWN(prior->monthly_price_usd) && tf_string_equal(prior->power, state->power) &&
                   TF_IS_KNOWN(prior->scale) && TF_IS_KNOWN(state->scale) && prior->scale.v == state->scale.v;
    state->monthly_price_usd = is_same ? prior->monthly_price_usd
                                       : catalogue_power_price_usd(c, state->power.v, state->scale.v);
}

bool container_service_fill(struct call *c, const json_t *object, const void *prior_model, void *state_model)
{
    const struct container_service *prior = prior_model;
    struct container_service *state = state_model;
    fill_domains(c, json_object_get(object, "publicDomainNames"), prior, state);
    fill_role(c, object, prior, state);
    fill_price(c, prior, state);
    return true;
}

bool container_service_may_delete(struct call *c, const void *prior)
{
    return origin_may_delete(c, LS_KIND_CONTAINER_SERVICE, crud_name(c, prior));
}
