/*
 * test_certificate.c — certificates: which names they can have, what a plan knows of their records, what a read makes of
 * them, when they are created and issued, and who keeps one from its deletion.
 */
#include "../../runtime/disk.h"

#include "gen/certificate.h"
#include "gen/certificate_validation.h"
#include "resources/certificate/certificate_state.h"

#define ROW(domain, status, more) \
    "{\"domainName\":\"" domain "\",\"validationStatus\":\"" status "\"" more "}"
#define RECORD(left) ",\"resourceRecord\":{\"name\":\"_" left ".\",\"type\":\"CNAME\",\"value\":\"_2.aws.\"}"
#define DETAIL(status, more)                                                                          \
    "{\"name\":\"site\",\"arn\":\"arn:1\",\"domainName\":\"a.example\",\"subjectAlternativeNames\":[" \
    "\"a.example\",\"b.example\"],\"status\":\"" status "\"" more "}"
#define FOUND(status, more)                                                                         \
    ANSWER("{\"certificates\":[{\"certificateName\":\"site\",\"certificateDetail\":" DETAIL(status, \
                                                                                            more) "}]}")
#define BOTH                                                                \
    ",\"domainValidationRecords\":[" ROW("b.example", "PENDING_VALIDATION", \
                                         RECORD("b")) "," ROW("a.example", "SUCCESS", RECORD("a")) "]"

/* A certificate with up to eleven further names. */
struct site {
    struct certificate model;
    struct tf_string names[12];
};

static void set(struct site *site, const char *domain, const char *const *names)
{
    *site = (struct site){.model = {.name = tf_string(STR("site")), .domain_name = tf_string(str_c(domain))}};
    size_t count = 0;
    for (; names[count] != NULL; count++)
        site->names[count] = tf_string(str_c(names[count]));
    site->model.subject_alternative_names = (struct tf_strings){.is = TF_KNOWN,
                                                                .count = count,
                                                                .v = site->names};
}
#define SET(site, domain, ...) set(site, domain, (const char *const[]){__VA_ARGS__, NULL})

/* ---- names ---- */

static void assert_name(const char *domain, const char *message)
{
    struct site site;
    QUIET_SCENE(s, &certificate_schema);
    SET(&site, domain, "www.b.example");
    assert_true(certificate_validate(&s.call, &site.model));
    if (message == NULL)
        assert_int_equal(s.call.diags.count, 0);
    else
        assert_contains(scene_only_diagnostic(&s)->detail, message);
    scene_end(&s);
}

static void names_are_host_names(void **state)
{
    (void)state;
    assert_name("a.example", NULL);
    assert_name("xn--bcher-kva.example", NULL);
    assert_name("*.a.example", "Lightsail certificates have none. Write each domain name");
    assert_name("A.example", "Write 'A.example' in lower case");
    assert_name("a.example.", "Remove the dot at the end");
    assert_name("example", "'example' is not a domain name");
    assert_name("a_b.example", "'a_b.example' is not a domain name");
    assert_name("", "is not a domain name");
}

static void ten_names_are_the_most(void **state)
{
    (void)state;
    struct site site;
    QUIET_SCENE(s, &certificate_schema);
    SET(&site, "a.e", "a.e", "b.e", "c.e", "d.e", "e.e", "f.e", "g.e", "h.e", "i.e", "j.e");
    assert_true(certificate_validate(&s.call, &site.model));
    assert_int_equal(s.call.diags.count, 0); /* the domain name is one of them */
    site.model.domain_name = tf_string(STR("k.e"));
    assert_true(certificate_validate(&s.call, &site.model));
    assert_contains(scene_only_diagnostic(&s)->detail,
                    "at most 10 domain names with its domain_name, and these are 11");
    scene_end(&s);
}

/* ---- plan ---- */

static void plan_of(struct scene *s, const struct site *config, const struct site *prior,
                    struct certificate *planned)
{
    *planned = config->model;
    struct plan plan = {.config = &config->model,
                        .prior = prior != NULL ? &prior->model : NULL,
                        .planned = planned};
    assert_true(certificate_plan(&s->call, &plan));
}

static void a_plan_knows_the_keys_of_the_records(void **state)
{
    (void)state;
    struct site site;
    struct certificate planned;
    QUIET_SCENE(s, &certificate_schema);
    SET(&site, "b.example", "a.example");
    plan_of(&s, &site, NULL, &planned);
    assert_int_equal(planned.validation_records.count, 2);
    assert_str_equal(planned.validation_records.keys[0], STR("a.example"));
    assert_str_equal(planned.validation_records.keys[1], STR("b.example"));
    assert_true(TF_IS_UNKNOWN(planned.validation_records.v[1].value));
    assert_int_equal(planned.domain_validation_options.count, 2);
    assert_str_equal(planned.domain_validation_options.v[0].domain_name.v, STR("a.example"));
    assert_true(TF_IS_UNKNOWN(planned.domain_validation_options.v[0].resource_record_name));
    site.names[0].is = TF_UNKNOWN;
    plan_of(&s, &site, NULL, &planned);
    assert_int_equal(planned.validation_records.count, 0); /* the keys are not known */
    scene_end(&s);
}

static void a_creation_needs_a_domain_name(void **state)
{
    (void)state;
    struct site site;
    struct certificate planned;
    QUIET_SCENE(s, &certificate_schema);
    SET(&site, "a.example", "b.example");
    site.model.subject_alternative_names.is = TF_NULL;
    plan_of(&s, &site, NULL, &planned);
    assert_int_equal(planned.subject_alternative_names.count, 1);
    assert_int_equal(planned.validation_records.count, 1);
    site.model.domain_name.is = TF_NULL;
    plan_of(&s, &site, NULL, &planned);
    assert_str_equal(scene_only_diagnostic(&s)->summary, STR("Domain name missing"));
    scene_end(&s);
}

static void the_domain_name_among_the_others_is_no_change(void **state)
{
    (void)state;
    struct site site, prior;
    struct certificate planned;
    QUIET_SCENE(s, &certificate_schema);
    SET(&site, "a.example", "b.example");
    SET(&prior, "a.example", "a.example", "b.example");
    plan_of(&s, &site, &prior, &planned);
    assert_int_equal(planned.subject_alternative_names.count, 2); /* as in the state */
    SET(&prior, "a.example", "c.example");
    plan_of(&s, &site, &prior, &planned);
    assert_str_equal(planned.subject_alternative_names.v[0].v, STR("b.example"));
    scene_end(&s);
}

/* ---- read ---- */

static json_t *parsed(struct scene *s, const char *text)
{
    json_t *object;
    assert_true(json_parse(s->call.mem, str_c(text), 65536, &object, &s->call.err));
    return object;
}

static void a_read_has_the_records_by_domain_name(void **state)
{
    (void)state;
    struct site prior;
    struct certificate found = {0};
    QUIET_SCENE(s, &certificate_schema);
    SET(&prior, "a.example", "b.example");
    prior.model.tags.is = prior.model.tags_all.is = TF_KNOWN;
    assert_true(crud_fill(&s.call, parsed(&s, DETAIL("ISSUED", BOTH)), &prior.model, &found));
    assert_int_equal(found.validation_records.count, 2);
    assert_str_equal(found.validation_records.keys[0], STR("a.example"));
    assert_str_equal(found.validation_records.v[0].name.v, STR("_a."));
    assert_str_equal(found.validation_records.v[1].name.v, STR("_b."));
    assert_int_equal(found.domain_validation_options.count, 2);
    assert_int_equal(found.subject_alternative_names.count, 1); /* as it was written */
    prior.model.subject_alternative_names.is = TF_NULL;
    assert_true(crud_fill(&s.call, parsed(&s, DETAIL("ISSUED", BOTH)), &prior.model, &found));
    assert_int_equal(found.subject_alternative_names.count, 2); /* after an import: as reported */
    scene_end(&s);
}

static void a_creation_waits_for_all_records(void **state)
{
    (void)state;
    QUIET_SCENE(s, &certificate_schema);
    assert_false(certificate_is_ready(&s.call, parsed(&s, DETAIL("PENDING_VALIDATION", ""))));
    assert_false(certificate_is_ready(
        &s.call,
        parsed(&s, DETAIL("PENDING_VALIDATION",
                          ",\"domainValidationRecords\":[" ROW("a.example", "SUCCESS", RECORD("a")) "]"))));
    assert_false(certificate_is_ready(
        &s.call,
        parsed(&s, DETAIL("PENDING_VALIDATION",
                          ",\"domainValidationRecords\":[" ROW("a.example", "SUCCESS", RECORD("a")) "," ROW(
                              "b.example", "SUCCESS", "") "]"))));
    assert_true(certificate_is_ready(&s.call, parsed(&s, DETAIL("PENDING_VALIDATION", BOTH))));
    scene_end(&s);
}

/* ---- validation ---- */

static void a_failure_names_the_reason_and_the_records(void **state)
{
    (void)state;
    struct tf_string any = {0};
    json_t *certificate;
    SCENE(s, &certificate_validation_schema,
          FOUND("FAILED", ",\"requestFailureReason\":\"DOMAIN_NOT_ALLOWED\"" BOTH),
          ANSWER("{\"operations\":[]}"));
    assert_false(certificate_wait_issued(&s.call, LS_KIND_CERTIFICATE, STR("site"), any, &certificate));
    assert_int_equal(s.call.err.kind, ERR_FAILED);
    assert_contains(str_c(s.call.err.text), "its status is FAILED, the reason DOMAIN_NOT_ALLOWED");
    assert_contains(s.call.log, "b.example: PENDING_VALIDATION, needs the record _b. CNAME _2.aws.");
    assert_contains(s.call.log, "a.example: SUCCESS");
    scene_end(&s);
}

static void another_certificate_of_the_name_is_an_error(void **state)
{
    (void)state;
    json_t *certificate;
    SCENE(s, &certificate_validation_schema, FOUND("ISSUED", BOTH));
    assert_false(certificate_wait_issued(&s.call, LS_KIND_CERTIFICATE, STR("site"), tf_string(STR("arn:2")),
                                         &certificate));
    assert_contains(str_c(s.call.err.text), "the certificate 'site' has the ARN arn:1");
    scene_end(&s);
}

/* ---- delete ---- */

#define SERVICES                                                                                      \
    ANSWER(                                                                                           \
        "{\"containerServices\":[{\"containerServiceName\":\"app\",\"publicDomainNames\":{\"site\":[" \
        "\"a.example\"]}},{\"containerServiceName\":\"other\",\"publicDomainNames\":{\"two\":[\"c.d\"]}}]}")

static void an_unused_certificate_may_be_deleted(void **state)
{
    (void)state;
    struct site site;
    SET(&site, "a.example", "b.example");
    SCENE(s, &certificate_schema, FOUND("ISSUED", ",\"inUseResourceCount\":0"));
    s.call.step = TIMEOUT_DELETE;
    assert_true(certificate_may_delete(&s.call, &site.model));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void a_plan_warns_of_the_users(void **state)
{
    (void)state;
    struct site site;
    SET(&site, "a.example", "b.example");
    SCENE(s, &certificate_schema, FOUND("ISSUED", ",\"inUseResourceCount\":3"), SERVICES,
          ANSWER(
              "{\"distributions\":[{\"name\":\"shop\",\"certificateName\":\"site\"},{\"name\":\"blog\"}]}"));
    s.call.step = TIMEOUT_READ;
    assert_true(certificate_may_delete(&s.call, &site.model));
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    assert_contains(scene_only_diagnostic(&s)->detail,
                    "is used by the container service 'app', the distribution 'shop' and 1 other resource.");
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_host_names),
        cmocka_unit_test(ten_names_are_the_most),
        cmocka_unit_test(a_plan_knows_the_keys_of_the_records),
        cmocka_unit_test(a_creation_needs_a_domain_name),
        cmocka_unit_test(the_domain_name_among_the_others_is_no_change),
        cmocka_unit_test(a_read_has_the_records_by_domain_name),
        cmocka_unit_test(a_creation_waits_for_all_records),
        cmocka_unit_test(a_failure_names_the_reason_and_the_records),
        cmocka_unit_test(another_certificate_of_the_name_is_an_error),
        cmocka_unit_test(an_unused_certificate_may_be_deleted),
        cmocka_unit_test(a_plan_warns_of_the_users),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
