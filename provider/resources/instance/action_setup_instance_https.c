/*
 * action_setup_instance_https.c — lets Lightsail get and install a certificate on an instance, and waits for its script. Must not
 * know what the script does.
 */
#include "gen/action_setup_instance_https.h"
#include "resources/instance/instance.h"
#include "resources/instance/instance_ref.h"
#include "runtime/action.h"

struct setup {
    struct str name;
    json_t *domain_names;
};

/* The newest set-up with these domain names; NULL when there is none. */
static json_t *find(const struct setup *setup, const json_t *history)
{
    for (size_t i = 0; i < json_array_size(history); i++) {
        json_t *one = json_array_get(history, i);
        if (json_equal(json_at(one, "request.domainNames"), setup->domain_names))
            return one;
    }
    return NULL;
}

static json_t *question(const struct setup *setup)
{
    return json_pack("{s:o}", "resourceName", json_new_str(setup->name));
}

static bool read_last(struct call *c, const struct setup *setup, json_t **ret_last)
{
    json_t *history;
    TRY(api_list(c, OP_GET_SETUP_HISTORY, question(setup), "setupHistory", &history));
    *ret_last = find(setup, history);
    return true;
}

/* Its first command is not older than the request. */
static bool has_begun(const struct ls_effect *effect, struct ls_client *client, struct aws_scope scope,
                      int64_t since_ms, bool *ret_done, struct err *err)
{
    const struct setup *setup = effect->context;
    json_t *in = question(setup), *history;
    bool good = ls_call_pages(client, scope, OP_GET_SETUP_HISTORY, in, "setupHistory", &history, err);
    json_decref(in);
    const json_t *commands = good ? json_object_get(find(setup, history), "executionDetails") : NULL;
    double at_s = json_number_value(json_object_get(json_array_get(commands, 0), "dateTime"));
    *ret_done = good && at_s * 1000 + 1 >= (double)since_ms;
    return good;
}

/* The command that failed says why. */
static bool report(struct call *c, const struct setup *setup, const json_t *last)
{
    const json_t *commands = json_object_get(last, "executionDetails");
    for (size_t i = 0; i < json_array_size(commands); i++) {
        const json_t *one = json_array_get(commands, i);
        if (str_eqc(json_member_text(one, "status"), "failed"))
            return fail(&c->err, ERR_FAILED,
                        "the set-up of HTTPS on '%.*s' failed at the command '%.*s': %.*s",
                        STR_ARG(setup->name), STR_ARG(json_member_text(one, "command")),
                        STR_ARG(json_member_text(one, "standardError")));
    }
    return fail(&c->err, ERR_FAILED, "the set-up of HTTPS on '%.*s' failed", STR_ARG(setup->name));
}

static bool wait_for(struct call *c, const struct setup *setup)
{
    struct ls_poll poll = api_poll_begin(c);
    for (;;) {
        json_t *last;
        TRY(read_last(c, setup, &last));
        struct str status = json_member_text(last, "status");
        if (str_eqc(status, "succeeded"))
            return true;
        if (str_eqc(status, "failed"))
            return report(c, setup, last);
        action_progress(c, "waiting for the set-up of HTTPS on '%.*s'", STR_ARG(setup->name));
        TRY(api_poll_wait(c, &poll));
    }
}

static bool begin(struct call *c, const struct setup *setup, struct str email)
{
    const struct ls_effect effect = {LS_DONE, .name = setup->name, .is_done = has_begun, .context = setup};
    json_t *answer, *last;
    json_t *in = json_pack("{s:o, s:o, s:O, s:s}", "instanceName", json_new_str(setup->name), "emailAddress",
                           json_new_str(email), "domainNames", setup->domain_names, "certificateProvider",
                           "LetsEncrypt");
    TRY(api_change_begin(c, OP_SETUP_INSTANCE_HTTPS, in, &effect, &answer));
    if (api_wait(c, answer))
        return wait_for(c, setup);
    struct err failure = c->err;
    if (failure.kind == ERR_FAILED && read_last(c, setup, &last) &&
        str_eqc(json_member_text(last, "status"), "failed"))
        return report(c, setup, last);
    c->err = failure;
    return false;
}

static bool invoke(struct call *c, const void *config_model)
{
    const struct action_setup_instance_https *config = config_model;
    struct instance_found found;
    TRY(instance_ref_find(c, (struct instance_ref){.name = config->instance_name}, &found));
    TRY(instance_must_run(c, found.instance, "can get a certificate"));
    struct setup setup = {found.name, json_own(c->mem, json_array())};
    json_t *last;
    for (size_t i = 0; i < config->domain_names.count; i++)
        json_array_append_new(setup.domain_names, json_new_str(config->domain_names.v[i].v));
    TRY(read_last(c, &setup, &last));
    struct str status = json_member_text(last, "status");
    if (str_eqc(status, "inProgress"))
        return wait_for(c, &setup);
    if (str_eqc(status, "succeeded")) {
        action_progress(c, "HTTPS is already set up on '%.*s'", STR_ARG(found.name));
        return true;
    }
    action_progress(c, "setting up HTTPS on '%.*s'", STR_ARG(found.name));
    return begin(c, &setup, config->email_address.v);
}

const struct action action_setup_instance_https_action = {
    .schema = &action_setup_instance_https_schema,
    .invoke = invoke,
};
