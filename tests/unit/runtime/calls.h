/*
 * calls.h — a call as the hook of a resource gets it, with a scripted network. Knows the contract of the
 * engine and the interface of the client; must not know what a test checks.
 */
#ifndef TESTS_UNIT_RUNTIME_CALLS_H
#define TESTS_UNIT_RUNTIME_CALLS_H

#include "../lightsail/fakes.h"

#include "runtime/resource.h"

/* The calls that hooks get, and their diagnostics. */
struct scene {
    struct fixture network;
    struct provider provider;
    struct call call;
};

static inline void scene_begin(struct scene *s, const struct schema_desc *schema,
                               const struct fake_response *answers, size_t count)
{
    struct aws_config config = plain_config();
    config.max_retries = 0;
    *s = (struct scene){0};
    fixture_begin(&s->network, &config, answers, count);
    s->provider = (struct provider){
        .client = s->network.client,
        .default_tags_known = true,
        .locks = keylock_new(),
        .mem = s->network.mem,
    };
    s->call = (struct call){.mem = s->network.mem,
                            .deadline = s->network.deadline,
                            .provider = &s->provider,
                            .client = s->network.client,
                            .schema = schema};
}

static inline void scene_end(struct scene *s)
{
    assert_int_equal(s->call.locks_held, 0);
    keylock_free(s->provider.locks);
    fixture_end(&s->network);
}

#define SCENE(s, schema, ...)                                    \
    const struct fake_response answers_of_##s[] = {__VA_ARGS__}; \
    struct scene s;                                              \
    scene_begin(&s, schema, answers_of_##s, sizeof answers_of_##s / sizeof answers_of_##s[0])

/* From here on a refresh reads again, as after a change of this process. */
static inline void scene_changes(struct scene *s)
{
    view_note_any_change(s->network.client->view);
}

/* A call in which no request may be sent. */
#define QUIET_SCENE(s, schema) \
    struct scene s;            \
    scene_begin(&s, schema, NULL, 0)

static inline const struct diagnostic *scene_only_diagnostic(const struct scene *s)
{
    assert_int_equal(s->call.diags.count, 1);
    return &s->call.diags.items[0];
}

static inline void assert_contains(struct str text, const char *part)
{
    if (!str_contains(text, str_c(part)))
        fail_msg("'%.*s' is not in '%.*s'", STR_ARG(str_c(part)), STR_ARG(text));
}

/* A map of strings from "a=1,b=,c" (c without a value), sorted as the engine delivers it; NULL gives null. */
static inline struct tf_strings map_of(struct arena *mem, const char *text)
{
    struct tf_strings map = {0};
    if (text == NULL)
        return map;
    map.is = TF_KNOWN;
    struct str *keys = arena_new_array(mem, struct str, 64);
    map.v = arena_new_array(mem, struct tf_string, 64);
    map.keys = keys;
    struct str entry, rest = str_c(text);
    while (rest.len > 0) {
        if (!str_cut(rest, ',', &entry, &rest)) {
            entry = rest;
            rest = (struct str){NULL, 0};
        }
        struct str value = {NULL, 0};
        bool has_value = str_cut(entry, '=', &keys[map.count], &value);
        if (!has_value)
            keys[map.count] = entry;
        map.v[map.count++] = has_value ? tf_string(value.data != NULL ? value : STR(""))
                                       : (struct tf_string){0};
    }
    return map;
}

/* The reverse, to compare with: "(null)", "(unknown)" or "a=1,b=,c". */
static inline struct str map_text(struct arena *mem, struct tf_strings map)
{
    if (map.is != TF_KNOWN)
        return map.is == TF_NULL ? STR("(null)") : STR("(unknown)");
    struct buf text = buf_new(mem, 4096);
    for (size_t i = 0; i < map.count; i++) {
        buf_printf(&text, "%s%.*s", i > 0 ? "," : "", STR_ARG(map.keys[i]));
        if (TF_IS_KNOWN(map.v[i]))
            buf_printf(&text, "=%.*s", STR_ARG(map.v[i].v));
    }
    return buf_str(&text);
}

#define assert_map_equal(mem, map, text) assert_str_equal(map_text((mem), (map)), STR(text))

#endif
