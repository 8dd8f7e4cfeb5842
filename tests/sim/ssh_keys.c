/*
 * ssh_keys.c — SSH keys: generated, parsed, fingerprinted, and signed into the short-lived certificates of
 * access details. It must not know the API; it knows OpenSSL and the formats of OpenSSH.
 */
#include "ssh_keys.h"

#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text.h"

/*
 * ---- the wire format of SSH: each field has a length of four bytes
 * -------------------------------------------------
 */

static void put_number(struct text *wire, uint64_t number, int bytes)
{
    unsigned char raw[8];
    for (int i = 0; i < bytes; i++)
        raw[i] = (unsigned char)(number >> (8 * (bytes - 1 - i)));
    text_add_bytes(wire, raw, (size_t)bytes);
}

static void put_bytes(struct text *wire, const void *data, size_t length)
{
    put_number(wire, length, 4);
    text_add_bytes(wire, data, length);
}

static void put_string(struct text *wire, const char *string)
{
    put_bytes(wire, string, strlen(string));
}

static void put_big_number(struct text *wire, const BIGNUM *number)
{
    int length = BN_num_bytes(number);
    /* A set top bit would make it negative. */
    unsigned char *raw = memory_new((size_t)length + 1, 1);
    BN_bn2bin(number, raw + 1);
    bool pad = length > 0 && (raw[1] & 0x80);
    put_bytes(wire, pad ? raw : raw + 1, (size_t)length + pad);
    free(raw);
}

static void put_rsa_numbers(struct text *wire, const EVP_PKEY *key)
{
    static const char *const members[] = {OSSL_PKEY_PARAM_RSA_E, OSSL_PKEY_PARAM_RSA_N};
    for (int i = 0; i < 2; i++) {
        BIGNUM *number = NULL;
        if (!EVP_PKEY_get_bn_param(key, members[i], &number))
            abort();
        put_big_number(wire, number);
        BN_free(number);
    }
}

struct reader {
    const unsigned char *at;
    size_t left;
};

static bool get_bytes(struct reader *reader, const unsigned char **ret, size_t *ret_length)
{
    if (reader->left < 4)
        return false;
    size_t length = (size_t)reader->at[0] << 24 | (size_t)reader->at[1] << 16 | (size_t)reader->at[2] << 8 |
                    reader->at[3];
    if (reader->left - 4 < length)
        return false;
    *ret = reader->at + 4;
    *ret_length = length;
    reader->at += 4 + length;
    reader->left -= 4 + length;
    return true;
}

/* ---- fingerprints ---------------------------------------------------------------------------------------------- */

static char *digest_with_colons(const char *digest, const unsigned char *data, size_t length)
{
    unsigned char sum[EVP_MAX_MD_SIZE];
    size_t sum_length = 0;
    if (!EVP_Q_digest(NULL, digest, NULL, data, length, sum, &sum_length))
        abort();
    struct text text = {0};
    for (size_t i = 0; i < sum_length; i++)
        text_format(&text, "%s%02x", i ? ":" : "", sum[i]);
    return text_take(&text);
}

/* As in EC2: SHA-1 of the private key in PKCS#8 for a key that the service generated. */
static char *fingerprint_of_made(EVP_PKEY *key)
{
    PKCS8_PRIV_KEY_INFO *info = EVP_PKEY2PKCS8(key);
    unsigned char *der = NULL;
    int length = i2d_PKCS8_PRIV_KEY_INFO(info, &der);
    char *fingerprint = digest_with_colons("SHA1", der, (size_t)length);
    OPENSSL_clear_free(der, (size_t)length);
    PKCS8_PRIV_KEY_INFO_free(info);
    return fingerprint;
}

/* ... MD5 of the public key in DER for an imported RSA key. */
static char *fingerprint_of_rsa(struct reader *reader)
{
    const unsigned char *e, *n;
    size_t e_length, n_length;
    if (!get_bytes(reader, &e, &e_length) || !get_bytes(reader, &n, &n_length) || reader->left ||
        e_length > 16 || n_length < 128 || n_length > 2049)
        return NULL;
    BIGNUM *exponent = BN_bin2bn(e, (int)e_length, NULL), *modulus = BN_bin2bn(n, (int)n_length, NULL);
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    EVP_PKEY *key = NULL;
    char *fingerprint = NULL;
    if (EVP_PKEY_fromdata_init(context) == 1 &&
        EVP_PKEY_fromdata(context, &key, EVP_PKEY_PUBLIC_KEY, params) == 1) {
        unsigned char *der = NULL;
        int length = i2d_PUBKEY(key, &der);
        if (length > 0)
            fingerprint = digest_with_colons("MD5", der, (size_t)length);
        OPENSSL_free(der);
    }
    EVP_PKEY_free(key);
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(exponent);
    BN_free(modulus);
    return fingerprint;
}

/* ... and base64 of SHA-256 of the whole blob for Ed25519. */
static char *fingerprint_of_ed25519(struct reader *reader, const unsigned char *blob, size_t length)
{
    const unsigned char *point;
    size_t point_length;
    if (!get_bytes(reader, &point, &point_length) || reader->left || point_length != 32)
        return NULL;
    unsigned char sum[EVP_MAX_MD_SIZE];
    size_t sum_length = 0;
    if (!EVP_Q_digest(NULL, "SHA256", NULL, blob, length, sum, &sum_length))
        abort();
    return base64_encode(sum, sum_length);
}

char *ssh_fingerprint(const char *public_line, const char *digest)
{
    const char *encoded = strchr(public_line, ' ');
    unsigned char *blob = NULL, sum[EVP_MAX_MD_SIZE];
    size_t length = 0, sum_length = 0;
    if (!encoded || !base64_decode(encoded, &blob, &length) ||
        !EVP_Q_digest(NULL, digest, NULL, blob, length, sum, &sum_length))
        abort();
    free(blob);
    char *tail = base64_encode(sum, sum_length);
    tail[strcspn(tail, "=")] = '\0';
    char *fingerprint = memory_format("%s:%s", digest, tail);
    free(tail);
    return fingerprint;
}

/*
 * ---- generating and parsing
 * ------------------------------------------------------------------------------------
 */

static char *print_line(const char *type, const struct text *blob)
{
    char *encoded = base64_encode(blob->data, blob->length);
    char *line = memory_format("%s %s", type, encoded);
    free(encoded);
    return line;
}

static char *public_line_of(const EVP_PKEY *key)
{
    struct text blob = {0};
    put_string(&blob, "ssh-rsa");
    put_rsa_numbers(&blob, key);
    char *line = print_line("ssh-rsa", &blob);
    text_free(&blob);
    return line;
}

void ssh_key_make(struct ssh_key *ret)
{
    EVP_PKEY *key = EVP_RSA_gen(2048);
    BIO *pem = BIO_new(BIO_s_mem());
    if (!key || !pem || !PEM_write_bio_PrivateKey_traditional(pem, key, NULL, NULL, 0, NULL, NULL))
        abort();
    char *data;
    long length = BIO_get_mem_data(pem, &data);
    *ret = (struct ssh_key){
        .public_line = public_line_of(key),
        .private_pem = memory_copy_bytes(data, (size_t)length),
        .fingerprint = fingerprint_of_made(key),
    };
    BIO_free(pem);
    EVP_PKEY_free(key);
}

static bool read_line(const char *line, struct ssh_key *ret)
{
    size_t type_length = strcspn(line, " \t");
    const char *encoded = line + type_length + strspn(line + type_length, " \t");
    char *base64 = memory_copy_bytes(encoded, strcspn(encoded, " \t\r\n"));
    char *type = memory_copy_bytes(line, type_length);
    unsigned char *blob = NULL;
    size_t length = 0, inner_length;
    const unsigned char *inner;
    char *fingerprint = NULL;
    if (base64_decode(base64, &blob, &length)) {
        struct reader reader = {blob, length};
        bool same = get_bytes(&reader, &inner, &inner_length) && inner_length == type_length &&
                    !memcmp(inner, type, type_length);
        if (same && !strcmp(type, "ssh-rsa"))
            fingerprint = fingerprint_of_rsa(&reader);
        if (same && !strcmp(type, "ssh-ed25519"))
            fingerprint = fingerprint_of_ed25519(&reader, blob, length);
    }
    if (fingerprint)
        *ret = (struct ssh_key){.public_line = memory_format("%s %s", type, base64),
                                .fingerprint = fingerprint};
    free(blob);
    free(base64);
    free(type);
    return fingerprint != NULL;
}

bool ssh_key_read(const char *text, struct ssh_key *ret)
{
    text += strspn(text, " \t\r\n");
    if (!strncmp(text, "ssh-", 4))
        return read_line(text, ret);
    unsigned char *plain = NULL;
    size_t length;
    if (!base64_decode(text, &plain, &length))
        return false;
    bool fine = strlen((char *)plain) == length && read_line((char *)plain, ret);
    free(plain);
    return fine;
}

void ssh_key_free(struct ssh_key *key)
{
    free(key->public_line);
    free(key->private_pem);
    free(key->fingerprint);
    *key = (struct ssh_key){0};
}

/* ---- certificates: PROTOCOL.certkeys of OpenSSH ----------------------------------------------------------------- */

static void put_signature(struct text *wire, EVP_PKEY *signer)
{
    unsigned char signature[512];
    size_t length = sizeof signature;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    if (EVP_DigestSignInit(context, NULL, EVP_sha256(), NULL, signer) != 1 ||
        EVP_DigestSign(context, signature, &length, (const unsigned char *)wire->data, wire->length) != 1)
        abort();
    EVP_MD_CTX_free(context);
    struct text inner = {0};
    put_string(&inner, "rsa-sha2-256");
    put_bytes(&inner, signature, length);
    put_bytes(wire, inner.data, inner.length);
    text_free(&inner);
}

static void put_extensions(struct text *wire)
{
    static const char *const names[] = {"permit-X11-forwarding", "permit-agent-forwarding",
                                        "permit-port-forwarding", "permit-pty", "permit-user-rc"};
    struct text list = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        put_string(&list, names[i]);
        put_string(&list, "");
    }
    put_bytes(wire, list.data, list.length);
    text_free(&list);
}

char *ssh_certificate_make(const char *private_pem, const char *user, int64_t from_ms, int64_t until_ms)
{
    static const char type[] = "ssh-rsa-cert-v01@openssh.com";
    BIO *pem = BIO_new_mem_buf(private_pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(pem, NULL, NULL, NULL);
    BIO_free(pem);
    if (!key)
        abort();
    struct text wire = {0}, names = {0}, signer = {0};
    put_string(&wire, type);
    put_string(&wire, "0123456789abcdef0123456789abcdef"); /* the nonce: predictable, like every value here */
    put_rsa_numbers(&wire, key);
    put_number(&wire, (uint64_t)from_ms, 8);
    put_number(&wire, 1, 4); /* a user certificate */
    put_string(&wire, "lightsail-sim");
    put_string(&names, user);
    put_bytes(&wire, names.data, names.length);
    put_number(&wire, (uint64_t)from_ms / 1000, 8);
    put_number(&wire, (uint64_t)until_ms / 1000, 8);
    put_string(&wire, ""); /* critical options */
    put_extensions(&wire);
    put_string(&wire, ""); /* reserved */
    /* The key signs itself: a client can parse the certificate, but no server accepts it. */
    put_string(&signer, "ssh-rsa");
    put_rsa_numbers(&signer, key);
    put_bytes(&wire, signer.data, signer.length);
    put_signature(&wire, key);
    char *line = print_line(type, &wire);
    text_free(&wire);
    text_free(&names);
    text_free(&signer);
    EVP_PKEY_free(key);
    return line;
}
