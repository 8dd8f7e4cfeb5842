/*
 * test_services.c — the table of methods against the protocol's own list, and the handlers with a fake engine
 * that records its calls and returns what the test sets.
 */
#include "../testing.h"

#include "grpc_broker.pb-c.h"
#include "grpc_controller.pb-c.h"
#include "grpc_stdio.pb-c.h"
#include "health.pb-c.h"
#include "message.h"
#include "plugin/services.h"
#include "tfplugin6.pb-c.h"

/* ---- the fake engine ---- */

struct runtime {
    const char *called; /* the entrance that was used last */
    struct str type_name, argument;
    struct str state, private_data; /* what it returns */
    bool answers_resource, has_error, was_cancelled;
    int stops, open_calls;
};

struct runtime *runtime_new(const struct registry *registry)
{
    (void)registry;
    return NULL;
}

void runtime_free(struct runtime *runtime)
{
    (void)runtime;
}

static const struct object_desc nothing = {.name = "nothing"};
static const struct schema_desc provider_schema_desc = {.type_name = "lightsail",
                                                        .doc = "",
                                                        .object = &nothing};
static const struct provider_type provider = {.schema = &provider_schema_desc};
static const struct registry made_up = {.provider = &provider};

const struct registry *runtime_registry(const struct runtime *runtime)
{
    (void)runtime;
    return &made_up;
}

void runtime_stop(struct runtime *runtime)
{
    runtime->stops++;
}

struct call *runtime_call_begin(struct runtime *runtime)
{
    struct arena *mem = arena_new();
    struct call *c = arena_new_object(mem, struct call);
    c->mem = mem;
    runtime->open_calls++;
    return c;
}

static struct runtime engine;

void runtime_call_end(struct call *c)
{
    engine.open_calls--;
    arena_free(c->mem);
}

static void remember(struct runtime *runtime, struct call *c, const char *called, struct str type_name,
                     struct str argument)
{
    runtime->called = called;
    runtime->type_name = type_name;
    runtime->argument = argument;
    if (runtime->has_error)
        diag_error(c->mem, &c->diags, (struct path){.count = 0}, STR("No"), "it failed");
}

void runtime_validate_provider(struct runtime *runtime, struct call *c, struct dynamic_value config)
{
    remember(runtime, c, "validate_provider", STR(""), config.msgpack);
}

void runtime_configure(struct runtime *runtime, struct call *c, const struct configure_request *in)
{
    remember(runtime, c, "configure", in->terraform_version, in->config.msgpack);
}

void runtime_validate_resource(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    remember(runtime, c, "validate_resource", in->type_name, in->config.msgpack);
}

void runtime_upgrade(struct runtime *runtime, struct call *c, const struct upgrade_request *in,
                     struct upgrade_response *ret)
{
    remember(runtime, c, "upgrade", in->type_name, in->json);
    ret->state = runtime->state;
}

void runtime_read(struct runtime *runtime, struct call *c, const struct read_request *in,
                  struct read_response *ret)
{
    remember(runtime, c, "read", in->type_name, in->state.msgpack);
    ret->state = runtime->state;
}

void runtime_plan(struct runtime *runtime, struct call *c, const struct plan_request *in,
                  struct plan_response *ret)
{
    remember(runtime, c, "plan", in->type_name, in->proposed.msgpack);
    ret->planned = runtime->state;
}

void runtime_apply(struct runtime *runtime, struct call *c, const struct apply_request *in,
                   struct apply_response *ret)
{
    remember(runtime, c, "apply", in->type_name, in->planned.msgpack);
    ret->state = runtime->state;
}

void runtime_import(struct runtime *runtime, struct call *c, const struct import_request *in,
                    struct import_response *ret)
{
    remember(runtime, c, "import", in->type_name, in->identity.given ? in->identity.value.msgpack : in->id);
    ret->has_resource = runtime->answers_resource;
    ret->state = runtime->state;
}

void runtime_move(struct runtime *runtime, struct call *c, const struct move_request *in,
                  struct move_response *ret)
{
    remember(runtime, c, "move", in->target_type, in->source_json);
    ret->state = runtime->state;
}

const struct object_desc *runtime_identity_object(struct runtime *runtime, const struct resource *resource)
{
    (void)runtime;
    (void)resource;
    return &nothing;
}

void runtime_upgrade_identity(struct runtime *runtime, struct call *c,
                              const struct upgrade_identity_request *in, struct identity *ret_identity)
{
    remember(runtime, c, "upgrade_identity", in->type_name, in->json);
    *ret_identity = (struct identity){.given = true, .value.msgpack = runtime->state};
}

void runtime_generate_config(struct runtime *runtime, struct call *c, struct str type_name,
                             struct dynamic_value state, struct str *ret_config)
{
    remember(runtime, c, "generate", type_name, state.msgpack);
    *ret_config = runtime->state;
}

void runtime_validate_data(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    remember(runtime, c, "validate_data", in->type_name, in->config.msgpack);
}

void runtime_call_function(struct runtime *runtime, struct call *c, const struct function_request *in,
                           struct function_response *ret)
{
    remember(runtime, c, "call_function", in->name, in->count > 0 ? in->arguments[0].msgpack : STR(""));
    ret->result = runtime->state;
    if (ret->result.len == 0)
        ret->error = STR("too much");
}

void runtime_read_data(struct runtime *runtime, struct call *c, const struct data_request *in,
                       struct data_response *ret)
{
    remember(runtime, c, "read_data", in->type_name, in->config.msgpack);
    ret->state = runtime->state;
}

void runtime_call_cancel(struct call *c)
{
    c->gone = true; /* what the made-up engine can see of it */
}

void runtime_validate_ephemeral(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    remember(runtime, c, "validate_ephemeral", in->type_name, in->config.msgpack);
}

void runtime_open_ephemeral(struct runtime *runtime, struct call *c, const struct data_request *in,
                            struct ephemeral_response *ret)
{
    remember(runtime, c, "open", in->type_name, in->config.msgpack);
    ret->result = runtime->state;
}

void runtime_renew_ephemeral(struct runtime *runtime, struct call *c, struct str type_name,
                             struct str private_data, struct ephemeral_response *ret)
{
    remember(runtime, c, "renew", type_name, private_data);
    ret->renew_at_wall_ms = 1500;
}

void runtime_close_ephemeral(struct runtime *runtime, struct call *c, struct str type_name,
                             struct str private_data)
{
    remember(runtime, c, "close", type_name, private_data);
}

void runtime_validate_list(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    remember(runtime, c, "validate_list", in->type_name, in->config.msgpack);
}

/* Three events, or fewer when the client has enough. */
void runtime_list(struct runtime *runtime, struct call *c, const struct list_request *in, list_event_fn *emit,
                  void *context)
{
    static const char *const names[] = {"a", "b", "c"};
    bool open = true;
    for (size_t i = 0; open && i < 3; i++)
        open = emit(context, &(struct list_event){.display_name = str_c(names[i])});
    runtime->was_cancelled = c->gone;
    remember(runtime, c, "list", in->type_name, in->config.msgpack);
}

void runtime_validate_action(struct runtime *runtime, struct call *c, const struct validate_request *in)
{
    remember(runtime, c, "validate_action", in->type_name, in->config.msgpack);
}

void runtime_plan_action(struct runtime *runtime, struct call *c, const struct validate_request *in,
                         bool *ret_is_deferred)
{
    *ret_is_deferred = false;
    remember(runtime, c, "plan_action", in->type_name, in->config.msgpack);
}

void runtime_invoke_action(struct runtime *runtime, struct call *c, const struct validate_request *in,
                           progress_fn *progress, void *context)
{
    progress(context, STR("half"));
    remember(runtime, c, "invoke", in->type_name, in->config.msgpack);
}

/* ---- helpers ---- */

enum { MAX_MESSAGES = 8 };

struct fixture {
    struct arena *mem;
    struct services services;
    struct str messages[MAX_MESSAGES]; /* what a stream's handler sent */
    size_t message_count, wanted;      /* the client cancels after `wanted` */
    void (*cancelled)(void *argument);
    void *argument;
};

/* ---- a client that reads streams ---- */

static struct fixture *reader;

static bool read_message(struct rpc *rpc, struct str message)
{
    (void)rpc;
    assert_true(reader->message_count < MAX_MESSAGES);
    if (reader->message_count == reader->wanted)
        return false;
    reader->messages[reader->message_count++] = str_copy(reader->mem, message);
    if (reader->message_count == reader->wanted)
        reader->cancelled(reader->argument);
    return reader->message_count < reader->wanted;
}

static void watch(struct rpc *rpc, void (*cancelled)(void *argument), void *argument)
{
    (void)rpc;
    reader->cancelled = cancelled;
    reader->argument = argument;
}

static const struct rpc_stream stream = {.send = read_message, .watch = watch};

static int set_up(void **state)
{
    struct arena *mem = arena_new();
    struct fixture *f = arena_new_object(mem, struct fixture);
    f->mem = mem;
    engine = (struct runtime){.called = ""};
    services_init(&f->services, &engine);
    f->wanted = MAX_MESSAGES;
    reader = f;
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(engine.open_calls, 0);
    services_release(&f->services);
    arena_free(f->mem);
    return 0;
}

static const struct method *find(const char *path)
{
    for (size_t i = 0; i < services_method_count; i++) {
        if (strcmp(services_methods[i].path, path) == 0)
            return &services_methods[i];
    }
    return NULL;
}

static struct rpc ask(struct fixture *f, const char *path, struct str request)
{
    const struct method *method = find(path);
    assert_non_null(method);
    assert_non_null(method->handle);
    struct rpc rpc = {.mem = f->mem, .method = str_c(strrchr(path, '/') + 1), .request = request};
    if (method->kind == METHOD_STREAM)
        rpc.stream = &stream;
    method->handle(&f->services, &rpc);
    return rpc;
}

#define PROVIDER(name) "/tfplugin6.Provider/" name

/* type_name = 1 and a DynamicValue at `field` with one byte of msgpack. */
static struct str typed_request(struct fixture *f, unsigned field)
{
    struct buf out = buf_new(f->mem, BUF_DEFAULT_MAX_BYTES);
    put_bytes(&out, 1, STR("lightsail_thing"));
    put_bytes(&out, field, STR("\x0a\x01v"));
    return buf_str(&out);
}

/* ---- tests ---- */

static void check_service(const ProtobufCServiceDescriptor *service)
{
    for (unsigned i = 0; i < service->n_methods; i++) {
        char path[256];
        snprintf(path, sizeof path, "/%s/%s", service->name, service->methods[i].name);
        const struct method *method = find(path);
        if (method == NULL)
            fail_msg("no row for %s", path);
        bool needs_handler = method->kind == METHOD_WORK || method->kind == METHOD_QUICK ||
                             method->kind == METHOD_STREAM || method->kind == METHOD_AT_ONCE ||
                             method->kind == METHOD_SHUTDOWN;
        assert_int_equal(needs_handler, method->handle != NULL);
        assert_int_equal(method->kind == METHOD_MISSING, method->reason != NULL);
    }
}

static void every_method_of_the_protocol_has_a_row(void **state)
{
    (void)state;
    check_service(&tfplugin6__provider__descriptor);
    check_service(&plugin__grpccontroller__descriptor);
    check_service(&plugin__grpcstdio__descriptor);
    check_service(&plugin__grpcbroker__descriptor);
    check_service(&grpc__health__v1__health__descriptor);
    for (size_t i = 0; i < services_method_count; i++)
        assert_ptr_equal(find(services_methods[i].path), &services_methods[i]);
}

static void what_must_not_starve_runs_at_once(void **state)
{
    (void)state;
    assert_int_equal(find(PROVIDER("StopProvider"))->kind, METHOD_AT_ONCE);
    assert_int_equal(find("/plugin.GRPCController/Shutdown")->kind, METHOD_SHUTDOWN);
    assert_int_equal(find("/plugin.GRPCStdio/StreamStdio")->kind, METHOD_LIFELINE);
    assert_int_equal(find(PROVIDER("ReadStateBytes"))->kind, METHOD_MISSING);
    assert_int_equal(find(PROVIDER("ValidateResourceConfig"))->kind, METHOD_QUICK);
    static const char *const may_wait[] = {"ConfigureProvider",   "ReadResource",        "PlanResourceChange",
                                           "ApplyResourceChange", "ImportResourceState", "MoveResourceState",
                                           "ReadDataSource",      "CallFunction"};
    for (size_t i = 0; i < sizeof may_wait / sizeof may_wait[0]; i++) {
        char path[256];
        snprintf(path, sizeof path, PROVIDER("%s"), may_wait[i]);
        assert_int_equal(find(path)->kind, METHOD_WORK);
    }
}

static void requests_reach_the_engine(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *path, *called;
        unsigned field;
    } cases[] = {
        {PROVIDER("ValidateResourceConfig"), "validate_resource", 2},
        {PROVIDER("ReadResource"), "read", 2},
        {PROVIDER("PlanResourceChange"), "plan", 3},
        {PROVIDER("ApplyResourceChange"), "apply", 3},
        {PROVIDER("ValidateDataResourceConfig"), "validate_data", 2},
        {PROVIDER("ReadDataSource"), "read_data", 2},
        {PROVIDER("GenerateResourceConfig"), "generate", 2},
        {PROVIDER("UpgradeResourceIdentity"), "upgrade_identity", 3},
    };
    engine.state = STR("\xc0");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct rpc rpc = ask(f, cases[i].path, typed_request(f, cases[i].field));
        assert_int_equal(rpc.status, RPC_OK);
        assert_string_equal(engine.called, cases[i].called);
        assert_str_equal(engine.type_name, STR("lightsail_thing"));
        assert_str_equal(engine.argument, STR("v"));
        assert_str_equal(rpc.type_name, STR("lightsail_thing"));
    }
    assert_int_equal(ask(f, PROVIDER("ConfigureProvider"), typed_request(f, 2)).status, RPC_OK);
    assert_string_equal(engine.called, "configure");
    assert_int_equal(ask(f, PROVIDER("ValidateProviderConfig"), STR("\x0a\x03\x0a\x01v")).status, RPC_OK);
    assert_string_equal(engine.called, "validate_provider");
    assert_str_equal(engine.argument, STR("v"));
}

static void bytes_that_are_no_request_are_an_invalid_argument(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < services_method_count; i++) {
        const struct method *method = &services_methods[i];
        bool reads_request = (method->kind == METHOD_WORK || method->kind == METHOD_QUICK ||
                              method->kind == METHOD_STREAM) &&
                             strstr(method->path, "/Get") == NULL;
        if (!reads_request && strcmp(method->path, "/grpc.health.v1.Health/Check") != 0)
            continue;
        struct rpc rpc = ask(f, method->path, STR("\x0a\x7f"));
        assert_int_equal(rpc.status, RPC_INVALID_ARGUMENT);
        assert_true(rpc.message.len > 0);
    }
    assert_string_equal(engine.called, "");
}

/* Number of the diagnostics field of each response that has a state. */
static const struct {
    const char *path;
    unsigned request_field, diagnostics_field;
} with_state[] = {
    {PROVIDER("UpgradeResourceState"), 3, 2},    {PROVIDER("ReadResource"), 2, 2},
    {PROVIDER("PlanResourceChange"), 2, 4},      {PROVIDER("ApplyResourceChange"), 2, 3},
    {PROVIDER("ImportResourceState"), 3, 2},     {PROVIDER("ReadDataSource"), 2, 2},
    {PROVIDER("OpenEphemeralResource"), 2, 1},   {PROVIDER("MoveResourceState"), 4, 2},
    {PROVIDER("UpgradeResourceIdentity"), 3, 2}, {PROVIDER("GenerateResourceConfig"), 2, 2},
};

static void an_answer_without_state_is_never_sent_without_an_error(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof with_state / sizeof with_state[0]; i++) {
        struct rpc rpc = ask(f, with_state[i].path, typed_request(f, with_state[i].request_field));
        struct str diagnostic = bytes_of(rpc.body, with_state[i].diagnostics_field, 0);
        assert_int_equal(number_of(diagnostic, 1), 1);
        assert_false(has_field(rpc.body, with_state[i].diagnostics_field == 1 ? 2 : 1));
    }
}

static void errors_of_the_engine_are_not_doubled(void **state)
{
    struct fixture *f = *state;
    engine.has_error = true;
    for (size_t i = 0; i < sizeof with_state / sizeof with_state[0]; i++) {
        struct rpc rpc = ask(f, with_state[i].path, typed_request(f, with_state[i].request_field));
        assert_str_equal(bytes_of(bytes_of(rpc.body, with_state[i].diagnostics_field, 0), 2, 0), STR("No"));
        assert_int_equal(bytes_of(rpc.body, with_state[i].diagnostics_field, 1).len, 0);
    }
}

/* The engine sets it; this is a safeguard, because Terraform deletes what a response leaves out. */
static void private_data_is_echoed_when_the_engine_says_nothing(void **state)
{
    struct fixture *f = *state;
    engine.state = STR("\xc0");
    struct buf request = buf_new(f->mem, 4096);
    put_bytes(&request, 3, STR("kept"));
    assert_str_equal(bytes_of(ask(f, PROVIDER("ReadResource"), buf_str(&request)).body, 3, 0), STR("kept"));
    request = buf_new(f->mem, 4096);
    put_bytes(&request, 5, STR("kept"));
    assert_str_equal(bytes_of(ask(f, PROVIDER("PlanResourceChange"), buf_str(&request)).body, 3, 0),
                     STR("kept"));
    assert_str_equal(bytes_of(ask(f, PROVIDER("ApplyResourceChange"), buf_str(&request)).body, 2, 0),
                     STR("kept"));
}

static void imports_go_by_id_or_identity(void **state)
{
    struct fixture *f = *state;
    engine.state = STR("\xc0");
    engine.answers_resource = true;
    struct rpc rpc = ask(f, PROVIDER("ImportResourceState"), STR("\x0a\x01t\x12\x03web"));
    assert_str_equal(engine.argument, STR("web"));
    assert_str_equal(bytes_of(bytes_of(rpc.body, 1, 0), 1, 0), STR("t"));

    rpc = ask(f, PROVIDER("ImportResourceState"), STR("\x0a\x01t\x22\x05\x0a\x03\x0a\x01i"));
    assert_str_equal(engine.argument, STR("i"));
    assert_str_equal(bytes_of(bytes_of(rpc.body, 1, 0), 1, 0), STR("t"));
}

static void moves_reach_the_engine(void **state)
{
    struct fixture *f = *state;
    engine.state = STR("s");
    struct rpc rpc = ask(f, PROVIDER("MoveResourceState"),
                         STR("\x12\x05"
                             "aws_x\x22\x04\x0a\x02{}\x2a\x01t"));
    assert_string_equal(engine.called, "move");
    assert_str_equal(engine.argument, STR("{}"));
    assert_str_equal(rpc.type_name, STR("t"));
    assert_str_equal(bytes_of(bytes_of(rpc.body, 1, 0), 1, 0), STR("s"));
}

static void functions_are_called_by_name(void **state)
{
    struct fixture *f = *state;
    struct str request = STR("\x0a\x03"
                             "sum\x12\x03\x0a\x01\x05");
    assert_int_equal(ask(f, PROVIDER("GetFunctions"), STR("")).body.len, 0);
    engine.state = STR("\x06");
    struct rpc rpc = ask(f, PROVIDER("CallFunction"), request);
    assert_string_equal(engine.called, "call_function");
    assert_str_equal(engine.type_name, STR("sum"));
    assert_str_equal(engine.argument, STR("\x05"));
    assert_str_equal(bytes_of(bytes_of(rpc.body, 1, 0), 1, 0), STR("\x06"));
    assert_false(has_field(rpc.body, 2));

    engine.state = STR("");
    rpc = ask(f, PROVIDER("CallFunction"), request);
    assert_false(has_field(rpc.body, 1));
    assert_true(str_contains(bytes_of(bytes_of(rpc.body, 2, 0), 1, 0), STR("too much")));
    assert_int_equal(ask(f, PROVIDER("CallFunction"), STR("\x0a")).status, RPC_INVALID_ARGUMENT);
}

static struct str lease_request(struct fixture *f, struct str private_data)
{
    struct buf out = buf_new(f->mem, 4096);
    put_bytes(&out, 1, STR("lightsail_thing"));
    put_bytes(&out, 2, private_data);
    return buf_str(&out);
}

static void leases_are_renewed_and_closed_by_their_private_data(void **state)
{
    struct fixture *f = *state;
    struct rpc rpc = ask(f, PROVIDER("RenewEphemeralResource"), lease_request(f, STR("key")));
    assert_string_equal(engine.called, "renew");
    assert_str_equal(engine.argument, STR("key"));
    assert_int_equal(number_of(bytes_of(rpc.body, 2, 0), 1), 1);
    assert_str_equal(bytes_of(rpc.body, 3, 0), STR("key")); /* the engine returned no error */
    rpc = ask(f, PROVIDER("CloseEphemeralResource"), lease_request(f, STR("lock")));
    assert_string_equal(engine.called, "close");
    assert_str_equal(engine.argument, STR("lock"));
    assert_int_equal(rpc.body.len, 0);
}

static void a_list_is_an_event_each_and_errors_come_last(void **state)
{
    struct fixture *f = *state;
    ask(f, PROVIDER("ListResource"), typed_request(f, 2));
    assert_int_equal(f->message_count, 3);
    assert_str_equal(bytes_of(f->messages[2], 2, 0), STR("c"));
    assert_null(f->cancelled); /* no callback after the end of the call */

    f->message_count = 0;
    engine.has_error = true;
    struct rpc rpc = ask(f, PROVIDER("ListResource"), typed_request(f, 2));
    assert_int_equal(rpc.status, RPC_OK);
    assert_int_equal(f->message_count, 4);
    assert_str_equal(bytes_of(bytes_of(f->messages[3], 4, 0), 2, 0), STR("No"));
    assert_false(has_field(f->messages[3], 1));
}

static void a_client_that_has_enough_ends_the_list(void **state)
{
    struct fixture *f = *state;
    f->wanted = 2;
    engine.has_error = true;
    struct rpc rpc = ask(f, PROVIDER("ListResource"), typed_request(f, 2));
    assert_int_equal(rpc.status, RPC_OK);
    assert_int_equal(f->message_count, 2);
    assert_true(engine.was_cancelled);
}

static void an_invocation_ends_with_completed_whatever_happens(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 2; i++) {
        f->message_count = 0;
        engine.has_error = i == 1;
        struct rpc rpc = ask(f, PROVIDER("InvokeAction"), typed_request(f, 2));
        assert_int_equal(rpc.status, RPC_OK);
        assert_int_equal(f->message_count, 2);
        assert_str_equal(bytes_of(bytes_of(f->messages[0], 1, 0), 1, 0), STR("half"));
        assert_true(has_field(f->messages[1], 2));
        assert_int_equal(has_field(bytes_of(f->messages[1], 2, 0), 1), i == 1);
    }
}

static void the_schema_is_encoded_once(void **state)
{
    struct fixture *f = *state;
    struct rpc first = ask(f, PROVIDER("GetProviderSchema"), STR(""));
    struct rpc second = ask(f, PROVIDER("GetProviderSchema"), STR(""));
    assert_true(first.body.len > 0);
    assert_ptr_equal(first.body.data, second.body.data);
}

static void stop_reaches_the_engine(void **state)
{
    struct fixture *f = *state;
    struct rpc rpc = ask(f, PROVIDER("StopProvider"), STR(""));
    assert_int_equal(rpc.status, RPC_OK);
    assert_int_equal(rpc.body.len, 0);
    assert_int_equal(engine.stops, 1);
}

static void health_knows_one_service(void **state)
{
    struct fixture *f = *state;
    static const char path[] = "/grpc.health.v1.Health/Check";
    assert_int_equal(number_of(ask(f, path, STR("\x0a\x06plugin")).body, 1), 1);
    assert_int_equal(number_of(ask(f, path, STR("")).body, 1), 1);
    assert_int_equal(ask(f, path, STR("\x0a\x01x")).status, RPC_NOT_FOUND);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_method_of_the_protocol_has_a_row),
        TEST(what_must_not_starve_runs_at_once),
        TEST(requests_reach_the_engine),
        TEST(bytes_that_are_no_request_are_an_invalid_argument),
        TEST(an_answer_without_state_is_never_sent_without_an_error),
        TEST(errors_of_the_engine_are_not_doubled),
        TEST(private_data_is_echoed_when_the_engine_says_nothing),
        TEST(imports_go_by_id_or_identity),
        TEST(moves_reach_the_engine),
        TEST(functions_are_called_by_name),
        TEST(leases_are_renewed_and_closed_by_their_private_data),
        TEST(a_list_is_an_event_each_and_errors_come_last),
        TEST(a_client_that_has_enough_ends_the_list),
        TEST(an_invocation_ends_with_completed_whatever_happens),
        TEST(the_schema_is_encoded_once),
        TEST(stop_reaches_the_engine),
        TEST(health_knows_one_service),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
