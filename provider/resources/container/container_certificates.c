/*
 * container_certificates.c — checks in the plan that the certificates of a container service exist, are issued and
 * have the domain names of the service, which the API would refuse in the middle of the apply. Knows what
 * GetCertificates reports; must not change the plan.
 */
#include "resources/catalogue/catalogue.h"
#include "resources/container/container_domains.h"
#include "runtime/region_check.h"

/* Terraform's paths cannot point into a set. */
static const char path[] = "public_domain_names[0].certificate";

/* ---- what is new ---- */

static bool has_name(const struct tf_strings *names, struct tf_string name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (tf_string_equal(names->v[i], name))
            return true;
    }
    return false;
}

/* The service has the certificate with these names, so they were accepted. */
static bool is_in_use(const struct container_service *prior,
                      const struct container_service_public_domain_names_certificate *wanted)
{
    const struct container_service_public_domain_names_certificate *all;
    size_t count = prior != NULL ? container_certificates(prior, &all) : 0;
    for (size_t i = 0; i < count; i++) {
        size_t same = 0;
        for (size_t k = 0; k < wanted->domain_names.count; k++)
            same += has_name(&all[i].domain_names, wanted->domain_names.v[k]);
        if (tf_string_equal(all[i].certificate_name, wanted->certificate_name) &&
            same == wanted->domain_names.count)
            return true;
    }
    return false;
}

/* ---- the checks of one certificate ---- */

/* A certificate of the configuration may be validated, or created anew, before the service changes: a warning. */
static void report(struct call *c, struct str name, const char *summary, struct str detail)
{
    if (region_planned(c, LS_KIND_CERTIFICATE, name))
        call_warn(c, path, summary, "%.*s", STR_ARG(detail));
    else
        call_error(c, path, summary, "%.*s", STR_ARG(detail));
}

static void report_missing(struct call *c, const struct catalogue *list, struct str name)
{
    struct str near = catalogue_near(c->mem, list, name);
    struct str others = near.len > 0 ? str_printf(c->mem, "Those that exist: %.*s.", STR_ARG(near))
                                     : STR("There are none.");
    call_error(
        c, path, "Unknown certificate",
        "There is no certificate '%.*s' in %.*s. %.*s Create it and add its DNS records first, or name "
        "another one. If this apply creates and validates it, set certificate_name to an attribute that "
        "is known only then, such as the id of the resource.",
        STR_ARG(name), STR_ARG(call_region(c)), STR_ARG(others));
}

/* "\n  _1.www.example.com. CNAME _2.acm-validations.aws." for each domain name that is not validated. */
static struct str missing_records(struct call *c, const json_t *detail)
{
    const json_t *records = json_object_get(detail, "domainValidationRecords");
    struct buf text = buf_new(c->mem, 4096);
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *one = json_array_get(records, i), *record = json_object_get(one, "resourceRecord");
        struct str name = json_member_text(record, "name"), type = json_member_text(record, "type"),
                   value = json_member_text(record, "value"),
                   created = json_member_text(json_object_get(one, "dnsRecordCreationState"), "code");
        if (name.len > 0 && !str_eq(json_member_text(one, "validationStatus"), STR("SUCCESS")) &&
            !str_eq(created, STR("SUCCEEDED")))
            buf_printf(&text, "\n  %.*s %.*s %.*s", STR_ARG(name), STR_ARG(type), STR_ARG(value));
    }
    return buf_str(&text);
}

static struct str advice_for(struct call *c, const json_t *detail, struct str status)
{
    struct str reason = json_member_text(detail, "requestFailureReason");
    if (!str_eq(status, STR("PENDING_VALIDATION")))
        return reason.len > 0
                   ? str_printf(c->mem, "The reason of its failure: %.*s. Use another certificate.",
                                STR_ARG(reason))
                   : STR("It does not become valid again: use another certificate.");
    struct str records = missing_records(c, detail);
    if (records.len > 0)
        return str_printf(c->mem,
                          "Add these DNS records, and plan again when it is issued, some minutes later:%.*s",
                          STR_ARG(records));
    return json_array_size(json_object_get(detail, "domainValidationRecords")) > 0
               ? STR("Its DNS records exist: plan again when it is issued, some minutes later.")
               : STR("Its DNS records are not known yet: plan again in a minute.");
}

static void check_status(struct call *c, const json_t *detail, struct str name)
{
    struct str status = json_member_text(detail, "status");
    if (status.len == 0 || str_eq(status, STR("ISSUED")))
        return;
    struct str advice = advice_for(c, detail, status);
    report(c, name, "Certificate not issued",
           str_printf(c->mem,
                      "The certificate '%.*s' has the status %.*s. A container service needs one that is "
                      "ISSUED. %.*s",
                      STR_ARG(name), STR_ARG(status), STR_ARG(advice)));
}

/* The alternative names contain the first one, too. */
static bool covers(const json_t *detail, struct str domain)
{
    const json_t *names = json_object_get(detail, "subjectAlternativeNames");
    bool is_covered = str_eq_nocase(json_member_text(detail, "domainName"), domain);
    for (size_t i = 0; i < json_array_size(names); i++)
        is_covered = is_covered || str_eq_nocase(json_text(json_array_get(names, i)), domain);
    return is_covered;
}

static struct str names_of(struct call *c, const json_t *detail)
{
    const json_t *names = json_object_get(detail, "subjectAlternativeNames");
    struct str first = json_member_text(detail, "domainName");
    struct buf text = buf_new(c->mem, 4096);
    buf_printf(&text, "%.*s", STR_ARG(first));
    for (size_t i = 0; i < json_array_size(names); i++) {
        struct str name = json_text(json_array_get(names, i));
        if (!str_eq_nocase(name, first))
            buf_printf(&text, ", %.*s", STR_ARG(name));
    }
    return buf_str(&text);
}

static void check_names(struct call *c, const json_t *detail,
                        const struct container_service_public_domain_names_certificate *wanted)
{
    for (size_t i = 0; i < wanted->domain_names.count; i++) {
        struct tf_string domain = wanted->domain_names.v[i];
        if (!TF_IS_KNOWN(domain) || covers(detail, domain.v))
            continue;
        struct str names = names_of(c, detail), name = wanted->certificate_name.v;
        report(c, name, "Domain name not on the certificate",
               str_printf(
                   c->mem,
                   "The certificate '%.*s' does not have the domain name '%.*s'. Its names: %.*s. Use one "
                   "of them, or another certificate: the names of a certificate cannot be changed.",
                   STR_ARG(name), STR_ARG(domain.v), STR_ARG(names)));
    }
}

static bool check(struct call *c, const struct container_service_public_domain_names_certificate *wanted)
{
    const struct catalogue *list;
    struct str name = wanted->certificate_name.v;
    TRY(catalogue_list_for_check(c, CATALOGUE_CERTIFICATES, &list));
    const json_t *found = catalogue_find(list, name), *detail = json_object_get(found, "certificateDetail");
    if (list != NULL && found == NULL && !region_planned(c, LS_KIND_CERTIFICATE, name))
        report_missing(c, list, name);
    if (detail == NULL)
        return true;
    check_status(c, detail, name);
    check_names(c, detail, wanted);
    return true;
}

bool container_service_plan(struct call *c, struct plan *plan)
{
    const struct container_service_public_domain_names_certificate *all;
    size_t count = container_certificates(plan->planned, &all);
    if (c->client == NULL || plan->is_final)
        return true; /* the region is not known yet; or the plan was checked before, and the service checks it */
    for (size_t i = 0; i < count; i++) {
        bool is_known = TF_IS_KNOWN(all[i].certificate_name) && TF_IS_KNOWN(all[i].domain_names);
        if (is_known && !is_in_use(plan->prior, &all[i]))
            TRY(check(c, &all[i]));
    }
    return true;
}
