/*
 * key_pairs.c — key pairs: created, imported, deleted, and the default one of a region.
 * It must not know how keys are made; ssh_keys.c does.
 */
#include "key_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "memory.h"
#include "operations.h"
#include "ssh_keys.h"
#include "tags.h"

/* ---- the default key of a region --------------------------------------------------------------------------------- */

void key_pair_need_default(struct region *region, int64_t now_ms)
{
    if (region->default_key)
        return;
    char uuid[37];
    char *seed = memory_format("default-key/%s", region->name);
    digest_uuid(seed, uuid);
    free(seed);
    char *arn = memory_format("arn:aws:lightsail:%s:123456789012:KeyPair/%s", region->name, uuid);
    region->default_key = json_pack("{s:{s:s, s:s, s:s, s:f, s:{s:s, s:s}, s:s, s:[]}}", "document", "name",
                                    DEFAULT_KEY_NAME, "arn", arn, "supportCode",
                                    "621291663362/" DEFAULT_KEY_NAME, "createdAt", (double)now_ms / 1000,
                                    "location", "availabilityZone", "all", "regionName", region->name,
                                    "resourceType", "KeyPair", "tags");
    free(arn);
    world_touch();
}

static bool has_default_key(const struct region *region)
{
    return region->default_key && json_object_get(region->default_key, "private");
}

void key_pair_prepare(struct call *call)
{
    bool fresh = !strcmp(call->operation, "CreateKeyPair");
    if (!fresh) {
        bool wants_default = !strcmp(call->operation, "DownloadDefaultKeyPair") ||
                             call_true(call, "includeDefaultKeyPair") ||
                             !strcmp(call_string(call, "keyPairName") ? call_string(call, "keyPairName") : "",
                                     DEFAULT_KEY_NAME);
        world_lock();
        bool needed = wants_default && !has_default_key(world_region(call->region_name));
        world_unlock();
        if (!needed)
            return;
    }
    struct ssh_key *key = memory_new(1, sizeof *key);
    ssh_key_make(key);
    call->prepared = key;
}

void key_pair_discard(struct call *call)
{
    struct ssh_key *key = call->prepared;
    if (!key)
        return;
    ssh_key_free(key);
    free(key);
    call->prepared = NULL;
}

/* Fills the key that was prepared into the default pair; what was there first, stays. */
static json_t *complete_default(struct call *call)
{
    json_t *pair = call->region->default_key;
    const struct ssh_key *key = call->prepared;
    if (!pair || has_default_key(call->region) || !key)
        return pair;
    json_object_set_new(pair, "private", json_string(key->private_pem));
    json_object_set_new(pair, "public", json_string(key->public_line));
    json_object_set_new(json_object_get(pair, "document"), "fingerprint", json_string(key->fingerprint));
    world_touch();
    return pair;
}

bool download_default_key_pair(struct call *call)
{
    key_pair_need_default(call->region, call->now_ms);
    const json_t *pair = complete_default(call);
    text_add(&call->out, "{\"publicKeyBase64\":");
    text_add_json_value(&call->out, json_object_get(pair, "public"));
    text_add(&call->out, ",\"privateKeyBase64\":");
    text_add_json_value(&call->out, json_object_get(pair, "private"));
    text_add(&call->out, ",\"createdAt\":");
    text_add_json_value(&call->out, json_object_get(json_object_get(pair, "document"), "createdAt"));
    text_add(&call->out, "}");
    return true;
}

/* ---- pairs with a name of their own ------------------------------------------------------------------------------ */

static struct resource *add_pair(struct call *call, const char *name, const struct ssh_key *key)
{
    struct resource *pair = resource_create(call->region, RESOURCE_KEY_PAIR, name, NULL, name, call->now_ms);
    json_object_set_new(pair->hidden, "publicKey", json_string(key->public_line));
    resource_set(pair, "fingerprint", json_string(key->fingerprint));
    return pair;
}

bool create_key_pair(struct call *call)
{
    const char *name = call_string(call, "keyPairName");
    const struct ssh_key *key = call->prepared;
    if (!call_check_new_name(call, name) || !tags_check(call, 0))
        return false;
    struct resource *pair = add_pair(call, name, key);
    tags_merge(pair, json_object_get(call->input, "tags"));
    operation_add_for(call, "CreateKeyPair", pair, NULL);

    struct text whole = {0};
    text_add(&whole, "{\"keyPair\":");
    resource_print(pair, &whole);
    text_add(&whole, ",\"publicKeyBase64\":");
    text_add_json(&whole, key->public_line);
    text_add(&whole, ",\"privateKeyBase64\":");
    text_add_json(&whole, key->private_pem);
    text_add(&whole, ",\"operation\":");
    text_add_bytes(&whole, call->out.data, call->out.length);
    text_add(&whole, "}");
    text_free(&call->out);
    call->out = whole;
    return true;
}

bool import_key_pair(struct call *call)
{
    const char *name = call_string(call, "keyPairName");
    struct ssh_key key;
    if (!call_check_new_name(call, name))
        return false;
    if (!ssh_key_read(call_string(call, "publicKeyBase64"), &key))
        return call_fail_input(
            call, "The public key is not valid. It must be an RSA or Ed25519 key in OpenSSH format.");
    struct resource *pair = add_pair(call, name, &key);
    ssh_key_free(&key);
    operation_add_for(call, "ImportKeyPair", pair, NULL);
    return operation_answer(call);
}

static bool delete_default(struct call *call)
{
    const json_t *pair = complete_default(call);
    if (!pair)
        return call_fail_not_found(call, RESOURCE_KEY_PAIR, DEFAULT_KEY_NAME);
    const char *mine = json_string_value(json_object_get(json_object_get(pair, "document"), "fingerprint"));
    const char *expected = call_string(call, "expectedFingerprint");
    if (!expected || strcmp(expected, mine) != 0)
        return call_fail_input(call, "expectedFingerprint must be the fingerprint of the default key pair");
    json_decref(call->region->default_key);
    call->region->default_key = NULL;
    operation_add(call, "DeleteKeyPair", RESOURCE_KEY_PAIR, DEFAULT_KEY_NAME, "all", NULL);
    return operation_answer(call);
}

bool delete_key_pair(struct call *call)
{
    if (!strcmp(call_string(call, "keyPairName"), DEFAULT_KEY_NAME))
        return delete_default(call);
    struct resource *pair = call_find(call, RESOURCE_KEY_PAIR, "keyPairName");
    if (!pair)
        return false;
    const char *expected = call_string(call, "expectedFingerprint");
    if (expected && strcmp(expected, resource_string(pair, "fingerprint")) != 0)
        return call_fail_input(call, "The fingerprint of the key pair %s is %s, not %s", resource_name(pair),
                               resource_string(pair, "fingerprint"), expected);
    operation_add_for(call, "DeleteKeyPair", pair, NULL);
    resource_delete(call->region, pair);
    return operation_answer(call);
}

static void print_default(struct call *call)
{
    text_add_json_value(&call->out, json_object_get(call->region->default_key, "document"));
}

bool get_key_pair(struct call *call)
{
    if (!strcmp(call_string(call, "keyPairName"), DEFAULT_KEY_NAME) && complete_default(call)) {
        text_add(&call->out, "{\"keyPair\":");
        print_default(call);
        text_add(&call->out, "}");
        return true;
    }
    struct resource *pair = call_find(call, RESOURCE_KEY_PAIR, "keyPairName");
    if (!pair)
        return false;
    call_answer_resource(call, "keyPair", pair);
    return true;
}

bool get_key_pairs(struct call *call)
{
    if (!call_true(call, "includeDefaultKeyPair") || call_string(call, "pageToken") ||
        !complete_default(call))
        return call_list_resources(call, RESOURCE_KEY_PAIR, "keyPairs");
    /* The default pair comes before the first page. */
    if (!call_list_resources(call, RESOURCE_KEY_PAIR, "keyPairs"))
        return false;
    static const char opening[] = "{\"keyPairs\":[";
    struct text rest = call->out;
    call->out = (struct text){0};
    text_add(&call->out, opening);
    print_default(call);
    const char *tail = rest.data + sizeof opening - 1;
    if (*tail != ']')
        text_add(&call->out, ",");
    text_add(&call->out, tail);
    text_free(&rest);
    return true;
}
