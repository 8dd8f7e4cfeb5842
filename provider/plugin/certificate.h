/*
 * certificate.h — the bytes of one kind of certificate and its key. Knows DER and OpenSSL's signatures; must
 * not know PEM, gRPC or what the certificate is used for. Sources: RFC 5280 (certificate), RFC 5480 (P-256),
 * RFC 5915 (private key).
 *
 * All fields of the certificate are constant except a number, two times, the point and the signature.
 * OpenSSL's encoders are not used, because at each start of the process they first search for every format
 * that they support, which takes longer than the rest of the start.
 */
#ifndef PLUGIN_CERTIFICATE_H
#define PLUGIN_CERTIFICATE_H

#include <openssl/evp.h>
#include <time.h>

#include "base/err.h"

enum { CERTIFICATE_PUBLIC_BYTES = 65, CERTIFICATE_KEY_DER_BYTES = 121, CERTIFICATE_MAX_BYTES = 512 };

/*
 * Writes an X.509 v3 certificate for "localhost", signed with its own `key` (P-256): an authority (CA:TRUE)
 * for a TLS server, valid between the two times (UTC, to the second). False when OpenSSL fails; its error
 * queue has the reason.
 */
bool certificate_to_der(EVP_PKEY *key, time_t not_before, time_t not_after,
                        unsigned char der[static CERTIFICATE_MAX_BYTES], size_t *ret_len) MUST_USE;

/* Writes the private key (P-256) as defined in RFC 5915. False when OpenSSL fails. The caller wipes `der`. */
bool certificate_key_to_der(EVP_PKEY *key, unsigned char der[static CERTIFICATE_KEY_DER_BYTES]) MUST_USE;

#endif
