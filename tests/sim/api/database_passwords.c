/*
 * database_passwords.c — the passwords of the master user of a database: current, previous, pending. It must not
 * know when a pending one becomes the current one.
 */
#include "api/database_passwords.h"

#include <stdlib.h>
#include <string.h>

#include "api/databases.h"
#include "digest.h"
#include "families.h"
#include "memory.h"

static json_t *passwords_of(const struct resource *database)
{
    json_t *passwords = json_object_get(database->hidden, "passwords");
    if (!passwords) {
        passwords = json_object();
        json_object_set_new(database->hidden, "passwords", passwords);
    }
    return passwords;
}

/* Thirty-two characters, as in the example of the AWS CLI's reference; the same requests give the same. */
static char *make_password(struct resource *database)
{
    static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789.,_-<>+(";
    json_int_t number = json_integer_value(json_object_get(database->hidden, "passwordNumber")) + 1;
    json_object_set_new(database->hidden, "passwordNumber", json_integer(number));
    char *seed = memory_format("password %lld of %s", (long long)number, resource_string(database, "arn"));
    unsigned char hash[DIGEST_SIZE];
    digest_hmac("master", 6, seed, strlen(seed), hash);
    free(seed);
    char *made = memory_new(DIGEST_SIZE + 1, 1);
    for (int i = 0; i < DIGEST_SIZE; i++)
        made[i] = alphabet[hash[i] % (sizeof alphabet - 1)];
    return made;
}

static const char *store(struct call *call, struct resource *database, const char *version,
                         const char *password)
{
    char *made = password ? NULL : make_password(database);
    json_t *one = json_pack("{s:s, s:f}", "masterUserPassword", made ? made : password, "createdAt",
                            (double)call->now_ms / 1000);
    free(made);
    json_object_set_new(passwords_of(database), version, one);
    resource_changed(database);
    return json_string_value(json_object_get(one, "masterUserPassword"));
}

void database_password_set(struct call *call, struct resource *database, const char *password)
{
    store(call, database, "CURRENT", password);
}

void database_password_set_pending(struct call *call, struct resource *database, const char *password)
{
    const char *pending = store(call, database, "PENDING", password);
    json_object_set_new(json_object_get(database->document, "pendingModifiedValues"), "masterUserPassword",
                        json_string(pending));
    resource_changed(database);
}

void database_password_apply(struct resource *database)
{
    json_t *passwords = passwords_of(database), *pending = json_object_get(passwords, "PENDING");
    if (!pending)
        return;
    json_object_set(passwords, "PREVIOUS", json_object_get(passwords, "CURRENT"));
    json_object_set(passwords, "CURRENT", pending);
    json_object_del(passwords, "PENDING");
    resource_changed(database);
}

static bool get_password(struct call *call)
{
    const struct resource *database = database_find(call);
    const char *version = call_string(call, "passwordVersion");
    if (!database)
        return false;
    const json_t *found = json_object_get(json_object_get(database->hidden, "passwords"),
                                          version ? version : "CURRENT");
    if (!found)
        return call_fail(call, FAILURE_NOT_FOUND, "DoesNotExist",
                         "The database %s has no master user password of the version %s",
                         resource_name(database), version);
    text_add_json_value(&call->out, found);
    return true;
}

static const char *const versions[] = {"CURRENT", "PREVIOUS", "PENDING", NULL};

static const struct api database_passwords_api[] = {
    {.name = "GetRelationalDatabaseMasterUserPassword",
     .shows = OF_ONE,
     .handle = get_password,
     .input = INPUT(DATABASE, WORD("passwordVersion", versions, false))},
    {0},
};
const struct family database_passwords_family = {.api = database_passwords_api};
