/*
 * digest.c — SHA-256, HMAC and identifiers derived from them, which seem random but are stable. It must not
 * know AWS; sigv4.c decides what is hashed.
 */
#include "digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

#include "text.h"

void digest_sha256(const void *data, size_t length, unsigned char out[DIGEST_SIZE])
{
    SHA256(length ? data : "", length, out);
}

void digest_sha256_hex(const void *data, size_t length, char out[2 * DIGEST_SIZE + 1])
{
    unsigned char sum[DIGEST_SIZE];
    digest_sha256(data, length, sum);
    hex_encode(sum, sizeof sum, out);
}

void digest_hmac(const void *key, size_t key_length, const void *data, size_t length,
                 unsigned char out[DIGEST_SIZE])
{
    unsigned size = DIGEST_SIZE;
    HMAC(EVP_sha256(), key, (int)key_length, data, length, out, &size);
}

void digest_uuid(const char *seed, char out[37])
{
    char hex[2 * DIGEST_SIZE + 1];
    digest_sha256_hex(seed, strlen(seed), hex);
    hex[12] = '4';
    hex[16] = "89ab"[hex[16] & 3];
    size_t from = 0, to = 0;
    static const size_t group[] = {8, 4, 4, 4, 12};
    for (size_t i = 0; i < 5; i++) {
        memcpy(out + to, hex + from, group[i]);
        from += group[i];
        to += group[i];
        out[to++] = i < 4 ? '-' : '\0';
    }
}

void digest_short_id(const char *seed, char out[18])
{
    char hex[2 * DIGEST_SIZE + 1];
    digest_sha256_hex(seed, strlen(seed), hex);
    out[0] = '0';
    memcpy(out + 1, hex + 40, 16);
    out[17] = '\0';
}
