/*
 * certificate_names.c — the domain names of a certificate. It must not know what a certificate is for.
 */
#include "api/certificate_names.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "host_names.h"

/* Source: the model of CreateCertificate. */
enum { MOST_OTHER_NAMES = 9 };

static bool check_domain(struct call *call, const char *domain)
{
    if (strchr(domain, '*'))
        return call_fail_input(call, "Wildcard domain names are not supported: %s", domain);
    size_t length = strlen(domain);
    bool fine = host_name_is_valid(domain, LABELS_OF_HOSTS) && domain[length - 1] != '.';
    return fine || call_fail_input(call, "The domain name is not valid: %s", domain);
}

bool certificate_names_have(const json_t *names, const char *domain)
{
    for (size_t i = 0; i < json_array_size(names); i++)
        if (!strcasecmp(json_string_value(json_array_get(names, i)), domain))
            return true;
    return false;
}

/* Adds a name once, in lower case. */
static bool add_name(struct call *call, json_t *names, const char *domain)
{
    if (!check_domain(call, domain))
        return false;
    char *name = host_name_copy(domain);
    if (!certificate_names_have(names, name))
        json_array_append_new(names, json_string(name));
    free(name);
    return true;
}

json_t *certificate_names(struct call *call, const char *domain, const json_t *others)
{
    json_t *names = json_array();
    bool fine = add_name(call, names, domain);
    for (size_t i = 0; fine && i < json_array_size(others); i++)
        fine = add_name(call, names, json_string_value(json_array_get(others, i)));
    if (fine && json_array_size(names) > 1 + MOST_OTHER_NAMES)
        fine = call_fail_input(call, "A certificate can have at most %d alternative domain names",
                               MOST_OTHER_NAMES);
    if (fine)
        return names;
    json_decref(names);
    return NULL;
}
