/*
 * words.h — the words that a record may or may not use: API operations, named patterns, reserved and C names, and the
 * nearest right word to a wrong one. Knows lists; must not know records.
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
};

/* A row of provider/lightsail/kind.def. */
struct kind {
    const char *enumerator; /* "DISK" */
    const char *name, *noun, *arn_type;
    int list;
    const char *items;
    int get;
    const char *by, *at;
};

/* NULL: there is none of this name. */
const struct operation *operation_find(struct str name);
/* That of kind.list and kind.get. */
const struct operation *operation_at(int number);
struct words operation_words(struct arena *mem);
/* NULL: there is none of this name. */
const struct kind *kind_find(struct str name);
struct words kind_words(struct arena *mem);
/* The patterns of provider/tf/pattern.def. */
struct words pattern_words(void);
/* What a text of that pattern is, as that file says it; NULL for a name that is not there. */
const char *pattern_meaning(struct str name);
/* Names that cannot be a field of a C struct: keywords and the macros of the usual headers. */
struct words c_words(void);
/* Names that Terraform keeps for itself at the top of a resource or data source; of the provider block. */
struct words resource_reserved_words(void);
struct words provider_reserved_words(void);

bool words_contain(struct words words, struct str word);
/* "did you mean 'x'?" for a near word, else "the words are a, b, c" (when there are few), else what `otherwise` says. */
struct str words_suggest(struct arena *mem, struct words words, struct str word, const char *otherwise);

/* `[a-z][a-z0-9_]*` without two underscores in a row. */
bool is_name(struct str name);

#endif
