/*
 * trust.h — the location of the certificates that TLS connections trust. Knows environment variables and the
 * paths of distributions; must not know libcurl or the server.
 */
#ifndef AWS_TRUST_H
#define AWS_TRUST_H

#include "base/arena.h"
#include "base/str.h"

/* In the form that libcurl takes; NULL: none. */
struct trust {
    const char *file;   /* a bundle in PEM */
    const char *folder; /* a folder whose names are hashes of subjects, as OpenSSL uses them */
};

/*
 * `named` when it is not ""; else what the environment names (AWS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE,
 * SSL_CERT_DIR); else the system's certificates, searched below the folder `root` ("" outside of tests). Both
 * members NULL when there are none. The texts belong to the arena or the environment. Source: openssl-env(7)
 * and the ca-certificates packages of Debian, Alpine, Fedora and openSUSE.
 */
struct trust trust_find(struct arena *mem, const char *root, struct str named);

#endif
