/*
 * test_trust.c — the certificates of each family of distributions are found below a made-up root folder, and
 * what the user names comes before them.
 */
#include "aws/trust.h"

#include "../testing.h"

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HASHED "/etc/ssl/certs/ce5e74ef.0"
#define DEBIAN "/etc/ssl/certs/ca-certificates.crt"
#define FEDORA "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem"
#define REDHAT "/etc/pki/tls/certs/ca-bundle.crt"
#define SUSE "/etc/ssl/ca-bundle.pem"
#define ALPINE "/etc/ssl/cert.pem"

/* A folder that plays the root of a system, and the arena of the test. */
struct root {
    struct arena *mem;
    char path[64];
};

static const char *below(const struct root *root, const char *path)
{
    return str_z(root->mem, str_printf(root->mem, "%s%s", root->path, path));
}

static void make_file(const struct root *root, const char *name)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s", below(root, name));
    for (char *slash = strchr(path + strlen(root->path) + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(path, 0700);
        *slash = '/';
    }
    FILE *made = fopen(path, "w");
    assert_non_null(made);
    fclose(made);
}

static int begin(void **state)
{
    static struct root root;
    static const char *const variables[] = {"AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE",
                                            "SSL_CERT_DIR"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++)
        unsetenv(variables[i]);
    root.mem = arena_new();
    snprintf(root.path, sizeof root.path, "/tmp/test-trust.XXXXXX");
    *state = &root;
    return mkdtemp(root.path) != NULL ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

static int end(void **state)
{
    struct root *root = *state;
    int status = nftw(root->path, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
    arena_free(root->mem);
    return status;
}

static void assert_text(const char *actual, const char *expected)
{
    if (actual == NULL || expected == NULL)
        assert_ptr_equal(actual, expected);
    else
        assert_string_equal(actual, expected);
}

/* The system's certificates are FILE or FOLDER, below the root; NULL: none. */
static void assert_found(const struct root *root, const char *file, const char *folder)
{
    struct trust trust = trust_find(root->mem, root->path, STR(""));
    assert_text(trust.file, file != NULL ? below(root, file) : NULL);
    assert_text(trust.folder, folder != NULL ? below(root, folder) : NULL);
}

static void test_nothing(void **state)
{
    assert_found(*state, NULL, NULL);
}

static void test_each_distribution(void **state)
{
    /* Each is preferred to those before it. */
    static const char *const files[] = {ALPINE, SUSE, REDHAT, FEDORA, DEBIAN};
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        make_file(*state, files[i]);
        assert_found(*state, files[i], NULL);
    }
    make_file(*state, HASHED);
    assert_found(*state, NULL, "/etc/ssl/certs");
}

static void test_names_that_are_no_hashes(void **state)
{
    make_file(*state, "/etc/ssl/certs/ISRG_Root_X1.pem");
    make_file(*state, "/etc/ssl/certs/ce5e74ef.r0"); /* a list of what was revoked */
    make_file(*state, "/etc/ssl/certs/deadbeef0.0");
    make_file(*state, SUSE);
    assert_found(*state, SUSE, NULL);
}

static void test_the_environment_comes_first(void **state)
{
    struct root *root = *state;
    make_file(root, DEBIAN);
    setenv("SSL_CERT_DIR", "/folder", 1);
    struct trust trust = trust_find(root->mem, root->path, STR(""));
    assert_text(trust.file, NULL);
    assert_text(trust.folder, "/folder");

    /* Each is preferred to those before it; an empty one is none. */
    static const char *const variables[] = {"SSL_CERT_FILE", "CURL_CA_BUNDLE", "AWS_CA_BUNDLE"};
    for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
        setenv(variables[i], variables[i], 1);
        assert_text(trust_find(root->mem, root->path, STR("")).file, variables[i]);
    }
    setenv("AWS_CA_BUNDLE", "", 1);
    trust = trust_find(root->mem, root->path, STR(""));
    assert_text(trust.file, "CURL_CA_BUNDLE");
    assert_text(trust.folder, "/folder");

    assert_text(trust_find(root->mem, root->path, STR("/named.pem")).file, "/named.pem");
    setenv("HOME", "/home/me", 1);
    assert_text(trust_find(root->mem, root->path, STR("~/named.pem")).file, "/home/me/named.pem");
    setenv("AWS_CA_BUNDLE", "~/bundle.pem", 1);
    assert_text(trust_find(root->mem, root->path, STR("")).file, "/home/me/bundle.pem");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_nothing, begin, end),
        cmocka_unit_test_setup_teardown(test_each_distribution, begin, end),
        cmocka_unit_test_setup_teardown(test_names_that_are_no_hashes, begin, end),
        cmocka_unit_test_setup_teardown(test_the_environment_comes_first, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
