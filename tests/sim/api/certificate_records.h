/*
 * certificate_records.h — the records that validate the domain names of a certificate, and whether the DNS has
 * them. It must not know what follows from it for the certificate.
 */
#ifndef SIM_API_CERTIFICATE_RECORDS_H
#define SIM_API_CERTIFICATE_RECORDS_H

#include "world.h"

/* 32 hexadecimal digits that are the same for the same words. The caller frees them. */
char *certificate_token(const char *what, const char *about);

/* Whether it is a certificate of a load balancer, which has other members and words. */
bool certificate_is_of_balancer(const struct resource *certificate);

/* The records appear, if they did not. Where the account has a zone, the service begins to add them. */
void certificate_records_begin(struct resource *certificate);
bool certificate_records_exist(const struct resource *certificate);

/* The service adds them to the zones of the account; entries that are equal stay. */
void certificate_records_add(struct resource *certificate, int64_t now_ms);

/* Those that the DNS has become SUCCESS. True when all are. */
bool certificate_records_check(struct resource *certificate);

/* All get this validationStatus. */
void certificate_records_set(struct resource *certificate, const char *status);

#endif
