/*
 * static_ip.c — lightsail_static_ip: allocate, attach, move, detach, release; the address exists longer than
 * each instance. Knows when this resource manages the attachment; must not know how a move is made
 * (static_ip_attach.c).
 *
 * Lightsail has one member for the instance of an address; the state has two attributes, and which of them
 * are set shows what manages the attachment: the configured one (this resource), both (just imported or moved
 * here, or both are configured), or none (attached outside of this resource, or not attached).
 */
#include "gen/static_ip.h"
#include "resources/catalogue/name_check.h"
#include "resources/catalogue/origin.h"
#include "resources/instance/instance_changing.h"
#include "resources/static_ip/static_ip_attach.h"
#include "runtime/crud.h"

static struct instance_ref ref_of(const struct static_ip *model)
{
    return (struct instance_ref){model->instance_name, model->instance_arn};
}

/* ---- plan ---- */

/* Null stays null: a value that is unknown in the plan may turn out to be the prior value, and then the
 * other attribute comes back too. */
static struct tf_string opened(struct tf_string prior)
{
    return TF_IS_NULL(prior) ? prior : TF_UNKNOWN_OF(prior);
}

/* The value of the argument that is not set, when the other one is. */
static struct instance_ref beside(struct call *c, struct instance_ref given, struct instance_ref before)
{
    bool is_late = TF_IS_UNKNOWN(given.name) || TF_IS_UNKNOWN(given.arn);
    if (instance_ref_matches(given, before))
        return instance_will_change(c, before.name) ? (struct instance_ref){before.name, opened(before.arn)}
                                                    : before;
    return is_late ? (struct instance_ref){opened(before.name), opened(before.arn)}
                   : (struct instance_ref){0};
}

/* The two arguments: the configured one as it is, the other one only if it is known to identify the same
 * instance. */
static void plan_ref(struct call *c, const struct static_ip *config, const struct static_ip *prior,
                     struct static_ip *planned)
{
    struct instance_ref none = {0}, before = prior != NULL ? ref_of(prior) : none, given = ref_of(config);
    bool is_given = !TF_IS_NULL(given.name) || !TF_IS_NULL(given.arn);
    bool was_argument = TF_IS_NULL(before.name) != TF_IS_NULL(before.arn);
    struct instance_ref other = is_given ? beside(c, given, before) : was_argument ? none : before;
    planned->instance_name = TF_IS_NULL(given.name) ? other.name : given.name;
    planned->instance_arn = TF_IS_NULL(given.arn) ? other.arn : given.arn;
}

static bool same_ref(const struct static_ip *a, const struct static_ip *b)
{
    return tf_string_equal(a->instance_name, b->instance_name) &&
           tf_string_equal(a->instance_arn, b->instance_arn);
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct static_ip *config = plan->config, *prior = plan->prior;
    struct static_ip *planned = plan->planned;
    plan_ref(c, config, prior, planned);
    TRY(name_check(c, plan, LS_KIND_STATIC_IP, planned->name));
    instance_ref_check(c, plan, ref_of(config), prior != NULL ? ref_of(prior) : (struct instance_ref){0});
    origin_prepare(c, LS_KIND_INSTANCE, planned->instance_name);
    bool is_wanted = !TF_IS_NULL(planned->instance_name) || !TF_IS_NULL(planned->instance_arn);
    if (prior != NULL && same_ref(planned, prior)) {
        planned->attached_to = prior->attached_to;
        planned->is_attached = prior->is_attached;
        return true;
    }
    bool is_certain = TF_IS_KNOWN(planned->instance_name) || TF_IS_KNOWN(planned->instance_arn);
    bool is_named = TF_IS_KNOWN(planned->instance_name) || !is_wanted;
    /* An argument that is unknown now may turn out to be null. */
    planned->is_attached = is_certain || !is_wanted ? tf_bool(is_wanted)
                                                    : TF_UNKNOWN_OF(planned->is_attached);
    planned->attached_to = is_named ? planned->instance_name : TF_UNKNOWN_OF(planned->attached_to);
    return true;
}

/* ---- create ---- */

/* The object may be older than the last step. */
static void show_place(const struct static_ip_now *now, struct static_ip *state)
{
    state->attached_to = tf_string_or_null(now->attached_to);
    state->is_attached = tf_bool(now->attached_to.data != NULL);
}

static void fill(struct call *c, const struct static_ip_now *now, struct static_ip *state)
{
    api_fill(c, c->schema->object, now->object, state);
    show_place(now, state);
}

/* Attaches the address to the planned instance; the state is correct also after a failure half-way. */
static bool place(struct call *c, struct static_ip_now *now, const struct instance_found *target,
                  const struct static_ip *plan, struct static_ip *state)
{
    bool placed = target != NULL ? static_ip_bring(c, now, target) : static_ip_give_up(c, now);
    fill(c, now, state);
    if (placed) {
        state->instance_name = plan->instance_name;
        state->instance_arn = plan->instance_arn;
    } else if (now->attached_to.data == NULL) {
        state->instance_name = TF_NULL_OF(state->instance_name);
        state->instance_arn = TF_NULL_OF(state->instance_arn);
    }
    return placed;
}

static bool find_target(struct call *c, const struct static_ip *plan, struct instance_found *found,
                        const struct instance_found **ret_target)
{
    *ret_target = NULL;
    if (!TF_IS_KNOWN(plan->instance_name) && !TF_IS_KNOWN(plan->instance_arn))
        return true;
    TRY(instance_ref_find(c, ref_of(plan), found));
    *ret_target = found;
    return true;
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    const struct static_ip *plan = plan_model;
    struct static_ip *state = state_model;
    struct instance_found found;
    const struct instance_found *target;
    struct static_ip_now now;
    TRY(find_target(c, plan, &found, &target)); /* before an address is allocated, and billed */
    const struct ls_effect effect = {LS_CREATED, LS_KIND_STATIC_IP, .name = plan->name.v};
    TRY(target == NULL || static_ip_await(c, plan->name.v, target));
    TRY(api_create(c, OP_ALLOCATE_STATIC_IP, json_pack("{s:o}", "staticIpName", json_new_str(plan->name.v)),
                   plan, state, &effect));
    TRY(static_ip_get(c, plan->name.v, &now));
    fill(c, &now, state);
    return target == NULL || place(c, &now, target, plan, state);
}

/* ---- read ---- */

static bool arn_of(struct call *c, struct str instance, struct tf_string *ret_arn)
{
    struct instance_found found;
    *ret_arn = (struct tf_string){0};
    if (instance_ref_read(c, (struct instance_ref){.name = tf_string(instance)}, &found)) {
        *ret_arn = tf_string(found.arn);
        return true;
    }
    return api_done_if_not_found(c); /* the static IP was deleted between the two requests: the next
                                      * refresh shows it */
}

/* The arguments with which the plan would be empty. An instance loses its address when it is replaced. */
static bool read_ref(struct call *c, const struct static_ip *prior, const struct static_ip_now *now,
                     struct static_ip *state)
{
    bool is_import = TF_IS_NULL(prior->created_at), is_attached = now->attached_to.data != NULL;
    bool stayed = tf_string_equal(prior->attached_to, tf_string_or_null(now->attached_to));
    if (is_import || !TF_IS_NULL(prior->instance_name))
        state->instance_name = tf_string_or_null(now->attached_to);
    if (!is_attached)
        state->instance_arn = TF_NULL_OF(state->instance_arn);
    else if (is_import || (!TF_IS_NULL(prior->instance_arn) && !stayed))
        TRY(arn_of(c, now->attached_to, &state->instance_arn));
    return true;
}

/* A change of the bundle of its instance attaches it again. */
static bool is_detached_for_change(struct call *c, const struct static_ip *prior,
                                   const struct static_ip_now *now, bool *ret)
{
    *ret = false;
    return now->attached_to.data != NULL || !TF_IS_KNOWN(prior->attached_to) ||
           prior->attached_to.v.len == 0 || instance_is_changing(c, prior->attached_to.v, ret);
}

static bool keep_place(const struct static_ip *prior, struct static_ip *state)
{
    state->attached_to = prior->attached_to;
    state->is_attached = prior->is_attached;
    state->instance_name = prior->instance_name;
    state->instance_arn = prior->instance_arn;
    return true;
}

bool static_ip_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct static_ip *state = state_model;
    struct static_ip_now now = static_ip_of((json_t *)(uintptr_t)object);
    bool is_changing;
    TRY(is_detached_for_change(c, prior, &now, &is_changing));
    if (is_changing)
        return keep_place(prior, state);
    show_place(&now, state);
    return read_ref(c, prior, &now, state);
}

/* ---- update, destroy ---- */

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct static_ip *prior = prior_model, *plan = plan_model;
    struct instance_found found;
    const struct instance_found *target;
    struct static_ip_now now;
    if (same_ref(plan, prior))
        return true;
    TRY(api_must_be_own(c, LS_KIND_STATIC_IP, prior->name.v, prior->arn));
    TRY(find_target(c, plan, &found, &target));
    TRY(target != NULL ? static_ip_claim(c, prior->name.v, &now) : static_ip_get(c, prior->name.v, &now));
    return place(c, &now, target, plan, state_model);
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct static_ip *prior = prior_model;
    struct static_ip_now now = {.name = prior->name.v,
                                .object = json_own(c->mem,
                                                   json_pack("{s:o}", "arn", json_new_str(prior->arn.v)))};
    bool is_own = true;
    /* A static IP that is not shown may be late: the release request reports whether it exists. */
    TRY(static_ip_get(c, prior->name.v, &now) || api_done_if_not_found(c));
    if (!str_eq(json_member_text(now.object, "arn"), prior->arn.v))
        TRY(api_is_own(c, LS_KIND_STATIC_IP, prior->name.v, prior->arn, &is_own));
    return !is_own || static_ip_release(c, &now) || api_done_if_not_found(c);
}

const struct resource static_ip_resource = {
    .schema = &static_ip_schema,
    .modify_plan = modify_plan,
    .create = create,
    .read = crud_read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
};
