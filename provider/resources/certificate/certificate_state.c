/*
 * certificate_state.c — the validation of a certificate: its records in the state, and the wait for its end. Must not
 * know who uses a certificate.
 */
#include "resources/certificate/certificate_state.h"

#include "gen/certificate.h"
#include "resources/certificate/certificate_names.h"

/* ---- what the API reports ---- */

static struct str status_of(const json_t *certificate)
{
    return json_member_text(certificate, "status");
}

bool certificate_is_issued(const json_t *certificate)
{
    return str_eqc(status_of(certificate), "ISSUED");
}

bool certificate_has_ended(const json_t *certificate)
{
    static const char *const ends[] = {"FAILED", "VALIDATION_TIMED_OUT", "EXPIRED", "REVOKED"};
    bool has = false;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        has = has || str_eqc(status_of(certificate), ends[i]);
    return has;
}

struct str certificate_reason(const json_t *certificate)
{
    struct str reason = json_member_text(certificate, "requestFailureReason");
    return reason.len > 0 ? reason : json_member_text(certificate, "failureReason");
}

static const json_t *records_of(const json_t *certificate)
{
    return json_object_get(certificate, "domainValidationRecords");
}

/* The name, type and value of one of the records. */
static const json_t *record_in(const json_t *one)
{
    const json_t *record = json_object_get(one, "resourceRecord");
    return record != NULL ? record : one;
}

static const json_t *find(const json_t *certificate, struct str domain)
{
    const json_t *records = records_of(certificate);
    for (size_t i = 0; i < json_array_size(records); i++) {
        if (str_eq_nocase(json_member_text(json_array_get(records, i), "domainName"), domain))
            return json_array_get(records, i);
    }
    return NULL;
}

/* "_1.www.example.com. CNAME _2.acm-validations.aws."; "" when it is not known yet. */
static struct str print_record(struct call *c, const json_t *one)
{
    const json_t *record = record_in(one);
    struct str name = json_member_text(record, "name"), type = json_member_text(record, "type"),
               value = json_member_text(record, "value");
    return name.len > 0 ? str_printf(c->mem, "%.*s %.*s %.*s", STR_ARG(name), STR_ARG(type), STR_ARG(value))
                        : STR("");
}

static bool is_validated(const json_t *one)
{
    return str_eqc(json_member_text(one, "validationStatus"), "SUCCESS");
}

struct str certificate_missing_records(struct call *c, const json_t *certificate)
{
    const json_t *records = records_of(certificate);
    struct buf text = buf_new(c->mem, 4096);
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *one = json_array_get(records, i);
        struct str record = print_record(c, one),
                   created = json_member_text(json_object_get(one, "dnsRecordCreationState"), "code");
        if (record.len > 0 && !is_validated(one) && !str_eqc(created, "SUCCEEDED"))
            buf_printf(&text, "\n  %.*s", STR_ARG(record));
    }
    return buf_str(&text);
}

/* ---- the state of a record ---- */

/* All names have a record. */
bool certificate_is_ready(struct call *c, const json_t *object)
{
    const json_t *names = json_object_get(object, "subjectAlternativeNames");
    bool is_ready = print_record(c, find(object, json_member_text(object, "domainName"))).len > 0;
    for (size_t i = 0; i < json_array_size(names); i++)
        is_ready = is_ready && print_record(c, find(object, json_text(json_array_get(names, i)))).len > 0;
    return is_ready;
}

/* The records by domain name. */
static void fill_records(struct call *c, const json_t *object, const struct certificate_names *names,
                         void *state)
{
    const struct attr_desc *attr = object_attr(c->schema->object, STR("validation_records"));
    size_t size_bytes = attr->nested->size_bytes;
    struct tf_objects all = {TF_KNOWN, names->count, names->v,
                             arena_alloc_array(c->mem, names->count, size_bytes)};
    for (size_t i = 0; i < names->count; i++)
        api_fill(c, attr->nested, find(object, names->v[i]), (char *)all.v + i * size_bytes);
    *(struct tf_objects *)bind_field(state, attr) = all;
}

/* The API reports the domain name among the further names. The state has the set as it was written. */
bool certificate_fill(struct call *c, const json_t *object, const void *prior, void *state)
{
    const struct tf_strings *written = crud_field(c, prior, "subject_alternative_names");
    struct certificate_names before = certificate_names_of(c, prior), now = certificate_names_of(c, state);
    fill_records(c, object, &now, state);
    if (TF_IS_KNOWN(*written) && certificate_names_equal(&before, &now))
        *(struct tf_strings *)crud_field(c, state, "subject_alternative_names") = *written;
    return true;
}

/* ---- the wait ---- */

/* "\n  www.example.com: PENDING_VALIDATION, needs the record …" for each domain name. */
static struct str print_validation(struct call *c, const json_t *certificate)
{
    const json_t *records = records_of(certificate);
    struct buf text = buf_new(c->mem, BUF_DEFAULT_MAX_BYTES);
    for (size_t i = 0; i < json_array_size(records); i++) {
        const json_t *one = json_array_get(records, i);
        struct str record = print_record(c, one), status = json_member_text(one, "validationStatus");
        bool needs = !is_validated(one) && record.len > 0;
        buf_printf(&text, "\n  %.*s: %.*s%s%.*s", STR_ARG(json_member_text(one, "domainName")),
                   STR_ARG(status.len > 0 ? status : STR("PENDING_VALIDATION")),
                   needs ? ", needs the record " : "", STR_ARG(needs ? record : STR("")));
    }
    return buf_str(&text);
}

struct wait {
    struct call *c;
    const char *noun;
    struct str name;
};

static bool judge_issued(void *context, const json_t *object, bool *ret_reached, struct err *err)
{
    const struct wait *wait = context;
    if (object == NULL)
        return fail(err, ERR_NOT_FOUND, "the %s '%.*s' does not exist", wait->noun, STR_ARG(wait->name));
    *ret_reached = certificate_is_issued(object);
    if (!certificate_has_ended(object))
        return true;
    struct str reason = certificate_reason(object), shown = print_validation(wait->c, object);
    fail(err, ERR_FAILED, "the %s '%.*s' was not issued: its status is %.*s%s%.*s", wait->noun,
         STR_ARG(wait->name), STR_ARG(status_of(object)), reason.len > 0 ? ", the reason " : "",
         STR_ARG(reason));
    wait->c->log = shown.len > 0 ? str_printf(wait->c->mem, "Its domain names:%.*s", STR_ARG(shown)) : shown;
    return fail_hint(
        err, "It does not become valid any more: replace it, for example with terraform apply -replace.");
}

/* Another certificate may have the name. */
static bool check_arn(struct call *c, const struct wait *wait, const json_t *certificate,
                      struct tf_string arn)
{
    struct str found = json_member_text(certificate, "arn");
    if (!TF_IS_KNOWN(arn) || str_eq(arn.v, found))
        return true;
    fail_at(&c->err, ERR_USER, "certificate_arn", "the %s '%.*s' has the ARN %.*s", wait->noun,
            STR_ARG(wait->name), STR_ARG(found));
    return fail_hint(&c->err, "Set certificate_arn to this ARN, or leave it out.");
}

static void gave_up(struct call *c, const struct wait *wait, const json_t *last)
{
    if (c->err.kind != ERR_TIMEOUT && c->err.kind != ERR_STOPPED)
        return;
    struct str shown = print_validation(c, last);
    if (shown.len > 0)
        c->log = str_printf(c->mem, "Its domain names:%.*s", STR_ARG(shown));
    fail_context(&c->err, "while waiting for the validation of the %s '%.*s' (it is %.*s)", wait->noun,
                 STR_ARG(wait->name), STR_ARG(status_of(last)));
}

bool certificate_wait_issued(struct call *c, enum ls_kind kind, struct str name, struct tf_string arn,
                             json_t **ret_object)
{
    struct wait wait = {c, ls_kind_row(kind)->noun, name};
    if (api_view_wait(c, kind, name, "certificate issued", NULL, judge_issued, &wait, ret_object))
        return check_arn(c, &wait, *ret_object, arn);
    gave_up(c, &wait, *ret_object);
    if (c->log.len > 0)
        c->history = STR(""); /* the domain names say more than the operations */
    return false;
}
