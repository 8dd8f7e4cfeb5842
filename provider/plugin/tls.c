/*
 * tls.c — a fresh P-256 key and a self-signed certificate for each start. Must not know who will use them.
 */
#include "plugin/tls.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* Clocks of a container and its host may differ a little; an apply may last for hours. */
enum { BACKDATED_S = 60, VALID_DAYS = 3650, SERIAL_BITS = 127 };

/* Of a P-256 key: a number, an uncompressed point, and both in their envelope. */
enum { PRIVATE_BYTES = 32, PUBLIC_BYTES = 65, KEY_DER_BYTES = 121 };

#define CLEANUP(type, name, release)          \
    static void release_##name(type **handle) \
    {                                         \
        release(*handle);                     \
    }
CLEANUP(EVP_PKEY, key, EVP_PKEY_free)
CLEANUP(X509, certificate, X509_free)
CLEANUP(X509_EXTENSION, extension, X509_EXTENSION_free)
CLEANUP(BIGNUM, number, BN_free)
CLEANUP(BIGNUM, secret, BN_clear_free)
CLEANUP(BIO, bio, BIO_free_all)
#define AUTO(name) __attribute__((cleanup(release_##name)))

void tls_init(void)
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, NULL);
}

static bool refused(struct err *err, const char *what)
{
    char reason[256];
    ERR_error_string_n(ERR_get_error(), reason, sizeof reason);
    ERR_clear_error();
    return fail(err, ERR_INTERNAL, "OpenSSL could not %s: %s", what, reason);
}

static bool set_serial(X509 *certificate)
{
    AUTO(number) BIGNUM *serial = BN_new();
    return serial != NULL && BN_rand(serial, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
           BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != NULL;
}

static bool set_name(X509 *certificate)
{
    static const unsigned char host[] = "localhost";
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, host, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

static bool add_extension(X509 *certificate, int id, const char *text)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    AUTO(extension) X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, id, text);
    return extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
}

/* The client trusts exactly this certificate and asks it for the name "localhost" in the SAN. */
static X509 *certificate_new(EVP_PKEY *key)
{
    X509 *certificate = X509_new();
    if (certificate != NULL && X509_set_version(certificate, X509_VERSION_3) == 1 &&
        set_serial(certificate) && X509_gmtime_adj(X509_getm_notBefore(certificate), -BACKDATED_S) != NULL &&
        X509_time_adj_ex(X509_getm_notAfter(certificate), VALID_DAYS, 0, NULL) != NULL &&
        set_name(certificate) && X509_set_pubkey(certificate, key) == 1 &&
        add_extension(certificate, NID_subject_alt_name, "DNS:localhost") &&
        add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
        add_extension(certificate, NID_key_usage, "critical,digitalSignature,keyCertSign") &&
        add_extension(certificate, NID_ext_key_usage, "serverAuth") &&
        X509_sign(certificate, key, EVP_sha256()) > 0)
        return certificate;
    X509_free(certificate);
    return NULL;
}

static bool certificate_to_pem(struct arena *mem, X509 *certificate, const char **ret_pem)
{
    AUTO(bio) BIO *bio = BIO_new(BIO_s_mem());
    char *data;
    if (bio == NULL || PEM_write_bio_X509(bio, certificate) != 1)
        return false;
    long len = BIO_get_mem_data(bio, &data);
    *ret_pem = str_z(mem, str_n(data, (size_t)len));
    return true;
}

/*
 * As RFC 5915 has it, where everything but the numbers is fixed for one curve. OpenSSL's encoders would be looked
 * up one by one first, which takes twenty times as long as all of this.
 */
static bool key_to_der(EVP_PKEY *key, unsigned char der[static KEY_DER_BYTES])
{
    static const unsigned char head[] = {0x30, 0x77, 0x02, 0x01, 0x01, 0x04, PRIVATE_BYTES};
    static const unsigned char middle[] = {0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
                                           0x3d, /* prime256v1 */
                                           0x03, 0x01, 0x07, 0xa1, 0x44, 0x03, 0x42, 0x00};
    _Static_assert(sizeof head + PRIVATE_BYTES + sizeof middle + PUBLIC_BYTES == KEY_DER_BYTES,
                   "P-256's sizes");
    unsigned char *at = der;
    memcpy(at, head, sizeof head);
    at += sizeof head;
    AUTO(secret) BIGNUM *number = NULL;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) != 1 ||
        BN_bn2binpad(number, at, PRIVATE_BYTES) != PRIVATE_BYTES)
        return false;
    at += PRIVATE_BYTES;
    memcpy(at, middle, sizeof middle);
    at += sizeof middle;
    size_t len = 0;
    return EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, at, PUBLIC_BYTES, &len) == 1 &&
           len == PUBLIC_BYTES;
}

static bool key_to_pem(struct arena *mem, EVP_PKEY *key, const char **ret_pem)
{
    unsigned char *der = arena_alloc_secret(mem, KEY_DER_BYTES);
    AUTO(bio) BIO *bio = BIO_new(BIO_s_secmem());
    char *data;
    if (bio == NULL || !key_to_der(key, der) ||
        PEM_write_bio(bio, "EC PRIVATE KEY", "", der, KEY_DER_BYTES) <= 0)
        return false;
    size_t len = (size_t)BIO_get_mem_data(bio, &data);
    char *copy = arena_alloc_secret(mem, len + 1);
    memcpy(copy, data, len);
    *ret_pem = copy;
    return true;
}

/* Go's decoder refuses padding; how many '=' there would be varies with the length of the signature. */
static bool certificate_to_text(struct arena *mem, X509 *certificate, struct str *ret_text)
{
    unsigned char *der = NULL;
    int der_len = i2d_X509(certificate, &der);
    if (der_len <= 0)
        return false;
    unsigned char *text = arena_alloc(mem, (size_t)der_len / 3 * 4 + 5);
    int len = EVP_EncodeBlock(text, der, der_len);
    OPENSSL_free(der);
    while (len > 0 && text[len - 1] == '=')
        len--;
    *ret_text = str_n((const char *)text, (size_t)len);
    return true;
}

static bool check_client(const char *client_pem, struct err *err)
{
    AUTO(bio) BIO *bio = BIO_new_mem_buf(client_pem, -1);
    AUTO(certificate) X509 *client = bio != NULL ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    ERR_clear_error();
    if (client == NULL)
        return fail(err, ERR_USER, "PLUGIN_CLIENT_CERT does not hold a PEM certificate");
    return true;
}

bool tls_identity_new(struct arena *mem, struct str client_pem, struct tls_identity *ret_identity,
                      struct err *err)
{
    struct tls_identity identity = {.client_pem = str_z(mem, client_pem)};
    TRY(check_client(identity.client_pem, err));

    AUTO(key) EVP_PKEY *key = EVP_EC_gen("P-256");
    if (key == NULL)
        return refused(err, "make a P-256 key");
    AUTO(certificate) X509 *certificate = certificate_new(key);
    if (certificate == NULL)
        return refused(err, "make the server's certificate");
    if (!certificate_to_pem(mem, certificate, &identity.certificate_pem) ||
        !key_to_pem(mem, key, &identity.key_pem) ||
        !certificate_to_text(mem, certificate, &identity.handshake_text))
        return refused(err, "encode the server's certificate");
    *ret_identity = identity;
    return true;
}
