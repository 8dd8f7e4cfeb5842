/*
 * test_container_certificates.c — the certificates of a container service: what validation and the plan say about
 * them, and how few requests that takes.
 */
#include "../../runtime/disk.h"

#include "gen/container_service.h"
#include "runtime/region_check.h"
#include "runtime/walk.h"

#define RECORD(domain, status, state)                                                                  \
    "{\"domainName\":\"" domain "\",\"validationStatus\":\"" status                                    \
    "\",\"dnsRecordCreationState\":{\"code\":\"" state "\"},\"resourceRecord\":{\"name\":\"_1." domain \
    ".\",\"type\":\"CNAME\",\"value\":\"_2.aws.\"}}"
#define CERTIFICATE(name, status, more)                                                                      \
    "{\"certificateName\":\"" name "\",\"domainName\":\"a.example\",\"certificateDetail\":{\"domainName\":"  \
    "\"a.example\",\"subjectAlternativeNames\":[\"a.example\",\"b.example\"],\"status\":\"" status "\"" more \
    "}}"
#define CERTIFICATES(all) ANSWER("{\"certificates\":[" all "]}")
/* A service with up to two certificates, and its plan. */
struct service {
    struct container_service model;
    struct container_service_public_domain_names block;
    struct container_service_public_domain_names_certificate certificates[2];
    struct tf_string names[2][4];
};

static void use(struct service *service, const char *name, const char *const *domains)
{
    size_t at = service->block.certificate.count++, count = 0;
    for (; domains[count] != NULL; count++)
        service->names[at][count] = tf_string(str_c(domains[count]));
    service->certificates[at] = (struct container_service_public_domain_names_certificate){
        .certificate_name = tf_string(str_c(name)),
        .domain_names = {.is = TF_KNOWN, .count = count, .v = service->names[at]}};
    service->block.certificate.is = TF_KNOWN;
    service->block.certificate.v = service->certificates;
    service->model.public_domain_names.is = TF_KNOWN;
    service->model.public_domain_names.count = 1;
    service->model.public_domain_names.v = &service->block;
}
#define USE(service, name, ...) use(service, name, (const char *const[]){__VA_ARGS__, NULL})

static void begin(struct scene *s)
{
    s->provider.walk = walk_new();
}

static void end(struct scene *s)
{
    walk_free(s->provider.walk);
    scene_end(s);
}

/* The diagnostics are those of this plan alone. */
static void plans(struct scene *s, struct service *planned, const struct service *prior)
{
    struct plan plan = {.config = &planned->model,
                        .planned = &planned->model,
                        .prior = prior != NULL ? &prior->model : NULL};
    s->call.diags = (struct diagnostics){0};
    assert_true(container_service_plan(&s->call, &plan));
}

#define assert_reports(s, severity_of, summary_of, part)                                                    \
    do {                                                                                                    \
        const struct diagnostic *only = scene_only_diagnostic(s);                                           \
        assert_int_equal(only->severity, severity_of);                                                      \
        assert_str_equal(only->summary, STR(summary_of));                                                   \
        assert_contains(only->detail, part);                                                                \
        assert_str_equal(path_print((s)->call.mem, only->path), STR("public_domain_names[0].certificate")); \
    } while (0)

static void an_issued_certificate_with_the_names_is_right(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, CERTIFICATES(CERTIFICATE("one", "ISSUED", "")));
    struct service web = {0}, other = {0};
    begin(&s);
    USE(&web, "one", "a.example", "B.example");
    USE(&other, "one", "b.example");
    plans(&s, &web, NULL);
    plans(&s, &other, NULL);
    assert_int_equal(s.call.diags.count, 0);
    assert_asked(&s, 0, "GetCertificates", "{\"includeCertificateDetails\":true}");
    end(&s);
}

static void a_missing_certificate_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, CERTIFICATES(CERTIFICATE("one", "ISSUED", "")));
    struct service web = {0};
    begin(&s);
    USE(&web, "two", "a.example");
    plans(&s, &web, NULL);
    assert_reports(&s, DIAG_ERROR, "Unknown certificate", "Those that exist: one.");
    region_note(&s.call, LS_KIND_CERTIFICATE, tf_string(STR("two")));
    plans(&s, &web, NULL);
    assert_int_equal(s.call.diags.count, 0); /* this run creates it */
    end(&s);
}

static void a_pending_certificate_names_its_records(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema,
          CERTIFICATES(CERTIFICATE(
              "one", "PENDING_VALIDATION",
              ",\"domainValidationRecords\":[" RECORD("a.example", "SUCCESS", "FAILED") "," RECORD(
                  "b.example", "PENDING_VALIDATION", "FAILED") "]")));
    struct service web = {0};
    begin(&s);
    USE(&web, "one", "a.example");
    plans(&s, &web, NULL);
    assert_reports(
        &s, DIAG_ERROR, "Certificate not issued",
        "status PENDING_VALIDATION. A container service needs one that is ISSUED. Add these DNS records, and "
        "plan again when it is issued, some minutes later:\n  _1.b.example. CNAME _2.aws.");
    assert_false(str_contains(s.call.diags.items[0].detail, STR("_1.a.example.")));
    region_note(&s.call, LS_KIND_CERTIFICATE, tf_string(STR("one")));
    plans(&s, &web, NULL); /* this run may validate it */
    assert_reports(&s, DIAG_WARNING, "Certificate not issued", "status PENDING_VALIDATION");
    end(&s);
}

static void records_that_are_not_there_need_time(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema,
          CERTIFICATES(CERTIFICATE("one", "PENDING_VALIDATION", "") "," CERTIFICATE(
              "two", "PENDING_VALIDATION",
              ",\"domainValidationRecords\":[" RECORD("a.example", "PENDING_VALIDATION", "SUCCEEDED") "]")));
    struct service web = {0}, other = {0};
    begin(&s);
    USE(&web, "one", "a.example");
    USE(&other, "two", "a.example");
    plans(&s, &web, NULL);
    assert_reports(&s, DIAG_ERROR, "Certificate not issued", "not known yet: plan again in a minute");
    plans(&s, &other, NULL);
    assert_reports(&s, DIAG_ERROR, "Certificate not issued", "Its DNS records exist: plan again");
    end(&s);
}

static void a_certificate_that_has_ended_is_useless(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema,
          CERTIFICATES(CERTIFICATE(
              "one", "FAILED",
              ",\"requestFailureReason\":\"DOMAIN_NOT_ALLOWED\"") "," CERTIFICATE("two", "EXPIRED", "")));
    struct service web = {0}, other = {0};
    begin(&s);
    USE(&web, "one", "a.example");
    USE(&other, "two", "a.example");
    plans(&s, &web, NULL);
    assert_reports(&s, DIAG_ERROR, "Certificate not issued", "DOMAIN_NOT_ALLOWED. Use another certificate.");
    plans(&s, &other, NULL);
    assert_reports(&s, DIAG_ERROR, "Certificate not issued", "status EXPIRED");
    end(&s);
}

static void a_name_that_is_not_covered_is_an_error(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, CERTIFICATES(CERTIFICATE("one", "ISSUED", "")));
    struct service web = {0};
    begin(&s);
    USE(&web, "one", "a.example", "c.example");
    plans(&s, &web, NULL);
    assert_reports(&s, DIAG_ERROR, "Domain name not on the certificate",
                   "'one' does not have the domain name 'c.example'. Its names: a.example, b.example. Use");
    end(&s);
}

static void what_the_service_has_is_not_checked_again(void **state)
{
    (void)state;
    QUIET_SCENE(s, &container_service_schema);
    struct service prior = {0}, web = {0}, unknown = {0};
    begin(&s);
    USE(&prior, "one", "c.example", "d.example");
    USE(&web, "one", "d.example");
    USE(&unknown, "two", "c.example");
    unknown.certificates[0].certificate_name.is = TF_UNKNOWN;
    plans(&s, &web, &prior);
    plans(&s, &unknown, &prior);
    assert_int_equal(s.call.diags.count, 0);
    end(&s);
}

static void without_permission_the_plan_warns_once(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema, DENIED);
    struct service web = {0};
    begin(&s);
    USE(&web, "one", "c.example");
    plans(&s, &web, NULL);
    assert_contains(scene_only_diagnostic(&s)->detail, "GetCertificates failed in");
    assert_int_equal(scene_only_diagnostic(&s)->severity, DIAG_WARNING);
    plans(&s, &web, NULL);
    assert_int_equal(s.call.diags.count, 0);
    end(&s);
}

static void names_are_given_once(void **state)
{
    (void)state;
    QUIET_SCENE(s, &container_service_schema);
    struct service web = {0};
    USE(&web, "one", "a.example", "b.example");
    USE(&web, "two", "c.example", "A.example");
    assert_true(container_service_validate(&s.call, &web.model));
    assert_str_equal(scene_only_diagnostic(&s)->summary, STR("Domain name twice"));
    web.names[1][1].is = TF_UNKNOWN;
    s.call.diags = (struct diagnostics){0};
    assert_true(container_service_validate(&s.call, &web.model));
    assert_int_equal(s.call.diags.count, 0);
    scene_end(&s);
}

static void an_item_has_the_object_in_it(void **state)
{
    (void)state;
    SCENE(s, &container_service_schema,
          CERTIFICATES(CERTIFICATE("one", "ISSUED", ",\"name\":\"one\",\"arn\":\"arn:1\"")),
          CERTIFICATES(""));
    json_t *object;
    assert_true(api_view(&s.call, LS_KIND_CERTIFICATE, STR("one"), LS_NOW, &object));
    assert_asked(&s, 0, "GetCertificates",
                 "{\"certificateName\":\"one\",\"includeCertificateDetails\":true}");
    assert_str_equal(json_member_text(object, "arn"), STR("arn:1"));
    assert_str_equal(json_member_text(object, "status"), STR("ISSUED"));
    assert_false(api_view(&s.call, LS_KIND_CERTIFICATE, STR("two"), LS_NOW, &object));
    assert_int_equal(s.call.err.kind, ERR_NOT_FOUND);
    json_t *item = json_own(s.call.mem, json_pack("{s:s, s:{s:s}}", "certificateName", "one",
                                                  "certificateDetail", "name", "one"));
    crud_name_item(LS_KIND_CERTIFICATE, item);
    assert_str_equal(json_member_text(item, "name"), STR("one"));
    scene_end(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_issued_certificate_with_the_names_is_right),
        cmocka_unit_test(a_missing_certificate_is_an_error),
        cmocka_unit_test(a_pending_certificate_names_its_records),
        cmocka_unit_test(records_that_are_not_there_need_time),
        cmocka_unit_test(a_certificate_that_has_ended_is_useless),
        cmocka_unit_test(a_name_that_is_not_covered_is_an_error),
        cmocka_unit_test(what_the_service_has_is_not_checked_again),
        cmocka_unit_test(without_permission_the_plan_warns_once),
        cmocka_unit_test(names_are_given_once),
        cmocka_unit_test(an_item_has_the_object_in_it),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
