/*
 * test_move.c — states of other providers with every member missing, null and of every wrong type: an error
 * value or a state, never a crash; and the result of a valid one.
 */
#include "../testing.h"

#include "gen/bucket.h"
#include "gen/certificate.h"
#include "gen/container_deployment.h"
#include "gen/container_service.h"
#include "gen/database.h"
#include "gen/database_snapshot.h"
#include "gen/disk.h"
#include "gen/disk_snapshot.h"
#include "gen/firewall.h"
#include "gen/instance.h"
#include "gen/key_pair.h"
#include "gen/lb.h"
#include "gen/lb_certificate.h"
#include "gen/static_ip.h"
#include "gen/static_ip_attachment.h"
#include "resources/moves.h"
#include "runtime/crud.h"

static const char aws_instance[] =
    "{\"id\":\"web\",\"name\":\"web\",\"availability_zone\":\"eu-west-1a\",\"blueprint_id\":\"ubuntu_22_04\","
    "\"bundle_id\":\"nano_3_0\","
    "\"key_pair_name\":\"\",\"user_data\":null,\"ip_address_type\":\"ipv4\",\"tags\":{\"b\":\"2\",\"a\":null}"
    ",\"tags_all\":{},\"arn\":\"arn:x\","
    "\"created_at\":\"2024-01-01T00:00:00Z\",\"username\":\"ubuntu\",\"public_ip_address\":\"\",\"private_ip_"
    "address\":\"10.0.0.1\","
    "\"ipv6_addresses\":[],\"is_static_ip\":false,\"cpu_count\":2,\"ram_size\":0.5,"
    "\"add_on\":[{\"type\":\"AutoSnapshot\",\"snapshot_time\":\"06:00\",\"status\":\"Disabling\"}]}";
static const char awscc_instance[] = "{\"id\":\"web\",\"instance_name\":\"web\",\"availability_zone\":null,"
                                     "\"location\":{\"availability_zone\":\"eu-west-1a\"},"
                                     "\"hardware\":{\"cpu_count\":2,\"ram_size_in_gb\":1},\"networking\":{"
                                     "\"monthly_transfer\":{\"gb_per_month_allocated\":\"1024\"}},"
                                     "\"ssh_key_name\":\"ops\",\"state\":{\"name\":\"stopped\"},\"tags\":[{"
                                     "\"key\":\"b\",\"value\":\"2\"},{\"key\":\"a\",\"value\":null}],"
                                     "\"add_ons\":[{\"add_on_type\":\"AutoSnapshot\",\"auto_snapshot_add_on_"
                                     "request\":{\"snapshot_time_of_day\":\"06:00\"}}]}";
static const char aws_public_ports[] =
    "{\"id\":\"web-1\",\"instance_name\":\"web\",\"port_info\":[{\"protocol\":\"-1\",\"from_port\":0,\"to_"
    "port\":65535,\"cidrs\":[\"10.0.0.0/8\"],"
    "\"ipv6_cidrs\":[],\"cidr_list_aliases\":null},{\"protocol\":\"icmp\",\"from_port\":-1,\"to_port\":-1}]}";
static const char aws_key_pair[] =
    "{\"id\":\"ops\",\"name\":\"ops\",\"name_prefix\":\"other-\",\"public_key\":\"ssh-rsa "
    "AAAA\",\"private_key\":\"\","
    "\"fingerprint\":\"f\",\"arn\":\"a\",\"encrypted_private_key\":\"wcB\",\"tags\":null}";

static const char aws_disk[] = "{\"id\":\"data\",\"name\":\"data\",\"availability_zone\":\"eu-west-1a\","
                               "\"size_in_gb\":32,\"arn\":\"arn:x\","
                               "\"created_at\":\"2024-01-01T00:00:00Z\",\"support_code\":\"s\",\"tags\":{"
                               "\"b\":\"2\"},\"tags_all\":{\"b\":\"2\",\"c\":"
                               "\"3\"}}";
static const char awscc_disk[] =
    "{\"id\":\"data\",\"disk_name\":\"data\",\"availability_zone\":\"eu-west-1a\",\"size_in_gb\":32,"
    "\"disk_arn\":\"arn:x\",\"iops\":100,\"is_attached\":false,\"tags\":[{\"key\":\"b\",\"value\":\"2\"}]}";

static const char aws_deployment[] =
    "{\"id\":\"app/"
    "3\",\"service_name\":\"app\",\"version\":3,\"state\":\"ACTIVE\",\"created_at\":\"2024-01-01T00:00:00Z\","
    "\"container\":[{\"container_name\":\"web\",\"image\":\"nginx\",\"command\":[],\"environment\":{\"A\":"
    "\"b\"},"
    "\"ports\":{\"80\":\"HTTP\"}}],\"public_endpoint\":[{\"container_name\":\"web\",\"container_port\":80,"
    "\"health_check\":[{\"healthy_threshold\":2,\"unhealthy_threshold\":2,\"interval_seconds\":5,\"timeout_"
    "seconds\":2,"
    "\"path\":\"/\",\"success_codes\":\"200-499\"}]}]}";

static const struct {
    const struct state_move *move; /* NULL: one that the record declares, `number` */
    const struct object_desc *object;
    const char *json;
    const struct schema_desc *schema;
    size_t number;
} sources[] = {
    {&instance_moves[0], &instance_desc, aws_instance, &instance_schema, 0},
    {&instance_moves[1], &instance_desc, awscc_instance, &instance_schema, 0},
    {NULL, &static_ip_desc,
     "{\"id\":\"ip\",\"ip_address\":\"192.0.2.1\",\"arn\":\"a\",\"support_code\":\"s\"}", &static_ip_schema,
     0},
    {NULL, &static_ip_desc,
     "{\"static_ip_name\":\"ip\",\"static_ip_arn\":\"a\",\"is_attached\":true,\"attached_to\":\"web\"}",
     &static_ip_schema, 1},
    {&static_ip_attachment_move, &static_ip_attachment_desc,
     "{\"static_ip_name\":\"ip\",\"instance_name\":\"web\",\"ip_address\":\"192.0.2.1\"}",
     &static_ip_attachment_schema, 0},
    {&firewall_move, &firewall_desc, aws_public_ports, &firewall_schema, 0},
    {&key_pair_move, &key_pair_desc, aws_key_pair, &key_pair_schema, 0},
    {NULL, &disk_desc, aws_disk, &disk_schema, 0},
    {NULL, &disk_desc, awscc_disk, &disk_schema, 1},
    {NULL, &disk_snapshot_desc, "{\"disk_snapshot_name\":\"s\",\"disk_name\":\"d\",\"size_in_gb\":8}",
     &disk_snapshot_schema, 0},
    {NULL, &container_service_desc,
     "{\"id\":\"web\",\"name\":\"web\",\"power\":\"nano\",\"scale\":1,\"is_disabled\":false,\"public_domain_"
     "names\":[{"
     "\"certificate\":[{\"certificate_name\":\"c\",\"domain_names\":[\"d\"]}]}],\"private_registry_access\":["
     "],"
     "\"tags\":{\"b\":\"2\"},\"tags_all\":{\"b\":\"2\"}}",
     &container_service_schema, 0},
    {NULL, &container_service_desc,
     "{\"service_name\":\"web\",\"container_arn\":\"arn:x\",\"power\":\"nano\",\"scale\":1,\"public_domain_"
     "names\":[{"
     "\"certificate_name\":\"c\",\"domain_names\":[\"d\"]}],\"private_registry_access\":{\"ecr_image_puller_"
     "role\":{"
     "\"is_active\":true}}}",
     &container_service_schema, 1},
    {NULL, &database_desc,
     "{\"id\":\"trades\",\"relational_database_name\":\"trades\",\"blueprint_id\":\"mysql_8_0\",\"master_"
     "password\":\"p\",\"cpu_count\":2,\"disk_size\":40,\"ram_size\":1.5,\"master_endpoint_port\":3306,"
     "\"skip_"
     "final_snapshot\":true,\"backup_retention_enabled\":true,\"tags\":{\"b\":\"2\"},\"tags_all\":{\"b\":"
     "\"2\"}}",
     &database_schema, 0},
    {NULL, &database_desc,
     "{\"relational_database_name\":\"trades\",\"database_arn\":\"arn:x\",\"relational_database_blueprint_"
     "id\":"
     "\"mysql_8_0\",\"backup_retention\":true,\"master_user_password\":\"p\",\"publicly_accessible\":false}",
     &database_schema, 1},
    {NULL, &database_snapshot_desc,
     "{\"relational_database_snapshot_name\":\"s\",\"relational_database_name\":\"trades\",\"size_in_gb\":"
     "40}",
     &database_snapshot_schema, 0},
    {NULL, &bucket_desc,
     "{\"id\":\"files\",\"name\":\"files\",\"bundle_id\":\"small_1_0\",\"force_delete\":true,\"url\":\"u\","
     "\"arn\":"
     "\"arn:x\",\"tags\":{\"b\":\"2\"},\"tags_all\":{\"b\":\"2\"}}",
     &bucket_schema, 0},
    {NULL, &bucket_desc,
     "{\"bucket_name\":\"files\",\"bucket_arn\":\"arn:x\",\"access_rules\":{\"get_object\":\"public\","
     "\"allow_public_"
     "overrides\":true},\"read_only_access_accounts\":[\"111111111111\"],\"tags\":[{\"key\":\"b\",\"value\":"
     "\"2\"}]}",
     &bucket_schema, 1},
    {NULL, &certificate_desc,
     "{\"id\":\"site\",\"name\":\"site\",\"domain_name\":\"a.b\",\"subject_alternative_names\":[\"a.b\"],"
     "\"domain_validation_options\":[{\"domain_name\":\"a.b\"}],\"tags\":{\"b\":\"2\"},\"tags_all\":{\"b\":"
     "\"2\"}}",
     &certificate_schema, 0},
    {NULL, &certificate_desc,
     "{\"certificate_name\":\"site\",\"certificate_arn\":\"arn:x\",\"domain_name\":\"a.b\",\"subject_"
     "alternative_names\":["
     "\"c.b\"],\"status\":\"ISSUED\",\"tags\":[{\"key\":\"b\",\"value\":\"2\"}]}",
     &certificate_schema, 1},
    {NULL, &lb_certificate_desc,
     "{\"id\":\"web,site\",\"lb_name\":\"web\",\"name\":\"site\",\"domain_name\":\"a.b\",\"subject_"
     "alternative_names\":["
     "\"a.b\"],\"domain_validation_records\":[{\"domain_name\":\"a.b\"}],\"support_code\":\"s\"}",
     &lb_certificate_schema, 0},
    {NULL, &lb_certificate_desc,
     "{\"certificate_name\":\"site\",\"load_balancer_name\":\"web\",\"certificate_domain_name\":\"a.b\","
     "\"certificate_alternative_names\":[\"c.b\"],\"load_balancer_tls_certificate_arn\":\"arn:x\",\"is_"
     "attached\":true,"
     "\"https_redirection_enabled\":false,\"status\":\"ISSUED\"}",
     &lb_certificate_schema, 1},
    {NULL, &lb_desc,
     "{\"id\":\"shop\",\"name\":\"shop\",\"instance_port\":80,\"health_check_path\":\"/"
     "\",\"ip_address_type\":"
     "\"dualstack\",\"public_ports\":[80],\"tags\":{\"b\":\"2\"},\"tags_all\":{\"b\":\"2\"}}",
     &lb_schema, 0},
    {NULL, &lb_desc,
     "{\"load_balancer_name\":\"shop\",\"load_balancer_arn\":\"arn:x\",\"instance_port\":80,\"attached_"
     "instances\":[\"web\"],\"session_stickiness_enabled\":true,\"session_stickiness_lb_cookie_duration_"
     "seconds\":\"600\",\"tags\":[{\"key\":\"b\",\"value\":\"2\"}]}",
     &lb_schema, 1},
    {&container_deployment_move, &container_deployment_desc, aws_deployment, &container_deployment_schema, 0},
};
enum { SOURCE_COUNT = sizeof sources / sizeof sources[0] };

static const struct state_move *move_of(size_t source)
{
    return sources[source].move != NULL ? sources[source].move
                                        : &sources[source].schema->crud->moves[sources[source].number];
}

static struct call *new_call(struct arena *mem)
{
    struct call *c = arena_new_object(mem, struct call);
    c->mem = mem;
    return c;
}

static json_t *parsed(struct arena *mem, const char *text)
{
    json_t *value;
    struct err err;
    if (!json_parse(mem, str_c(text), 1024 * 1024, &value, &err))
        fail_msg("%s", err.text);
    return value;
}

/* The state, or NULL; then the error has a text. */
static void *moved(struct arena *mem, size_t source, const json_t *json)
{
    struct call *c = new_call(mem);
    void *state = arena_alloc(mem, sources[source].object->size_bytes);
    const struct state_move *move = move_of(source);
    c->schema = sources[source].schema;
    if (move->move != NULL ? move->move(c, json, 0, state) : move_by_names(c, move, json, state)) {
        struct value v = bind_to_value(mem, state, sources[source].object);
        assert_true(value_is_wholly_known(&v));
        return state;
    }
    assert_int_equal(c->err.kind, ERR_USER);
    assert_true(c->err.text[0] != '\0');
    return NULL;
}

static size_t tried, refused;

static void try_every_type(struct arena *mem, size_t source, const json_t *root, json_t *parent,
                           const char *key, size_t index)
{
    static const char *const odd[] = {"null",
                                      "7",
                                      "1e300",
                                      "true",
                                      "\"x\"",
                                      "\"\"",
                                      "[]",
                                      "[null]",
                                      "[1]",
                                      "[\"x\",[\"y\"]]",
                                      "[[[]]]",
                                      "{}",
                                      "[{}]",
                                      "{\"key\":{}}",
                                      "[{\"key\":1}]",
                                      "[{\"type\":\"AutoSnapshot\",\"protocol\":\"tcp\",\"key\":\"k\"}]"};
    json_t *before = json_incref(key != NULL ? json_object_get(parent, key) : json_array_get(parent, index));
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        json_t *value = json_incref(parsed(mem, odd[i]));
        if (key != NULL)
            json_object_set_new(parent, key, value);
        else
            json_array_set_new(parent, index, value);
        tried++;
        refused += moved(mem, source, root) == NULL;
    }
    if (key != NULL) {
        json_object_del(parent, key);
        refused += moved(mem, source, root) == NULL;
        json_object_set_new(parent, key, before);
    } else {
        json_array_set_new(parent, index, before);
    }
}

static void walk(struct arena *mem, size_t source, const json_t *root, json_t *at)
{
    const char *keys[64];
    size_t count = 0;
    for (void *i = json_object_iter(at); i != NULL && count < 64; i = json_object_iter_next(at, i))
        keys[count++] = json_object_iter_key(i);
    for (size_t i = 0; i < count; i++) {
        const char *key = str_z(mem, str_c(keys[i])); /* the loop changes the order of the members */
        walk(mem, source, root, json_object_get(at, key));
        try_every_type(mem, source, root, at, key, 0);
    }
    for (size_t i = 0; i < json_array_size(at); i++) {
        walk(mem, source, root, json_array_get(at, i));
        try_every_type(mem, source, root, at, NULL, i);
    }
}

static void invalid_states_are_error_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < SOURCE_COUNT; i++) {
        struct arena *mem = arena_new();
        json_t *root = parsed(mem, sources[i].json);
        walk(mem, i, root, root);
        assert_non_null(moved(mem, i, root)); /* restored as it was */
        assert_null(moved(mem, i, parsed(mem, "{}")));
        arena_free(mem);
    }
    assert_true(tried > 1000 && refused > tried / 4);
}

static void an_instance_of_aws(void **state)
{
    struct arena *mem = *state;
    const struct instance *got = moved(mem, 0, parsed(mem, aws_instance));
    assert_str_equal(got->name.v, STR("web"));
    assert_true(TF_IS_NULL(got->key_pair_name)); /* "" is null */
    assert_true(TF_IS_NULL(got->user_data));
    assert_int_equal(got->tags.count, 2);
    assert_str_equal(got->tags.keys[0], STR("a"));
    assert_str_equal(got->tags.v[0].v, STR("")); /* a key without a value */
    assert_true(TF_IS_KNOWN(got->tags_all));
    assert_str_equal(got->ram_size.v, STR("0.5"));
    assert_int_equal(got->add_on.count, 1);
    assert_str_equal(got->add_on.v[0].status.v, STR("Disabled"));
    assert_str_equal(got->state.v, STR("running"));
}

static void an_instance_of_awscc(void **state)
{
    struct arena *mem = *state;
    const struct instance *got = moved(mem, 1, parsed(mem, awscc_instance));
    assert_str_equal(got->availability_zone.v, STR("eu-west-1a"));
    assert_str_equal(got->key_pair_name.v, STR("ops"));
    assert_str_equal(got->state.v, STR("stopped"));
    assert_int_equal(got->monthly_transfer_gb.v, 1024);
    assert_str_equal(got->tags_all.v[1].v, STR("2"));
    assert_str_equal(got->add_on.v[0].snapshot_time.v, STR("06:00"));
}

static void rules_are_converted_to_a_valid_form(void **state)
{
    struct arena *mem = *state;
    const struct firewall *got = moved(mem, 5, parsed(mem, aws_public_ports));
    assert_int_equal(got->rules.count, 2);
    assert_true(TF_IS_NULL(got->rules.v[0].from_port)); /* a rule for all ports has no range */
    assert_true(TF_IS_NULL(got->rules.v[0].ipv6_cidrs));
    assert_int_equal(got->rules.v[1].from_port.v, -1);
    json_t *odd = parsed(
        mem, "{\"instance_name\":\"web\",\"port_info\":[{\"protocol\":\"gre\",\"from_port\":1}]}");
    got = moved(mem, 5, odd);
    assert_true(TF_IS_NULL(got->rules)); /* the refresh reads it */
}

static void attributes_with_other_names_are_declared(void **state)
{
    struct arena *mem = *state;
    const struct disk *aws = moved(mem, 7, parsed(mem, aws_disk)),
                      *awscc = moved(mem, 8, parsed(mem, awscc_disk));
    assert_str_equal(aws->name.v, STR("data"));
    assert_int_equal(aws->size_in_gb.v, 32);
    assert_int_equal(aws->tags_all.count, 2);
    assert_str_equal(awscc->name.v, STR("data"));
    assert_str_equal(awscc->arn.v, STR("arn:x"));
    assert_int_equal(awscc->tags.count, 1);
    assert_str_equal(awscc->tags_all.v[0].v, STR("2"));
}

static void a_key_pair_that_loses_a_value_gives_a_warning(void **state)
{
    struct arena *mem = *state;
    struct call *c = new_call(mem);
    struct key_pair got = {0};
    assert_true(key_pair_move.move(c, parsed(mem, aws_key_pair), 0, &got));
    assert_true(TF_IS_NULL(got.name_prefix)); /* the name does not begin with it */
    assert_true(TF_IS_NULL(got.private_key));
    assert_int_equal(c->diags.count, 1);
    assert_int_equal(c->diags.items[0].severity, DIAG_WARNING);
}

static int set_up(void **state)
{
    *state = arena_new();
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    return 0;
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(invalid_states_are_error_values),
        TEST(an_instance_of_aws),
        TEST(an_instance_of_awscc),
        TEST(rules_are_converted_to_a_valid_form),
        TEST(attributes_with_other_names_are_declared),
        TEST(a_key_pair_that_loses_a_value_gives_a_warning),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
