/*
 * certificate.c — writes DER from constant parts and the variable fields between them. Must not know what the
 * certificate is used for.
 */
#include "plugin/certificate.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rand.h>
#include <stdio.h>

enum { PRIVATE_BYTES = 32, SERIAL_BYTES = 16, MAX_SIGNATURE_BYTES = 72, SEQUENCE = 0x30, BIT_STRING = 0x03 };
/* RFC 5280, 4.1.2.5: through 2049 a year has two digits, later years four; the type distinguishes them. */
enum { UTC_TIME = 0x17, GENERALIZED_TIME = 0x18, FIRST_LONG_YEAR = 2050 };

#define OID_P256 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07
#define ECDSA_WITH_SHA256 0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02
#define LOCALHOST 'l', 'o', 'c', 'a', 'l', 'h', 'o', 's', 't'
#define NAME_LOCALHOST /* CN=localhost */ \
    0x30, 0x14, 0x31, 0x12, 0x30, 0x10, 0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x09, LOCALHOST

static const unsigned char version_3[] = {0xa0, 0x03, 0x02, 0x01, 0x02};
static const unsigned char serial_head[] = {0x02, SERIAL_BYTES};
static const unsigned char algorithm[] = {ECDSA_WITH_SHA256};
static const unsigned char name[] = {NAME_LOCALHOST};
static const unsigned char public_key_head[] = {
    0x30, 0x59, 0x30, 0x13, 0x06,     0x07, 0x2a, 0x86, 0x48,
    0xce, 0x3d, 0x02, 0x01, OID_P256, 0x03, 0x42, 0x00, /* the public key's point follows */
};
static const unsigned char extensions[] = {
    0xa3, 0x4e, 0x30, 0x4c,                                                                  /* all of them */
    0x30, 0x14, 0x06, 0x03, 0x55, 0x1d, 0x11, 0x04, 0x0d, 0x30, 0x0b, 0x82, 0x09, LOCALHOST, /* SAN: DNS */
    0x30, 0x0f, 0x06, 0x03, 0x55, 0x1d, 0x13, 0x01, 0x01, 0xff, 0x04, 0x05, 0x30, 0x03,
    0x01, 0x01, 0xff, /* critical, CA:TRUE */
    0x30, 0x0e, 0x06, 0x03, 0x55, 0x1d, 0x0f, 0x01, 0x01, 0xff, 0x04, 0x04, 0x03, 0x02,
    0x02, 0x84, /* signs data, certificates */
    0x30, 0x13, 0x06, 0x03, 0x55, 0x1d, 0x25, 0x04, 0x0c, 0x30, 0x0a, 0x06, 0x08, 0x2b,
    0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01, /* TLS server */
};

/* Grows at its end. The sizes of all parts are known, and their sum is below CERTIFICATE_MAX_BYTES. */
struct der {
    unsigned char bytes[CERTIFICATE_MAX_BYTES];
    size_t len;
};

static void add(struct der *der, const void *bytes, size_t len)
{
    memcpy(der->bytes + der->len, bytes, len);
    der->len += len;
}
#define ADD(der, array) add(der, array, sizeof(array))

/* Prepends tag and length: a length up to 127 takes one byte, all longer ones here take three. */
static void wrap(struct der *der, unsigned char tag)
{
    size_t len = der->len;
    unsigned char head[4] = {tag, (unsigned char)len};
    size_t head_len = 2;
    if (len > 0x7f) {
        head[1] = 0x82;
        head[2] = (unsigned char)(len >> 8);
        head[3] = (unsigned char)(len & 0xff);
        head_len = 4;
    }
    memmove(der->bytes + head_len, der->bytes, len);
    memcpy(der->bytes, head, head_len);
    der->len += head_len;
}

/* A positive number of SERIAL_BYTES: its first bit is 0, its second 1. */
static bool add_serial(struct der *der)
{
    unsigned char serial[SERIAL_BYTES];
    if (RAND_bytes(serial, sizeof serial) != 1)
        return false;
    serial[0] = (serial[0] & 0x3f) | 0x40;
    ADD(der, serial_head);
    ADD(der, serial);
    return true;
}

static void add_time(struct der *der, time_t time)
{
    struct tm at;
    char text[32];
    gmtime_r(&time, &at);
    bool is_long = at.tm_year + 1900 >= FIRST_LONG_YEAR;
    size_t len = strftime(text, sizeof text, "%Y%m%d%H%M%SZ", &at), skipped = is_long ? 0 : 2;
    add(der, (const unsigned char[]){is_long ? GENERALIZED_TIME : UTC_TIME, (unsigned char)(len - skipped)},
        2);
    add(der, text + skipped, len - skipped);
}

static bool add_point(struct der *der, EVP_PKEY *key)
{
    unsigned char point[CERTIFICATE_PUBLIC_BYTES];
    size_t len = 0;
    if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point, &len) != 1 ||
        len != sizeof point)
        return false;
    ADD(der, point);
    return true;
}

/* The signed part. */
static bool to_be_signed(EVP_PKEY *key, time_t not_before, time_t not_after, struct der *ret_der)
{
    struct der der = {.len = 0}, validity = {.len = 0};
    ADD(&der, version_3);
    TRY(add_serial(&der));
    ADD(&der, algorithm);
    ADD(&der, name);
    add_time(&validity, not_before);
    add_time(&validity, not_after);
    wrap(&validity, SEQUENCE);
    add(&der, validity.bytes, validity.len);
    ADD(&der, name);
    ADD(&der, public_key_head);
    TRY(add_point(&der, key));
    ADD(&der, extensions);
    wrap(&der, SEQUENCE);
    *ret_der = der;
    return true;
}

static bool sign(EVP_PKEY *key, const struct der *what, struct der *ret_signature)
{
    struct der signature = {
        .bytes = {0}, .len = 1}; /* a bit string starts with the number of unused bits of its last byte */
    size_t len = MAX_SIGNATURE_BYTES;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool done = context != NULL && EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, key) == 1 &&
                EVP_DigestSign(context, signature.bytes + 1, &len, what->bytes, what->len) == 1;
    EVP_MD_CTX_free(context);
    signature.len += len;
    if (done)
        wrap(&signature, BIT_STRING);
    *ret_signature = signature;
    return done;
}

bool certificate_to_der(EVP_PKEY *key, time_t not_before, time_t not_after,
                        unsigned char der[static CERTIFICATE_MAX_BYTES], size_t *ret_len)
{
    struct der whole, signature;
    if (!to_be_signed(key, not_before, not_after, &whole) || !sign(key, &whole, &signature))
        return false;
    ADD(&whole, algorithm);
    add(&whole, signature.bytes, signature.len);
    wrap(&whole, SEQUENCE);
    memcpy(der, whole.bytes, whole.len);
    *ret_len = whole.len;
    return true;
}

bool certificate_key_to_der(EVP_PKEY *key, unsigned char der[static CERTIFICATE_KEY_DER_BYTES])
{
    static const unsigned char head[] = {0x30, 0x77, 0x02, 0x01, 0x01, 0x04, PRIVATE_BYTES};
    static const unsigned char middle[] = {0xa0, 0x0a, OID_P256, 0xa1, 0x44, 0x03, 0x42, 0x00};
    _Static_assert(sizeof head + PRIVATE_BYTES + sizeof middle + CERTIFICATE_PUBLIC_BYTES ==
                       CERTIFICATE_KEY_DER_BYTES,
                   "P-256's sizes");
    unsigned char *at = der;
    memcpy(at, head, sizeof head);
    at += sizeof head;
    BIGNUM *number = NULL;
    bool done = EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1 &&
                BN_bn2binpad(number, at, PRIVATE_BYTES) == PRIVATE_BYTES;
    BN_clear_free(number);
    if (!done)
        return false;
    at += PRIVATE_BYTES;
    memcpy(at, middle, sizeof middle);
    at += sizeof middle;
    size_t len = 0;
    return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, at, CERTIFICATE_PUBLIC_BYTES,
                                           &len) == 1 &&
           len == CERTIFICATE_PUBLIC_BYTES;
}
