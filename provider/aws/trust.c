/*
 * trust.c — finds the trusted certificates at run time, not at build time, because a statically linked
 * program runs on every distribution. Knows paths; must not know what they are used for.
 */
#include "aws/trust.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const char *first_set(const char *const *variables, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return NULL;
}

/*
 * Whether the folder has names such as "ce5e74ef.0", by which OpenSSL finds a certificate from its subject's
 * hash.
 */
static bool is_hashed_folder(const char *path)
{
    DIR *folder = opendir(path);
    bool hashed = false;
    for (const struct dirent *entry; folder != NULL && !hashed && (entry = readdir(folder)) != NULL;)
        hashed = strspn(entry->d_name, "0123456789abcdef") == 8 && strcmp(entry->d_name + 8, ".0") == 0;
    if (folder != NULL)
        closedir(folder);
    return hashed;
}

/* A hashed folder comes first: loading a whole bundle costs 30 ms of processor time for each connection. */
static struct trust of_system(struct arena *mem, const char *root)
{
    static const char *const folder = "/etc/ssl/certs"; /* Debian, Ubuntu, openSUSE, Arch, Alpine */
    static const char *const files[] = {
        "/etc/ssl/certs/ca-certificates.crt",                /* Debian, Alpine, Arch, when not hashed */
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* Fedora, RHEL, Amazon Linux */
        "/etc/pki/tls/certs/ca-bundle.crt",                  /* older versions of these */
        "/etc/ssl/ca-bundle.pem",                            /* openSUSE */
        "/etc/ssl/cert.pem",                                 /* Alpine without the package, BSD */
    };
    const char *path = str_z(mem, str_printf(mem, "%s%s", root, folder));
    if (is_hashed_folder(path))
        return (struct trust){.folder = path};
    for (size_t i = 0; i < COUNT(files); i++) {
        path = str_z(mem, str_printf(mem, "%s%s", root, files[i]));
        if (access(path, R_OK) == 0)
            return (struct trust){.file = path};
    }
    return (struct trust){0};
}

struct trust trust_find(struct arena *mem, const char *root, struct str named)
{
    static const char *const file_variables[] = {"AWS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"};
    static const char *const folder_variables[] = {"SSL_CERT_DIR"};
    struct trust trust = {.file = first_set(file_variables, COUNT(file_variables)),
                          .folder = first_set(folder_variables, COUNT(folder_variables))};
    if (named.len > 0)
        trust.file = str_z(mem, named);
    if (trust.file != NULL)
        trust.file = str_z(mem, env_home_path(mem, str_c(trust.file)));
    if (trust.file != NULL || trust.folder != NULL)
        return trust;
    return of_system(mem, root);
}
