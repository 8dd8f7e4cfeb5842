/*
 * test_bucket.c — buckets: CORS rules that no request can meet, the log of a configuration, what a read fills, and what is in the request of a
 * change.
 */
#include "../../runtime/disk.h"

#include "gen/bucket.h"

#define BUCKET_ARN "arn:aws:lightsail:us-east-1:1:Bucket/7"
#define BUCKET(more)                                                                                 \
    ANSWER("{\"accountLevelBpaSync\":{\"status\":\"InSync\",\"bpaImpactsLightsail\":true},"          \
           "\"buckets\":[{\"name\":\"files\",\"arn\":\"" BUCKET_ARN "\",\"bundleId\":\"small_1_0\"," \
           "\"state\":{\"code\":\"OK\"},\"ableToUpdateBundle\":true" more "}]}")

/* ---- CORS rules ---- */

struct rules {
    struct bucket_cors_rule v[2];
    struct tf_string methods[2], origins[2], headers[2];
    struct bucket config;
};

static struct tf_strings one(struct tf_string *text, const char *value)
{
    *text = tf_string(str_c(value));
    return (
        struct tf_strings){.is = value[0] != '\0' ? TF_KNOWN : TF_NULL, .count = value[0] != '\0', .v = text};
}

static void set_rule(struct rules *r, size_t i, const char *method, const char *origin, const char *header)
{
    r->v[i] = (struct bucket_cors_rule){.allowed_methods = one(&r->methods[i], method),
                                        .allowed_origins = one(&r->origins[i], origin),
                                        .allowed_headers = one(&r->headers[i], header)};
    r->config.cors_rule.is = TF_KNOWN;
    r->config.cors_rule.count = i + 1;
    r->config.cors_rule.v = r->v;
}

static void assert_error(struct scene *s, const char *path, const char *words)
{
    assert_int_equal(s->call.diags.error_count, words != NULL);
    if (words == NULL)
        return;
    struct str shown = path_print(s->call.mem, s->call.diags.items[0].path);
    assert_str_equal(shown, str_c(path));
    assert_true(str_contains(s->call.diags.items[0].detail, str_c(words)));
}

static void an_origin_that_no_browser_sends_is_refused(void **state)
{
    static const struct {
        const char *origin, *fault; /* NULL: none */
    } rows[] = {
        {"*", NULL},
        {"null", NULL},
        {"https://www.example.com", NULL},
        {"https://*.example.com", NULL},
        {"*.example.com", NULL},
        {"http*://www.example.com", NULL},
        {"https://www.example.com:8443", NULL},
        {"http://localhost:3000", NULL},
        {"http://[::1]:8080", NULL},
        {"app://localhost", NULL},
        {"*://*", "more than one *"},
        {"https://www.example.com/", "a slash at the end"},
        {"https://www.example.com/page", "has a path"},
        {"*.example.com/", "a slash at the end"},
        {"www.example.com", "has no scheme"},
        {"www.example.*", "has no scheme"},
        {"localhost", "has no scheme"},
        {"https://WWW.example.com", "in lower case"},
        {"https://www.example.com ", "in lower case"},
        {"https://www.example.com:443", "default port"},
        {"http://www.example.com:80", "default port"},
        {"http://www.example.com:443", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        QUIET_SCENE(s, &bucket_schema);
        struct rules r = {0};
        set_rule(&r, 0, "GET", rows[i].origin, "");
        assert_true(bucket_validate(&s.call, &r.config));
        assert_error(&s, "cors_rule[0].allowed_origins", rows[i].fault);
        scene_end(&s);
    }
}

static void a_header_has_one_star_and_an_exposed_one_none(void **state)
{
    (void)state;
    QUIET_SCENE(s, &bucket_schema);
    struct rules r = {0};
    set_rule(&r, 0, "GET", "*", "x-*-*");
    assert_true(bucket_validate(&s.call, &r.config));
    assert_error(&s, "cors_rule[0].allowed_headers", "more than one *");
    scene_end(&s);
    QUIET_SCENE(t, &bucket_schema);
    set_rule(&r, 0, "GET", "*", "x-*");
    r.v[0].expose_headers = r.v[0].allowed_headers;
    assert_true(bucket_validate(&t.call, &r.config));
    assert_error(&t, "cors_rule[0].expose_headers", "Write the name of each header");
    scene_end(&t);
}

static void a_rule_after_one_that_takes_all_of_its_requests_is_refused(void **state)
{
    static const struct {
        const char *first[3], *later[3];
        bool is_useless;
    } rows[] = {
        {{"GET", "*", ""}, {"GET", "https://a.example", ""}, true},
        {{"GET", "https://a.example", "*"}, {"GET", "https://a.example", "x-a"}, true},
        {{"GET", "https://a.example", ""}, {"GET", "https://a.example", "x-a"}, false},
        {{"GET", "https://a.example", ""}, {"GET", "*", ""}, false},
        {{"GET", "*", ""}, {"PUT", "*", ""}, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        QUIET_SCENE(s, &bucket_schema);
        struct rules r = {0};
        set_rule(&r, 0, rows[i].first[0], rows[i].first[1], rows[i].first[2]);
        set_rule(&r, 1, rows[i].later[0], rows[i].later[1], rows[i].later[2]);
        assert_true(bucket_validate(&s.call, &r.config));
        assert_error(&s, "cors_rule[1]", rows[i].is_useless ? "cors_rule[0] fits each request" : NULL);
        scene_end(&s);
    }
}

static void two_rules_have_different_ids(void **state)
{
    (void)state;
    QUIET_SCENE(s, &bucket_schema);
    struct rules r = {0};
    set_rule(&r, 0, "GET", "*", "");
    set_rule(&r, 1, "PUT", "*", "");
    r.v[0].id = r.v[1].id = tf_string(STR("all"));
    assert_true(bucket_validate(&s.call, &r.config));
    assert_error(&s, "cors_rule[1].id", "cors_rule[0] has the ID 'all'");
    scene_end(&s);
}

static void unknown_rules_are_accepted(void **state)
{
    (void)state;
    QUIET_SCENE(s, &bucket_schema);
    struct rules r = {0};
    set_rule(&r, 0, "GET", "*", "");
    set_rule(&r, 1, "GET", "*", "");
    r.v[0].allowed_headers.is = TF_UNKNOWN;
    r.origins[1].is = TF_UNKNOWN;
    assert_true(bucket_validate(&s.call, &r.config));
    assert_int_equal(s.call.diags.error_count, 0);
    scene_end(&s);
}

/* ---- the log ---- */

static void a_log_has_a_destination_while_it_is_on(void **state)
{
    const struct tf_string logs = tf_string(STR("logs")), none = {0};
    const struct {
        struct bucket_access_log log;
        const char *path, *words;
    } rows[] = {
        {{.destination = logs}, "", NULL},
        {{.enabled = tf_bool(true), .destination = none}, "access_log.destination", "Set destination"},
        {{.enabled = tf_bool(false), .destination = none}, "", NULL},
        {{.enabled = tf_bool(false), .destination = logs}, "access_log", "remove destination"},
        {{.enabled = {TF_UNKNOWN, false}, .destination = none}, "", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        QUIET_SCENE(s, &bucket_schema);
        struct bucket config = {.name = tf_string(STR("files"))};
        struct bucket_access_log log = rows[i].log;
        config.access_log.is = TF_KNOWN;
        config.access_log.count = 1;
        config.access_log.v = &log;
        assert_true(bucket_validate(&s.call, &config));
        assert_error(&s, rows[i].path, rows[i].words);
        scene_end(&s);
    }
}

/* ---- reads and changes ---- */

static void a_read_fills_what_the_rows_cannot(void **state)
{
    (void)state;
    SCENE(s, &bucket_schema,
          BUCKET(",\"objectVersioning\":\"Suspended\",\"resourcesReceivingAccess\":[{\"name\":\"web\"},{"
                 "\"name\":\"db\"}],"
                 "\"cors\":{\"rules\":[{\"allowedMethods\":[\"GET\"],\"allowedOrigins\":[\"*\"],"
                 "\"allowedHeaders\":[]}]}"));
    struct rules r = {0};
    set_rule(&r, 0, "GET", "*", "");
    struct bucket now = {0};
    r.config.name = tf_string(STR("files"));
    assert_true(bucket_resource.read(&s.call, &r.config, &now));
    assert_asked(&s, 0, "GetBuckets",
                 "{\"bucketName\":\"files\",\"includeConnectedResources\":true,\"includeCors\":true}");
    assert_str_equal(now.versioning.v, STR("suspended"));
    assert_str_equal(now.resources_receiving_access.v[0].v, STR("db"));
    assert_int_equal(now.cors_rule.v[0].allowed_headers.is, TF_NULL);
    assert_false(now.access_log.v->enabled.v);
    assert_true(now.account_bpa_sync.v->bpa_impacts_lightsail.v);
    assert_int_equal(now.read_only_access_accounts.count, 0);
    scene_end(&s);
}

static void an_empty_set_of_headers_keeps_its_form(void **state)
{
    (void)state;
    SCENE(s, &bucket_schema,
          BUCKET(",\"cors\":{\"rules\":[{\"allowedMethods\":[\"GET\"],\"allowedOrigins\":[\"*\"]}]}"));
    struct rules r = {0};
    set_rule(&r, 0, "GET", "*", "");
    r.v[0].allowed_headers = (struct tf_strings){.is = TF_KNOWN};
    struct bucket now = {0};
    r.config.name = tf_string(STR("files"));
    assert_true(bucket_resource.read(&s.call, &r.config, &now));
    assert_int_equal(now.cors_rule.v[0].allowed_headers.is, TF_KNOWN);
    scene_end(&s);
}

static void several_buckets_are_read_one_by_one(void **state)
{
    (void)state;
    SCENE(s, &data_buckets_schema,
          ANSWER("{\"buckets\":[{\"name\":\"logs\",\"bundleId\":\"large_1_0\"},{\"name\":\"files\","
                 "\"bundleId\":\"small_1_0\"},"
                 "{\"name\":\"gone\",\"bundleId\":\"small_1_0\"}]}"),
          BUCKET(",\"cors\":{\"rules\":[{\"allowedMethods\":[\"GET\"],\"allowedOrigins\":[\"*\"]}]}"),
          NOT_FOUND);
    struct data_buckets config = {.bundle_id = tf_string(STR("small_1_0"))}, now = config;
    assert_true(data_buckets_source.read(&s.call, &config, &now));
    assert_asked(&s, 0, "GetBuckets", "{\"includeConnectedResources\":true}");
    assert_asked(&s, 1, "GetBuckets",
                 "{\"bucketName\":\"files\",\"includeConnectedResources\":true,\"includeCors\":true}");
    assert_int_equal(now.buckets.count, 1);
    assert_int_equal(now.buckets.v[0].cors_rule.count, 1);
    assert_int_equal(now.names.count, 1);
    scene_end(&s);
}

static void a_list_by_which_a_name_was_found_serves_no_read(void **state)
{
    (void)state;
    SCENE(s, &bucket_schema, ANSWER("{\"buckets\":[{\"name\":\"files\",\"arn\":\"" BUCKET_ARN "\"}]}"),
          BUCKET(",\"cors\":{\"rules\":[]}"));
    struct str name;
    json_t *object;
    assert_true(api_view_name_of_arn(&s.call, LS_KIND_BUCKET, STR(BUCKET_ARN), &name));
    assert_str_equal(name, STR("files"));
    assert_true(api_view(&s.call, LS_KIND_BUCKET, name, LS_REFRESH, &object));
    assert_non_null(json_at(object, "cors.rules"));
    scene_end(&s);
}

static void a_bucket_that_a_list_by_name_lacks_is_gone(void **state)
{
    (void)state;
    SCENE(s, &bucket_schema, ANSWER("{\"buckets\":[],\"accountLevelBpaSync\":{}}"));
    json_t *object;
    assert_false(api_view(&s.call, LS_KIND_BUCKET, STR("files"), LS_NOW, &object));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    scene_end(&s);
}

static void a_deletion_is_forced_only_on_request(void **state)
{
    (void)state;
    for (int is_forced = 0; is_forced <= 1; is_forced++) {
        QUIET_SCENE(s, &bucket_schema);
        const struct bucket prior = {.force_delete = tf_bool(is_forced)};
        json_t *in = json_own(s.call.mem, json_object());
        assert_true(bucket_request(&s.call, CRUD_DELETE, &prior, NULL, in));
        assert_int_equal(json_object_size(in), is_forced);
        scene_end(&s);
    }
}

static void a_change_shows_all_that_it_sends(void **state)
{
    (void)state;
    QUIET_SCENE(s, &bucket_schema);
    struct bucket prior = {.versioning = tf_string(STR("enabled"))},
                  plan = {.versioning = tf_string(STR("suspended"))};
    struct bucket_access_rules rules = {.get_object = tf_string(STR("public"))};
    struct bucket_access_log log = {.enabled = tf_bool(false)};
    plan.access_rules.is = plan.access_log.is = plan.cors_rule.is = TF_KNOWN;
    plan.access_rules.count = plan.access_log.count = 1;
    plan.access_rules.v = &rules;
    plan.access_log.v = &log;
    json_t *members = json_own(s.call.mem, json_pack("{s:s}", "objectVersioning", "suspended"));
    assert_true(bucket_effect(&s.call, &prior, &plan, members));
    assert_str_equal(json_print(s.call.mem, members),
                     STR("{\"accessLogConfig.destination\":null,\"accessRules.getObject\":\"public\","
                         "\"cors.rules\":[],\"objectVersioning\":\"Suspended\"}"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_that_no_browser_sends_is_refused),
        cmocka_unit_test(a_header_has_one_star_and_an_exposed_one_none),
        cmocka_unit_test(a_rule_after_one_that_takes_all_of_its_requests_is_refused),
        cmocka_unit_test(two_rules_have_different_ids),
        cmocka_unit_test(unknown_rules_are_accepted),
        cmocka_unit_test(a_log_has_a_destination_while_it_is_on),
        cmocka_unit_test(a_read_fills_what_the_rows_cannot),
        cmocka_unit_test(an_empty_set_of_headers_keeps_its_form),
        cmocka_unit_test(several_buckets_are_read_one_by_one),
        cmocka_unit_test(a_list_by_which_a_name_was_found_serves_no_read),
        cmocka_unit_test(a_bucket_that_a_list_by_name_lacks_is_gone),
        cmocka_unit_test(a_deletion_is_forced_only_on_request),
        cmocka_unit_test(a_change_shows_all_that_it_sends),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
