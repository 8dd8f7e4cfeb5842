/*
 * provider.h — the result of ConfigureProvider: the client and the provider-wide settings, immutable once
 * published. Knows the client; must not know any resource.
 */
#ifndef RUNTIME_PROVIDER_H
#define RUNTIME_PROVIDER_H

#include "base/err.h"
#include "base/keylock.h"
#include "lightsail/client.h"
#include "runtime/walk.h"

struct tag {
    struct str key, value; /* value.data == NULL: a key-only tag */
};

struct provider {
    struct ls_client *client; /* NULL when is_unknown */
    struct str terraform_version;
    const struct tag *default_tags; /* sorted by key */
    size_t default_tag_count;
    bool default_tags_known; /* false in a plan whose provider block is not completely known */
    bool is_unknown;        /* region, credentials or account come from a resource that is not created yet: no
                     * request is possible */
    struct err why_unknown; /* the unknown argument, as an error; set only with is_unknown */
    const struct str *ignored_keys, *ignored_prefixes;
    size_t ignored_key_count, ignored_prefix_count;
    struct keylock *locks; /* serialises calls that change the same instance */
    struct walk *walk;     /* what this run has done so far */
    struct arena *mem;     /* owns all of the above; lives as long as the process */
};

#endif
