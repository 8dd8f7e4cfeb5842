/*
 * path.h — attribute paths: the steps from an object to a value inside it. Knows steps and their text form;
 * must not know schemas. Source: protocol section 5 (AttributePath).
 */
#ifndef TF_PATH_H
#define TF_PATH_H

#include "base/str.h"

enum path_step_kind { STEP_ATTRIBUTE, STEP_KEY, STEP_INDEX };

struct path_step {
    enum path_step_kind kind;
    struct str name; /* attribute name or map key */
    int64_t index;
};

/* Grows by copying: paths are short, and a copy may be kept. All-zero is the root. Names are borrowed. */
struct path {
    const struct path_step *steps;
    size_t count;
};

struct path path_attribute(struct arena *mem, struct path base, struct str name);
struct path path_key(struct arena *mem, struct path base, struct str key);
struct path path_index(struct arena *mem, struct path base, int64_t index);

/*
 * The same as a linked list from the innermost step outwards, for code that descends into a value: one link
 * per level on the stack, and an allocation only for an error. NULL is the root.
 */
struct path_link {
    const struct path_link *up;
    struct path_step step;
};
struct path path_from_links(struct arena *mem, const struct path_link *last);
/* Printed, for fail_at. */
const char *path_links_text(struct arena *mem, const struct path_link *last);

/* `rules[0].cidrs`, `tags["a b"]`; "" for the root. */
struct str path_print(struct arena *mem, struct path path);
/* The reverse, for the fixed text field of struct err; an invalid path gives the root. */
struct path path_parse(struct arena *mem, struct str text);
bool path_equal(struct path a, struct path b);

#endif
