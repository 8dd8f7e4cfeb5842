/*
 * test_apply.c — what is stored after every kind of success and failure, refresh, import and upgrade of a
 * test resource.
 */
#include "fake.h"

static bool create_well(struct call *c, const struct thing *plan, struct thing *state)
{
    (void)c;
    state->name = plan->name;
    state->arn = tf_string(STR("a9"));
    state->serial = tf_int(1);
    return true;
}

static bool create_fails_before(struct call *c, const struct thing *plan, struct thing *state)
{
    (void)plan;
    (void)state;
    return fail(&c->err, ERR_API, "no room");
}

static bool create_fails_after(struct call *c, const struct thing *plan, struct thing *state)
{
    state->name = plan->name;
    fail_at(&c->err, ERR_FAILED, "rules[0].port", "the operation failed");
    ERR_SET(&c->err, code, STR("Broken"));
    ERR_SET(&c->err, request_id, STR("r-1"));
    return false;
}

static bool create_lies(struct call *c, const struct thing *plan, struct thing *state)
{
    TRY(create_well(c, plan, state));
    state->size = tf_int(1000);
    return true;
}

static bool create_babbles(struct call *c, const struct thing *plan, struct thing *state)
{
    TRY(create_well(c, plan, state));
    state->arn = tf_string(STR("a\xff"));
    return true;
}

/* As many parts as the script says, each with the identity that only the service knows. */
static size_t made_parts;
static bool create_parts(struct call *c, const struct thing *plan, struct thing *state)
{
    TRY(create_well(c, plan, state));
    state->parts.v = arena_new_array(c->mem, struct thing_part, made_parts);
    for (size_t i = 0; i < made_parts; i++) {
        state->parts.v[i].id = tf_string(str_printf(c->mem, "p%zu", i));
        state->parts.v[i].kind = tf_string(STR("other"));
    }
    state->parts.count = made_parts;
    state->parts.is = made_parts > 0 ? TF_KNOWN : TF_NULL;
    return true;
}

static struct value apply(struct fixture *f, struct value prior, struct value planned)
{
    struct arena *mem = f->c->mem;
    struct apply_request in = {.type_name = STR("lightsail_thing"),
                               .prior = packed(mem, prior),
                               .planned = packed(mem, planned),
                               .config = packed(mem, planned),
                               .planned_private = STR("pp")};
    struct apply_response ret;
    runtime_apply(f->runtime, f->c, &in, &ret);
    assert_true(str_eqc(ret.private_data, "pp"));
    return unpacked(mem, ret.state);
}

static struct value new_plan(struct fixture *f)
{
    struct value v = from_json(f->c->mem,
                               "{\"label\":\"plain\",\"mode\":\"safe\",\"name\":\"web\",\"size\":3}");
    return with_unknown(f->c->mem, with_unknown(f->c->mem, v, "arn"), "serial");
}

static struct value stored(struct fixture *f)
{
    return from_json(
        f->c->mem,
        "{\"arn\":\"a1\",\"label\":\"plain\",\"mode\":\"safe\",\"name\":\"web\",\"serial\":7,\"size\":3}");
}

static void create_stores_plan_and_response(void **state)
{
    struct fixture *f = *state;
    script.create = create_well;
    struct value v = apply(f, value_null(&thing_type), new_plan(f));
    assert_int_equal(f->c->diags.count, 0);
    assert_shown(f->c->mem, &v, "arn", "\"a9\"");
    assert_shown(f->c->mem, &v, "serial", "1");
    assert_shown(f->c->mem, &v, "size", "3");
    assert_shown(f->c->mem, &v, "mode", "\"safe\"");
}

/* A plan with two parts whose identities are unknown. */
static struct value plan_of_parts(struct fixture *f)
{
    struct value v = from_json(f->c->mem,
                               "{\"label\":\"plain\",\"mode\":\"safe\",\"name\":\"web\",\"size\":3,"
                               "\"parts\":[{\"kind\":\"a\"},{\"kind\":\"b\"}]}");
    struct value parts = *value_member(&v, STR("parts"));
    struct value *items = arena_new_array(f->c->mem, struct value, parts.count);
    for (size_t i = 0; i < parts.count; i++)
        items[i] = value_with_member(f->c->mem, &parts.items[i], STR("id"), value_unknown(&type_string));
    parts.items = items;
    v = value_with_member(f->c->mem, &v, STR("parts"), parts);
    return with_unknown(f->c->mem, with_unknown(f->c->mem, v, "arn"), "serial");
}

static void unknown_members_are_filled_in_and_planned_ones_stay(void **state)
{
    struct fixture *f = *state;
    script.create = create_parts;
    made_parts = 2;
    struct value v = apply(f, value_null(&thing_type), plan_of_parts(f));
    assert_shown(f->c->mem, &v, "parts", "[{\"id\":\"p0\",\"kind\":\"a\"},{\"id\":\"p1\",\"kind\":\"b\"}]");
    /* The number of the response, or of the plan when the response has none: never an unknown. */
    made_parts = 1;
    v = apply(f, value_null(&thing_type), plan_of_parts(f));
    assert_shown(f->c->mem, &v, "parts", "[{\"id\":\"p0\",\"kind\":\"other\"}]");
    made_parts = 0;
    v = apply(f, value_null(&thing_type), plan_of_parts(f));
    assert_shown(f->c->mem, &v, "parts", "[{\"id\":null,\"kind\":\"a\"},{\"id\":null,\"kind\":\"b\"}]");
}

static void a_failure_before_creation_stores_nothing(void **state)
{
    struct fixture *f = *state;
    script.create = create_fails_before;
    struct value v = apply(f, value_null(&thing_type), new_plan(f));
    assert_true(value_is_null(v));
    assert_int_equal(f->c->diags.error_count, 1);
}

static void a_failure_after_creation_stores_the_object(void **state)
{
    struct fixture *f = *state;
    script.create = create_fails_after;
    struct value v = apply(f, value_null(&thing_type), new_plan(f));
    assert_shown(f->c->mem, &v, "name", "\"web\"");
    assert_shown(f->c->mem, &v, "arn", "null");
    assert_shown(f->c->mem, &v, "size", "3");
    assert_int_equal(f->c->diags.error_count, 1);
    const struct diagnostic *d = &f->c->diags.items[0];
    assert_true(str_contains(d->summary, STR("lightsail_thing 'web'")));
    assert_true(str_contains(d->detail, STR("Broken")));
    assert_true(str_contains(d->detail, STR("r-1")));
    /* The path of a set element ends at the set. */
    assert_true(str_eqc(path_print(f->c->mem, d->path), "rules"));
}

static void one_invalid_member_does_not_lose_the_others(void **state)
{
    struct fixture *f = *state;
    script.create = create_babbles;
    struct value v = apply(f, value_null(&thing_type), new_plan(f));
    assert_int_equal(f->c->diags.error_count, 1);
    assert_true(str_contains(f->c->diags.items[0].detail, STR("not UTF-8")));
    assert_shown(f->c->mem, &v, "name", "\"web\"");
    assert_shown(f->c->mem, &v, "arn", "null");
}

static void a_changed_value_is_a_warning_and_not_a_taint(void **state)
{
    struct fixture *f = *state;
    script.create = create_lies;
    struct value v = apply(f, value_null(&thing_type), new_plan(f));
    assert_shown(f->c->mem, &v, "size", "3");
    assert_int_equal(f->c->diags.error_count, 0);
    assert_int_equal(f->c->diags.count, 1);
}

static bool update_half(struct call *c, const struct thing *prior, const struct thing *plan,
                        struct thing *state)
{
    (void)prior;
    state->size = plan->size;
    return fail(&c->err, ERR_API, "the second step failed");
}

static bool update_well(struct call *c, const struct thing *prior, const struct thing *plan,
                        struct thing *state)
{
    (void)c;
    (void)prior;
    state->size = plan->size;
    state->serial = tf_int(8);
    return true;
}

static void a_partly_failed_update_stores_the_actual_values(void **state)
{
    struct fixture *f = *state;
    script.update = update_half;
    struct value planned = from_json(
        f->c->mem,
        "{\"arn\":\"a1\",\"label\":\"new\",\"mode\":\"safe\",\"name\":\"web\",\"serial\":7,\"size\":5}");
    struct value v = apply(f, stored(f), planned);
    assert_shown(f->c->mem, &v, "size", "5");
    assert_shown(f->c->mem, &v, "label", "\"plain\"");
    assert_int_equal(f->c->diags.error_count, 1);
}

static void an_update_resolves_unknowns_and_keeps_planned_values(void **state)
{
    struct fixture *f = *state;
    script.update = update_well;
    struct value planned = from_json(
        f->c->mem, "{\"arn\":\"a1\",\"label\":\"plain\",\"mode\":\"bold\",\"name\":\"web\",\"size\":5}");
    struct value v = apply(f, stored(f), with_unknown(f->c->mem, planned, "serial"));
    assert_shown(f->c->mem, &v, "serial", "8");
    assert_shown(f->c->mem, &v, "mode", "\"bold\"");
    assert_int_equal(f->c->diags.count, 0);
}

static bool destroy_well(struct call *c, const struct thing *prior)
{
    (void)c;
    return prior->name.is == TF_KNOWN;
}
static bool destroy_fails(struct call *c, const struct thing *prior)
{
    (void)prior;
    return fail(&c->err, ERR_DENIED, "not allowed");
}

static void a_delete_ends_in_null_and_a_failed_one_in_the_prior_state(void **state)
{
    struct fixture *f = *state;
    script.destroy = destroy_well;
    struct value v = apply(f, stored(f), value_null(&thing_type));
    assert_true(value_is_null(v));
    script.destroy = destroy_fails;
    struct value before = stored(f);
    v = apply(f, stored(f), value_null(&thing_type));
    assert_true(value_equal(&v, &before));
    assert_int_equal(f->c->diags.error_count, 1);
}

static enum err_kind end_of_wait;
static bool create_ends_early(struct call *c, const struct thing *plan, struct thing *state)
{
    (void)plan;
    (void)state;
    return fail(&c->err, end_of_wait, "the deadline is reached");
}
static bool update_ends_early(struct call *c, const struct thing *prior, const struct thing *plan,
                              struct thing *state)
{
    (void)prior;
    return create_ends_early(c, plan, state);
}
static bool destroy_ends_early(struct call *c, const struct thing *prior)
{
    return create_ends_early(c, prior, NULL);
}
static bool read_ends_early(struct call *c, const struct thing *prior, struct thing *state)
{
    return create_ends_early(c, prior, state);
}

#define assert_last_detail(f, text)                                       \
    assert_str_equal((f)->c->diags.items[(f)->c->diags.count - 1].detail, \
                     STR("The deadline is reached.\n\n" text))

/* The schema of the test resource has one timeout: that of the creation. */
static void an_early_end_says_how_to_continue_the_step(void **state)
{
    struct fixture *f = *state;
    script.create = create_ends_early;
    script.update = update_ends_early;
    script.destroy = destroy_ends_early;
    script.read = read_ends_early;
    end_of_wait = ERR_STOPPED;
    apply(f, value_null(&thing_type), new_plan(f));
    assert_last_detail(f, "Apply again to continue. What was created is in the state.");
    apply(f, stored(f), stored(f));
    assert_last_detail(f, "Apply again to continue. What was changed so far is in the state.");
    apply(f, stored(f), value_null(&thing_type));
    assert_last_detail(f, "Run it again to continue. What was not deleted yet is still in the state.");
    end_of_wait = ERR_TIMEOUT;
    apply(f, value_null(&thing_type), new_plan(f));
    assert_last_detail(f, "Apply again to continue. What was created is in the state. To extend the "
                          "timeout, set `create` in the block `timeouts`.");
    apply(f, stored(f), value_null(&thing_type));
    assert_last_detail(f, "Run it again to continue. What was not deleted yet is still in the state.");
    struct read_request in = {.type_name = STR("lightsail_thing"), .state = packed(f->c->mem, stored(f))};
    struct read_response ret;
    runtime_read(f->runtime, f->c, &in, &ret);
    assert_last_detail(f, "Nothing was changed. Run the command again.");
}

static struct value refresh(struct fixture *f, struct dynamic_value stored_value)
{
    struct read_request in = {.type_name = STR("lightsail_thing"),
                              .state = stored_value,
                              .private_data = STR("pp")};
    struct read_response ret;
    runtime_read(f->runtime, f->c, &in, &ret);
    assert_true(str_eqc(ret.private_data, "pp"));
    return unpacked(f->c->mem, ret.state);
}

static bool read_drifted(struct call *c, const struct thing *prior, struct thing *state)
{
    (void)c;
    (void)prior;
    state->size = tf_int(9);
    return true;
}
static bool read_gone(struct call *c, const struct thing *prior, struct thing *state)
{
    (void)prior;
    (void)state;
    return call_gone(c);
}
static bool read_fails(struct call *c, const struct thing *prior, struct thing *state)
{
    (void)prior;
    state->size = tf_int(9);
    return fail(&c->err, ERR_THROTTLED, "slow down");
}

static void a_refresh_shows_drift_and_removes_only_deleted_objects(void **state)
{
    struct fixture *f = *state;
    struct value before = stored(f);
    script.read = read_drifted;
    struct value v = refresh(f, packed(f->c->mem, before));
    assert_shown(f->c->mem, &v, "size", "9");
    assert_shown(f->c->mem, &v, "mode", "\"safe\"");
    script.read = read_fails;
    v = refresh(f, packed(f->c->mem, before));
    assert_true(value_equal(&v, &before));
    assert_int_equal(f->c->diags.error_count, 1);
    script.read = read_gone;
    v = refresh(f, packed(f->c->mem, before));
    assert_true(value_is_null(v));
    v = refresh(f, packed_null(f->c->mem));
    assert_true(value_is_null(v));
}

static void an_import_sets_identity_and_local_defaults(void **state)
{
    struct fixture *f = *state;
    struct import_request in = {.type_name = STR("lightsail_thing"), .id = STR("web")};
    struct import_response ret;
    runtime_import(f->runtime, f->c, &in, &ret);
    assert_true(ret.has_resource);
    struct value v = unpacked(f->c->mem, ret.state);
    assert_shown(f->c->mem, &v, "name", "\"web\"");
    assert_shown(f->c->mem, &v, "mode", "\"safe\"");
    assert_shown(f->c->mem, &v, "label", "null");
    in.id = STR("");
    runtime_import(f->runtime, f->c, &in, &ret);
    assert_false(ret.has_resource);
    assert_int_equal(f->c->diags.error_count, 1);
}

static struct upgrade_response upgrade(struct fixture *f, int64_t version, const char *json)
{
    struct upgrade_request in = {.type_name = STR("lightsail_thing"),
                                 .version = version,
                                 .json = str_c(json)};
    struct upgrade_response ret;
    runtime_upgrade(f->runtime, f->c, &in, &ret);
    return ret;
}

static void stored_states_of_every_version_are_read(void **state)
{
    struct fixture *f = *state;
    struct value same = unpacked(f->c->mem, upgrade(f, 1, " { \"name\" : \"web\", \"vanished\": 1 } ").state);
    assert_shown(f->c->mem, &same, "name", "\"web\"");
    struct value older = unpacked(f->c->mem, upgrade(f, 0, "{\"name\":\"web\",\"title\":\"T\"}").state);
    assert_shown(f->c->mem, &older, "label", "\"T\"");
    assert_int_equal(f->c->diags.error_count, 0);
    assert_int_equal(upgrade(f, 2, "{\"name\":\"web\"}").state.len, 0);
    assert_int_equal(upgrade(f, 1, "null").state.len, 0);
    assert_int_equal(upgrade(f, 1, "{").state.len, 0);
    assert_int_equal(upgrade(f, 1, "").state.len, 0);
    assert_int_equal(f->c->diags.error_count, 4);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(create_stores_plan_and_response),
        TEST(unknown_members_are_filled_in_and_planned_ones_stay),
        TEST(a_failure_before_creation_stores_nothing),
        TEST(a_failure_after_creation_stores_the_object),
        TEST(one_invalid_member_does_not_lose_the_others),
        TEST(a_changed_value_is_a_warning_and_not_a_taint),
        TEST(a_partly_failed_update_stores_the_actual_values),
        TEST(an_update_resolves_unknowns_and_keeps_planned_values),
        TEST(a_delete_ends_in_null_and_a_failed_one_in_the_prior_state),
        TEST(an_early_end_says_how_to_continue_the_step),
        TEST(a_refresh_shows_drift_and_removes_only_deleted_objects),
        TEST(an_import_sets_identity_and_local_defaults),
        TEST(stored_states_of_every_version_are_read),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
