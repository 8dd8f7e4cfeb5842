/*
 * ephemeral_default_key_pair.c — the region's default key pair with its private key, for one run. Knows the
 * one request; stores and logs nothing of the response.
 */
#include "gen/ephemeral_default_key_pair.h"
#include "resources/key_pair/ssh_key.h"
#include "runtime/api.h"
#include "runtime/ephemeral.h"

static bool open(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    (void)config;
    (void)ret_lease; /* nothing to renew, and nothing to close */
    struct ephemeral_default_key_pair *result = result_model;
    json_t *answer;
    TRY(api_call(c, OP_DOWNLOAD_DEFAULT_KEY_PAIR, NULL, &answer));
    api_fill(c, &ephemeral_default_key_pair_desc, answer, result);
    struct str private_key = ssh_key_plain_text(c->mem, json_member_text(answer, "privateKeyBase64"),
                                                STR("-----BEGIN"));
    struct str public_key = ssh_key_plain_text(c->mem, json_member_text(answer, "publicKeyBase64"),
                                               STR("ssh-"));
    if (private_key.len == 0 || public_key.len == 0)
        return fail(&c->err, ERR_PROTOCOL, "the response of DownloadDefaultKeyPair has no key pair");
    result->private_key = tf_string(private_key);
    result->public_key = tf_string(public_key);
    return true;
}

const struct ephemeral_resource ephemeral_default_key_pair_resource = {
    .schema = &ephemeral_default_key_pair_schema,
    .open = open,
};
