/*
 * certificate_states.c — what happens to a certificate over time: the records of its validation, its issue, its
 * end and its renewal; for certificates of both kinds. It must not know who uses one.
 */
#include "api/certificate_states.h"

#include <stdlib.h>
#include <string.h>

#include "api/certificate_records.h"
#include "clock.h"
#include "memory.h"
#include "regions.h"

/* Source: the guide to AWS Certificate Manager, which issues the certificates. */
#define HOUR_MS ((int64_t)3600 * 1000)
enum { HOURS_TO_VALIDATE = 72, HOURS_VALID = 395 * 24, HOURS_TO_RENEW = 60 * 24 };

static const char word_records[] = "records", word_entries[] = "entries", word_check[] = "check",
                  word_late[] = "validation-late", word_renewal[] = "renewal", word_expired[] = "expired";

const char *const certificate_statuses[] = {
    "PENDING_VALIDATION", "ISSUED", "INACTIVE", "EXPIRED", "REVOKED", "VALIDATION_TIMED_OUT", "FAILED", NULL};

/* The members and words of the two kinds. */
enum renewal { RENEWAL_WAITS, RENEWAL_NEEDS_VALIDATION, RENEWAL_DONE, RENEWAL_FAILED, RENEWALS };
static const struct form {
    const char *serial, *issuer, *failure, *renewals[RENEWALS];
} forms[] = {
    {"serialNumber",
     "issuerCA",
     "requestFailureReason",
     {"PendingAutoRenewal", "PendingValidation", "Success", "Failed"}},
    {"serial",
     "issuer",
     "failureReason",
     {"PENDING_AUTO_RENEWAL", "PENDING_VALIDATION", "SUCCESS", "FAILED"}},
};

static const struct form *form_of(const struct resource *certificate)
{
    return &forms[certificate_is_of_balancer(certificate)];
}

static json_t *seconds(int64_t at_ms)
{
    return json_real((double)at_ms / 1000);
}

static bool has_status(const struct resource *certificate, const char *status)
{
    return !strcmp(resource_string(certificate, "status"), status);
}

bool certificate_is_issued(const struct resource *certificate)
{
    return has_status(certificate, "ISSUED");
}

static void set_status(struct resource *certificate, const char *status)
{
    resource_set(certificate, "status", json_string(status));
}

/* ---- validation -------------------------------------------------------------------------------------------------- */

static struct region *region_of(const struct resource *certificate)
{
    const json_t *location = json_object_get(certificate->document, "location");
    return world_region(regions_find(json_string_value(json_object_get(location, "regionName")))->name);
}

static int64_t step_of(const struct resource *certificate)
{
    return json_integer_value(json_object_get(certificate->hidden, "step"));
}

void certificate_begin(struct region *region, struct resource *certificate, int64_t now_ms,
                       int64_t records_ms)
{
    set_status(certificate, "PENDING_VALIDATION");
    resource_set(certificate, "domainValidationRecords", json_array());
    json_object_set_new(certificate->hidden, "step", json_integer((json_int_t)(records_ms - now_ms)));
    resource_plan(region, certificate, word_records, records_ms);
    resource_plan(region, certificate, word_late, now_ms + HOURS_TO_VALIDATE * HOUR_MS);
}

static void forget_plans(struct region *region, struct resource *certificate)
{
    static const char *const words[] = {word_records, word_entries, word_check,
                                        word_late,    word_renewal, word_expired};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        resource_unplan(region, certificate, words[i]);
}

/* One that is planned stays. */
static void plan_step(struct resource *certificate, const char *word)
{
    if (!json_object_get(json_object_get(certificate->hidden, "due"), word))
        resource_plan(region_of(certificate), certificate, word, world_moment_ms() + step_of(certificate));
}

static bool is_renewal(const struct resource *certificate, enum renewal renewal)
{
    const json_t *summary = json_object_get(certificate->document, "renewalSummary");
    const char *status = json_string_value(json_object_get(summary, "renewalStatus"));
    return status && !strcmp(status, form_of(certificate)->renewals[renewal]);
}

/* Whether the DNS decides what happens to it next. */
static bool waits_for_dns(const struct resource *certificate)
{
    return certificate_records_exist(certificate) &&
           (has_status(certificate, "PENDING_VALIDATION") ||
            (certificate_is_issued(certificate) && is_renewal(certificate, RENEWAL_NEEDS_VALIDATION)));
}

static void check(struct resource *certificate)
{
    int64_t now_ms = world_moment_ms();
    if (!waits_for_dns(certificate) || !certificate_records_check(certificate))
        return;
    if (certificate_is_issued(certificate))
        certificate_renew(region_of(certificate), certificate, "Success", NULL, now_ms);
    else
        certificate_issue(region_of(certificate), certificate, now_ms);
}

void certificates_recheck(int64_t now_ms)
{
    struct resource *resource;
    bool was_held = world_hold(false);
    for (struct region *region = world_first_region(); region; region = region->next)
        for (size_t at = 0; (resource = region_next(region, NULL, &at));)
            if (json_object_get(resource->hidden, "records") && waits_for_dns(resource))
                resource_plan(region, resource, word_check, now_ms + step_of(resource));
    world_hold(was_held);
}

/* ---- issue, end, renewal ----------------------------------------------------------------------------------------- */

static void set_validity(struct region *region, struct resource *certificate, int64_t now_ms)
{
    const struct form *form = form_of(certificate);
    char *serial = certificate_token("serial", resource_name(certificate));
    json_t *text = json_sprintf("%.2s:%.2s:%.2s:%.2s:%.2s:%.2s:%.2s:%.2s", serial, serial + 2, serial + 4,
                                serial + 6, serial + 8, serial + 10, serial + 12, serial + 14);
    int64_t end_ms = now_ms + HOURS_VALID * HOUR_MS;
    free(serial);
    resource_set(certificate, form->serial, text);
    resource_set(certificate, form->issuer, json_string("Amazon"));
    if (certificate_is_of_balancer(certificate)) {
        resource_set(certificate, "signatureAlgorithm", json_string("SHA256WITHRSA"));
        resource_set(certificate, "subject",
                     json_sprintf("CN=%s", resource_string(certificate, "domainName")));
    }
    resource_set(certificate, "issuedAt", seconds(now_ms));
    resource_set(certificate, "notBefore", seconds(now_ms));
    resource_set(certificate, "notAfter", seconds(end_ms));
    resource_plan(region, certificate, word_renewal, end_ms - HOURS_TO_RENEW * HOUR_MS);
    resource_plan(region, certificate, word_expired, end_ms);
}

void certificate_issue(struct region *region, struct resource *certificate, int64_t now_ms)
{
    forget_plans(region, certificate);
    certificate_records_set(certificate, "SUCCESS");
    json_object_del(certificate->document, form_of(certificate)->failure);
    set_validity(region, certificate, now_ms);
    set_status(certificate, "ISSUED");
}

static bool is_status(const char *status)
{
    const char *const *word = certificate_statuses;
    while (*word && strcmp(*word, status) != 0)
        word++;
    return *word;
}

bool certificate_end(struct region *region, struct resource *certificate, const char *status,
                     const char *reason, int64_t now_ms)
{
    if (!is_status(status))
        return false;
    if (!strcmp(status, "ISSUED")) {
        certificate_issue(region, certificate, now_ms);
        return true;
    }
    forget_plans(region, certificate);
    set_status(certificate, status);
    if (!strcmp(status, "FAILED")) {
        certificate_records_set(certificate, "FAILED");
        resource_set(certificate, form_of(certificate)->failure, json_string(reason ? reason : "OTHER"));
    }
    if (!strcmp(status, "REVOKED")) {
        resource_set(certificate, "revokedAt", seconds(now_ms));
        resource_set(certificate, "revocationReason", json_string(reason ? reason : "UNSPECIFIED"));
    }
    return true;
}

/* Certificates of load balancers show only the status of each name. */
static json_t *renewal_records(const struct resource *certificate, const char *status)
{
    json_t *records = json_deep_copy(json_object_get(certificate->document, "domainValidationRecords"));
    for (size_t i = 0; i < json_array_size(records); i++) {
        json_t *record = json_array_get(records, i), *domain = json_object_get(record, "domainName");
        if (certificate_is_of_balancer(certificate))
            json_array_set_new(records, i,
                               json_pack("{s:O, s:s}", "domainName", domain, "validationStatus", status));
        else
            json_object_set_new(record, "validationStatus", json_string(status));
    }
    return records;
}

bool certificate_renew(struct region *region, struct resource *certificate, const char *status,
                       const char *reason, int64_t now_ms)
{
    int renewal = 0;
    while (renewal < RENEWALS && strcmp(forms[0].renewals[renewal], status) != 0 &&
           strcmp(forms[1].renewals[renewal], status) != 0)
        renewal++;
    if (renewal == RENEWALS)
        return false;
    bool is_done = renewal == RENEWAL_DONE, of_balancer = certificate_is_of_balancer(certificate);
    if (is_done)
        set_validity(region, certificate, now_ms);
    json_t *records = renewal_records(certificate, is_done ? "SUCCESS" : "PENDING_VALIDATION");
    json_t *summary = json_pack("{s:s, s:o}", "renewalStatus", form_of(certificate)->renewals[renewal],
                                of_balancer ? "domainValidationOptions" : "domainValidationRecords", records);
    if (!of_balancer)
        json_object_set_new(summary, "updatedAt", seconds(now_ms));
    if (reason && !of_balancer)
        json_object_set_new(summary, "renewalStatusReason", json_string(reason));
    resource_set(certificate, "renewalSummary", summary);
    return true;
}

/* ---- over time --------------------------------------------------------------------------------------------------- */

/* Sixty days before the end: at once when the DNS still has the records, otherwise when it has them again. */
static void begin_renewal(struct resource *certificate)
{
    certificate_renew(region_of(certificate), certificate, "PendingValidation", NULL, world_moment_ms());
    check(certificate);
}

void certificate_transition(struct resource *certificate, const char *word, bool in_use)
{
    if (!strcmp(word, word_records)) {
        certificate_records_begin(certificate);
        plan_step(certificate, word_entries);
    }
    if (!strcmp(word, word_entries)) {
        certificate_records_add(certificate, world_moment_ms());
        plan_step(certificate, word_check);
    }
    if (!strcmp(word, word_check))
        check(certificate);
    if (!strcmp(word, word_renewal) && in_use)
        begin_renewal(certificate);
    if (!strcmp(word, word_expired))
        set_status(certificate, "EXPIRED");
    if (!strcmp(word, word_late)) {
        certificate_records_set(certificate, "FAILED");
        set_status(certificate, "VALIDATION_TIMED_OUT");
    }
}
