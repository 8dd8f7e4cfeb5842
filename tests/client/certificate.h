/*
 * certificate.h — a client's key and certificate like those that Terraform makes, and the server's from the
 * handshake. Knows OpenSSL; must not know processes or gRPC.
 */
#ifndef CLIENT_CERTIFICATE_H
#define CLIENT_CERTIFICATE_H

#include <stdbool.h>

struct certificate {
    char *pem, *key_pem; /* malloc'ed */
};

/* ECDSA P-521, SHA-512, CN and SAN localhost, for client and server. */
bool certificate_new(struct certificate *ret_certificate);
void certificate_free(struct certificate *certificate);

/*
 * The sixth field of the handshake (base64 without padding, of DER) as malloc'ed PEM; NULL when it is
 * invalid.
 */
char *certificate_from_handshake(const char *text);

#endif
