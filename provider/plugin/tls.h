/*
 * tls.h — the certificate of this run, for AutoMTLS. Knows OpenSSL; must not know gRPC or sockets. Source:
 * protocol 1.7.
 */
#ifndef PLUGIN_TLS_H
#define PLUGIN_TLS_H

#include "base/err.h"

struct tls_identity {
    const char *certificate_pem; /* the server's own, self-signed, for "localhost" */
    const char *key_pem;         /* wiped with the arena */
    const char *client_pem;      /* the only client certificate that may connect */
    struct str handshake_text;   /* the server's certificate as base64 of the DER, without padding */
};

/*
 * Makes OpenSSL skip steps that take time at every start and are not needed: its configuration file, and the
 * error texts inside libcrypto (those of TLS itself remain). Must be called first in the process.
 */
void tls_init(void);

/*
 * Creates a P-256 key and its certificate, valid from a minute ago, and checks that `client_pem` is a
 * certificate. All texts live in `mem`. Errors: ERR_USER when client_pem is not a certificate, ERR_INTERNAL
 * when OpenSSL fails.
 */
bool tls_identity_new(struct arena *mem, struct str client_pem, struct tls_identity *ret_identity,
                      struct err *err) MUST_USE;

/*
 * The same in a separate thread: it is the longest part of a start, and gRPC's initialization is the second
 * longest. tls_wait ends the thread, frees `start`, and returns the result of tls_identity_new; its texts
 * then live in tls_wait's `mem`. Every tls_start needs its tls_wait. `client_pem` must live until then.
 */
struct tls_start;
struct tls_start *tls_start(struct str client_pem);
bool tls_wait(struct arena *mem, struct tls_start *start, struct tls_identity *ret_identity, struct err *err)
    MUST_USE;

/*
 * Makes OpenSSL load now what its first TLS context needs, in a thread that is idle while the other one
 * creates the key.
 */
void tls_warm_up(void);

#endif
