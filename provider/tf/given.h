/*
 * given.h — which parts of a value are given: "" for an optional text, and null inside a collection, mean
 * "not given". Knows rows; must not know which code compares values.
 *
 * Terraform requires a provider to return exactly the configured values, so plan and state keep them;
 * decisions use only the parts that are given. A text that is given as "" is null in a model and is returned
 * as "" (tf_string_is_blank, bind.h).
 */
#ifndef TF_GIVEN_H
#define TF_GIVEN_H

#include "tf/desc.h"

/*
 * The object with null (or the row's default) for each optional text that is "", and without null items in
 * its lists, sets and maps. Nested objects included; null and unknown unchanged.
 */
struct value given_object(struct arena *mem, const struct object_desc *desc, const struct value *object);
/* The same for the value of one attribute. */
struct value given_attr(struct arena *mem, const struct attr_desc *attr, const struct value *v);
/* Whether both mean the same. */
bool given_same(struct arena *mem, const struct attr_desc *attr, const struct value *a,
                const struct value *b);

/* ---- from models back to values; models have neither refinements nor nulls inside collections ---- */

/*
 * An attribute as it was configured, and the model of its object that a hook received; NULL when there was
 * none.
 */
struct given_form {
    const struct value *written;
    const void *model;
};
/*
 * The value for the model `after` that a hook returned, in the form of an equivalent value if there is one:
 * the plan `before` the hook, the prior state, the configuration. Terraform requires a plan to match the
 * configuration, also "", and accepts a prior value that is kept, but not its absence.
 */
struct value given_planned(struct arena *mem, const struct attr_desc *attr, const void *after,
                           struct given_form before, struct given_form prior, struct given_form config);

/*
 * The object that a refresh returned in `model`: parts that mean the same as in `before`, the model of
 * `prior`, keep their form from there.
 */
struct value given_read(struct arena *mem, const struct object_desc *desc, const struct value *prior,
                        const void *before, const void *model);

/*
 * The object with "" where the configuration has it: for responses that Terraform compares with the
 * configuration.
 */
struct value given_keep_blanks(struct arena *mem, const struct object_desc *desc, const struct value *config,
                               const struct value *object);

/* An optional text that is "". */
static inline bool given_is_blank(const struct attr_desc *attr, const struct value *v)
{
    return attr->field == FIELD_STRING && (attr->flags & ATTR_OPTIONAL) && value_is_known(*v) &&
           v->text.len == 0;
}

#endif
