/*
 * certificate_records.c — the records that validate the domain names of a certificate, and whether the DNS has
 * them. It must not know what follows from it for the certificate.
 */
#include "api/certificate_records.h"

#include <stdlib.h>
#include <string.h>

#include "api/dns.h"
#include "digest.h"
#include "kind.h"
#include "memory.h"

char *certificate_token(const char *what, const char *about)
{
    char uuid[37], *seed = memory_format("%s/%s", what, about);
    digest_uuid(seed, uuid);
    free(seed);
    char *token = memory_copy(uuid), *end = token;
    for (const char *at = uuid; *at; at++)
        if (*at != '-')
            *end++ = *at;
    *end = '\0';
    return token;
}

bool certificate_is_of_balancer(const struct resource *certificate)
{
    return !strcmp(certificate->kind->api, "LoadBalancerTlsCertificate");
}

/* ---- what a certificate shows ------------------------------------------------------------------------------------ */

/* hidden.records: as certificates of distributions show them. */
static json_t *records_of(const struct resource *certificate)
{
    return json_object_get(certificate->hidden, "records");
}

static const char *domain_of(const json_t *record)
{
    return json_string_value(json_object_get(record, "domainName"));
}

/* Certificates of load balancers have the members of the resourceRecord in the record itself. */
static void show(struct resource *certificate)
{
    json_t *shown = json_deep_copy(records_of(certificate));
    for (size_t i = 0; certificate_is_of_balancer(certificate) && i < json_array_size(shown); i++) {
        json_t *record = json_array_get(shown, i);
        json_object_update(record, json_object_get(record, "resourceRecord"));
        json_object_del(record, "resourceRecord");
    }
    resource_set(certificate, "domainValidationRecords", shown);
}

/* The record of a domain is the same for all certificates of the account. */
static json_t *resource_record(const char *domain)
{
    char *left = certificate_token("validation", domain), *right = certificate_token("validated", domain);
    char *name = memory_format("_%s.%s.", left, domain);
    char *value = memory_format("_%s.%.10s.acm-validations.aws.", right, left);
    json_t *record = json_pack("{s:s, s:s, s:s}", "name", name, "type", "CNAME", "value", value);
    free(left);
    free(right);
    free(name);
    free(value);
    return record;
}

static void set_creation(json_t *record, const char *code, const char *message)
{
    json_t *state = json_pack("{s:s}", "code", code);
    if (message)
        json_object_set_new(state, "message", json_string(message));
    json_object_set_new(record, "dnsRecordCreationState", state);
}

static json_t *new_record(const char *domain)
{
    json_t *record = json_pack("{s:s, s:s, s:o}", "domainName", domain, "validationStatus",
                               "PENDING_VALIDATION", "resourceRecord", resource_record(domain));
    if (dns_has_zone(domain))
        set_creation(record, "STARTED", NULL);
    else
        set_creation(record, "FAILED", "The domain has no DNS zone in Lightsail.");
    return record;
}

/* ---- changes ----------------------------------------------------------------------------------------------------- */

bool certificate_records_exist(const struct resource *certificate)
{
    return records_of(certificate) != NULL;
}

void certificate_records_begin(struct resource *certificate)
{
    const json_t *names = json_object_get(certificate->document, "subjectAlternativeNames");
    if (records_of(certificate))
        return;
    json_t *records = json_array();
    for (size_t i = 0; i < json_array_size(names); i++)
        json_array_append_new(records, new_record(json_string_value(json_array_get(names, i))));
    json_object_set_new(certificate->hidden, "records", records);
    show(certificate);
}

void certificate_records_add(struct resource *certificate, int64_t now_ms)
{
    json_t *records = records_of(certificate);
    for (size_t i = 0; i < json_array_size(records); i++) {
        json_t *record = json_array_get(records, i);
        const json_t *code = json_object_get(json_object_get(record, "dnsRecordCreationState"), "code");
        if (strcmp(json_string_value(code), "STARTED") != 0)
            continue;
        if (dns_add(json_object_get(record, "resourceRecord"), now_ms))
            set_creation(record, "SUCCEEDED", NULL);
        else
            set_creation(record, "FAILED", "The record could not be added to the DNS zone.");
    }
    show(certificate);
}

bool certificate_records_check(struct resource *certificate)
{
    json_t *records = records_of(certificate);
    bool all = json_array_size(records) > 0;
    for (size_t i = 0; i < json_array_size(records); i++) {
        json_t *record = json_array_get(records, i);
        if (dns_has(domain_of(record), json_object_get(record, "resourceRecord")))
            json_object_set_new(record, "validationStatus", json_string("SUCCESS"));
        else
            all = false;
    }
    show(certificate);
    return all;
}

void certificate_records_set(struct resource *certificate, const char *status)
{
    certificate_records_begin(certificate);
    json_t *records = records_of(certificate);
    for (size_t i = 0; i < json_array_size(records); i++)
        json_object_set_new(json_array_get(records, i), "validationStatus", json_string(status));
    show(certificate);
}
