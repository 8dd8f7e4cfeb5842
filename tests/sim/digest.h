/*
 * digest.h — SHA-256, HMAC and identifiers derived from them, which seem random but are stable. It must not
 * know AWS; sigv4.c decides what is hashed.
 */
#ifndef SIM_DIGEST_H
#define SIM_DIGEST_H

#include <stddef.h>

enum { DIGEST_SIZE = 32 };

void digest_sha256(const void *data, size_t length, unsigned char out[DIGEST_SIZE]);
void digest_sha256_hex(const void *data, size_t length, char out[2 * DIGEST_SIZE + 1]);
void digest_hmac(const void *key, size_t key_length, const void *data, size_t length,
                 unsigned char out[DIGEST_SIZE]);

/* A UUID that depends only on seed: the same calls give the same identifiers. */
void digest_uuid(const char *seed, char out[37]);

/* Seventeen hexadecimal digits that depend only on seed, as in i-0123456789abcdef0. */
void digest_short_id(const char *seed, char out[18]);

#endif
