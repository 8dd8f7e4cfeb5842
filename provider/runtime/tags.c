/*
 * tags.c — the only place that reconciles tags. Knows Lightsail's tag rules; must not know any resource.
 */
#include "runtime/tags.h"

#include <stdlib.h>

#include "tf/pattern.h"

/* A map under construction. The caller adds the keys in order. */
struct map {
    struct str *keys;
    struct tf_string *values;
    size_t count;
};

static struct map map_new(struct arena *mem, size_t capacity)
{
    return (struct map){arena_new_array(mem, struct str, capacity),
                        arena_new_array(mem, struct tf_string, capacity), 0};
}

static void map_add(struct map *map, struct str key, struct tf_string value)
{
    map->keys[map->count] = key;
    map->values[map->count++] = value;
}

static struct tf_strings map_strings(const struct map *map)
{
    return (struct tf_strings){.is = TF_KNOWN, .count = map->count, .keys = map->keys, .v = map->values};
}

const struct tf_string *tags_get(const struct tf_strings *map, struct str key)
{
    if (!TF_IS_KNOWN(*map))
        return NULL;
    for (size_t i = 0; i < map->count; i++) {
        if (str_eq(map->keys[i], key))
            return &map->v[i];
    }
    return NULL;
}

/* Empty and missing are the same value to Lightsail. */
static bool same_value(struct tf_string a, struct tf_string b)
{
    return a.is != TF_UNKNOWN && b.is != TF_UNKNOWN && str_eq(a.v, b.v);
}

static struct tf_string canonical(struct str value)
{
    return tf_string(value.data != NULL ? value : STR(""));
}

/* Tags of AWS itself ("aws:") and the tags of an unfinished resize must not be changed, as those that the user
 * ignores. */
static bool is_ignored(const struct provider *provider, struct str key)
{
    if (str_starts_with(key, STR("aws:")) || str_eqc(key, LS_REPLACES_TAG) ||
        str_starts_with(key, STR(LS_RESIZE_TAG)))
        return true;
    for (size_t i = 0; provider != NULL && i < provider->ignored_key_count; i++) {
        if (str_eq(provider->ignored_keys[i], key))
            return true;
    }
    for (size_t i = 0; provider != NULL && i < provider->ignored_prefix_count; i++) {
        if (str_starts_with(key, provider->ignored_prefixes[i]))
            return true;
    }
    return false;
}

/* ---- validation and plan ---- */

static void validate_tag(struct call *c, const char *attribute, struct str key, struct tf_string value)
{
    const char *expected = NULL;
    if (!pattern_match("tag_key", key, &expected))
        call_error(c, attribute, "Invalid tag key", "The key '%.*s' is not %s.",
                   STR_ARG(str_slice(key, 0, 300)), expected);
    if (TF_IS_KNOWN(value) && !pattern_match("tag_value", value.v, &expected))
        call_error(c, attribute, "Invalid tag value", "The value of the tag '%.*s' is not %s.", STR_ARG(key),
                   expected);
}

void tags_validate(struct call *c, const char *attribute, const struct tf_strings *tags)
{
    if (!TF_IS_KNOWN(*tags))
        return;
    for (size_t i = 0; i < tags->count; i++)
        validate_tag(c, attribute, tags->keys[i], tags->v[i]);
    if (tags->count > TAGS_MOST)
        call_error(c, attribute, "Too many tags", "There are %zu tags, but Lightsail allows at most %d.",
                   tags->count, TAGS_MOST);
}

static bool wholly_known(const struct tf_strings *tags)
{
    if (TF_IS_UNKNOWN(*tags))
        return false;
    for (size_t i = 0; i < tags->count; i++) {
        if (TF_IS_UNKNOWN(tags->v[i]))
            return false;
    }
    return true;
}

/* Both sides are sorted, so one pass is enough. A tag of the resource takes precedence over a default tag
 * of the same key, if it has a value. */
static struct map merge(struct call *c, const struct tf_strings *tags)
{
    const struct provider *provider = c->provider;
    size_t default_count = provider != NULL ? provider->default_tag_count : 0;
    struct map merged = map_new(c->mem, tags->count + default_count);
    for (size_t i = 0, d = 0; i < tags->count || d < default_count;) {
        if (i < tags->count && TF_IS_NULL(tags->v[i])) {
            i++;
            continue;
        }
        int order = i == tags->count     ? 1
                    : d == default_count ? -1
                                         : str_cmp(tags->keys[i], provider->default_tags[d].key);
        struct str key = order <= 0 ? tags->keys[i] : provider->default_tags[d].key;
        struct str value = order <= 0 ? tags->v[i].v : provider->default_tags[d].value;
        i += order <= 0;
        d += order >= 0;
        if (!is_ignored(provider, key))
            map_add(&merged, key, canonical(value));
    }
    return merged;
}

static void check_ignored(struct call *c, const struct tf_strings *tags)
{
    struct buf keys = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < tags->count; i++) {
        if (!TF_IS_NULL(tags->v[i]) && !str_starts_with(tags->keys[i], STR("aws:")) &&
            is_ignored(c->provider, tags->keys[i]))
            buf_printf(&keys, "%s'%.*s'", keys.len > 0 ? ", " : "", STR_ARG(tags->keys[i]));
    }
    if (keys.len > 0)
        call_error(c, "tags", "Ignored tag",
                   "ignore_tags of the provider names %.*s, so it would not be sent or read. Remove it from "
                   "tags, or from keys or key_prefixes of ignore_tags.",
                   STR_ARG(buf_str(&keys)));
}

void tags_warn_ignored_defaults(struct call *c, const struct tf_strings *default_tags,
                                const struct tf_strings *ignored_keys,
                                const struct tf_strings *ignored_prefixes)
{
    for (size_t i = 0; i < default_tags->count; i++) {
        bool is_named = false;
        for (size_t k = 0; k < ignored_keys->count; k++)
            is_named = is_named || str_eq(ignored_keys->v[k].v, default_tags->keys[i]);
        for (size_t p = 0; p < ignored_prefixes->count; p++)
            is_named = is_named || str_starts_with(default_tags->keys[i], ignored_prefixes->v[p].v);
        if (is_named)
            call_warn(c, "default_tags[0].tags", "Ignored default tag",
                      "ignore_tags names the default tag '%.*s', so no resource gets it. Remove it from one "
                      "of them.",
                      STR_ARG(default_tags->keys[i]));
    }
}

void tags_plan(struct call *c, const struct tf_strings *tags, struct tf_strings *ret_tags_all)
{
    check_ignored(c, tags);
    if (!wholly_known(tags) || (c->provider != NULL && !c->provider->default_tags_known)) {
        *ret_tags_all = TF_UNKNOWN_OF(*ret_tags_all);
        return;
    }
    struct map merged = merge(c, tags);
    if (merged.count > TAGS_MOST && tags->count <= TAGS_MOST)
        call_error(c, "tags", "Too many tags",
                   "Together with the provider's default_tags there are %zu tags, but Lightsail allows at "
                   "most %d.",
                   merged.count, TAGS_MOST);
    *ret_tags_all = map_strings(&merged);
}

/* ---- requests ---- */

static json_t *tag_json(struct str key, struct str value)
{
    json_t *tag = json_object();
    json_object_set_new(tag, "key", json_new_str(key));
    if (value.len > 0)
        json_object_set_new(tag, "value", json_new_str(value));
    return tag;
}

json_t *tags_request(const struct tf_strings *tags_all)
{
    if (!TF_IS_KNOWN(*tags_all) || tags_all->count == 0)
        return NULL;
    json_t *list = json_array();
    for (size_t i = 0; i < tags_all->count; i++)
        json_array_append_new(list, tag_json(tags_all->keys[i], tags_all->v[i].v));
    return list;
}

/* ---- responses ---- */

static int compare_tags(const void *a, const void *b)
{
    return str_cmp(((const struct tag *)a)->key, ((const struct tag *)b)->key);
}

struct tf_strings tags_of_answer(struct call *c, const json_t *api_tags)
{
    size_t capacity = json_array_size(api_tags), count = 0;
    struct tag *tags = arena_new_array(c->mem, struct tag, capacity);
    for (size_t i = 0; i < capacity; i++) {
        const json_t *item = json_array_get(api_tags, i);
        struct str key = str_copy(c->mem, json_member_text(item, "key"));
        if (key.len > 0 && !is_ignored(c->provider, key))
            tags[count++] = (struct tag){key, str_copy(c->mem, json_member_text(item, "value"))};
    }
    qsort(tags, count, sizeof *tags, compare_tags);
    struct map map = map_new(c->mem, count);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || !str_eq(tags[i].key, tags[i - 1].key))
            map_add(&map, tags[i].key, canonical(tags[i].value));
    }
    return map_strings(&map);
}

/*
 * Whether a tag that the resource does not name comes from the default tags of the provider: the current
 * ones, or those at the time when the state was written (then it is in the prior tags_all, and the plan shows
 * the change there).
 */
static bool is_default(struct call *c, struct str key, struct tf_string value,
                       const struct tf_strings *prior_tags_all)
{
    for (size_t i = 0; c->provider != NULL && i < c->provider->default_tag_count; i++) {
        const struct tag *tag = &c->provider->default_tags[i];
        if (str_eq(tag->key, key) && str_eq(tag->value, value.v))
            return true;
    }
    const struct tf_string *before = tags_get(prior_tags_all, key);
    return before != NULL && same_value(*before, value);
}

void tags_read(struct call *c, const json_t *api_tags, const struct tf_strings *prior_tags,
               const struct tf_strings *prior_tags_all, struct tf_strings *ret_tags,
               struct tf_strings *ret_tags_all)
{
    struct tf_strings all = tags_of_answer(c, api_tags);
    struct tf_strings own = TF_IS_KNOWN(*prior_tags) ? *prior_tags : (struct tf_strings){0};
    struct map tags = map_new(c->mem, all.count + own.count);
    for (size_t i = 0, p = 0; i < all.count || p < own.count;) {
        int order = i == all.count ? 1 : p == own.count ? -1 : str_cmp(all.keys[i], own.keys[p]);
        if (order > 0) { /* not there any more, or ignored; then the text of the user stays */
            if (is_ignored(c->provider, own.keys[p]))
                map_add(&tags, own.keys[p], own.v[p]);
        } else if (order == 0) {
            map_add(&tags, own.keys[p], same_value(all.v[i], own.v[p]) ? own.v[p] : all.v[i]);
        } else if (!is_default(c, all.keys[i], all.v[i], prior_tags_all)) {
            map_add(&tags, all.keys[i], all.v[i]);
        }
        i += order <= 0;
        p += order >= 0;
    }
    bool stays_null = tags.count == 0 && !TF_IS_KNOWN(*prior_tags);
    *ret_tags = stays_null ? (struct tf_strings){0} : map_strings(&tags);
    *ret_tags_all = all;
}

/* ---- update ---- */

static json_t *gone_keys(const struct tf_strings *prior, const struct tf_strings *planned)
{
    json_t *keys = json_array();
    for (size_t i = 0; i < prior->count; i++) {
        if (tags_get(planned, prior->keys[i]) == NULL)
            json_array_append_new(keys, json_new_str(prior->keys[i]));
    }
    return keys;
}

static json_t *new_tags(const struct tf_strings *prior, const struct tf_strings *planned)
{
    json_t *tags = json_array();
    for (size_t i = 0; i < planned->count; i++) {
        const struct tf_string *before = tags_get(prior, planned->keys[i]);
        if (before == NULL || !same_value(*before, planned->v[i]))
            json_array_append_new(tags, tag_json(planned->keys[i], planned->v[i].v));
    }
    return tags;
}

/* The rest of the prior tags after those that are not planned were removed. */
static struct tf_strings kept(struct arena *mem, const struct tf_strings *prior,
                              const struct tf_strings *planned)
{
    struct map map = map_new(mem, prior->count);
    for (size_t i = 0; i < prior->count; i++) {
        if (tags_get(planned, prior->keys[i]) != NULL)
            map_add(&map, prior->keys[i], prior->v[i]);
    }
    return map_strings(&map);
}

static bool send(struct call *c, enum ls_op op, struct str resource_name, const char *member, json_t *items)
{
    if (json_array_size(items) == 0) {
        json_decref(items);
        return true;
    }
    json_t *in = json_object();
    json_object_set_new(in, "resourceName", json_new_str(resource_name));
    json_object_set_new(in, member, items);
    return api_do(c, op, in);
}

/* Removes first: with 50 tags there is no room for a new one. */
bool tags_update(struct call *c, struct str resource_name, const struct tf_strings *prior_all,
                 const struct tf_strings *planned_all, struct tf_strings *state_all)
{
    const struct tf_strings none = {.is = TF_KNOWN};
    const struct tf_strings *prior = TF_IS_KNOWN(*prior_all) ? prior_all : &none;
    const struct tf_strings *planned = TF_IS_KNOWN(*planned_all) ? planned_all : &none;
    TRY(send(c, OP_UNTAG_RESOURCE, resource_name, "tagKeys", gone_keys(prior, planned)));
    *state_all = kept(c->mem, prior, planned);
    TRY(send(c, OP_TAG_RESOURCE, resource_name, "tags", new_tags(prior, planned)));
    *state_all = *planned;
    return true;
}
