/*
 * port_owners.c — the owners of an instance's ports as items of the run. Must not know how ports are opened.
 */
#include "resources/firewall/port_owners.h"

/*
 * Terraform plans a resource once as a change, and if that becomes a replacement, once more as a new
 * resource, without saying that both are the same. So a firewall counts as another one when the same one is
 * planned twice, or when the rules differ.
 */
enum half { RULE = 'r', CHANGED_FIREWALL = 'c', NEW_FIREWALL = 'n' };

static enum half half_of(const struct plan *plan, const struct port_owner *owner)
{
    return !owner->is_firewall ? RULE : plan->prior != NULL ? CHANGED_FIREWALL : NEW_FIREWALL;
}

/* An item has the half, a number that distinguishes equal firewalls, and the ports: "n1 tcp 22 from
 * anyone". */
static struct str ports_of(struct str item)
{
    struct str number, ports;
    return str_cut(item, ' ', &number, &ports) ? ports : STR("");
}

static bool name_of(struct call *c, const struct plan *plan, struct instance_ref planned,
                    struct str *ret_name)
{
    *ret_name = planned.name.v;
    if (TF_IS_KNOWN(planned.name))
        return true;
    bool is_found = TF_IS_KNOWN(planned.arn) && !plan->is_final &&
                    api_view_name_of_arn(c, LS_KIND_INSTANCE, planned.arn.v, ret_name);
    c->err = (struct err){0}; /* no instance has this ARN: other checks report it */
    return is_found;
}

/* Equal rules are the same rule; equal firewalls are numbered. */
static bool note(struct call *c, struct str group, enum half half, struct str ports)
{
    const struct str *items;
    TRY(call_lock(c, group));
    size_t number = half == RULE ? 0 : call_made_of(c, group, &items);
    call_made(c, group, str_printf(c->mem, "%c%zu %.*s", half, number, STR_ARG(ports)));
    call_unlock(c, group);
    return true;
}

/* The other owners that were planned for the instance, in words; "" when there is no conflict. `own` is
 * what this owner recorded. */
static struct str others(struct call *c, struct str group, enum half own, struct str ports)
{
    struct buf rules = buf_new(c->mem, 4096);
    const struct str *items;
    size_t count = call_made_of(c, group, &items), firewalls = 0;
    bool was_own = false;
    for (size_t i = 0; i < count; i++) {
        bool is_rule = items[i].data[0] == RULE, is_like = str_eq(ports_of(items[i]), ports);
        bool is_half = items[i].data[0] == (char)own;
        if (is_rule)
            buf_printf(&rules, "%s%.*s", buf_str(&rules).len > 0 ? ", " : "", STR_ARG(ports_of(items[i])));
        else if (is_half && is_like && !was_own)
            was_own = true;
        else
            firewalls += is_half || own == RULE || !is_like;
    }
    if (firewalls > 0)
        return own == RULE ? STR("lightsail_firewall") : STR("another lightsail_firewall");
    return own != RULE && buf_str(&rules).len > 0
               ? str_printf(c->mem, "lightsail_firewall_rule (%.*s)", STR_ARG(buf_str(&rules)))
               : STR("");
}

bool port_owner_check(struct call *c, const struct plan *plan, const struct port_owner *owner)
{
    struct str instance;
    if (c->client == NULL || !name_of(c, plan, owner->planned, &instance))
        return true;
    enum half half = half_of(plan, owner);
    struct str group = str_printf(c->mem, "port-owners/%.*s/%.*s", STR_ARG(call_region(c)),
                                  STR_ARG(instance));
    if (!plan->is_changed) /* the hook may be called once more for the same resource */
        TRY(note(c, group, half, owner->ports));
    struct str other = others(c, group, half, owner->ports);
    if (other.len == 0 || plan->is_final)
        return true;
    call_warn(c, TF_IS_NULL(owner->config.name) ? "instance_arn" : "instance_name", "Ports managed twice",
              "The ports of the instance '%.*s' are managed by this %s%s%.*s%s and by %.*s. A "
              "lightsail_firewall closes all ports that it does not list, so each apply reverts the changes "
              "of the other. Keep either one lightsail_firewall with all rules, or only "
              "lightsail_firewall_rule.",
              STR_ARG(instance), c->schema->type_name, owner->is_firewall ? "" : " (",
              STR_ARG(owner->is_firewall ? STR("") : owner->ports), owner->is_firewall ? "" : ")",
              STR_ARG(other));
    return true;
}
