/*
 * test_ssh_key.c — equal keys and fingerprints, with values that ssh-keygen and openssl computed.
 */
#include "../../testing.h"

#include "resources/key_pair/ssh_key.h"

#define RSA_MATERIAL                                                                                        \
    "AAAAB3NzaC1yc2EAAAADAQABAAABAQCwWM4ZKitAqs0XR+/UaI17d2Gf44uydB5dBG9+RmEALn2noUw5MVVnUpYpc527/"         \
    "AMpAbx7SeKooRuklRyLqZPlRu8E"                                                                           \
    "/G2Hxhtww/"                                                                                            \
    "GYplX7nDajVhRl5EvQWRNMPjaEnd7Oj0I5c1miJGu1YKyYKUYJiE8JA02f5tKBWTgiDkHoZax1XQBRS+RykAxTeCgUYW4a3mdd9f+" \
    "Aw1MFZcbs"                                                                                             \
    "hTdsXq38gIG7q4kMECVYeBKSmWAfOUZunGxPggJDTWHnZYKDvJ7u5pwGtx4ehH94eMsUpfFP/"                             \
    "oIbn0+9RYYwLxvuFYp07vEhhXyn7ps9Y7knbQl3UHPdvlh+"                                                       \
    "Q0Qdt/E+/LMD"
#define RSA STR("ssh-rsa " RSA_MATERIAL " me@desk")
#define ED25519 \
    STR("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILdykyBHjCzaYPoCd9qX9WZhtI/ELRtgdDNyDW3Jm8VJ desk@example.com")

static void comments_and_white_space_are_ignored(void **state)
{
    struct arena *mem = *state;
    assert_true(ssh_key_equal(mem, RSA, STR("  ssh-rsa \t" RSA_MATERIAL "\n")));
    assert_true(ssh_key_equal(mem, RSA, STR("ssh-rsa " RSA_MATERIAL " another comment")));
    assert_true(ssh_key_equal(mem, RSA, STR("\xef\xbb\xbf# mine\r\nssh-rsa " RSA_MATERIAL "\r\n")));
    assert_false(ssh_key_equal(mem, RSA, ED25519));
    assert_false(ssh_key_equal(mem, RSA, STR("ssh-rsa AAAA")));
    assert_true(ssh_key_equal(mem, STR("no key"), STR(" no key ")));
    assert_false(ssh_key_equal(mem, STR("no key"), STR("another")));
}

static void one_key_is_read_and_nothing_else(void **state)
{
    (void)state;
    const struct {
        struct str text;
        enum ssh_key_text is;
    } cases[] = {
        {RSA, SSH_KEY_ONE},
        {STR("\xef\xbb\xbfssh-rsa " RSA_MATERIAL " me@desk\r\n"), SSH_KEY_ONE},
        {STR("# mine\n\nssh-rsa\t" RSA_MATERIAL " me@desk\n# the end\n"), SSH_KEY_ONE},
        {STR("ssh-rsa " RSA_MATERIAL "\nssh-rsa " RSA_MATERIAL), SSH_KEY_SEVERAL},
        {STR("ssh-rsa " RSA_MATERIAL "\r\n\r\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me\r\n"), SSH_KEY_SEVERAL},
        {STR("-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n"), SSH_KEY_PRIVATE_HALF},
        {STR("ssh-rsa " RSA_MATERIAL "\n-----BEGIN OPENSSH PRIVATE KEY-----"), SSH_KEY_PRIVATE_HALF},
        {STR("PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 14\n"), SSH_KEY_PRIVATE_HALF},
        {STR("ssh-rsa " RSA_MATERIAL "\nhello"), SSH_KEY_NONE},
        {STR("ssh-rsa"), SSH_KEY_NONE},
        {STR("hello ssh-rsa " RSA_MATERIAL), SSH_KEY_NONE},
        {STR("# a comment"), SSH_KEY_NONE},
        {STR(""), SSH_KEY_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct str line;
        if (ssh_key_find(cases[i].text, &line) != cases[i].is)
            fail_msg("case %zu", i);
        if (cases[i].is == SSH_KEY_ONE)
            assert_true(str_starts_with(line, STR("ssh-rsa")) && str_ends_with(line, STR("me@desk")));
    }
}

static void a_type_is_the_first_word(void **state)
{
    (void)state;
    assert_str_equal(ssh_key_type(RSA), STR("ssh-rsa"));
    assert_str_equal(ssh_key_type(STR(" \tssh-ed25519 AAAA")), STR("ssh-ed25519"));
    assert_str_equal(ssh_key_type(STR("\n")), STR(""));
}

static void every_known_form_of_fingerprint(void **state)
{
    struct arena *mem = *state;
    static const struct {
        struct str fingerprint;
        enum ssh_key_match rsa, ed25519;
    } cases[] = {
        /* openssl: MD5 of the DER form of the RSA key */
        {STR("71:9a:2f:41:a8:87:ef:da:c6:4c:f4:36:2d:64:c4:83"), SSH_KEY_MATCHES, SSH_KEY_DIFFERS},
        /* ssh-keygen -E md5 */
        {STR("31:03:0b:1b:88:05:b6:7b:91:e3:09:05:ca:07:f1:fb"), SSH_KEY_MATCHES, SSH_KEY_DIFFERS},
        {STR("MD5:31:03:0B:1B:88:05:B6:7B:91:E3:09:05:CA:07:F1:FB"), SSH_KEY_MATCHES, SSH_KEY_DIFFERS},
        {STR("3c:a7:93:d0:cc:b7:e9:59:a6:46:7a:59:49:f5:fc:9e"), SSH_KEY_DIFFERS, SSH_KEY_MATCHES},
        /* ssh-keygen */
        {STR("SHA256:g6HqAo3aO6t6plAjCKBGnVXvBCtSI4ZUWncGUhEtb+U"), SSH_KEY_DIFFERS, SSH_KEY_MATCHES},
        {STR("g6HqAo3aO6t6plAjCKBGnVXvBCtSI4ZUWncGUhEtb+U="), SSH_KEY_DIFFERS, SSH_KEY_MATCHES},
        /* SHA-1 of a private key, and texts that are no fingerprint */
        {STR("00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd:ee:ff:00:11:22:33"), SSH_KEY_UNDECIDED,
         SSH_KEY_UNDECIDED},
        {STR(""), SSH_KEY_UNDECIDED, SSH_KEY_UNDECIDED},
        {STR("nonsense"), SSH_KEY_UNDECIDED, SSH_KEY_UNDECIDED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(ssh_key_check_fingerprint(mem, RSA, cases[i].fingerprint), cases[i].rsa);
        assert_int_equal(ssh_key_check_fingerprint(mem, ED25519, cases[i].fingerprint), cases[i].ed25519);
    }
    assert_int_equal(ssh_key_check_fingerprint(mem, STR("no key"), cases[0].fingerprint), SSH_KEY_UNDECIDED);
    /* a wrong length */
    assert_int_equal(ssh_key_check_fingerprint(mem, STR("ssh-rsa /////3NzaC1yc2E="), cases[0].fingerprint),
                     SSH_KEY_UNDECIDED);
}

static int begin(void **state)
{
    *state = arena_new();
    return 0;
}

static int end(void **state)
{
    arena_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_key_is_read_and_nothing_else),
        cmocka_unit_test_setup_teardown(comments_and_white_space_are_ignored, begin, end),
        cmocka_unit_test(a_type_is_the_first_word),
        cmocka_unit_test_setup_teardown(every_known_form_of_fingerprint, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
