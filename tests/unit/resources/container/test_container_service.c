/*
 * test_container_service.c — the requests of a container service: a map of domain names from which certificates are
 * removed by empty lists, the role, waiting before and after a change; and what a read fills.
 */
#include "../../runtime/disk.h"

#include "gen/container_service.h"

#define SERVICE_ARN "arn:aws:lightsail:us-east-1:1:ContainerService/7"
#define SERVICE(state, more)                                                                  \
    ANSWER("{\"containerServices\":[{\"containerServiceName\":\"web\",\"arn\":\"" SERVICE_ARN \
           "\",\"power\":\"nano\",\"scale\":2,\"isDisabled\":false,\"state\":\"" state "\"" more "}]}")
#define POWERS ANSWER("{\"powers\":[{\"name\":\"nano\",\"price\":7.0}]}")
#define ONE ",\"publicDomainNames\":{\"one\":[\"b.example\",\"a.example\"]}"
#define ROLE \
    ",\"privateRegistryAccess\":{\"ecrImagePullerRole\":{\"isActive\":true,\"principalArn\":\"arn:p\"}}"

static const struct resource *const service = &container_service_resource;

struct domains {
    struct container_service_public_domain_names block;
    struct container_service_public_domain_names_certificate certificate;
    struct tf_string names[2];
};

static struct container_service model(void)
{
    struct container_service web = {.name = tf_string(STR("web")),
                                    .arn = tf_string(STR(SERVICE_ARN)),
                                    .power = tf_string(STR("nano")),
                                    .scale = tf_int(2),
                                    .is_disabled = tf_bool(false)};
    web.monthly_price_usd = (struct tf_number){TF_KNOWN, STR("14")};
    web.tags.is = web.tags_all.is = TF_KNOWN;
    return web;
}

static void set_domains(struct container_service *web, struct domains *ret, const char *certificate)
{
    ret->names[0] = tf_string(STR("a.example"));
    ret->names[1] = tf_string(STR("b.example"));
    ret->certificate.certificate_name = tf_string(str_c(certificate));
    ret->certificate.domain_names = (struct tf_strings){.is = TF_KNOWN, .count = 2, .v = ret->names};
    ret->block.certificate.is = TF_KNOWN;
    ret->block.certificate.count = 1;
    ret->block.certificate.v = &ret->certificate;
    web->public_domain_names.is = TF_KNOWN;
    web->public_domain_names.count = 1;
    web->public_domain_names.v = &ret->block;
}

static void another_certificate_removes_the_first(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, SERVICE("READY", ONE), SERVICE("READY", ONE), ACCEPTED,
          SERVICE("UPDATING", ",\"publicDomainNames\":{\"two\":[\"a.example\",\"b.example\"]}"),
          SERVICE("READY", ",\"publicDomainNames\":{\"two\":[\"a.example\",\"b.example\"]}"));
    struct container_service prior = model(), plan = model(), now = prior;
    struct domains one = {0}, two = {0};
    set_domains(&prior, &one, "one");
    set_domains(&plan, &two, "two");
    assert_true(service->update(&s.call, &prior, &plan, &now));
    assert_asked(
        &s, 2, "UpdateContainerService",
        "{\"publicDomainNames\":{\"one\":[],\"two\":[\"a.example\",\"b.example\"]},\"serviceName\":\"web\"}");
    assert_str_equal(now.public_domain_names.v[0].certificate.v[0].certificate_name.v, STR("two"));
    scene_end(&s);
}

static void a_change_waits_for_a_deployment(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, SERVICE("DEPLOYING", ""), SERVICE("DEPLOYING", ""),
          SERVICE("RUNNING", ""), ACCEPTED,
          SERVICE("RUNNING", ",\"publicDomainNames\":{\"one\":[\"a.example\",\"b.example\"]}"));
    struct container_service prior = model(), plan = model(), now = prior;
    struct domains one = {0};
    set_domains(&plan, &one, "one");
    assert_true(service->update(&s.call, &prior, &plan, &now));
    assert_asked(&s, 3, "UpdateContainerService", NULL);
    assert_int_equal(now.public_domain_names.count, 1);
    scene_end(&s);
}

static void a_read_keeps_the_order_of_domain_names(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, SERVICE("RUNNING", ONE ROLE));
    struct container_service prior = model(), now = {0};
    struct domains one = {0};
    set_domains(&prior, &one, "one");
    assert_true(service->read(&s.call, &prior, &now));
    assert_str_equal(now.public_domain_names.v[0].certificate.v[0].domain_names.v[0].v, STR("a.example"));
    assert_true(now.private_registry_access.v[0].ecr_image_puller_role.v[0].is_active.v);
    assert_str_equal(now.private_registry_access.v[0].ecr_image_puller_role.v[0].principal_arn.v,
                     STR("arn:p"));
    assert_str_equal(now.monthly_price_usd.v, STR("14"));
    scene_end(&s);
}

static void a_service_without_anything_has_no_blocks(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, SERVICE("READY", ",\"publicDomainNames\":{}"), POWERS);
    struct container_service prior = {.name = tf_string(STR("web"))}, now = {0};
    assert_true(service->read(&s.call, &prior, &now));
    assert_int_equal(now.public_domain_names.count, 0);
    assert_int_equal(now.private_registry_access.count, 0);
    assert_str_equal(now.monthly_price_usd.v, STR("14"));
    scene_end(&s);
}

static void an_empty_list_of_services_is_not_found(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, ANSWER("{\"containerServices\":[]}"));
    json_t *object;
    assert_false(api_view(&s.call, LS_KIND_CONTAINER_SERVICE, STR("web"), LS_NOW, &object));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    scene_end(&s);
}

static void its_data_source_shows_the_blocks(void **state)
{
    (void)state;
    SCENE(s, &data_container_service_schema, SERVICE("RUNNING", ONE ROLE), POWERS);
    struct data_container_service config = {.name = tf_string(STR("web"))}, now = config;
    assert_true(data_container_service_source.read(&s.call, &config, &now));
    assert_int_equal(now.public_domain_names.count, 1);
    const struct data_container_service_public_domain_names_certificate *one = now.public_domain_names.v[0]
                                                                                   .certificate.v;
    assert_str_equal(one->certificate_name.v, STR("one"));
    assert_int_equal(one->domain_names.count, 2);
    assert_str_equal(now.private_registry_access.v[0].ecr_image_puller_role.v[0].principal_arn.v,
                     STR("arn:p"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_certificate_removes_the_first),
        cmocka_unit_test(a_change_waits_for_a_deployment),
        cmocka_unit_test(a_read_keeps_the_order_of_domain_names),
        cmocka_unit_test(a_service_without_anything_has_no_blocks),
        cmocka_unit_test(an_empty_list_of_services_is_not_found),
        cmocka_unit_test(its_data_source_shows_the_blocks),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
