/*
 * certificate.c — X.509 with OpenSSL. Must not know its callers.
 */
#include "certificate.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

static bool add_extension(X509 *certificate, int id, const char *text)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, id, text);
    bool done = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;
    X509_EXTENSION_free(extension);
    return done;
}

static bool add_name(X509_NAME *name, const char *field, const char *text)
{
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_ASC, (const unsigned char *)text, -1, -1, 0) == 1;
}

static bool fill(X509 *certificate, EVP_PKEY *key)
{
    BIGNUM *serial = BN_new();
    bool has_serial = serial != NULL && BN_rand(serial, 128, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY) == 1 &&
                      BN_to_ASN1_INTEGER(serial, X509_get_serialNumber(certificate)) != NULL;
    BN_free(serial);
    X509_NAME *name = X509_get_subject_name(certificate);
    return has_serial && X509_set_version(certificate, X509_VERSION_3) == 1 &&
           add_name(name, "O", "HashiCorp") && add_name(name, "CN", "localhost") &&
           X509_set_issuer_name(certificate, name) == 1 &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -30) != NULL &&
           X509_time_adj_ex(X509_getm_notAfter(certificate), 30 * 365, 0, NULL) != NULL &&
           X509_set_pubkey(certificate, key) == 1 &&
           add_extension(certificate, NID_key_usage,
                         "critical,digitalSignature,keyEncipherment,keyAgreement,keyCertSign") &&
           add_extension(certificate, NID_ext_key_usage, "clientAuth,serverAuth") &&
           add_extension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
           add_extension(certificate, NID_subject_alt_name, "DNS:localhost") &&
           X509_sign(certificate, key, EVP_sha512()) > 0;
}

/* Takes over the BIO; returns its text as a C string. */
static char *text_of(BIO *bio)
{
    char *data;
    long len = BIO_get_mem_data(bio, &data);
    char *text = strndup(data, (size_t)len);
    BIO_free(bio);
    return text;
}

bool certificate_new(struct certificate *ret_certificate)
{
    EVP_PKEY *key = EVP_EC_gen("P-521");
    X509 *certificate = X509_new();
    bool done = key != NULL && certificate != NULL && fill(certificate, key);
    if (done) {
        BIO *pem = BIO_new(BIO_s_mem()), *key_pem = BIO_new(BIO_s_mem());
        done = PEM_write_bio_X509(pem, certificate) == 1 &&
               PEM_write_bio_PrivateKey(key_pem, key, NULL, NULL, 0, NULL, NULL) == 1;
        *ret_certificate = (struct certificate){.pem = text_of(pem), .key_pem = text_of(key_pem)};
    }
    X509_free(certificate);
    EVP_PKEY_free(key);
    return done;
}

void certificate_free(struct certificate *certificate)
{
    free(certificate->pem);
    free(certificate->key_pem);
}

/* As in Go's strict decoder: padding is an error. */
char *certificate_from_handshake(const char *text)
{
    size_t len = strlen(text);
    if (len == 0 || strchr(text, '=') != NULL || len % 4 == 1)
        return NULL;
    size_t padding = (4 - len % 4) % 4;
    char *padded = malloc(len + padding + 1);
    unsigned char *der = malloc(len + padding);
    memcpy(padded, text, len);
    memset(padded + len, '=', padding);
    padded[len + padding] = '\0';
    int der_len = EVP_DecodeBlock(der, (const unsigned char *)padded, (int)(len + padding));
    const unsigned char *at = der;
    X509 *certificate = der_len > 0 ? d2i_X509(NULL, &at, der_len - (long)padding) : NULL;
    char *pem = NULL;
    if (certificate != NULL) {
        BIO *bio = BIO_new(BIO_s_mem());
        if (PEM_write_bio_X509(bio, certificate) == 1)
            pem = text_of(bio);
        else
            BIO_free(bio);
    }
    X509_free(certificate);
    free(der);
    free(padded);
    return pem;
}
