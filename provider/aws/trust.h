/*
 * trust.h — where the certificates are that a connection is trusted by. Knows environment variables and the
 * habits of distributions; must not know libcurl or who is connected to.
 */
#ifndef AWS_TRUST_H
#define AWS_TRUST_H

#include "base/arena.h"
#include "base/str.h"

/* As libcurl takes them; NULL: none. */
struct trust {
    const char *file;   /* a bundle in PEM */
    const char *folder; /* names that are hashes of subjects, as OpenSSL looks them up */
};

/*
 * `named` when it is not ""; else what the environment names (AWS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE,
 * SSL_CERT_DIR); else the system's, looked for below the folder `root` ("" outside of tests). Both NULL when
 * there is none. The texts are the arena's or the environment's.
 * Source: openssl-env(7) and the ca-certificates packages of Debian, Alpine, Fedora and openSUSE.
 */
struct trust trust_find(struct arena *mem, const char *root, struct str named);

#endif
