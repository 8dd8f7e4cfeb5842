/*
 * key_pairs.c — key pairs: created, imported, deleted, and the default one of a region. It must not know how
 * keys are generated; ssh_keys.c does.
 */
#include "api/key_pairs.h"

#include <stdlib.h>
#include <string.h>

#include "digest.h"
#include "families.h"
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

/* Generates a key before the world is locked, when this call will need one. */
static void prepare(struct call *call)
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

static void discard(struct call *call)
{
    struct ssh_key *key = call->prepared;
    if (!key)
        return;
    ssh_key_free(key);
    free(key);
    call->prepared = NULL;
}

/* Stores the prepared key in the default key pair; existing values stay. */
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

static bool download_default_key_pair(struct call *call)
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

/*
 * ---- key pairs with a name
 * ----------------------------------------------------------------------------------
 */

static struct resource *add_pair(struct call *call, const char *name, const struct ssh_key *key)
{
    json_t *members = json_pack("{s:s}", "fingerprint", key->fingerprint);
    struct resource *pair = kind_create(call, &key_pair_kind, name, NULL, name, members);
    json_object_set_new(pair->hidden, "publicKey", json_string(key->public_line));
    return pair;
}

static bool create_key_pair(struct call *call)
{
    const char *name = call_string(call, "keyPairName");
    const struct ssh_key *key = call->prepared;
    if (!call_check_new_name(call, name) || !tags_check(call, 0))
        return false;
    struct resource *pair = add_pair(call, name, key);
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

static bool import_key_pair(struct call *call)
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
        return call_fail_not_found(call, &key_pair_kind, DEFAULT_KEY_NAME);
    const char *mine = json_string_value(json_object_get(json_object_get(pair, "document"), "fingerprint"));
    const char *expected = call_string(call, "expectedFingerprint");
    if (!expected || strcmp(expected, mine) != 0)
        return call_fail_input(call, "expectedFingerprint must be the fingerprint of the default key pair");
    json_decref(call->region->default_key);
    call->region->default_key = NULL;
    operation_add(call, "DeleteKeyPair", &key_pair_kind, DEFAULT_KEY_NAME, "all", NULL);
    return operation_answer(call);
}

static bool before_delete(struct call *call, struct resource *pair)
{
    const char *expected = call_string(call, "expectedFingerprint");
    if (!expected || !strcmp(expected, resource_string(pair, "fingerprint")))
        return true;
    return call_fail_input(call, "The fingerprint of the key pair %s is %s, not %s", resource_name(pair),
                           resource_string(pair, "fingerprint"), expected);
}

static bool delete_key_pair(struct call *call)
{
    bool is_default = !strcmp(call_string(call, "keyPairName"), DEFAULT_KEY_NAME);
    return is_default ? delete_default(call) : kind_delete(call);
}

static void print_default(struct call *call)
{
    text_add_json_value(&call->out, json_object_get(call->region->default_key, "document"));
}

static bool get_key_pair(struct call *call)
{
    if (!strcmp(call_string(call, "keyPairName"), DEFAULT_KEY_NAME) && complete_default(call)) {
        text_add(&call->out, "{\"keyPair\":");
        print_default(call);
        text_add(&call->out, "}");
        return true;
    }
    return kind_get(call);
}

static bool get_key_pairs(struct call *call)
{
    if (!call_true(call, "includeDefaultKeyPair") || call_string(call, "pageToken") ||
        !complete_default(call))
        return kind_list(call);
    /* The default key pair comes before the first page. */
    if (!kind_list(call))
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

const struct kind key_pair_kind = {
    .api = "KeyPair",
    .plural = "key_pairs",
    .name_member = "keyPairName",
    .member = "keyPair",
    .list_member = "keyPairs",
    .taggable = true,
    .before_delete = before_delete,
    .delete_answers_one = true,
};

#define KEY_PAIR REQUIRED("keyPairName", NAME)
#define WITH_KEY .prepare = prepare, .discard = discard

static const struct api key_pairs_api[] = {
    {.name = "CreateKeyPair", .handle = create_key_pair, .input = INPUT(KEY_PAIR, TAGS), WITH_KEY},
    {.name = "ImportKeyPair",
     .handle = import_key_pair,
     .input = INPUT(KEY_PAIR, REQUIRED("publicKeyBase64", STRING))},
    {.name = "DeleteKeyPair",
     .handle = delete_key_pair,
     .kind = &key_pair_kind,
     .input = INPUT(KEY_PAIR, OPTIONAL("expectedFingerprint", STRING)),
     WITH_KEY},
    {.name = "GetKeyPair",
     .shows = OF_ONE,
     .handle = get_key_pair,
     .kind = &key_pair_kind,
     .input = INPUT(KEY_PAIR),
     WITH_KEY},
    {.name = "GetKeyPairs",
     .shows = OF_MANY,
     .handle = get_key_pairs,
     .kind = &key_pair_kind,
     .input = INPUT(OPTIONAL("pageToken", STRING), OPTIONAL("includeDefaultKeyPair", BOOLEAN)),
     WITH_KEY},
    {.name = "DownloadDefaultKeyPair",
     .handle = download_default_key_pair,
     .input = nothing_members,
     WITH_KEY},
    {0},
};
const struct family key_pairs_family = {.kinds = {&key_pair_kind}, .api = key_pairs_api};
