/*
 * ssh_keys.h — SSH keys: generated, parsed, fingerprinted, and signed into the short-lived certificates of
 * access details. It must not know the API; it knows OpenSSL and the formats of OpenSSH.
 */
#ifndef SIM_SSH_KEYS_H
#define SIM_SSH_KEYS_H

#include <stdbool.h>
#include <stdint.h>

struct ssh_key {
    char *public_line; /* "ssh-rsa AAAA..." */
    char *private_pem; /* PKCS#1; NULL for an imported key */
    char *fingerprint; /* as the service returns it */
};

/* A new RSA key of 2048 bits; takes a tenth of a second. Freed with ssh_key_free(). */
void ssh_key_make(struct ssh_key *ret);

/*
 * Parses "ssh-rsa AAAA... comment" or its base64; RSA and Ed25519. False when it is neither. Freed with
 * ssh_key_free().
 */
bool ssh_key_read(const char *text, struct ssh_key *ret);

void ssh_key_free(struct ssh_key *key);

/* A certificate for the key of private_pem, for one user, until a time. The caller frees it. */
char *ssh_certificate_make(const char *private_pem, const char *user, int64_t from_ms, int64_t until_ms);

/* The fingerprint of a public line: "SHA256:..." or "SHA1:...". The caller frees it. */
char *ssh_fingerprint(const char *public_line, const char *digest);

#endif
