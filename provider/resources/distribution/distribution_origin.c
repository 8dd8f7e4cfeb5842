/*
 * distribution_origin.c — whether an origin exists in its region and can be one. Must not know what a distribution does with it.
 */
#include "resources/catalogue/origin.h"
#include "resources/distribution/distribution.h"
#include "runtime/region_check.h"

static const char name_path[] = "origin[0].name", region_path[] = "origin[0].region_name";

static const enum ls_kind kinds[] = {LS_KIND_BUCKET, LS_KIND_LB, LS_KIND_INSTANCE, LS_KIND_CONTAINER_SERVICE};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* In the region of c->client. */
struct search {
    bool is_planned, is_unsure; /* this run creates it; it could not be read */
    enum ls_kind kind;
    json_t *object; /* NULL: none of the kinds has the name */
};

static bool search(struct call *c, struct str name, struct search *ret)
{
    *ret = (struct search){.is_planned = false};
    for (size_t i = 0; i < KINDS; i++)
        ret->is_planned = ret->is_planned || region_planned(c, kinds[i], name);
    for (size_t i = 0; i < KINDS && ret->object == NULL && !ret->is_planned; i++) {
        ret->kind = kinds[i];
        if (api_view(c, kinds[i], name, LS_REFRESH, &ret->object))
            continue;
        if (c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT)
            return false;
        ret->is_unsure = ret->is_unsure || c->err.kind != ERR_NOT_FOUND;
        ret->object = NULL;
        c->err = (struct err){0};
    }
    return true;
}

static void report(struct call *c, const struct search *found, struct str name)
{
    struct str region = call_region(c);
    if (found->object == NULL)
        call_error(c, name_path, "Unknown origin",
                   "There is no instance, load balancer, bucket or container service '%.*s' in %.*s. Use the "
                   "name and the region of an existing one. If this apply creates it, refer to it: name = "
                   "lightsail_bucket.<label>.name, region_name = lightsail_bucket.<label>.region.",
                   STR_ARG(name), STR_ARG(region));
    else if (found->kind == LS_KIND_INSTANCE && !json_is_true(json_object_get(found->object, "isStaticIp")) &&
             !origin_is_prepared(c, LS_KIND_INSTANCE, name))
        call_error(
            c, name_path, "Origin without a static IP",
            "The instance '%.*s' in %.*s has no static IP, and only one with it can be an origin. Attach "
            "one first. If this apply does, refer to the attachment: name = "
            "lightsail_static_ip_attachment.<label>.instance_name.",
            STR_ARG(name), STR_ARG(region));
    else if (found->kind == LS_KIND_LB &&
             json_array_size(json_object_get(found->object, "instanceHealthSummary")) == 0 &&
             !origin_is_prepared(c, LS_KIND_LB, name))
        call_error(
            c, name_path, "Origin without an instance",
            "The load balancer '%.*s' in %.*s has no instance, and only one with an instance can be an "
            "origin. Attach one first. If this apply does, refer to the attachment: name = "
            "lightsail_lb_attachment.<label>.lb_name.",
            STR_ARG(name), STR_ARG(region));
}

static void check_private(struct call *c, const struct search *found, const struct distribution *config)
{
    bool is_private = TF_IS_KNOWN(config->private_origin_access) && config->private_origin_access.v;
    if (is_private && found->object != NULL && found->kind != LS_KIND_BUCKET)
        call_error(c, "private_origin_access", "Private access to something else than a bucket",
                   "The origin is %s %s, and only a bucket has private objects. Set private_origin_access = "
                   "false.",
                   found->kind == LS_KIND_INSTANCE ? "an" : "a", ls_kind_row(found->kind)->noun);
}

static bool is_same(const struct distribution_origin *a, const struct distribution_origin *b)
{
    return a != NULL && b != NULL && tf_string_equal(a->name, b->name) &&
           tf_string_equal(a->region_name, b->region_name);
}

/* The client of the origin's region; NULL after a report. */
static bool enter(struct call *c, struct str region, struct ls_client **ret_client)
{
    if (call_client_of(c, region, ret_client))
        return true;
    *ret_client = NULL;
    if (c->err.kind == ERR_STOPPED || c->err.kind == ERR_TIMEOUT)
        return false;
    if (c->err.kind == ERR_USER)
        call_error(c, region_path, "Unknown region", "%s.", c->err.text);
    c->err = (struct err){0};
    return true;
}

bool distribution_check_origin(struct call *c, const struct plan *plan)
{
    const struct distribution_origin *origin = distribution_origin(plan->config);
    struct ls_client *here = c->client, *there;
    struct search found;
    if (here == NULL || plan->is_final || origin == NULL || !TF_IS_KNOWN(origin->name) ||
        !TF_IS_KNOWN(origin->region_name) || is_same(origin, distribution_origin(plan->prior)))
        return true;
    if (!enter(c, origin->region_name.v, &there) || there == NULL)
        return there == NULL && c->err.kind == ERR_NONE;
    c->client = there;
    bool good = search(c, origin->name.v, &found);
    if (good && !found.is_planned && !(found.object == NULL && found.is_unsure)) {
        report(c, &found, origin->name.v);
        check_private(c, &found, plan->config);
    }
    c->client = here;
    return good;
}
