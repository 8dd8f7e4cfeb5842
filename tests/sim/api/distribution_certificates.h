/*
 * distribution_certificates.h — the certificate of a distribution and the domain names that come from it. It must
 * not know how one is validated.
 */
#ifndef SIM_API_DISTRIBUTION_CERTIFICATES_H
#define SIM_API_DISTRIBUTION_CERTIFICATES_H

#include "call.h"
#include "shape.h"

extern const char *const distribution_tls_versions[];
#define TLS_MEMBERS                    \
    OPTIONAL("certificateName", NAME), \
        WORD("viewerMinimumTlsProtocolVersion", distribution_tls_versions, false)

/*
 * The certificate of the input, if any, can be used by this distribution (NULL: by a new one): it is issued, of
 * this Region, and its names are free. False after call_fail.
 */
bool distribution_certificate_check(struct call *call, const struct resource *distribution);

/* From now on the distribution has this certificate; NULL: the default one. */
void distribution_certificate_set(struct call *call, struct resource *distribution, const char *name);

#endif
