/*
 * private.c — the private data of a resource: lines of a word and a value. `region` and `id`: the region and
 * identity of the object, in the plan of a change. `written`: when this configuration wrote it last, in ms
 * since 1970 by the clock of the service. `deletion`: in the plan of a deletion, the run that planned it. Knows no
 * resource.
 */
#include "runtime/engine.h"

/* How long after a write a read that differs from the state is repeated before it is believed. */
enum { RECENT_MS = 5 * 60 * 1000 };

static const struct str region_word = STR("region "), written_word = STR("written "), id_word = STR("id "),
                        home_word = STR("home "), deletion_word = STR("deletion ");

/* The value after the word; data == NULL when the word is missing. */
static struct str value_of(struct str private_data, struct str word)
{
    struct str line, rest = private_data;
    while (rest.len > 0) {
        if (!str_cut(rest, '\n', &line, &rest)) {
            line = rest;
            rest = STR("");
        }
        if (str_starts_with(line, word))
            return str_slice(line, word.len, line.len);
    }
    return (struct str){NULL, 0};
}

/* Private data of another provider, left after a move, stay as they are. */
static bool is_foreign(struct str private_data)
{
    return private_data.len > 0 && !str_starts_with(private_data, region_word) &&
           !str_starts_with(private_data, written_word) && !str_starts_with(private_data, id_word) &&
           !str_starts_with(private_data, home_word) && !str_starts_with(private_data, deletion_word);
}

static void add_line(struct buf *out, struct str word, struct str value)
{
    if (value.len > 0)
        buf_printf(out, "%s%.*s%.*s", out->len > 0 ? "\n" : "", STR_ARG(word), STR_ARG(value));
}

static struct str print(struct call *c, struct str region, struct str written, struct str id)
{
    struct buf out = buf_new(c->mem, 4096);
    add_line(&out, region_word, region);
    add_line(&out, written_word, written);
    add_line(&out, id_word, id);
    return out.len > 0 ? buf_str(&out) : (struct str){NULL, 0};
}

struct str engine_private_id(struct str private_data)
{
    return value_of(private_data, id_word);
}

struct str engine_private(struct call *c, const struct value *prior, struct str prior_private)
{
    if (!c->schema->in_aws || is_foreign(prior_private))
        return prior_private;
    if (value_is_null(*prior) || c->provider == NULL)
        return (struct str){NULL, 0};
    return print(c, call_region(c), value_of(prior_private, written_word), engine_id(c, prior));
}

struct str engine_private_deletion(struct call *c, struct str prior_private)
{
    if (!c->schema->in_aws || c->provider == NULL || c->provider->walk == NULL)
        return prior_private;
    struct buf out = buf_new(c->mem, 4096);
    add_line(&out, written_word, value_of(prior_private, written_word));
    add_line(&out, deletion_word, walk_id(c->provider->walk));
    return buf_str(&out);
}

bool engine_private_is_deletion(const struct call *c, struct str planned_private)
{
    struct str planned_by = value_of(planned_private, deletion_word);
    return planned_by.len > 0 && c->provider != NULL && c->provider->walk != NULL &&
           !str_eq(planned_by, walk_id(c->provider->walk));
}

struct str engine_private_home(struct call *c, const struct value *config, struct str planned_private)
{
    if (!c->schema->in_aws || planned_private.len > 0 || c->provider == NULL || c->client == NULL ||
        engine_fixed_region(c).len > 0 || !value_is_null(engine_region(c, config)))
        return planned_private;
    return str_printf(c->mem, "%.*s%.*s", STR_ARG(home_word), STR_ARG(call_region(c)));
}

struct str engine_private_home_region(struct str private_data)
{
    return value_of(private_data, home_word);
}

bool engine_refuse_to_move(struct call *c, const struct value *config, struct str prior_private)
{
    struct str was = value_of(prior_private, region_word);
    if (!c->schema->in_aws || c->provider == NULL || c->provider->client == NULL || was.len == 0 ||
        engine_fixed_region(c).len > 0 || !value_is_null(engine_region(c, config)))
        return false;
    struct str home = ls_client_region(c->provider->client);
    if (str_eq(was, home))
        return false;
    diag_error(c->mem, &c->diags, path_attribute(c->mem, (struct path){0}, STR("region")),
               STR("Replacement needs a region"),
               "This %s is in %.*s, the region of the provider is %.*s, and it must be replaced. Set region "
               "= \"%.*s\" to create the new one in the same region as the old one, or region = \"%.*s\" to "
               "create it in the region of the provider.",
               c->schema->type_name, STR_ARG(was), STR_ARG(home), STR_ARG(was), STR_ARG(home));
    return true;
}

/* The time of the service, as far as it is known. */
static int64_t now_ms(const struct call *c)
{
    return clock_wall_ms() + ls_client_clock_skew_ms(c->client);
}

struct str engine_private_written(struct call *c, struct str private_data)
{
    if (!c->schema->in_aws || c->client == NULL || is_foreign(private_data))
        return private_data;
    const struct str nothing = {NULL, 0};
    return print(c, nothing, str_printf(c->mem, "%lld", (long long)now_ms(c)), nothing);
}

bool engine_is_recent(const struct call *c, struct str private_data)
{
    int64_t written_ms;
    struct str text = value_of(private_data, written_word);
    return c->client != NULL && text.len > 0 && str_to_int64(text, &written_ms) &&
           now_ms(c) - written_ms < RECENT_MS;
}
