/*
 * validation_use.h — which certificate needs an entry by which it is validated. Knows certificates and those of load
 * balancers in the API; must not know plans. Certificates are renewed by the same entry, so it must stay.
 */
#ifndef RESOURCES_DOMAIN_VALIDATION_USE_H
#define RESOURCES_DOMAIN_VALIDATION_USE_H

#include "resources/domain/zone.h"

/*
 * The certificate that needs the entry, such as "certificate 'www' in eu-west-1", in the region of the provider and
 * in us-east-1; data NULL when there is none. Errors: those of the lists.
 */
bool validation_user(struct call *c, const struct entry *entry, struct str *ret_user) MUST_USE;

#endif
