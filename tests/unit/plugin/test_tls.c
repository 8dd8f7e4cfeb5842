/*
 * test_tls.c — the certificate as a client sees it, checked with OpenSSL's own readers.
 */
#include "../testing.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "plugin/certificate.h"
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

/* Through 2049 a year has two digits in a certificate, afterwards four; a wrong choice is a certificate of another century. */
static void a_time_keeps_its_century(void **state)
{
    (void)state;
    static const time_t times[] = {951782400 /* 2000-02-29 */, 2524607999 /* the last second of 2049 */,
                                   2524608000, 4102444800 /* 2100 */};
    EVP_PKEY *key = EVP_EC_gen("P-256");
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        unsigned char der[CERTIFICATE_MAX_BYTES];
        size_t len;
        assert_true(certificate_to_der(key, times[0], times[i], der, &len));
        const unsigned char *at = der;
        X509 *certificate = d2i_X509(NULL, &at, (long)len);
        assert_non_null(certificate);
        assert_ptr_equal(at, der + len);
        struct tm tm;
        const ASN1_TIME *end = X509_get0_notAfter(certificate);
        assert_int_equal(ASN1_TIME_to_tm(end, &tm), 1);
        assert_int_equal(timegm(&tm), times[i]);
        assert_int_equal(ASN1_STRING_type(end),
                         times[i] < 2524608000 ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME);
        assert_int_equal(X509_verify(certificate, key), 1);
        X509_free(certificate);
    }
    EVP_PKEY_free(key);
}

/* As a start makes it: beside other work. */
static void the_identity_can_be_made_meanwhile(void **state)
{
    (void)state;
    struct arena *mem = arena_new();
    struct tls_identity identity;
    struct err err;
    struct tls_start *start = tls_start(some_pem(mem));
    tls_warm_up();
    assert_true(tls_wait(mem, start, &identity, &err));
    X509_free(read_pem(identity.certificate_pem));
    start = tls_start(STR("nonsense"));
    assert_false(tls_wait(mem, start, &identity, &err));
    assert_int_equal(err.kind, ERR_USER);
    arena_free(mem);
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
        cmocka_unit_test(a_time_keeps_its_century),
        cmocka_unit_test(the_identity_can_be_made_meanwhile),
        cmocka_unit_test(what_is_no_certificate_is_refused),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
