/*
 * instance_metadata.c — changes the options of the metadata service of an instance. Must not know when that happens.
 * Source: UpdateInstanceMetadataOptions of the API model. A request without httpTokens sets it to "optional", so it is
 * always sent; the other members keep their value.
 */
#include "resources/instance/instance.h"
#include "runtime/busy.h"

static struct instance_metadata_options options_of(const struct instance *instance)
{
    bool is_known = TF_IS_KNOWN(instance->metadata_options) && instance->metadata_options.count > 0;
    return is_known ? instance->metadata_options.v[0] : (struct instance_metadata_options){0};
}

void instance_metadata_plan(struct call *c, const struct instance *prior, const struct instance *planned)
{
    struct instance_metadata_options before = prior != NULL ? options_of(prior)
                                                            : (struct instance_metadata_options){0},
                                     after = options_of(planned);
    if (TF_IS_KNOWN(after.http_protocol_ipv6) && c->client != NULL &&
        str_eq(after.http_protocol_ipv6.v, STR(INSTANCE_METADATA_OPTIONS_HTTP_PROTOCOL_IPV6_ENABLED)) &&
        !tf_string_equal(before.http_protocol_ipv6, after.http_protocol_ipv6) &&
        !str_eqc(call_region(c), "eu-north-1"))
        call_warn(c, "metadata_options.http_protocol_ipv6", "Not documented for this region",
                  "AWS documents the IPv6 address of the metadata service only for eu-north-1. In %.*s the "
                  "apply may fail.",
                  STR_ARG(call_region(c)));
}

static struct instance_metadata_options read_options(struct call *c, const json_t *instance)
{
    struct instance now = {0};
    api_fill(c, &instance_desc, instance, &now);
    return options_of(&now);
}

/* ---- the request ---- */

static bool differs(struct tf_string wanted, struct tf_string is)
{
    return TF_IS_KNOWN(wanted) && !tf_string_equal(wanted, is);
}

static bool is_limit_other(const struct instance_metadata_options *wanted,
                           const struct instance_metadata_options *is)
{
    return TF_IS_KNOWN(wanted->http_put_response_hop_limit) &&
           (!TF_IS_KNOWN(is->http_put_response_hop_limit) ||
            wanted->http_put_response_hop_limit.v != is->http_put_response_hop_limit.v);
}

static void set_text(json_t *in, const char *member, struct tf_string text)
{
    if (TF_IS_KNOWN(text))
        json_object_set_new(in, member, json_new_str(text.v));
}

/* What differs; NULL when nothing does. */
static json_t *request_of(const struct instance_metadata_options *wanted,
                          const struct instance_metadata_options *is)
{
    json_t *in = json_object();
    if (differs(wanted->http_endpoint, is->http_endpoint))
        set_text(in, "httpEndpoint", wanted->http_endpoint);
    if (is_limit_other(wanted, is))
        json_object_set_new(in, "httpPutResponseHopLimit",
                            json_integer(wanted->http_put_response_hop_limit.v));
    if (differs(wanted->http_protocol_ipv6, is->http_protocol_ipv6))
        set_text(in, "httpProtocolIpv6", wanted->http_protocol_ipv6);
    if (json_object_size(in) == 0 && !differs(wanted->http_tokens, is->http_tokens)) {
        json_decref(in);
        return NULL;
    }
    set_text(in, "httpTokens", TF_IS_KNOWN(wanted->http_tokens) ? wanted->http_tokens : is->http_tokens);
    return in;
}

/* What a read shows afterwards. */
static json_t *members_of(struct call *c, const json_t *in)
{
    json_t *members = json_own(c->mem, json_object()), *value;
    const char *name;
    json_object_foreach ((json_t *)(uintptr_t)in, name, value)
        json_object_set(members, str_printf(c->mem, "metadataOptions.%s", name).data, value);
    return members;
}

static bool send(struct call *c, json_t *in, const void *context, json_t **ret_answer)
{
    return api_change_begin(c, OP_UPDATE_INSTANCE_METADATA_OPTIONS, in, context, ret_answer);
}

/* A stopped instance may apply them at its next start. */
static bool judge(void *context, const json_t *instance, bool *ret_reached, struct err *err)
{
    const struct ls_effect *effect = context;
    struct str state = json_text(json_at(instance, "metadataOptions.state"));
    *ret_reached = str_eqc(state, "applied") || state.len == 0 || !ls_instance_is_running(instance);
    return instance != NULL ||
           fail(err, ERR_NOT_FOUND, "the instance '%.*s' no longer exists", STR_ARG(effect->name));
}

/* Planned values are kept; AWS reports the others. */
static void keep(struct call *c, struct instance_metadata_options wanted,
                 struct instance_metadata_options now, struct instance *state)
{
    struct instance_metadata_options *kept = arena_new_object(c->mem, struct instance_metadata_options);
    *kept = (struct instance_metadata_options){
        TF_IS_KNOWN(wanted.http_tokens) ? wanted.http_tokens : now.http_tokens,
        TF_IS_KNOWN(wanted.http_endpoint) ? wanted.http_endpoint : now.http_endpoint,
        TF_IS_KNOWN(wanted.http_put_response_hop_limit) ? wanted.http_put_response_hop_limit
                                                        : now.http_put_response_hop_limit,
        TF_IS_KNOWN(wanted.http_protocol_ipv6) ? wanted.http_protocol_ipv6 : now.http_protocol_ipv6,
    };
    state->metadata_options.is = TF_KNOWN;
    state->metadata_options.count = 1;
    state->metadata_options.v = kept;
}

bool instance_metadata_update(struct call *c, const struct instance *plan, struct instance *state)
{
    struct instance_metadata_options wanted = options_of(plan), is = options_of(state);
    struct str name = plan->name.v;
    json_t *instance, *answer;
    if (!TF_IS_KNOWN(plan->metadata_options))
        return true;
    if (!TF_IS_KNOWN(state->metadata_options)) { /* a state of an older version */
        TRY(api_find(c, LS_KIND_INSTANCE, name, state->arn.v, &instance));
        is = read_options(c, instance);
    }
    json_t *in = request_of(&wanted, &is);
    if (in != NULL) {
        const struct ls_effect effect = {LS_CHANGED, LS_KIND_INSTANCE, .name = name, .arn = state->arn.v,
                                         .members = members_of(c, in)};
        json_object_set_new(in, "instanceName", json_new_str(name));
        TRY(busy_send(c, in, send, &effect, &answer) && api_wait(c, answer));
        TRY(api_view_wait(c, LS_KIND_INSTANCE, name, "metadata options applied", NULL, judge,
                          (void *)(uintptr_t)&effect, &instance));
        is = read_options(c, instance);
    }
    keep(c, wanted, is, state);
    return true;
}
