/*
 * words.h — the words that a record may or may not use: API operations, named patterns, reserved and C names,
 * and the most similar valid word to a wrong one. Knows lists; must not know records.
 */
#ifndef SCHEMAC_WORDS_H
#define SCHEMAC_WORDS_H

#include "base/str.h"

struct words {
    const char *const *items;
    size_t count;
};

/* A row of provider/lightsail/op.def. */
struct operation {
    const char *enumerator; /* "CREATE_DISK" */
    const char *name;
    bool mutates, repeatable;
    int changes;
    const char *options[2];
};

/* A row of provider/lightsail/kind.def. */
struct kind {
    const char *enumerator; /* "DISK" */
    const char *name, *noun, *arn_type;
    int list;
    const char *items;
    int get;
    const char *by, *at, *name_at, *inside, *within;
    bool is_shared, by_name;
    const char *beside;
};

/* NULL: there is no such name. */
const struct operation *operation_find(struct str name);
/* The names of kind.list and kind.get. */
const struct operation *operation_at(int number);
struct words operation_words(struct arena *mem);
/* NULL: there is no such name. */
const struct kind *kind_find(struct str name);
struct words kind_words(struct arena *mem);
/* The patterns of provider/tf/pattern.def. */
struct words pattern_words(void);
/* What a text must be to match the pattern, as in that file; NULL for an unknown name. */
const char *pattern_meaning(struct str name);
/* Names that cannot be a field of a C struct: keywords and the macros of the usual headers. */
struct words c_words(void);
/* Names that Terraform reserves at the top level of a resource or data source, and of the provider block. */
struct words resource_reserved_words(void);
struct words provider_reserved_words(void);

bool words_contain(struct words words, struct str word);
/* "did you mean 'x'?" for a similar word, else "use one of a, b, c" (when there are few), else the text
 * `otherwise`. */
struct str words_suggest(struct arena *mem, struct words words, struct str word, const char *otherwise);

/* Whether the name is `[a-z][a-z0-9_]*` without two underscores in a row. */
bool is_name(struct str name);

#endif
