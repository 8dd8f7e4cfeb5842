/*
 * key_pair.c — lightsail_key_pair: imports a public key, or lets Lightsail create a pair. Knows that a
 * private key is returned once and that keys can be exchanged under the same name; must not know instances.
 *
 * The state of an imported resource does not have the public key: modify_plan compares the configured key
 * with the fingerprint. An equal key is stored in the state, a different one is a replacement.
 */
#include "gen/key_pair.h"

#include <openssl/rand.h>

#include "resources/catalogue/name_check.h"
#include "resources/key_pair/ssh_key.h"
#include "resources/moves.h"
#include "runtime/crud.h"
#include "runtime/region_check.h"
#include "runtime/tags.h"

static bool get(struct call *c, struct str name, json_t **ret_key_pair)
{
    return api_view(c, LS_KIND_KEY_PAIR, name, LS_NOW, ret_key_pair);
}

/* ---- names ---- */

/* 26 characters: the prefix may have up to 229. */
static bool random_suffix(struct call *c, struct str *ret_suffix)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuv";
    unsigned char bytes[26];
    if (RAND_bytes(bytes, sizeof bytes) != 1)
        return fail(&c->err, ERR_INTERNAL, "the system provides no random numbers");
    struct buf text = buf_new(c->mem, sizeof bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        buf_addc(&text, letters[bytes[i] % 32]);
    *ret_suffix = buf_str(&text);
    return true;
}

static bool choose_name(struct call *c, const struct key_pair *plan, struct str *ret_name)
{
    struct str suffix = {NULL, 0};
    if (TF_IS_KNOWN(plan->name)) {
        *ret_name = plan->name.v;
        return true;
    }
    TRY(random_suffix(c, &suffix));
    struct str prefix = TF_IS_KNOWN(plan->name_prefix) ? plan->name_prefix.v : STR("terraform-");
    *ret_name = str_printf(c->mem, "%.*s%.*s", STR_ARG(prefix), STR_ARG(suffix));
    return true;
}

/* ---- the type of a key to import ---- */

/* The reference of ImportKeyPair names this type only. */
static bool is_of_named_type(struct tf_string public_key)
{
    return !TF_IS_KNOWN(public_key) || str_eq(ssh_key_type(public_key.v), STR("ssh-rsa"));
}

/* Users report that this type is accepted too. For all others it is not known, so they are accepted with a
 * warning. */
static bool is_of_reported_type(struct tf_string public_key)
{
    return is_of_named_type(public_key) || str_eq(ssh_key_type(public_key.v), STR("ssh-ed25519"));
}

static void warn_of_type(struct call *c, const struct plan *plan)
{
    const struct key_pair *config = plan->config;
    if (plan->is_final || is_of_reported_type(config->public_key))
        return;
    call_warn(
        c, "public_key", "Lightsail may refuse this type of key",
        "This key has the type %.*s, so the import may fail during the apply: the AWS documentation of "
        "ImportKeyPair names only the type ssh-rsa. To create a key of that type: ssh-keygen -t rsa -b 4096",
        STR_ARG(ssh_key_type(config->public_key.v)));
}

/* The key may have been unknown until the apply: then no plan has shown the warning. */
static bool explain_refusal(struct call *c, struct tf_string public_key)
{
    if (c->err.kind != ERR_API || is_of_named_type(public_key))
        return false;
    struct str said = str_copy(c->mem, str_c(c->err.hint));
    ERR_SET(&c->err, attribute, STR("public_key"));
    return fail_hint(
        &c->err,
        "The key has the type %.*s, but the AWS documentation of ImportKeyPair names only ssh-rsa. To "
        "create a key of that type: ssh-keygen -t rsa -b 4096%s%.*s",
        STR_ARG(ssh_key_type(public_key.v)), said.len > 0 ? ". " : "", STR_ARG(said));
}

/* ---- create ---- */

/* The fingerprint may have an undocumented form; then the time of creation decides. */
static bool shows_key(const void *context, const json_t *answer)
{
    const struct key_pair *plan = context;
    struct arena *mem = arena_new();
    bool shows = ssh_key_check_fingerprint(mem, plan->public_key.v,
                                           json_member_text(answer, "fingerprint")) != SSH_KEY_DIFFERS;
    arena_free(mem);
    return shows;
}

static bool import_public_key(struct call *c, const struct key_pair *plan, struct key_pair *state)
{
    struct str line;
    json_t *in = json_object();
    ssh_key_find(plan->public_key.v, &line);
    json_object_set_new(in, "keyPairName", json_new_str(plan->name.v));
    json_object_set_new(in, "publicKeyBase64", json_new_str(line));
    const struct ls_effect effect = {LS_CREATED, LS_KIND_KEY_PAIR, .name = plan->name.v, .shows = shows_key,
                                     .context = plan};
    if (!api_create(c, OP_IMPORT_KEY_PAIR, in, plan, state, &effect))
        return explain_refusal(c, plan->public_key);
    state->public_key = plan->public_key;
    /* ImportKeyPair does not accept tags. */
    const struct tf_strings none = {.is = TF_KNOWN};
    state->tags_all = none;
    return tags_update(c, plan->name.v, &none, &plan->tags_all, &state->tags_all);
}

static bool request_delete(struct call *c, struct str name, struct str arn)
{
    const struct ls_effect effect = {LS_DELETED, LS_KIND_KEY_PAIR, .name = name, .arn = arn};
    return api_delete(c, OP_DELETE_KEY_PAIR, json_pack("{s:o}", "keyPairName", json_new_str(name)), &effect);
}

/* An import of the existing pair would not help: AWS returns the private key of a pair only once. */
static bool name_in_use(struct call *c, struct str name)
{
    struct err original = c->err;
    json_t *there;
    bool is_pair = get(c, name, &there) || c->err.kind != ERR_NOT_FOUND;
    c->err = original;
    ERR_SET(&c->err, attribute, STR("name"));
    if (!is_pair)
        return api_hint_other_kind(c);
    return fail_hint(&c->err,
                     "If this replaces a resource with create_before_destroy, the old one still has the "
                     "name: use name_prefix instead. Lightsail returned its private key when it was "
                     "created, and does not return it again. If an interrupted apply left it, delete it: "
                     "aws lightsail delete-key-pair --region %.*s --key-pair-name %.*s. Otherwise use "
                     "another name, or set public_key and import the pair.",
                     STR_ARG(call_region(c)), STR_ARG(name));
}

static json_t *create_request(const struct key_pair *plan)
{
    json_t *in = json_object(), *tags = tags_request(&plan->tags_all);
    json_object_set_new(in, "keyPairName", json_new_str(plan->name.v));
    if (tags != NULL)
        json_object_set_new(in, "tags", tags);
    return in;
}

/*
 * The private key is returned once. When the response was lost, the created pair is useless without it: it is
 * deleted, and another one is created.
 */
static bool send_create(struct call *c, const struct key_pair *plan, struct key_pair *state, json_t **ret_out)
{
    enum { MOST_TRIES = 5 };
    const struct ls_effect effect = {LS_CREATED, LS_KIND_KEY_PAIR, .name = plan->name.v};
    for (int i = 0; i < MOST_TRIES; i++) {
        json_t *lost;
        bool made = api_change_begin(c, OP_CREATE_KEY_PAIR, create_request(plan), &effect, ret_out);
        if (made || c->err.maybe_done)
            state->name = plan->name;
        if (!made)
            return c->err.kind == ERR_CONFLICT ? name_in_use(c, plan->name.v) : false;
        if (json_member_text(*ret_out, "privateKeyBase64").len > 0)
            return true;
        TRY(get(c, plan->name.v, &lost) && request_delete(c, plan->name.v, json_member_text(lost, "arn")));
        state->name = TF_NULL_OF(state->name);
    }
    return fail(&c->err, ERR_NETWORK, "the response to CreateKeyPair was lost %d times", MOST_TRIES);
}

static bool make_pair(struct call *c, const struct key_pair *plan, struct key_pair *state)
{
    json_t *out;
    TRY(send_create(c, plan, state, &out));
    struct str private_key = ssh_key_plain_text(c->mem, json_member_text(out, "privateKeyBase64"),
                                                STR("-----BEGIN"));
    struct str public_key = ssh_key_plain_text(c->mem, json_member_text(out, "publicKeyBase64"), STR("ssh-"));
    state->private_key = tf_string_or_null(private_key);
    state->public_key = tf_string_or_null(public_key);
    return api_wait(c, out);
}

/* Not an error: the key exists, and its fingerprint may have an undocumented form. */
static void check_imported(struct call *c, const struct key_pair *state)
{
    if (ssh_key_check_fingerprint(c->mem, state->public_key.v, state->fingerprint.v) == SSH_KEY_DIFFERS)
        call_warn(c, "public_key", "Unexpected fingerprint",
                  "Lightsail reports the fingerprint %.*s for the key pair '%.*s', which does not belong to "
                  "the public key.",
                  STR_ARG(state->fingerprint.v), STR_ARG(state->name.v));
}

static bool create(struct call *c, const void *plan_model, void *state_model)
{
    struct key_pair plan = *(const struct key_pair *)plan_model;
    struct key_pair *state = state_model;
    bool import_given = TF_IS_KNOWN(plan.public_key);
    json_t *answer;
    struct str name;
    TRY(choose_name(c, &plan, &name));
    plan.name = tf_string(name);
    TRY(import_given ? import_public_key(c, &plan, state) : make_pair(c, &plan, state));
    TRY(get(c, name, &answer));
    const struct key_pair made = *state;
    TRY(crud_fill(c, answer, &plan, state));
    state->public_key = made.public_key;
    state->private_key = made.private_key;
    state->tags = plan.tags;
    state->tags_all = plan.tags_all;
    if (import_given)
        check_imported(c, state);
    return true;
}

/* ---- read, plan, update, destroy ---- */

/* The state does not have the public key: the resource was imported. */
static void plan_unknown_key(struct call *c, struct plan *plan, const struct key_pair *prior)
{
    const struct key_pair *config = plan->config;
    bool is_made_here = tf_string_is_blank(prior->public_key); /* the state has the configured "" */
    if (TF_IS_NULL(config->public_key))
        return;
    if (TF_IS_UNKNOWN(config->public_key) || is_made_here) {
        plan_replace(plan, STR("public_key")); /* a key that is still to be created is another one */
        return;
    }
    enum ssh_key_match match = TF_IS_KNOWN(prior->fingerprint)
                                   ? ssh_key_check_fingerprint(c->mem, config->public_key.v,
                                                               prior->fingerprint.v)
                                   : SSH_KEY_UNDECIDED;
    if (match == SSH_KEY_DIFFERS) {
        plan_replace(plan, STR("public_key"));
        call_warn(c, "public_key", "Public key differs from the key pair",
                  "The key pair '%.*s' at Lightsail (fingerprint %.*s) is not the configured one. It will "
                  "be deleted and imported again; instances that were created with either key keep it.",
                  STR_ARG(prior->name.v), STR_ARG(prior->fingerprint.v));
    } else if (match == SSH_KEY_UNDECIDED) {
        call_warn(c, "public_key", "Public key not verified",
                  "The fingerprint %.*s of the key pair '%.*s' has a form that cannot be computed from the "
                  "public key, so the configured key is accepted without a check.",
                  STR_ARG(prior->fingerprint.v), STR_ARG(prior->name.v));
    }
}

/* An imported or moved resource may have a name that begins with the configured prefix; then no new key
 * pair is needed. */
static void plan_prefix(struct plan *plan, const struct key_pair *prior, const struct key_pair *planned)
{
    bool is_known = TF_IS_KNOWN(planned->name_prefix) && TF_IS_KNOWN(prior->name);
    if (!tf_string_equal(prior->name_prefix, planned->name_prefix) &&
        (!is_known || !str_starts_with(prior->name.v, planned->name_prefix.v)))
        plan_replace(plan, STR("name_prefix"));
}

static bool modify_plan(struct call *c, struct plan *plan)
{
    const struct key_pair *prior = plan->prior, *config = plan->config;
    struct key_pair *planned = plan->planned;
    tags_plan(c, &planned->tags, &planned->tags_all);
    TRY(name_check(c, plan, LS_KIND_KEY_PAIR, planned->name));
    if (prior == NULL) {
        planned->name_prefix = config->name_prefix;
        if (!TF_IS_NULL(config->public_key))
            planned->private_key = TF_IS_KNOWN(config->public_key) ? TF_NULL_OF(planned->private_key)
                                                                   : planned->private_key;
        warn_of_type(c, plan);
        return true;
    }
    plan_prefix(plan, prior, planned);
    if (TF_IS_NULL(prior->public_key))
        plan_unknown_key(c, plan, prior);
    else if (TF_IS_KNOWN(config->public_key) &&
             ssh_key_equal(c->mem, prior->public_key.v, config->public_key.v))
        planned->public_key = prior->public_key;
    else if (!TF_IS_NULL(config->public_key))
        plan_replace(plan, STR("public_key"));
    return true;
}

static bool update(struct call *c, const void *prior_model, const void *plan_model, void *state_model)
{
    const struct key_pair *prior = prior_model, *plan = plan_model;
    struct key_pair *state = state_model;
    TRY(api_must_be_own(c, LS_KIND_KEY_PAIR, prior->name.v, prior->arn));
    state->public_key = plan->public_key;
    state->name_prefix = plan->name_prefix;
    TRY(tags_update(c, prior->name.v, &prior->tags_all, &plan->tags_all, &state->tags_all));
    state->tags = plan->tags;
    return true;
}

static bool destroy(struct call *c, const void *prior_model)
{
    const struct key_pair *prior = prior_model;
    bool is_own;
    TRY(api_is_own(c, LS_KIND_KEY_PAIR, prior->name.v, prior->arn, &is_own));
    return !is_own || request_delete(c, prior->name.v, prior->arn.v);
}

/* The value may be a secret by mistake: no message shows it. */
static void check_public_key(struct call *c, struct str text)
{
    struct str line;
    switch (ssh_key_find(text, &line)) {
    case SSH_KEY_ONE:
        break;
    case SSH_KEY_PRIVATE_HALF:
        call_error(c, "public_key", "Private key in public_key",
                   "This is the private half of a key pair, which must stay secret. Set the public half: the "
                   "contents of the file that ends with .pub, or the output of ssh-keygen -y -f FILE.");
        break;
    case SSH_KEY_SEVERAL:
        call_error(c, "public_key", "Several public keys",
                   "public_key contains more than one key, but a key pair has one. Set one of them, or "
                   "create a lightsail_key_pair for each.");
        break;
    case SSH_KEY_NONE:
        call_error(c, "public_key", "Invalid value",
                   "public_key must be an OpenSSH public key such as 'ssh-rsa AAAA… comment'.");
    }
}

static bool validate(struct call *c, const void *config_model)
{
    const struct key_pair *config = config_model;
    tags_validate(c, "tags", &config->tags);
    if (TF_IS_KNOWN(config->public_key))
        check_public_key(c, config->public_key.v);
    return true;
}

const struct resource key_pair_resource = {
    .schema = &key_pair_schema,
    .validate = validate,
    .modify_plan = modify_plan,
    .create = create,
    .read = crud_read,
    .update = update,
    .destroy = destroy,
    .import = crud_import,
    .moves = &key_pair_move,
    .move_count = 1,
};
