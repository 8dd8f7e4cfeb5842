/*
 * entry_plan.c — which entries cannot stand together, and which exist already. Must not know the schema of a resource.
 */
#include "resources/domain/entry_plan.h"

#include "runtime/region_check.h"

/* ---- the forms of one entry ---- */

static void report(struct call *c, const char *path)
{
    if (strcmp(c->err.attribute, "target") == 0)
        ERR_SET(&c->err, attribute, str_c(path));
    call_error(c, c->err.attribute, "Invalid DNS entry", "%s. %s", c->err.text, c->err.hint);
    c->err = (struct err){0};
}

void entry_validate(struct call *c, struct tf_string zone, struct tf_string name, struct tf_string type)
{
    struct str plain = TF_IS_KNOWN(zone) ? dns_plain_name(c->mem, zone.v) : (struct str){NULL, 0};
    if (!TF_IS_KNOWN(name))
        return;
    if (!dns_check_name(c->mem, name.v, plain, &c->err)) {
        report(c, "name");
        return;
    }
    bool is_apex = name.v.len == 0 ||
                   (plain.data != NULL && str_eq(dns_full_name(c->mem, name.v, plain), plain));
    if (is_apex && TF_IS_KNOWN(type) && str_eqc(type.v, "CNAME"))
        call_error(
            c, "type", "CNAME for the domain itself",
            "The domain itself has SOA and NS entries, and a CNAME cannot stand beside others. For a load "
            "balancer, a distribution or a container service, use type = \"A\" with an alias; otherwise use "
            "A and AAAA entries.");
}

void entry_validate_target(struct call *c, const char *path, struct tf_string type, struct tf_string target,
                           bool is_alias)
{
    if (TF_IS_KNOWN(type) && TF_IS_KNOWN(target) &&
        !dns_check_target(c->mem, type.v, target.v, is_alias, &c->err))
        report(c, path);
}

/* ---- what this run knows ---- */

static struct str managed(struct call *c, struct str zone)
{
    return str_printf(c->mem, "managed entries of %.*s", STR_ARG(zone));
}

void entry_note_managed(struct call *c, const struct entry *entry)
{
    if (c->provider != NULL && c->provider->walk != NULL)
        call_made(c, managed(c, entry->zone), entry_key(c, entry));
}

static struct str lost(struct call *c, const struct entry *entry)
{
    return str_printf(c->mem, "lost entries of %.*s", STR_ARG(entry->zone));
}

static struct str name_and_type(struct call *c, const struct entry *entry)
{
    return str_printf(c->mem, "%.*s %.*s", STR_ARG(entry->name), STR_ARG(entry->type));
}

void entry_note_lost(struct call *c, const struct entry *entry)
{
    if (c->provider != NULL && c->provider->walk != NULL)
        call_made(c, lost(c, entry), name_and_type(c, entry));
}

static struct str planned_at(struct call *c, const struct entry *entry)
{
    return str_printf(c->mem, "planned entries of %.*s at %.*s", STR_ARG(entry->zone), STR_ARG(entry->name));
}

/* "TYPE ALIAS OWNER TARGET" of a planned entry: the resource is that of the entry before, or a new one. */
struct note {
    struct str type, alias, owner, target;
};

static struct note parse_note(struct str text)
{
    struct note note;
    str_cut(text, '\n', &note.type, &text);
    str_cut(text, '\n', &note.alias, &text);
    str_cut(text, '\n', &note.owner, &note.target);
    return note;
}

static struct str owner_of(struct call *c, const struct planned_entry *planned)
{
    const struct entry *e = &planned->entry;
    if (planned->is_set)
        return str_printf(c->mem, "set %.*s", STR_ARG(e->type));
    return planned->before.zone.data != NULL ? entry_key(c, &planned->before) : STR("new");
}

/* ---- entries that cannot stand together ---- */

static bool excludes(struct str type, bool is_alias, struct str other, bool other_is_alias)
{
    bool is_cname = str_eqc(type, "CNAME") || str_eqc(other, "CNAME");
    return is_cname || (str_eq(type, other) && (is_alias || other_is_alias));
}

static void refuse_beside(struct call *c, const struct planned_entry *planned, struct str other,
                          const char *where)
{
    const struct entry *e = &planned->entry;
    bool is_cname = str_eqc(e->type, "CNAME") || str_eqc(other, "CNAME");
    call_error(c, "type", "Entries that cannot stand together",
               "%s has an entry of the type %.*s for %.*s. %s. Remove one of them, or give one another name.",
               where, STR_ARG(other), STR_ARG(e->name),
               is_cname ? "A CNAME entry cannot stand beside any other"
                        : "An alias cannot stand beside another entry of its type");
}

static void refuse_twice(struct call *c, const struct planned_entry *planned)
{
    const struct entry *e = &planned->entry;
    call_error(c, planned->path, "Two resources for one entry",
               "This configuration has the entry %.*s %.*s '%.*s' twice. Remove one of them.",
               STR_ARG(e->name), STR_ARG(e->type), STR_ARG(e->target));
}

static void refuse_mixed(struct call *c, const struct planned_entry *planned)
{
    const struct entry *e = &planned->entry;
    call_error(
        c, "type", "Entries that two kinds of resources manage",
        "This configuration has both lightsail_domain_records and lightsail_domain_entry for %.*s %.*s. The "
        "first deletes what the second creates. Use only one of them for a name and type.",
        STR_ARG(e->name), STR_ARG(e->type));
}

static bool is_set(struct note note)
{
    return str_starts_with(note.owner, STR("set "));
}

static bool check_note(struct call *c, const struct planned_entry *planned, struct note other)
{
    const struct entry *e = &planned->entry;
    bool is_same_type = str_eq(other.type, e->type),
         is_equal = str_eq(other.target, e->target) && e->target.len > 0;
    if (is_same_type && is_set(other) != planned->is_set)
        refuse_mixed(c, planned);
    else if (is_same_type && is_equal && str_eqc(other.alias, "1") == e->is_alias)
        refuse_twice(c, planned);
    else if (excludes(e->type, e->is_alias, other.type, str_eqc(other.alias, "1")))
        refuse_beside(c, planned, other.type, "This configuration");
    else
        return true;
    return false;
}

/* Compares with the other entries of the configuration, and adds this one. */
static bool check_configuration(struct call *c, const struct planned_entry *planned)
{
    const struct entry *e = &planned->entry;
    struct str group = planned_at(c, e), owner = owner_of(c, planned);
    const struct str *notes;
    size_t count = call_made_of(c, group, &notes);
    bool is_new = str_eqc(owner, "new"), good = true;
    struct str mine = str_printf(c->mem, "%.*s\n%d\n%.*s\n%.*s", STR_ARG(e->type), e->is_alias,
                                 STR_ARG(owner), STR_ARG(e->target));
    for (size_t i = 0; good && i < count; i++) {
        struct note note = parse_note(notes[i]);
        if (is_new || !str_eq(note.owner, owner))
            good = check_note(c, planned, note);
    }
    call_made(c, group, mine);
    return good;
}

/* ---- entries that exist ---- */

static void refuse_existing(struct call *c, const struct planned_entry *planned)
{
    const struct entry *e = &planned->entry;
    call_error(
        c, planned->path, "Entry exists already",
        "The zone %.*s already has the entry %.*s %.*s '%.*s', which this configuration did not create. "
        "If it is yours, import it, where NAME is the name of the resource in the configuration:\n\n"
        "terraform import %s.NAME '%.*s'\n\nOtherwise delete it first.",
        STR_ARG(e->zone), STR_ARG(e->name), STR_ARG(e->type), STR_ARG(e->target), c->schema->type_name,
        STR_ARG(planned->import_id));
}

static bool is_before(struct call *c, const struct planned_entry *planned, const struct entry *found)
{
    return planned->before.zone.data != NULL && str_eq(entry_key(c, &planned->before), entry_key(c, found));
}

/* An entry of another resource of the configuration may change or go in the same run. */
static bool check_found(struct call *c, const struct planned_entry *planned, const struct entry *found)
{
    const struct entry *e = &planned->entry;
    struct str key = entry_key(c, found);
    if (!str_eq(found->name, e->name) || call_has_made(c, managed(c, e->zone), key) ||
        is_before(c, planned, found))
        return true;
    bool is_equal = str_eq(key, entry_key(c, e)),
         is_same_set = planned->is_set && str_eq(found->type, e->type);
    if (is_equal && (entry_is_validation(found) || call_has_made(c, lost(c, e), name_and_type(c, e))))
        return true;
    if ((is_equal || is_same_set) && entry_shows_soon(c, found, false))
        return true; /* an earlier run has just deleted it */
    if (is_equal || is_same_set)
        refuse_existing(c, planned);
    else if (excludes(e->type, e->is_alias, found->type, found->is_alias))
        refuse_beside(c, planned, found->type, "The zone");
    else
        return true;
    return false;
}

static bool check_zone(struct call *c, const struct planned_entry *planned)
{
    const struct entry *all;
    size_t count;
    if (!zone_known(c, planned->entry.zone, &all, &count))
        return api_done_if_not_found(c); /* it is created in the same run, or reported elsewhere */
    bool has_before = planned->before.zone.data == NULL;
    for (size_t i = 0; i < count && !has_before; i++)
        has_before = is_before(c, planned, &all[i]);
    if (!has_before)
        entry_note_lost(c, &planned->before);
    for (size_t i = 0; i < count && check_found(c, planned, &all[i]); i++)
        continue;
    return true;
}

bool entry_plan(struct call *c, const struct plan *plan, const struct planned_entry *planned)
{
    const struct entry *e = &planned->entry;
    bool is_unchanged = planned->before.zone.data != NULL &&
                        str_eq(entry_key(c, &planned->before), entry_key(c, e));
    if (c->client == NULL || c->provider->walk == NULL || plan->is_final || plan->is_rehearsal)
        return true;
    if (planned->before.zone.data != NULL)
        entry_note_managed(c, &planned->before);
    return !check_configuration(c, planned) || is_unchanged || check_zone(c, planned);
}

void entry_plan_zone(struct call *c, const struct plan *plan, struct tf_string zone, struct tf_string before)
{
    struct tf_string wanted = zone, was = before;
    if (TF_IS_KNOWN(zone))
        wanted.v = dns_plain_name(c->mem, zone.v);
    if (TF_IS_KNOWN(before))
        was.v = dns_plain_name(c->mem, before.v);
    refers_check(c, plan, LS_KIND_DOMAIN, "domain_name", wanted, was);
}
