/*
 * certificates.h — certificates for container services and distributions. It must not know how one is
 * validated.
 */
#ifndef SIM_API_CERTIFICATES_H
#define SIM_API_CERTIFICATES_H

#include "kind.h"

extern const struct kind certificate_kind;

/*
 * Whether a container service may use these domain names with the certificate of this name: it exists, it is
 * issued, and it has the names. False after call_fail.
 */
bool certificate_check_use(struct call *call, const char *name, const json_t *domains);

#endif
