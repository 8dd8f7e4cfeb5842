/*
 * certificate_states.c — what happens to a certificate over time: the records of its validation, its issue, its
 * end and its renewal. It must not know who uses one.
 */
#include "api/certificate_states.h"

#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "digest.h"
#include "memory.h"

/* Source: the guide to AWS Certificate Manager, which issues the certificates. */
#define HOUR_MS ((int64_t)3600 * 1000)
enum { HOURS_TO_VALIDATE = 72, HOURS_VALID = 395 * 24 };

static const char word_records[] = "records", word_late[] = "validation-late", word_expired[] = "expired";

const char *const certificate_statuses[] = {
    "PENDING_VALIDATION", "ISSUED", "INACTIVE", "EXPIRED", "REVOKED", "VALIDATION_TIMED_OUT", "FAILED", NULL};
static const char *const renewal_statuses[] = {"PendingAutoRenewal", "PendingValidation", "Success", "Failed",
                                               NULL};

static bool is_one_of(const char *const *words, const char *word)
{
    while (*words && word && strcmp(*words, word) != 0)
        words++;
    return word && *words;
}

static json_t *seconds(int64_t at_ms)
{
    return json_real((double)at_ms / 1000);
}

/* ---- the records of the validation ------------------------------------------------------------------------------- */

/* 32 hexadecimal digits that are the same for the same seed. */
static char *token_of(const char *what, const char *domain)
{
    char uuid[37], *seed = memory_format("%s/%s", what, domain);
    digest_uuid(seed, uuid);
    free(seed);
    char *token = memory_copy(uuid), *end = token;
    for (const char *at = uuid; *at; at++)
        if (*at != '-')
            *end++ = *at;
    *end = '\0';
    return token;
}

/* The record of a domain is the same for all certificates of the account. */
static json_t *resource_record(const char *domain)
{
    char *left = token_of("validation", domain), *right = token_of("validated", domain);
    char *name = memory_format("_%s.%s.", left, domain);
    char *value = memory_format("_%s.%.10s.acm-validations.aws.", right, left);
    json_t *record = json_pack("{s:s, s:s, s:s}", "name", name, "type", "CNAME", "value", value);
    free(left);
    free(right);
    free(name);
    free(value);
    return record;
}

/* The account has no DNS zones here, so that no record is added automatically. */
static void show_records(struct resource *certificate, const char *status)
{
    const json_t *names = json_object_get(certificate->document, "subjectAlternativeNames");
    json_t *records = json_array();
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *domain = json_string_value(json_array_get(names, i));
        json_array_append_new(records,
                              json_pack("{s:s, s:s, s:o, s:{s:s, s:s}}", "domainName", domain,
                                        "validationStatus", status, "resourceRecord", resource_record(domain),
                                        "dnsRecordCreationState", "code", "FAILED", "message",
                                        "The domain has no DNS zone in Lightsail."));
    }
    resource_set(certificate, "domainValidationRecords", records);
}

/* ---- states ------------------------------------------------------------------------------------------------------ */

static void set_status(struct resource *certificate, const char *status)
{
    resource_set(certificate, "status", json_string(status));
}

void certificate_begin(struct region *region, struct resource *certificate, int64_t now_ms,
                       int64_t records_ms)
{
    set_status(certificate, "PENDING_VALIDATION");
    resource_set(certificate, "domainValidationRecords", json_array());
    resource_plan(region, certificate, word_records, records_ms);
    resource_plan(region, certificate, word_late, now_ms + HOURS_TO_VALIDATE * HOUR_MS);
}

void certificate_transition(struct resource *certificate, const char *word)
{
    if (!strcmp(word, word_records))
        show_records(certificate, "PENDING_VALIDATION");
    if (!strcmp(word, word_expired))
        set_status(certificate, "EXPIRED");
    if (!strcmp(word, word_late)) {
        show_records(certificate, "FAILED");
        set_status(certificate, "VALIDATION_TIMED_OUT");
    }
}

static void forget_plans(struct region *region, struct resource *certificate)
{
    resource_unplan(region, certificate, word_records);
    resource_unplan(region, certificate, word_late);
    resource_unplan(region, certificate, word_expired);
}

static void set_validity(struct region *region, struct resource *certificate, int64_t now_ms)
{
    char *serial = token_of("serial", resource_name(certificate));
    json_t *text = json_sprintf("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", serial, serial + 2, serial + 4,
                                serial + 6, serial + 8, serial + 10, serial + 12, serial + 14);
    int64_t end_ms = now_ms + HOURS_VALID * HOUR_MS;
    free(serial);
    resource_set(certificate, "serialNumber", text);
    resource_set(certificate, "issuerCA", json_string("Amazon"));
    resource_set(certificate, "issuedAt", seconds(now_ms));
    resource_set(certificate, "notBefore", seconds(now_ms));
    resource_set(certificate, "notAfter", seconds(end_ms));
    resource_plan(region, certificate, word_expired, end_ms);
}

void certificate_issue(struct region *region, struct resource *certificate, int64_t now_ms)
{
    forget_plans(region, certificate);
    show_records(certificate, "SUCCESS");
    json_object_del(certificate->document, "requestFailureReason");
    set_validity(region, certificate, now_ms);
    set_status(certificate, "ISSUED");
}

bool certificate_end(struct region *region, struct resource *certificate, const char *status,
                     const char *reason, int64_t now_ms)
{
    if (!is_one_of(certificate_statuses, status))
        return false;
    if (!strcmp(status, "ISSUED")) {
        certificate_issue(region, certificate, now_ms);
        return true;
    }
    forget_plans(region, certificate);
    set_status(certificate, status);
    if (!strcmp(status, "FAILED")) {
        show_records(certificate, "FAILED");
        resource_set(certificate, "requestFailureReason", json_string(reason ? reason : "OTHER"));
    }
    if (!strcmp(status, "REVOKED")) {
        resource_set(certificate, "revokedAt", seconds(now_ms));
        resource_set(certificate, "revocationReason", json_string(reason ? reason : "UNSPECIFIED"));
    }
    return true;
}

bool certificate_renew(struct region *region, struct resource *certificate, const char *status,
                       const char *reason, int64_t now_ms)
{
    if (!is_one_of(renewal_statuses, status))
        return false;
    bool is_done = !strcmp(status, "Success");
    if (is_done)
        set_validity(region, certificate, now_ms);
    json_t *records = json_deep_copy(json_object_get(certificate->document, "domainValidationRecords"));
    for (size_t i = 0; i < json_array_size(records); i++)
        json_object_set_new(json_array_get(records, i), "validationStatus",
                            json_string(is_done ? "SUCCESS" : "PENDING_VALIDATION"));
    json_t *summary = json_pack("{s:s, s:o, s:o}", "renewalStatus", status, "domainValidationRecords",
                                records, "updatedAt", seconds(now_ms));
    if (reason)
        json_object_set_new(summary, "renewalStatusReason", json_string(reason));
    resource_set(certificate, "renewalSummary", summary);
    return true;
}
