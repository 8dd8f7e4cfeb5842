/*
 * test_tls.c — the certificate as a client sees it, checked with OpenSSL's own readers.
 */
#include "../testing.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "plugin/tls.h"

static X509 *read_pem(const char *pem)
{
    BIO *bio = BIO_new_mem_buf(pem, -1);
    X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    BIO_free(bio);
    assert_non_null(certificate);
    return certificate;
}

/*
 * Any certificate is a client's certificate as far as making ours is concerned: the first one serves as the
 * second one's client.
 */
static struct str some_pem(struct arena *mem)
{
    static const char pem[] = "-----BEGIN CERTIFICATE-----\n"
                              "MIIBdDCCARqgAwIBAgIQTu0ICuZGMpwzBNiFs5KvADAKBggqhkjOPQQDAjAUMRIw\n"
                              "EAYDVQQDDAlsb2NhbGhvc3QwHhcNMjYxMTIzMDc1NjMyWhcNMzYxMTIwMDc1NzMy\n"
                              "WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n"
                              "AAT/lzzW1gNEFqxRYa0eNJ4rV79WwrllneZQwradAabKYYCn6hiOOvPyaQDzTEDF\n"
                              "qRcRn7QOfAkkqDM7JuOaRBMOo04wTDAUBgNVHREEDTALgglsb2NhbGhvc3QwDwYD\n"
                              "VR0TAQH/BAUwAwEB/zAOBgNVHQ8BAf8EBAMCAoQwEwYDVR0lBAwwCgYIKwYBBQUH\n"
                              "AwEwCgYIKoZIzj0EAwIDSAAwRQIhAJtvQnFkdRagoV8yxweZp0+34bvnOHrR+k6A\n"
                              "DkAhoU9SAiBC3vReMOBPh0YXkqUqYuXKnAlfC5n/feT1FLDFftcsyA==\n"
                              "-----END CERTIFICATE-----\n";
    return str_copy(mem, str_c(pem));
}

static void the_certificate_is_what_go_accepts(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct tls_identity identity;
    struct err err;
    assert_true(tls_identity_new(mem, some_pem(mem), &identity, &err));
    X509 *certificate = read_pem(identity.certificate_pem);

    assert_int_equal(X509_get_version(certificate), X509_VERSION_3);
    assert_int_equal(X509_check_host(certificate, "localhost", 0, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, NULL),
                     1);
    assert_int_equal(X509_check_purpose(certificate, X509_PURPOSE_SSL_SERVER, 0), 1);
    time_t half_a_minute_ago = time(NULL) - 30, next_year = time(NULL) + 366 * 24 * 3600;
    assert_int_equal(X509_cmp_time(X509_get0_notBefore(certificate), &half_a_minute_ago), -1);
    assert_int_equal(X509_cmp_time(X509_get0_notAfter(certificate), &next_year), 1);
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    assert_true(ASN1_STRING_length(serial) <= 20);
    assert_int_equal(ASN1_STRING_type(serial), V_ASN1_INTEGER); /* the negative has a type of its own */

    BIO *bio = BIO_new_mem_buf(identity.key_pem, -1);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    assert_int_equal(X509_check_private_key(certificate, key), 1);
    assert_int_equal(EVP_PKEY_get_bits(key), 256);
    assert_int_equal(X509_verify(certificate, key), 1);
    EVP_PKEY_free(key);
    X509_free(certificate);
    arena_free(mem);
}

/* The length of the signature varies, and with it the padding that must not be there. */
static void the_handshake_text_is_the_certificate_without_padding(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct arena *mem = arena_new();
        struct tls_identity identity;
        struct err err;
        assert_true(tls_identity_new(mem, some_pem(mem), &identity, &err));
        struct str text = identity.handshake_text;
        assert_int_equal(str_find(text, '=', 0), text.len);
        assert_int_not_equal(text.len % 4, 1);

        size_t padding = (4 - text.len % 4) % 4;
        struct str padded = str_printf(mem, "%.*s%.*s", STR_ARG(text), (int)padding, "==");
        unsigned char *der = arena_alloc(mem, padded.len);
        int len = EVP_DecodeBlock(der, (const unsigned char *)padded.data, (int)padded.len);
        assert_true(len > 0);
        const unsigned char *at = der;
        X509 *from_text = d2i_X509(NULL, &at, len - (long)padding);
        X509 *from_pem = read_pem(identity.certificate_pem);
        assert_non_null(from_text);
        assert_int_equal(X509_cmp(from_text, from_pem), 0);
        X509_free(from_text);
        X509_free(from_pem);
        arena_free(mem);
    }
}

static void what_is_no_certificate_is_refused(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct tls_identity identity;
    struct err err;
    assert_false(tls_identity_new(mem, STR("-----BEGIN NONSENSE-----\n"), &identity, &err));
    assert_int_equal(err.kind, ERR_USER);
    arena_free(mem);
}

int main(void)
{
    tls_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_certificate_is_what_go_accepts),
        cmocka_unit_test(the_handshake_text_is_the_certificate_without_padding),
        cmocka_unit_test(what_is_no_certificate_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
