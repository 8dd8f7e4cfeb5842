/*
 * plan.c — predicts the next state from configuration, prior state and the attribute rows, then lets the
 * resource refine it. Makes no request except those of the resource; knows nothing of any particular
 * resource. Source: protocol section 4.6.
 */
#include "runtime/engine.h"
#include "tf/number.h"

/* How computed attributes that the configuration does not set are predicted. */
enum phase {
    PHASE_CREATE,    /* everything that AWS decides is unknown */
    PHASE_UNCHANGED, /* nothing changes so far: everything keeps its prior value */
    PHASE_CHANGED,   /* something changes: what an update may change is unknown */
};

struct planner {
    struct arena *mem;
    enum phase phase;
};

struct value plan_default(struct arena *mem, const struct attr_desc *attr)
{
    struct str text = str_c(attr->default_text);
    struct str canonical;
    switch (attr->type->kind) {
    case TYPE_BOOL:
        return value_bool(str_eq(text, STR("true")));
    case TYPE_NUMBER:
        return number_parse(mem, text, &canonical) ? value_number(canonical) : value_null(attr->type);
    default:
        return value_string(text);
    }
}

static struct value plan_object(const struct planner *p, const struct object_desc *desc,
                                const struct value *config, const struct value *prior);

/* A value that AWS decides: unknown, or the prior one. */
static struct value plan_computed(const struct planner *p, const struct attr_desc *attr,
                                  const struct value *prior)
{
    if (attr->default_text != NULL)
        return plan_default(p->mem, attr);
    if (p->phase == PHASE_CREATE || prior == NULL)
        return value_unknown(attr->type);
    bool stays = p->phase == PHASE_UNCHANGED || (attr->flags & ATTR_KEEP);
    return stays ? *prior : value_unknown(attr->type);
}

/*
 * The prior element that a configured set element continues: equal in everything that the user wrote. Without
 * it, a computed attribute inside a set would be unknown in every plan.
 */
static const struct value *matching_element(const struct object_desc *desc, const struct value *config,
                                            const struct value *prior_set)
{
    for (size_t i = 0; prior_set != NULL && value_is_known(*prior_set) && i < prior_set->count; i++) {
        const struct value *candidate = &prior_set->items[i];
        bool matches = value_is_known(*candidate) && value_is_known(*config);
        for (size_t a = 0; matches && a < desc->count; a++) {
            bool open = value_is_null(config->items[a]) && (desc->attrs[a].flags & ATTR_COMPUTED);
            matches = open || value_equal(&config->items[a], &candidate->items[a]);
        }
        if (matches)
            return candidate;
    }
    return NULL;
}

static const struct value *prior_element(const struct attr_desc *attr, const struct value *config,
                                         const struct value *prior, size_t i)
{
    if (attr->nesting == NESTING_SET)
        return matching_element(attr->nested, &config->items[i], prior);
    if (prior == NULL || !value_is_known(*prior))
        return NULL;
    if (attr->nesting == NESTING_MAP)
        return value_map_get(prior, config->keys[i]);
    return i < prior->count ? &prior->items[i] : NULL;
}

static struct value plan_nested(const struct planner *p, const struct attr_desc *attr,
                                const struct value *config, const struct value *prior)
{
    if (attr->nesting == NESTING_SINGLE)
        return plan_object(p, attr->nested, config, prior != NULL && value_is_known(*prior) ? prior : NULL);
    struct value *items = arena_new_array(p->mem, struct value, config->count);
    for (size_t i = 0; i < config->count; i++) {
        const struct value *element = prior_element(attr, config, prior, i);
        items[i] = plan_object(p, attr->nested, &config->items[i], element);
    }
    struct value planned = *config; /* keys, type and count are those of the configuration */
    planned.items = items;
    return attr->nesting == NESTING_SET ? value_set(p->mem, config->type, items, config->count) : planned;
}

static struct value plan_attr(const struct planner *p, const struct attr_desc *attr,
                              const struct value *config, const struct value *prior)
{
    if (attr->flags & ATTR_WRITE_ONLY)
        return value_null(attr->type);
    bool may_stay = prior != NULL && !value_is_null(*prior) && !value_is_null(*config);
    bool is_left_open = given_is_blank(attr, config) && (attr->flags & ATTR_COMPUTED) &&
                        attr->default_text == NULL;
    if (may_stay && (is_left_open || given_same(p->mem, attr, config, prior)))
        return *prior;
    if (attr->nested != NULL && value_is_known(*config))
        return plan_nested(p, attr, config, prior);
    if (!value_is_null(*config))
        return *config;
    return (attr->flags & ATTR_COMPUTED) ? plan_computed(p, attr, prior) : *config;
}

static struct value plan_object(const struct planner *p, const struct object_desc *desc,
                                const struct value *config, const struct value *prior)
{
    if (!value_is_known(*config))
        return *config;
    struct value *items = arena_new_array(p->mem, struct value, desc->count);
    for (size_t i = 0; i < desc->count; i++) {
        const struct value *before = prior != NULL && value_is_known(*prior) ? &prior->items[i] : NULL;
        items[i] = plan_attr(p, &desc->attrs[i], &config->items[i], before);
    }
    return value_object(desc->type, items);
}

struct value engine_predict(struct call *c, const struct object_desc *desc, const struct value *config)
{
    const struct planner planner = {.mem = c->mem, .phase = PHASE_CREATE};
    return plan_object(&planner, desc, config, NULL);
}

/* Whether anything differs besides attributes that exist in Terraform only: those alone change nothing in
 * AWS. */
static bool differs_remotely(struct arena *mem, const struct object_desc *desc, const struct value *a,
                             const struct value *b)
{
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        if (!(attr->flags & ATTR_LOCAL) && !given_same(mem, attr, &a->items[i], &b->items[i]))
            return true;
    }
    return false;
}

struct change {
    const struct resource *resource;
    const struct object_desc *desc;
    struct value config, prior, planned; /* prior null on create */
    struct plan hook;
};

/* Lets the resource refine the plan. */
static bool run_hook(struct call *c, struct change *change, enum phase phase)
{
    if (change->resource->modify_plan == NULL)
        return true;
    bool creating = value_is_null(change->prior);
    void *config = engine_model(c, change->desc, &change->config);
    void *prior = creating ? NULL : engine_model(c, change->desc, &change->prior);
    void *before = engine_model(c, change->desc, &change->planned);
    void *after = engine_model(c, change->desc, &change->planned);
    if (config == NULL || (!creating && prior == NULL) || before == NULL || after == NULL)
        return false;
    bool is_final = c->provider != NULL && c->provider->walk != NULL && walk_is_apply(c->provider->walk);
    change->hook.config = config;
    change->hook.prior = prior;
    change->hook.planned = after;
    change->hook.is_changed = phase == PHASE_CHANGED;
    change->hook.is_final = is_final;
    change->hook.replace_count = 0;
    change->hook.replace_note = (struct str){NULL, 0};
    if (!change->resource->modify_plan(c, &change->hook)) {
        engine_report(c, "Cannot plan", &change->planned);
        return false;
    }
    struct value *items = arena_new_array(c->mem, struct value, change->desc->count);
    for (size_t i = 0; i < change->desc->count; i++)
        items[i] = given_planned(c->mem, &change->desc->attrs[i], after,
                                 (struct given_form){&change->planned.items[i], before},
                                 (struct given_form){creating ? NULL : &change->prior.items[i], prior},
                                 (struct given_form){&change->config.items[i], config});
    change->planned = value_object(change->desc->type, items);
    return true;
}

static bool plan_phase(struct call *c, struct change *change, enum phase phase)
{
    const struct planner planner = {.mem = c->mem, .phase = phase};
    change->planned = plan_object(&planner, change->desc, &change->config,
                                  value_is_null(change->prior) ? NULL : &change->prior);
    const struct value *region = value_member(&change->config, STR("region"));
    if (phase == PHASE_CREATE && region != NULL && value_is_null(*region))
        change->planned = engine_with_region(c, &change->planned);
    TRY(run_hook(c, change, phase));
    change->planned = engine_with_id(c, &change->planned);
    return true;
}

/*
 * Update: first predicted as if nothing changed. If the rows or the resource find a difference, again with
 * everything unknown that an update may change. With this order, a plan is empty exactly when nothing that
 * the user wrote differs.
 */
static bool plan_update(struct call *c, struct change *change)
{
    size_t diags_before = c->diags.count, errors_before = c->diags.error_count;
    TRY(plan_phase(c, change, PHASE_UNCHANGED));
    if (!differs_remotely(c->mem, change->desc, &change->planned, &change->prior))
        return true;
    c->diags.count = diags_before; /* the second run reports the same again */
    c->diags.error_count = errors_before;
    return plan_phase(c, change, PHASE_CHANGED);
}

static void add_path(struct call *c, struct plan_response *ret, struct path path)
{
    for (size_t i = 0; i < ret->replace_count; i++) {
        if (path_equal(ret->replace[i], path))
            return;
    }
    struct path *paths = arena_new_array(c->mem, struct path, ret->replace_count + 1);
    if (ret->replace_count > 0)
        memcpy(paths, ret->replace, ret->replace_count * sizeof *paths);
    paths[ret->replace_count++] = path;
    ret->replace = paths;
}

static void find_replaced(struct call *c, const struct object_desc *desc, const struct value *prior,
                          const struct value *planned, struct path base, struct plan_response *ret)
{
    if (!value_is_known(*prior) || !value_is_known(*planned))
        return;
    for (size_t i = 0; i < desc->count; i++) {
        const struct attr_desc *attr = &desc->attrs[i];
        const struct value *before = &prior->items[i], *after = &planned->items[i];
        struct path path = path_attribute(c->mem, base, attr->name);
        if (given_same(c->mem, attr, before, after))
            continue;
        if (attr->flags & ATTR_REPLACE)
            add_path(c, ret, engine_path(c, path));
        else if (attr->nested != NULL && attr->nesting == NESTING_SINGLE)
            find_replaced(c, attr->nested, before, after, path, ret);
    }
}

static void fill_replacements(struct call *c, const struct change *change, struct plan_response *ret)
{
    find_replaced(c, change->desc, &change->prior, &change->planned, (struct path){0}, ret);
    for (size_t i = 0; i < change->hook.replace_count; i++) {
        struct str name = change->hook.replace_paths[i];
        const struct value *before = value_member(&change->prior, name),
                           *after = value_member(&change->planned, name);
        /* Terraform counts only paths whose value differs. */
        if (before != NULL && after != NULL && !value_equal(before, after))
            add_path(c, ret, path_attribute(c->mem, (struct path){0}, name));
    }
}

static void add_name(struct buf *list, struct str name)
{
    buf_printf(list, "%s%.*s", list->len > 0 ? ", " : "", STR_ARG(name));
}

/*
 * A replacement that loses data says so in the plan. In a long plan "forces replacement" is easily missed,
 * and what it deletes cannot be restored.
 */
static void warn_of_loss(struct call *c, const struct schema_desc *schema, const struct change *change,
                         const struct plan_response *ret)
{
    if (schema->replace_warning == NULL || ret->replace_count == 0)
        return;
    const struct value *name = value_member(&change->planned, STR("name")),
                       *before = value_member(&change->prior, STR("name"));
    struct buf reasons = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < ret->replace_count; i++)
        add_name(&reasons, path_print(c->mem, ret->replace[i]));
    diag_warning(c->mem, &c->diags, ret->replace[0], engine_title(c, "Replacing", &change->prior),
                 "Cannot be changed in place: %.*s. %s%s%.*s%s", STR_ARG(buf_str(&reasons)),
                 schema->replace_warning, change->hook.replace_note.len > 0 ? " " : "",
                 STR_ARG(change->hook.replace_note),
                 name != NULL && value_equal(name, before)
                     ? " With create_before_destroy the new one needs another name, because the old one "
                       "still has this one."
                     : "");
}

/*
 * The new object can only be checked as far as its values are known, and the old object is deleted before
 * that.
 */
static void warn_of_unknown(struct call *c, const struct change *change)
{
    const struct attr_desc *first = NULL;
    struct buf names = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < change->desc->count; i++) {
        const struct attr_desc *attr = &change->desc->attrs[i];
        if ((attr->flags & ATTR_LOCAL) || value_is_wholly_known(&change->config.items[i]))
            continue;
        first = first == NULL ? attr : first;
        add_name(&names, attr->name);
    }
    if (first == NULL || !change->hook.is_replacement)
        return;
    diag_warning(
        c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, first->name),
        engine_title(c, "Some values cannot be checked before replacing", &change->planned),
        "Not known before the apply: %.*s. If such a value is refused, the old object is already deleted, "
        "and no new one is created. To avoid this, use values that are known in the plan.",
        STR_ARG(buf_str(&names)));
}

/*
 * The creation at the end of a replacement is planned by a separate call, of which Terraform shows only the
 * errors. So its warnings are reported here. Its errors are left to that call, because it gets the
 * configuration as written; this call gets it with the effect of lifecycle.ignore_changes.
 */
static void rehearse_creation(struct call *c, const struct change *change)
{
    struct change creation = {.resource = change->resource, .desc = change->desc, .config = change->config};
    struct diagnostics told = c->diags;
    creation.prior = value_null(change->desc->type);
    creation.hook.is_rehearsal = true;
    engine_saw_creation(c, &change->config, change->hook.id, &creation.hook);
    if (!creation.hook.is_replacement)
        return;
    c->diags = (struct diagnostics){0};
    bool is_planned = plan_phase(c, &creation, PHASE_CREATE);
    warn_of_unknown(c, &creation);
    struct diagnostics found = c->diags;
    c->diags = told;
    for (size_t i = 0; i < found.count; i++) {
        const struct diagnostic *d = &found.items[i];
        if (d->severity == DIAG_WARNING || !is_planned)
            diag_add(c->mem, &c->diags, d->severity, d->path, d->summary, d->detail);
    }
}

static void plan_destroy(struct call *c, const struct resource *resource, const struct value *prior)
{
    if (resource->plan_destroy == NULL || value_is_null(*prior))
        return;
    void *model = engine_model(c, resource->schema->object, prior);
    if (model != NULL && !resource->plan_destroy(c, model))
        engine_report(c, "Cannot plan the destruction of", prior);
}

void runtime_plan(struct runtime *runtime, struct call *c, const struct plan_request *in,
                  struct plan_response *ret)
{
    *ret = (struct plan_response){.planned_private = in->prior_private, .identity = in->prior_identity};
    const struct resource *resource = engine_resource(runtime, c, in->type_name);
    if (resource == NULL)
        return;
    ret->is_deferred = engine_defers(runtime, c, in->deferral_allowed);
    if (!ret->is_deferred && !engine_is_ready(c))
        return;
    const struct object_desc *desc = resource->schema->object;
    struct change change = {.resource = resource, .desc = desc};
    struct value proposed;
    if (!engine_decode(c, in->prior, desc, "the prior state", &change.prior) ||
        !engine_decode(c, in->proposed, desc, "the proposed state", &proposed) ||
        !engine_decode(c, in->config, desc, "the configuration", &change.config))
        return;
    struct str of_identity = engine_identity_region(runtime, c, resource, in->prior_identity);
    if (value_is_null(proposed)) {
        if (!engine_enter_state_region(c, &change.prior, of_identity))
            return;
        engine_saw_prior(c, &change.prior, &change.hook);
        if (!ret->is_deferred && !engine_refuse_deletion(c, &change.prior, "This plan"))
            plan_destroy(c, resource, &change.prior);
        ret->planned_private = engine_private_deletion(c, in->prior_private);
        if (!engine_encode(c, &proposed, desc, &ret->planned))
            ret->planned = (struct str){NULL, 0};
        return;
    }
    bool creating = value_is_null(change.prior);
    struct value stored = change.prior;
    if (!engine_enter_plan_region(c, &change.config, &stored, creating ? (struct str){NULL, 0} : of_identity,
                                  &change.prior))
        return;
    if (!engine_validate_again(c, &change.config, &change.prior, resource->validate) ||
        (creating && (engine_refuse_to_move(c, &change.config, in->prior_private) ||
                      engine_refuse_saved(runtime, c, &change.config))))
        return;
    ret->planned_private = engine_private(c, &change.prior, in->prior_private);
    if (creating) {
        ret->planned_private = engine_private_home(c, &change.config, ret->planned_private);
        engine_saw_creation(c, &change.config, engine_private_id(in->prior_private), &change.hook);
    } else {
        engine_saw_prior(c, &change.prior, &change.hook);
    }
    if (creating && change.hook.is_protected && !change.hook.is_rehearsal) {
        engine_report_protection(c, &change.config, "The replacement");
        return;
    }
    if (!(creating ? plan_phase(c, &change, PHASE_CREATE) : plan_update(c, &change)))
        return;
    if (!creating)
        fill_replacements(c, &change, ret);
    if (ret->replace_count > 0 && engine_refuse_deletion(c, &change.prior, "The replacement"))
        return;
    warn_of_loss(c, resource->schema, &change, ret);
    if (ret->replace_count > 0)
        rehearse_creation(c, &change);
    warn_of_unknown(c, &change);
    /* Older builds did not store the region; its addition alone is not a change. */
    if (!creating && value_equal(&change.planned, &change.prior) &&
        value_is_null(engine_region(c, &change.config)))
        change.planned = stored;
    if (!laws_plan_is_valid(c, desc, &change.prior, &change.config, &change.planned))
        return;
    if (!engine_encode(c, &change.planned, desc, &ret->planned))
        ret->planned = (struct str){NULL, 0};
    /* The identity after the change: the new one, as soon as it is known. Only a change in place of an attribute of it,
     * such as the target of a DNS entry, changes it. */
    ret->identity = engine_identity(runtime, c, resource, &change.planned,
                                    creating ? (struct identity){.given = false} : in->prior_identity);
}
