/*
 * domain_entry_id.c — the IDs of an entry: of this provider, and of hashicorp/aws. Must not know requests, except for
 * an ID that has the id of the entry in the API.
 */
#include "resources/domain/domain_entry.h"
#include "resources/moves.h"
#include "runtime/move_source.h"

static const char *const types[] = {"AAAA", "A", "CNAME", "MX", "NS", "SOA", "SRV", "TXT"};

static bool is_type(struct str text)
{
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        if (str_eqc(text, types[i]))
            return true;
    }
    return false;
}

struct parts {
    struct str zone, name, type, target;
};

/* "example.com/www/A/192.0.2.1" */
static bool parse_path(struct call *c, struct str id, struct parts *ret)
{
    struct str rest = id;
    if (!str_cut(rest, '/', &ret->zone, &rest) || !str_cut(rest, '/', &ret->name, &rest) ||
        !str_cut(rest, '/', &ret->type, &rest) || !is_type(ret->type) || str_find(rest, '/', 0) < rest.len)
        return false;
    ret->zone = dns_decoded(c->mem, ret->zone);
    ret->name = dns_decoded(c->mem, ret->name);
    ret->target = dns_decoded(c->mem, rest);
    return true;
}

/* hashicorp/aws: "www,example.com,A,192.0.2.1". A target may have commas. */
static bool parse_commas(struct str id, struct parts *ret)
{
    struct str rest = id;
    if (!str_cut(rest, ',', &ret->name, &rest) || !str_cut(rest, ',', &ret->zone, &rest) ||
        !str_cut(rest, ',', &ret->type, &rest))
        return false;
    ret->target = rest;
    return is_type(ret->type);
}

/* Where "_TYPE_" begins; id.len when it has none. */
static size_t find_type(struct call *c, struct str id, struct str *ret_type)
{
    for (size_t at = 1; at < id.len; at++) {
        for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
            struct str mark = str_printf(c->mem, "_%s_", types[i]);
            *ret_type = str_c(types[i]);
            if (str_starts_with(str_slice(id, at, id.len), mark))
                return at;
        }
    }
    return id.len;
}

/* Its older form: "_dmarc_example.com_TXT_v=…". A domain has no '_'. */
static bool parse_underscores(struct call *c, struct str id, struct parts *ret)
{
    size_t at = find_type(c, id, &ret->type), zone = at;
    if (at == id.len)
        return false;
    while (zone > 0 && id.data[zone - 1] != '_')
        zone--;
    if (zone == 0)
        return false;
    ret->name = str_slice(id, 0, zone - 1);
    ret->zone = str_slice(id, zone, at);
    ret->target = str_slice(id, at + ret->type.len + 2, id.len);
    return true;
}

void domain_entry_fill(const struct entry *entry, struct domain_entry *state)
{
    state->domain_name = tf_string(entry->zone);
    state->name = tf_string(dns_relative_name(entry->name, entry->zone));
    state->type = tf_string(entry->type);
    state->target = tf_string(entry->target);
    state->is_alias = tf_bool(entry->is_alias);
}

static bool import_by_number(struct call *c, struct str id, struct domain_entry *state, bool *ret_is_number)
{
    struct str zone, number;
    int64_t ignored;
    json_t *domain;
    *ret_is_number = str_cut(id, ',', &zone, &number) && str_to_int64(number, &ignored);
    if (!*ret_is_number)
        return true;
    TRY(zone_view(c, dns_plain_name(c->mem, zone), &domain));
    const json_t *all = json_object_get(domain, "domainEntries");
    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *item = json_array_get(all, i);
        struct entry entry = entry_of_item(c, dns_plain_name(c->mem, zone), item);
        if (str_eq(json_member_text(item, "id"), number)) {
            domain_entry_fill(&entry, state);
            return true;
        }
    }
    return fail(&c->err, ERR_NOT_FOUND, "the zone %.*s has no entry with the id %.*s", STR_ARG(zone),
                STR_ARG(number));
}

bool domain_entry_import(struct call *c, struct str id, void *state_model)
{
    struct domain_entry *state = state_model;
    struct parts parts;
    bool is_number;
    TRY(import_by_number(c, id, state, &is_number));
    if (is_number)
        return true;
    bool is_good = (parse_path(c, id, &parts) || parse_commas(id, &parts) ||
                    parse_underscores(c, id, &parts)) &&
                   parts.zone.len > 0 && parts.target.len > 0;
    if (!is_good) {
        fail(&c->err, ERR_USER, "'%.*s' is not the ID of an entry", STR_ARG(id));
        return fail_hint(&c->err,
                         "Write domain/name/type/target, each part percent-encoded, such as "
                         "example.com/www/A/192.0.2.1, or name,domain,type,target as in hashicorp/aws.");
    }
    struct str zone = str_copy(c->mem, parts.zone);
    struct str full = dns_full_name(c->mem, parts.name, dns_plain_name(c->mem, zone));
    bool is_complete = str_eq(dns_plain_name(c->mem, parts.name), full);
    state->domain_name = tf_string(zone);
    state->name = tf_string(is_complete ? dns_relative_name(full, dns_plain_name(c->mem, zone))
                                        : str_copy(c->mem, parts.name));
    state->type = tf_string(str_copy(c->mem, parts.type));
    state->target = tf_string(str_copy(c->mem, parts.target));
    return true;
}

struct str domain_entry_id(struct call *c, const struct entry *entry)
{
    struct buf id = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    const struct str parts[] = {entry->zone, dns_relative_name(entry->name, entry->zone), entry->type,
                                entry->target};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (i > 0)
            buf_addc(&id, '/');
        buf_add_encoded(&id, parts[i]);
    }
    return buf_str(&id);
}

/* ---- states of hashicorp/aws ---- */

static bool move(struct call *c, const json_t *source, int64_t version, void *state_model)
{
    struct domain_entry *state = state_model;
    struct tf_string id;
    (void)version;
    TRY(source_name(c, source, "domain_name", "id", &id));
    TRY(move_by_names(c, &domain_entry_move, source, state));
    if (TF_IS_NULL(state->name))
        state->name = tf_string(STR("")); /* the apex */
    if (TF_IS_NULL(state->is_alias))
        state->is_alias = tf_bool(false);
    return true;
}

const struct state_move domain_entry_move = {.provider = AWS_PROVIDER,
                                             .type_name = "aws_lightsail_domain_entry",
                                             .newest_version = 1,
                                             .move = move};
