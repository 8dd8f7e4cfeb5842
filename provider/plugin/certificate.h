/*
 * certificate.h — the bytes of one kind of certificate and its key. Knows DER and OpenSSL's signatures; must not know PEM, gRPC
 * or who asks. Sources: RFC 5280 (certificate), RFC 5480 (P-256), RFC 5915 (private key).
 *
 * Everything about our certificate is fixed but a number, two times, the point and the signature. OpenSSL's encoders would first
 * look up one by one what they could encode, at each start of the process, which takes longer than all the rest.
 */
#ifndef PLUGIN_CERTIFICATE_H
#define PLUGIN_CERTIFICATE_H

#include <openssl/evp.h>
#include <time.h>

#include "base/err.h"

enum { CERTIFICATE_PUBLIC_BYTES = 65, CERTIFICATE_KEY_DER_BYTES = 121, CERTIFICATE_MAX_BYTES = 512 };

/*
 * Writes an X.509 v3 certificate for "localhost", signed by itself with `key` (P-256): an authority (CA:TRUE) that may serve TLS, valid
 * between the two times (UTC, to the second). False when OpenSSL refuses; its error queue says why.
 */
bool certificate_to_der(EVP_PKEY *key, time_t not_before, time_t not_after,
                        unsigned char der[static CERTIFICATE_MAX_BYTES], size_t *ret_len) MUST_USE;

/* Writes the private key (P-256) as RFC 5915 has it. False when OpenSSL refuses. The caller wipes `der`. */
bool certificate_key_to_der(EVP_PKEY *key, unsigned char der[static CERTIFICATE_KEY_DER_BYTES]) MUST_USE;

#endif
