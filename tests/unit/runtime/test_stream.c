/*
 * test_stream.c — the engine for ephemeral resources, lists and actions, with test hooks: what the hooks get,
 * what is sent, and failures.
 */
#include "fake.h"

#include "runtime/action.h"
#include "runtime/ephemeral.h"
#include "runtime/list.h"

/* ---- test hooks with the rows of the test resource ---- */

static struct {
    int count; /* objects that exist */
    bool fails, unnamed;
    int hook_calls; /* emitted events, or hooks that ran */
    int64_t renew_at_ms;
    struct str private_data; /* the private data of renew and close */
} hooks;

static bool list_things(struct call *c, const void *config_model, struct lister *lister)
{
    const struct thing *config = config_model;
    bool more = true;
    assert_true(TF_IS_NULL(config->name) || TF_IS_KNOWN(config->name));
    for (int i = 0; more && i < hooks.count; i++) {
        struct thing state = {.name = tf_string(str_printf(c->mem, "thing-%d", i)), .size = tf_int(i)};
        if (hooks.unnamed)
            state.name = TF_NULL_OF(state.name);
        hooks.hook_calls++;
        more = list_emit(c, lister, STR("shown"), &state);
    }
    return hooks.fails ? fail(&c->err, ERR_DENIED, "no") : true;
}

static bool invoke_thing(struct call *c, const void *config_model)
{
    const struct thing *config = config_model;
    hooks.hook_calls++;
    action_progress(c, "doing %.*s\x01", STR_ARG(config->name.v));
    return hooks.fails ? fail(&c->err, ERR_FAILED, "it broke") : true;
}

static bool open_thing(struct call *c, const void *config, void *result_model, struct lease *ret_lease)
{
    struct thing *result = result_model;
    (void)config;
    if (hooks.fails)
        return fail_at(&c->err, ERR_USER, "name", "there is none");
    result->arn = tf_string(STR("arn"));
    result->serial = TF_UNKNOWN_OF(result->serial); /* could not be found out */
    *ret_lease = (struct lease){.renew_at_wall_ms = hooks.renew_at_ms, .private_data = STR("lock")};
    return true;
}

static bool renew_thing(struct call *c, struct str private_data, struct lease *ret_lease)
{
    hooks.private_data = private_data;
    ret_lease->renew_at_wall_ms = hooks.renew_at_ms;
    return hooks.fails ? fail(&c->err, ERR_NOT_FOUND, "gone") : true;
}

static bool close_thing(struct call *c, struct str private_data)
{
    hooks.private_data = private_data;
    return hooks.fails ? fail(&c->err, ERR_NETWORK, "no answer") : true;
}

static const struct ephemeral_resource ephemeral = {.schema = &thing_schema,
                                                    .open = open_thing,
                                                    .renew = renew_thing,
                                                    .close = close_thing};
static const struct list_resource list = {.schema = &thing_schema,
                                          .resource = &thing_resource,
                                          .list = list_things};
static const struct action action = {.schema = &thing_schema, .invoke = invoke_thing};
static const struct ephemeral_resource *const ephemerals[] = {&ephemeral};
static const struct list_resource *const lists[] = {&list};
static const struct action *const actions[] = {&action};
static const struct registry stream_registry = {.resources = resources,
                                                .resource_count = 1,
                                                .ephemerals = ephemerals,
                                                .ephemeral_count = 1,
                                                .lists = lists,
                                                .list_count = 1,
                                                .actions = actions,
                                                .action_count = 1};

/* Enough configuration for these tests: no request is sent. */
static struct provider provider;

static int begin(void **state)
{
    static struct fixture f;
    memset(&hooks, 0, sizeof hooks);
    f.runtime = runtime_new(&stream_registry);
    f.c = runtime_call_begin(f.runtime);
    f.c->provider = &provider;
    *state = &f;
    return 0;
}

static struct dynamic_value config_of(struct fixture *f, const char *json)
{
    return packed(f->c->mem, from_json(f->c->mem, json));
}

/* ---- lists ---- */

struct seen {
    int events, identities, objects, diagnostics, wanted;
};

static bool see(void *context, const struct list_event *event)
{
    struct seen *seen = context;
    seen->events++;
    seen->identities += event->identity.given;
    seen->objects += event->object.len > 0;
    seen->diagnostics += event->diags != NULL ? (int)event->diags->count : 0;
    return seen->wanted == 0 || seen->events < seen->wanted;
}

static struct seen listed(struct fixture *f, bool include_object, int64_t limit, int wanted)
{
    struct seen seen = {.wanted = wanted};
    struct list_request in = {.type_name = STR("lightsail_thing"),
                              .config = config_of(f, "{\"name\":\"web\"}"),
                              .include_object = include_object,
                              .limit = limit};
    hooks.hook_calls = 0;
    runtime_list(f->runtime, f->c, &in, see, &seen);
    return seen;
}

static void a_list_ends_at_its_limit(void **state)
{
    struct fixture *f = *state;
    hooks.count = 250;
    assert_int_equal(listed(f, false, 0, 0).events, 100); /* the protocol's default */
    assert_int_equal(hooks.hook_calls, 100);
    assert_int_equal(listed(f, false, 7, 0).events, 7);
    assert_int_equal(hooks.hook_calls, 7); /* the eighth is not requested */
    assert_int_equal(listed(f, false, 1000, 0).events, 250);
    assert_int_equal(f->c->diags.count, 0);
}

static void objects_are_created_only_when_requested(void **state)
{
    struct fixture *f = *state;
    hooks.count = 3;
    struct seen seen = listed(f, false, 0, 0);
    assert_int_equal(seen.identities, 3);
    assert_int_equal(seen.objects, 0);
    seen = listed(f, true, 0, 0);
    assert_int_equal(seen.identities, 3);
    assert_int_equal(seen.objects, 3);
    assert_int_equal(seen.diagnostics, 0);
}

static void a_client_that_stops_is_no_error(void **state)
{
    struct fixture *f = *state;
    hooks.count = 50;
    hooks.fails = true; /* as an interrupted call does */
    assert_int_equal(listed(f, false, 0, 4).events, 4);
    assert_int_equal(hooks.hook_calls, 4);
    assert_int_equal(f->c->diags.count, 0);
}

static void an_error_follows_the_events(void **state)
{
    struct fixture *f = *state;
    hooks.count = 2;
    hooks.fails = true;
    assert_int_equal(listed(f, false, 0, 0).events, 2);
    assert_int_equal(f->c->diags.error_count, 1);
}

static void an_object_without_an_identity_is_an_error(void **state)
{
    struct fixture *f = *state;
    hooks.count = 1;
    hooks.unnamed = true;
    struct seen seen = listed(f, true, 0, 0);
    assert_int_equal(seen.events, 1);
    assert_int_equal(seen.identities + seen.objects, 0);
    assert_int_equal(seen.diagnostics, 1);
}

/* ---- actions ---- */

static char last_progress[128];

static void note(void *context, struct str message)
{
    *(int *)context += 1;
    snprintf(last_progress, sizeof last_progress, "%.*s", STR_ARG(message));
}

static int invoked(struct fixture *f, struct dynamic_value config)
{
    int events = 0;
    struct validate_request in = {.type_name = STR("lightsail_thing"), .config = config};
    runtime_invoke_action(f->runtime, f->c, &in, note, &events);
    return events;
}

static void an_action_reports_its_progress(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(invoked(f, config_of(f, "{\"name\":\"web\"}")), 1);
    assert_string_equal(last_progress, "doing web "); /* printable */
    assert_int_equal(f->c->diags.count, 0);
    action_progress(f->c, "the client has stopped");
    hooks.fails = true;
    invoked(f, config_of(f, "{\"name\":\"web\"}"));
    assert_int_equal(f->c->diags.error_count, 1);
}

static void an_action_never_runs_with_an_invalid_configuration(void **state)
{
    struct fixture *f = *state;
    struct value half = with_unknown(f->c->mem, from_json(f->c->mem, "{\"name\":\"web\"}"), "size");
    invoked(f, packed(f->c->mem, half));
    assert_int_equal(f->c->diags.error_count, 1);
    invoked(f, packed_null(f->c->mem));
    assert_int_equal(f->c->diags.error_count, 2);
    invoked(f, config_of(f, "{\"size\":1}"));
    assert_int_equal(f->c->diags.error_count, 3);
    assert_true(str_contains(f->c->diags.items[2].detail, STR("The argument name is required")));
    assert_int_equal(hooks.hook_calls, 0);
}

/* ---- ephemeral resources ---- */

static struct ephemeral_response opened(struct fixture *f)
{
    struct data_request in = {.type_name = STR("lightsail_thing"),
                              .config = config_of(f, "{\"name\":\"web\"}")};
    struct ephemeral_response out;
    runtime_open_ephemeral(f->runtime, f->c, &in, &out);
    return out;
}

static void an_opened_result_is_fully_known(void **state)
{
    struct fixture *f = *state;
    hooks.renew_at_ms = 5000;
    struct ephemeral_response out = opened(f);
    struct value result = unpacked(f->c->mem, out.result);
    assert_true(value_is_wholly_known(&result));
    assert_str_equal(value_member(&result, STR("name"))->text, STR("web"));
    assert_str_equal(value_member(&result, STR("arn"))->text, STR("arn"));
    assert_true(value_is_null(*value_member(&result, STR("serial"))));
    assert_int_equal(out.renew_at_wall_ms, 5000);
    assert_str_equal(out.private_data, STR("lock"));

    hooks.fails = true;
    out = opened(f);
    assert_int_equal(out.result.len, 0);
    assert_int_equal(out.private_data.len, 0);
    assert_int_equal(f->c->diags.error_count, 1);
    assert_int_equal(f->c->diags.items[0].path.count, 1);
}

static void a_lease_is_kept_in_its_private_data(void **state)
{
    struct fixture *f = *state;
    struct ephemeral_response out;
    hooks.renew_at_ms = 9000;
    runtime_renew_ephemeral(f->runtime, f->c, STR("lightsail_thing"), STR("lock"), &out);
    assert_str_equal(hooks.private_data, STR("lock"));
    assert_str_equal(out.private_data, STR("lock")); /* kept when renew returns no new ones */
    assert_int_equal(out.renew_at_wall_ms, 9000);
    runtime_close_ephemeral(f->runtime, f->c, STR("lightsail_thing"), STR("other"));
    assert_str_equal(hooks.private_data, STR("other"));
    assert_int_equal(f->c->diags.count, 0);

    hooks.fails = true;
    runtime_renew_ephemeral(f->runtime, f->c, STR("lightsail_thing"), STR("lock"), &out);
    assert_str_equal(out.private_data, STR("lock"));
    assert_int_equal(out.renew_at_wall_ms, 0);
    runtime_close_ephemeral(f->runtime, f->c, STR("lightsail_thing"), STR("lock"));
    assert_int_equal(f->c->diags.error_count, 2);
}

/* ---- all of them ---- */

static void no_request_is_sent_before_the_provider_is_configured(void **state)
{
    struct fixture *f = *state;
    f->c->provider = NULL;
    hooks.count = 1;
    struct ephemeral_response out;
    assert_int_equal(listed(f, false, 0, 0).events, 0);
    assert_int_equal(invoked(f, config_of(f, "{\"name\":\"web\"}")), 0);
    assert_int_equal(opened(f).result.len, 0);
    runtime_renew_ephemeral(f->runtime, f->c, STR("lightsail_thing"), STR("lock"), &out);
    runtime_close_ephemeral(f->runtime, f->c, STR("lightsail_thing"), STR("lock"));
    assert_int_equal(f->c->diags.error_count, 5);
    assert_int_equal(hooks.hook_calls, 0);
}

static void unknown_types_are_named(void **state)
{
    struct fixture *f = *state;
    struct validate_request in = {.type_name = STR("lightsail_unicorn")};
    runtime_validate_ephemeral(f->runtime, f->c, &in);
    runtime_validate_list(f->runtime, f->c, &in);
    runtime_validate_action(f->runtime, f->c, &in);
    bool is_deferred;
    runtime_plan_action(f->runtime, f->c, &in, &is_deferred);
    assert_int_equal(f->c->diags.error_count, 4);
    for (size_t i = 0; i < f->c->diags.count; i++)
        assert_true(str_contains(f->c->diags.items[i].detail, STR("lightsail_unicorn")));
}

static void a_cancellation_stops_only_its_call(void **state)
{
    struct fixture *f = *state;
    struct call *other = runtime_call_begin(f->runtime);
    runtime_call_cancel(f->c);
    assert_true(deadline_stopped(&f->c->deadline));
    assert_false(deadline_stopped(&other->deadline));
    runtime_call_end(other);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_list_ends_at_its_limit),
        TEST(objects_are_created_only_when_requested),
        TEST(a_client_that_stops_is_no_error),
        TEST(an_error_follows_the_events),
        TEST(an_object_without_an_identity_is_an_error),
        TEST(an_action_reports_its_progress),
        TEST(an_action_never_runs_with_an_invalid_configuration),
        TEST(an_opened_result_is_fully_known),
        TEST(a_lease_is_kept_in_its_private_data),
        TEST(no_request_is_sent_before_the_provider_is_configured),
        TEST(unknown_types_are_named),
        TEST(a_cancellation_stops_only_its_call),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("stream", tests, NULL, NULL);
}
