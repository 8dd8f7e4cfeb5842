/*
 * tls.h — the certificate of this one run, for AutoMTLS. Knows OpenSSL; must not know gRPC, sockets or who
 * asks. Source: protocol 1.7.
 */
#ifndef PLUGIN_TLS_H
#define PLUGIN_TLS_H

#include "base/err.h"

struct tls_identity {
    const char *certificate_pem; /* ours, self-signed, for "localhost" */
    const char *key_pem;         /* wiped with the arena */
    const char *client_pem;      /* the only certificate that may connect */
    struct str handshake_text;   /* our certificate as base64 of the DER, without padding */
};

/*
 * Tells OpenSSL to leave out what takes time at every start and nobody misses: its configuration file, and the texts
 * of errors inside libcrypto (those of TLS itself stay). First thing in the process.
 */
void tls_init(void);

/*
 * Makes a P-256 key and its certificate, valid from a minute ago, and checks that `client_pem` is a
 * certificate. All texts live in `mem`. Errors: ERR_USER when client_pem is no certificate, ERR_INTERNAL when
 * OpenSSL refuses.
 */
bool tls_identity_new(struct arena *mem, struct str client_pem, struct tls_identity *ret_identity,
                      struct err *err) MUST_USE;

/*
 * The same beside other work, in a thread of its own: it is the longest part of a start, and gRPC's beginning is the second.
 * tls_wait ends the thread and `start`, and gives what tls_identity_new gave; the texts live in its `mem` then. Every tls_start
 * needs its tls_wait. `client_pem` has to stay until then.
 */
struct tls_start;
struct tls_start *tls_start(struct str client_pem);
bool tls_wait(struct arena *mem, struct tls_start *start, struct tls_identity *ret_identity, struct err *err)
    MUST_USE;

/* Makes OpenSSL look up now what its first TLS context would look up; for a thread that has nothing to do while the other makes the key. */
void tls_warm_up(void);

#endif
