/*
 * given.h — what of a value is given: "" where a text is optional, and null inside a collection, are ways to say nothing. Knows rows;
 * must not know who asks.
 *
 * Terraform holds a provider to the very values that were written, so a plan and a state keep them; whoever decides something looks
 * at what is given. A text that is given as "" is null in a model and stays "" on its way back (tf_string_is_blank, bind.h).
 */
#ifndef TF_GIVEN_H
#define TF_GIVEN_H

#include "tf/desc.h"

/*
 * The object with null (or the row's default) for each optional text that is "", and without what is null inside its lists, sets and maps.
 * Nested objects included; null and unknown as they are.
 */
struct value given_object(struct arena *mem, const struct object_desc *desc, const struct value *object);
/* The same for the value of one attribute. */
struct value given_attr(struct arena *mem, const struct attr_desc *attr, const struct value *v);
/* Whether both say the same. */
bool given_same(struct arena *mem, const struct attr_desc *attr, const struct value *a,
                const struct value *b);

/* ---- back from models, which hold neither refinements nor nulls inside collections ---- */

/* An attribute as it was written, and the model that a hook saw of its object; NULL when there was none. */
struct given_form {
    const struct value *written;
    const void *model;
};
/*
 * What a hook left in the model `after`, in the form of whatever says the same: the plan `before` the hook, the prior state, the
 * configuration. Terraform holds a plan to what is configured, "" too, and lets it keep what was there, but not its absence.
 */
struct value given_planned(struct arena *mem, const struct attr_desc *attr, const void *after,
                           struct given_form before, struct given_form prior, struct given_form config);

/* The object that a refresh left in `model`: what says the same as in `before`, the model of `prior`, stays as it was written there. */
struct value given_read(struct arena *mem, const struct object_desc *desc, const struct value *prior,
                        const void *before, const void *model);

/* The object with "" where the configuration has it: for answers that Terraform holds to the configuration. */
struct value given_keep_blanks(struct arena *mem, const struct object_desc *desc, const struct value *config,
                               const struct value *object);

/* A text that may be left out, and is "". */
static inline bool given_is_blank(const struct attr_desc *attr, const struct value *v)
{
    return attr->field == FIELD_STRING && (attr->flags & ATTR_OPTIONAL) && value_is_known(*v) &&
           v->text.len == 0;
}

#endif
