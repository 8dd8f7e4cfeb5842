/*
 * tls.c — a new P-256 key and a self-signed certificate for each start, as PEM. Must not know the server.
 */
#include "plugin/tls.h"

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <pthread.h>

#include "plugin/certificate.h"

/* The clocks of a container and its host may differ slightly; an apply may last for hours. */
enum { BACKDATED_S = 60, VALID_S = 3650 * 24 * 3600 };

#define CLEANUP(type, name, release)          \
    static void release_##name(type **handle) \
    {                                         \
        release(*handle);                     \
    }
CLEANUP(EVP_PKEY, key, EVP_PKEY_free)
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

static bool certificate_to_pem(struct arena *mem, const unsigned char *der, size_t len, const char **ret_pem)
{
    AUTO(bio) BIO *bio = BIO_new(BIO_s_mem());
    char *data;
    if (bio == NULL || PEM_write_bio(bio, PEM_STRING_X509, "", der, (long)len) <= 0)
        return false;
    long pem_len = BIO_get_mem_data(bio, &data);
    *ret_pem = str_z(mem, str_n(data, (size_t)pem_len));
    return true;
}

static bool key_to_pem(struct arena *mem, EVP_PKEY *key, const char **ret_pem)
{
    unsigned char *der = arena_alloc_secret(mem, CERTIFICATE_KEY_DER_BYTES);
    AUTO(bio) BIO *bio = BIO_new(BIO_s_secmem());
    char *data;
    if (bio == NULL || !certificate_key_to_der(key, der) ||
        PEM_write_bio(bio, PEM_STRING_ECPRIVATEKEY, "", der, CERTIFICATE_KEY_DER_BYTES) <= 0)
        return false;
    size_t len = (size_t)BIO_get_mem_data(bio, &data);
    char *copy = arena_alloc_secret(mem, len + 1);
    memcpy(copy, data, len);
    *ret_pem = copy;
    return true;
}

/* Go's decoder refuses padding, and the number of '=' depends on the length of the signature. */
static struct str certificate_to_text(struct arena *mem, const unsigned char *der, size_t der_len)
{
    unsigned char *text = arena_alloc(mem, der_len / 3 * 4 + 5);
    int len = EVP_EncodeBlock(text, der, (int)der_len);
    while (len > 0 && text[len - 1] == '=')
        len--;
    return str_n((const char *)text, (size_t)len);
}

/* Checks only the PEM envelope: gRPC decodes the certificate itself, and its key would be decoded twice. */
static bool check_client(const char *client_pem, struct err *err)
{
    AUTO(bio) BIO *bio = BIO_new_mem_buf(client_pem, -1);
    char *name = NULL, *header = NULL;
    unsigned char *der = NULL;
    long len = 0;
    bool is_certificate = bio != NULL && PEM_read_bio(bio, &name, &header, &der, &len) == 1 &&
                          strcmp(name, PEM_STRING_X509) == 0;
    OPENSSL_free(name);
    OPENSSL_free(header);
    OPENSSL_free(der);
    ERR_clear_error();
    if (!is_certificate)
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
    unsigned char der[CERTIFICATE_MAX_BYTES];
    size_t len;
    time_t now = time(NULL);
    if (!certificate_to_der(key, now - BACKDATED_S, now + VALID_S, der, &len))
        return refused(err, "make the server's certificate");
    if (!certificate_to_pem(mem, der, len, &identity.certificate_pem) ||
        !key_to_pem(mem, key, &identity.key_pem))
        return refused(err, "encode the server's certificate");
    identity.handshake_text = certificate_to_text(mem, der, len);
    *ret_identity = identity;
    return true;
}

struct tls_start {
    struct arena *mem;
    struct str client_pem;
    pthread_t thread;
    bool has_thread, is_done;
    struct tls_identity identity;
    struct err err;
};

static void *make(void *argument)
{
    struct tls_start *start = argument;
    start->is_done = tls_identity_new(start->mem, start->client_pem, &start->identity, &start->err);
    return NULL;
}

struct tls_start *tls_start(struct str client_pem)
{
    struct arena *mem = arena_new();
    struct tls_start *start = arena_new_object(mem, struct tls_start);
    start->mem = mem;
    start->client_pem = client_pem;
    start->has_thread = pthread_create(&start->thread, NULL, make, start) == 0;
    return start;
}

static void free_arena(void *mem)
{
    arena_free(mem);
}

bool tls_wait(struct arena *mem, struct tls_start *start, struct tls_identity *ret_identity, struct err *err)
{
    if (start->has_thread)
        pthread_join(start->thread, NULL);
    else
        make(start); /* without a thread, the caller does the work itself, which is slower */
    arena_defer(mem, free_arena, start->mem);
    *ret_identity = start->identity;
    *err = start->err;
    return start->is_done;
}

void tls_warm_up(void)
{
    SSL_CTX_free(SSL_CTX_new(TLS_server_method()));
    ERR_clear_error();
}
