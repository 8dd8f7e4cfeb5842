/*
 * test_runtime.c — the state of the engine: calls and their end, schemas by name, decoding and encoding, and
 * which provider is published.
 */
#include "fake.h"

static struct {
    bool fails, is_unknown;
    int configured;
} hook;

/* The rows of the provider block describe an object here. */
static bool configure(struct call *c, const void *config_model, struct provider *ret_provider)
{
    const struct thing *config = config_model;
    hook.configured++;
    ret_provider->is_unknown = hook.is_unknown;
    ret_provider->default_tags_known = true;
    assert_true(TF_IS_KNOWN(config->name));
    return !hook.fails || fail_at(&c->err, ERR_USER, "name", "that is no name");
}

static bool read_data(struct call *c, const void *config, void *state)
{
    (void)c;
    (void)config;
    (void)state;
    return true;
}

static const struct provider_type provider_type = {.schema = &thing_schema, .configure = configure};
static const struct data_source source = {.schema = &thing_schema, .read = read_data};
static const struct data_source *const sources[] = {&source};
static const struct registry registry = {.provider = &provider_type,
                                         .resources = resources,
                                         .resource_count = 1,
                                         .data_sources = sources,
                                         .data_source_count = 1};

static int begin(void **state)
{
    static struct fixture f;
    memset(&hook, 0, sizeof hook);
    f.runtime = runtime_new(&registry);
    f.c = runtime_call_begin(f.runtime);
    *state = &f;
    return 0;
}

/* Configures in its own call; returns the number of errors. */
static size_t configure_with(struct fixture *f, const char *json, bool deferral_allowed)
{
    struct call *c = runtime_call_begin(f->runtime);
    struct configure_request in = {.terraform_version = STR("1.14.0"),
                                   .config = packed(c->mem, from_json(c->mem, json)),
                                   .deferral_allowed = deferral_allowed};
    runtime_configure(f->runtime, c, &in);
    size_t errors = c->diags.error_count;
    runtime_call_end(c);
    return errors;
}

static const struct provider *newest(struct fixture *f)
{
    struct call *c = runtime_call_begin(f->runtime);
    const struct provider *provider = c->provider;
    runtime_call_end(c);
    return provider;
}

/* ---- calls ---- */

static void a_stop_ends_the_waits_of_running_calls(void **state)
{
    struct fixture *f = *state;
    assert_false(deadline_stopped(&f->c->deadline));
    runtime_stop(f->runtime);
    assert_true(deadline_stopped(&f->c->deadline));
    struct call *later = runtime_call_begin(f->runtime);
    assert_false(
        deadline_stopped(&later->deadline)); /* Terraform still closes the resources that it has opened */
    runtime_call_end(later);
}

static void a_cancellation_ends_the_waits_of_one_call(void **state)
{
    struct fixture *f = *state;
    struct call *other = runtime_call_begin(f->runtime);
    runtime_call_cancel(f->c);
    assert_true(deadline_stopped(&f->c->deadline));
    assert_false(deadline_stopped(&other->deadline));
    runtime_call_end(other);
}

static void a_call_that_ends_releases_its_locks(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(configure_with(f, "{\"name\":\"p\"}", false), 0);
    struct call *first = runtime_call_begin(f->runtime), *second = runtime_call_begin(f->runtime);
    assert_true(call_lock(first, STR("web")));
    runtime_call_end(first);
    assert_true(call_lock(second, STR("web")));
    runtime_call_end(second);
}

/* ---- schemas ---- */

static void a_type_is_found_by_its_name(void **state)
{
    struct fixture *f = *state;
    assert_ptr_equal(runtime_registry(f->runtime), &registry);
    assert_ptr_equal(engine_resource(f->runtime, f->c, STR("lightsail_thing")), &thing_resource);
    assert_ptr_equal(f->c->schema, &thing_schema);
    assert_ptr_equal(engine_data_source(f->runtime, f->c, STR("lightsail_thing")), &source);
    assert_int_equal(f->c->diags.count, 0);
    assert_null(engine_resource(f->runtime, f->c, STR("lightsail_unheard")));
    assert_null(engine_data_source(f->runtime, f->c, STR("lightsail_unheard")));
    assert_int_equal(f->c->diags.error_count, 2);
    assert_true(str_contains(f->c->diags.items[0].detail, STR("no resource type 'lightsail_unheard'")));
    assert_true(str_contains(f->c->diags.items[1].detail, STR("no data source 'lightsail_unheard'")));
}

/* ---- values ---- */

static void a_value_is_msgpack_or_json_or_missing(void **state)
{
    struct fixture *f = *state;
    struct value v, wanted = from_json(f->c->mem, "{\"name\":\"web\",\"size\":3}");
    assert_true(engine_decode(f->c, packed(f->c->mem, wanted), &thing_desc, "it", &v));
    assert_true(value_equal(&v, &wanted));
    struct dynamic_value json = {.json = STR("{\"name\":\"web\",\"size\":3}")}, none = {{NULL, 0}, {NULL, 0}};
    assert_true(engine_decode(f->c, json, &thing_desc, "it", &v));
    assert_true(value_equal(&v, &wanted));
    assert_true(engine_decode(f->c, none, &thing_desc, "it", &v));
    assert_true(value_is_null(v));
    assert_int_equal(f->c->diags.count, 0);
}

static void undecodable_values_are_named(void **state)
{
    struct fixture *f = *state;
    struct value v;
    const struct dynamic_value broken[] = {{.msgpack = STR("\x93")}, {.json = STR("{\"name\":")}};
    for (size_t i = 0; i < 2; i++) {
        assert_false(engine_decode(f->c, broken[i], &thing_desc, "the stored state", &v));
        assert_true(
            str_eqc(f->c->diags.items[i].summary, "Cannot decode the stored state that Terraform sent"));
    }
}

static void a_value_is_sent_as_msgpack(void **state)
{
    struct fixture *f = *state;
    struct value v = from_json(f->c->mem, "{\"name\":\"web\"}");
    struct str out;
    assert_true(engine_encode(f->c, &v, &thing_desc, &out));
    struct value back = unpacked(f->c->mem, out);
    assert_true(value_equal(&back, &v));
}

static void a_model_has_the_given_values(void **state)
{
    struct fixture *f = *state;
    f->c->schema = &thing_schema;
    struct value v = from_json(f->c->mem, "{\"name\":\"web\",\"color\":\"\",\"size\":3}");
    const struct thing *model = engine_model(f->c, &thing_desc, &v);
    assert_non_null(model);
    assert_str_equal(model->name.v, STR("web"));
    assert_true(tf_string_is_blank(model->color)); /* "" says nothing */
    assert_int_equal(model->size.v, 3);
    const struct thing *empty = engine_model(f->c, &thing_desc, NULL);
    assert_true(TF_IS_NULL(empty->name));
}

static void a_number_out_of_range_is_an_error_at_its_path(void **state)
{
    struct fixture *f = *state;
    f->c->schema = &thing_schema;
    struct value v = from_json(f->c->mem, "{\"name\":\"web\",\"size\":0.5}");
    assert_null(engine_model(f->c, &thing_desc, &v));
    assert_int_equal(f->c->diags.error_count, 1);
    assert_str_equal(path_print(f->c->mem, f->c->diags.items[0].path), STR("size"));
}

/* ---- the provider ---- */

static void new_calls_use_the_last_configuration_and_running_calls_keep_theirs(void **state)
{
    struct fixture *f = *state;
    assert_null(f->c->provider);
    assert_int_equal(configure_with(f, "{\"name\":\"p\"}", false), 0);
    struct call *between = runtime_call_begin(f->runtime);
    const struct provider *first = between->provider;
    assert_non_null(first);
    assert_str_equal(first->terraform_version, STR("1.14.0"));
    assert_non_null(first->walk);
    assert_non_null(first->locks);
    assert_int_equal(configure_with(f, "{\"name\":\"p\"}", false), 0);
    assert_ptr_not_equal(newest(f), first);
    assert_ptr_equal(between->provider, first);
    assert_null(f->c->provider);
    runtime_call_end(between);
}

static void a_configuration_that_fails_publishes_nothing(void **state)
{
    struct fixture *f = *state;
    hook.fails = true;
    assert_int_equal(configure_with(f, "{\"name\":\"p\"}", true), 1);
    assert_null(newest(f));
    hook.fails = false;
    assert_int_equal(configure_with(f, "{\"name\":\"p\",\"size\":0.5}", true), 1);
    assert_int_equal(hook.configured, 1); /* the second call was no valid configuration */
    assert_null(newest(f));
}

static void a_configuration_with_unknowns_is_published_where_deferral_is_allowed(void **state)
{
    struct fixture *f = *state;
    hook.fails = hook.is_unknown = true;
    assert_int_equal(configure_with(f, "{\"name\":\"p\"}", false), 1);
    assert_null(newest(f));
    assert_int_equal(configure_with(f, "{\"name\":\"p\"}", true), 0);
    const struct provider *provider = newest(f);
    assert_non_null(provider);
    assert_true(provider->is_unknown);
    assert_string_equal(provider->why_unknown.text, "that is no name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_stop_ends_the_waits_of_running_calls, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_cancellation_ends_the_waits_of_one_call, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_call_that_ends_releases_its_locks, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_type_is_found_by_its_name, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_value_is_msgpack_or_json_or_missing, begin, tear_down),
        cmocka_unit_test_setup_teardown(undecodable_values_are_named, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_value_is_sent_as_msgpack, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_model_has_the_given_values, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_number_out_of_range_is_an_error_at_its_path, begin, tear_down),
        cmocka_unit_test_setup_teardown(new_calls_use_the_last_configuration_and_running_calls_keep_theirs,
                                        begin, tear_down),
        cmocka_unit_test_setup_teardown(a_configuration_that_fails_publishes_nothing, begin, tear_down),
        cmocka_unit_test_setup_teardown(a_configuration_with_unknowns_is_published_where_deferral_is_allowed,
                                        begin, tear_down),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
