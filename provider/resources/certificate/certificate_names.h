/*
 * certificate_names.h — the domain names of a certificate in a record, which has the attributes `domain_name`,
 * `subject_alternative_names` and `validation_records`. Knows names; must not know which kind of certificate it is.
 */
#ifndef RESOURCES_CERTIFICATE_NAMES_H
#define RESOURCES_CERTIFICATE_NAMES_H

#include "runtime/crud.h"

/* The names of a certificate, each once, sorted. */
struct certificate_names {
    bool is_known; /* false: one of them is unknown */
    size_t count;
    struct str *v;
};

/* The domain name and the further ones of a struct, in c->mem. */
struct certificate_names certificate_names_of(struct call *c, const void *model) MUST_USE;
bool certificate_names_equal(const struct certificate_names *a, const struct certificate_names *b);

#endif
