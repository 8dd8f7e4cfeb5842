/*
 * access.c — GetInstanceAccessDetails: a temporary key, a certificate for it, and the keys of the host.
 * It must not know how keys are made; ssh_keys.c does.
 */
#include "access.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "instances.h"
#include "ssh_keys.h"

static struct ssh_key temporary;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_temporary(void)
{
    ssh_key_make(&temporary);
}

void access_prepare(struct call *call)
{
    (void)call;
    pthread_once(&once, make_temporary);
}

void access_free(void)
{
    ssh_key_free(&temporary);
}

/* A host key that depends on the instance alone, so that a client which pins it sees a rebuilt host. */
static json_t *make_host_key(const struct resource *instance)
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
    json_t *key = json_pack("{s:s, s:s, s:O, s:s, s:s}", "algorithm", "ssh-ed25519", "publicKey", encoded,
                            "witnessedAt", json_object_get(instance->document, "createdAt"),
                            "fingerprintSHA1", sha1, "fingerprintSHA256", sha256);
    text_free(&line);
    free(encoded);
    free(sha1);
    free(sha256);
    return key;
}

bool get_instance_access_details(struct call *call)
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
                                make_host_key(instance));
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
        json_object_set_new(details, "password", json_string(""));
        json_object_set_new(details, "passwordData",
                            json_pack("{s:s, s:s}", "ciphertext", "", "keyPairName",
                                      resource_string(instance, "sshKeyName")));
    }
    text_add(&call->out, "{\"accessDetails\":");
    text_add_json_value(&call->out, details);
    text_add(&call->out, "}");
    json_decref(details);
    return true;
}
