/*
 * domain.c — what the record of a DNS zone cannot express: its name servers, and that it has entries of others. Must
 * not know who manages an entry.
 */
#include "gen/domain.h"

#include <stdlib.h>

#include "resources/domain/zone.h"
#include "runtime/crud.h"

static int by_text(const void *a, const void *b)
{
    const struct tf_string *one = a, *other = b;
    return str_cmp(one->v, other->v);
}

bool domain_fill(struct call *c, const json_t *object, const void *prior, void *state_model)
{
    struct domain *state = state_model;
    const json_t *items = json_object_get(object, "domainEntries");
    struct str zone = json_member_text(object, "name");
    struct tf_string *servers = arena_new_array(c->mem, struct tf_string, json_array_size(items));
    size_t count = 0;
    (void)prior;
    for (size_t i = 0; i < json_array_size(items); i++) {
        struct entry entry = entry_of_item(c, zone, json_array_get(items, i));
        if (str_eqc(entry.type, "NS") && str_eq(entry.name, zone))
            servers[count++] = tf_string(entry.target);
    }
    if (count > 0)
        qsort(servers, count, sizeof *servers, by_text);
    state->name_servers = (struct tf_strings){.is = TF_KNOWN, .count = count, .v = servers};
    return true;
}

/* ---- deletion ---- */

enum { MOST_NAMED = 5 };

/* "www A, mail MX and 3 more"; data NULL when there are none. */
static struct str entries_of_users(struct call *c, struct str zone, const struct entry *all, size_t count)
{
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        struct str name = dns_relative_name(all[i].name, zone);
        if (entry_is_of_service(&all[i]) || entry_is_validation(&all[i]) || ++found > MOST_NAMED)
            continue;
        buf_printf(&text, "%s%.*s %.*s", text.len > 0 ? ", " : "", STR_ARG(name.len > 0 ? name : zone),
                   STR_ARG(all[i].type));
    }
    if (found > MOST_NAMED)
        buf_printf(&text, " and %zu more", found - MOST_NAMED);
    return found > 0 ? buf_str(&text) : (struct str){NULL, 0};
}

/* Another tool may have added entries since the first change of this run; a zone of this name that is created later
 * in the run has others. */
static bool zone_now_afresh(struct call *c, struct str zone, const struct entry **ret_all, size_t *ret_count)
{
    zone_forget(c, zone);
    bool is_read = zone_now(c, zone, ret_all, ret_count);
    zone_forget(c, zone);
    return is_read;
}

/* In the plan only a warning: the entries may be deleted in the same run. */
bool domain_may_delete(struct call *c, const void *prior_model)
{
    const struct domain *prior = prior_model;
    bool is_applied = c->step == TIMEOUT_DELETE;
    struct str zone = prior->domain_name.v;
    const struct entry *all;
    size_t count;
    if (c->client == NULL || (TF_IS_KNOWN(prior->force_destroy) && prior->force_destroy.v))
        return true;
    bool is_read = is_applied ? zone_now_afresh(c, zone, &all, &count) : zone_read(c, zone, &all, &count);
    if (!is_read)
        return api_done_if_not_found(c);
    struct str found = entries_of_users(c, zone, all, count);
    if (found.data == NULL)
        return true;
    if (is_applied) {
        fail_at(&c->err, ERR_USER, "force_destroy", "the DNS zone %.*s still has entries: %.*s",
                STR_ARG(zone), STR_ARG(found));
        return fail_hint(&c->err,
                         "Delete them first, or apply force_destroy = true before the deletion. Nothing "
                         "was deleted.");
    }
    call_warn(
        c, "force_destroy", "DNS zone has entries",
        "The DNS zone %.*s has these entries now: %.*s. If they are not deleted in the same run, the zone is "
        "not deleted either. To delete it with its entries, apply force_destroy = true first.",
        STR_ARG(zone), STR_ARG(found));
    return true;
}
