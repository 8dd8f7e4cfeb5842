/*
 * private.c — what a resource's private data say: lines of a word and a value. `region`: where it is, in the plan of a change. `written`: when
 * this configuration wrote it last, in ms since 1970 by the service's clock. Knows no resource.
 */
#include "runtime/engine.h"

/* For so long a read that differs from the state is repeated before it is believed. */
enum { RECENT_MS = 5 * 60 * 1000 };

static const struct str region_word = STR("region "), written_word = STR("written ");

/* The value behind the word; data == NULL when there is none. */
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

/* What another provider left in there after a move stays as it is. */
static bool is_foreign(struct str private_data)
{
    return private_data.len > 0 && !str_starts_with(private_data, region_word) &&
           !str_starts_with(private_data, written_word);
}

static struct str print(struct call *c, struct str region, struct str written)
{
    struct buf out = buf_new(c->mem, 256);
    if (region.len > 0)
        buf_printf(&out, "%.*s%.*s", STR_ARG(region_word), STR_ARG(region));
    if (written.len > 0)
        buf_printf(&out, "%s%.*s%.*s", out.len > 0 ? "\n" : "", STR_ARG(written_word), STR_ARG(written));
    return out.len > 0 ? buf_str(&out) : (struct str){NULL, 0};
}

struct str engine_private_region(struct str private_data)
{
    return value_of(private_data, region_word);
}

struct str engine_private(struct call *c, bool is_change, struct str prior_private)
{
    struct str nothing = {NULL, 0};
    if (!c->schema->in_aws || is_foreign(prior_private))
        return prior_private;
    if (!is_change)
        return nothing;
    bool is_elsewhere = c->provider != NULL && c->client != NULL && c->client != c->provider->client;
    return print(c, is_elsewhere ? call_region(c) : nothing, value_of(prior_private, written_word));
}

/* The service's time, as far as it is known. */
static int64_t now_ms(const struct call *c)
{
    return clock_wall_ms() + ls_client_clock_skew_ms(c->client);
}

struct str engine_private_written(struct call *c, struct str private_data)
{
    if (!c->schema->in_aws || c->client == NULL || is_foreign(private_data))
        return private_data;
    return print(c, engine_private_region(private_data), str_printf(c->mem, "%lld", (long long)now_ms(c)));
}

bool engine_is_recent(const struct call *c, struct str private_data)
{
    int64_t written_ms;
    struct str text = value_of(private_data, written_word);
    return c->client != NULL && text.len > 0 && str_to_int64(text, &written_ms) &&
           now_ms(c) - written_ms < RECENT_MS;
}
