/*
 * access.c — GetInstanceAccessDetails: a temporary key, a certificate for it, and the host keys. It must not
 * know how keys are generated; ssh_keys.c does.
 */
#include "api/access.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "api/instances.h"
#include "digest.h"
#include "families.h"
#include "ssh_keys.h"

static struct ssh_key temporary;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_temporary(void)
{
    ssh_key_make(&temporary);
}

/* Before the world is locked, because it is slow. */
static void prepare(struct call *call)
{
    (void)call;
    pthread_once(&once, make_temporary);
}

void access_free(void)
{
    ssh_key_free(&temporary);
}

/* Windows needs time for the first password; its certificate for RDP is valid for half a year. */
enum { PASSWORD_AFTER_S = 15 * 60, CERTIFICATE_S = 180 * 24 * 60 * 60 };

/*
 * Plain text for the default key pair of the region, encrypted for any other; neither before the password is
 * ready.
 */
static void add_password(const struct call *call, const struct resource *instance, json_t *details)
{
    const char *pair = resource_string(instance, "sshKeyName");
    double age_s = (double)call->now_ms / 1000 -
                   json_number_value(json_object_get(instance->document, "createdAt"));
    bool is_there = age_s >= PASSWORD_AFTER_S, is_clear = !strcmp(pair, "LightsailDefaultKeyPair");
    json_object_set_new(details, "password", json_string(is_there && is_clear ? "Simul@ted-Passw0rd" : ""));
    json_object_set_new(details, "passwordData",
                        json_pack("{s:s, s:s}", "ciphertext", is_there && !is_clear ? "c2ltdWxhdGVk" : "",
                                  "keyPairName", pair));
}

/* A host key that depends only on the instance, so that a client that stores it detects a recreated host. */
static json_t *make_host_key(const struct resource *instance, bool ssh)
{
    static const unsigned char head[] = "\0\0\0\13ssh-ed25519\0\0\0\40";
    unsigned char blob[sizeof head - 1 + DIGEST_SIZE];
    const char *arn = resource_string(instance, "arn");
    memcpy(blob, head, sizeof head - 1);
    digest_sha256(arn, strlen(arn), blob + sizeof head - 1);
    char *encoded = base64_encode(blob, sizeof blob);
    struct text line = {0};
    text_format(&line, "ssh-ed25519 %s", encoded);
    char *sha1 = ssh_fingerprint(line.data, "SHA1"), *sha256 = ssh_fingerprint(line.data, "SHA256");
    json_t *created = json_object_get(instance->document, "createdAt");
    json_t *key = json_pack("{s:s, s:s, s:O, s:s, s:s}", "algorithm", ssh ? "ssh-ed25519" : "x509-cert",
                            "publicKey", encoded, "witnessedAt", created, "fingerprintSHA1", sha1,
                            "fingerprintSHA256", sha256);
    if (!ssh) {
        json_object_set(key, "notValidBefore", created);
        json_object_set_new(key, "notValidAfter", json_real(json_number_value(created) + CERTIFICATE_S));
    }
    text_free(&line);
    free(encoded);
    free(sha1);
    free(sha256);
    return key;
}

static bool get_instance_access_details(struct call *call)
{
    struct resource *instance = instance_find_usable(call, "instanceName");
    if (!instance)
        return false;
    const char *protocol = call_string(call, "protocol");
    if (strcmp(instance_state(instance), "running") != 0)
        return call_fail(call, FAILURE_OPERATION, "OperationFailure",
                         "The instance %s is in the state %s. Please try again in a few minutes.",
                         resource_name(instance), instance_state(instance));
    bool ssh = !protocol || !strcmp(protocol, "ssh");
    const char *user = resource_string(instance, "username");
    int64_t expires_ms = call->now_ms + 60000;
    json_t *details = json_pack("{s:s, s:s, s:s, s:O, s:[o]}", "protocol", ssh ? "ssh" : "rdp",
                                "instanceName", resource_name(instance), "username", user, "ipv6Addresses",
                                json_object_get(instance->document, "ipv6Addresses"), "hostKeys",
                                make_host_key(instance, ssh));
    json_t *address = json_object_get(instance->document, "publicIpAddress");
    if (address)
        json_object_set(details, "ipAddress", address);
    if (ssh) {
        char *certificate = ssh_certificate_make(temporary.private_pem, user, call->now_ms, expires_ms);
        json_object_set_new(details, "certKey", json_string(certificate));
        json_object_set_new(details, "privateKey", json_string(temporary.private_pem));
        json_object_set_new(details, "expiresAt", json_real((double)expires_ms / 1000));
        free(certificate);
    } else {
        add_password(call, instance, details);
    }
    text_add(&call->out, "{\"accessDetails\":");
    text_add_json_value(&call->out, details);
    text_add(&call->out, "}");
    json_decref(details);
    return true;
}

static const char *const protocols[] = {"ssh", "rdp", NULL};

static const struct api access_api[] = {
    {.name = "GetInstanceAccessDetails",
     .shows = OF_ONE,
     .handle = get_instance_access_details,
     .input = INPUT(INSTANCE, WORD("protocol", protocols, false)),
     .prepare = prepare},
    {0},
};
const struct family access_family = {.api = access_api};
