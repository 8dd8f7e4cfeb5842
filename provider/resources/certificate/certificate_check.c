/*
 * certificate_check.c — what a plan reports of a certificate that cannot be used yet, or not for a domain name. Must not
 * know which resource uses it.
 */
#include "resources/certificate/certificate_check.h"

#include "resources/catalogue/catalogue.h"
#include "resources/certificate/certificate_state.h"

static void report(struct call *c, const struct certificate_use *use, const char *summary, struct str detail)
{
    if (use->is_planned)
        call_warn(c, use->path, summary, "%.*s", STR_ARG(detail));
    else
        call_error(c, use->path, summary, "%.*s", STR_ARG(detail));
}

/* ---- issued ---- */

static struct str advice_for(struct call *c, const json_t *certificate)
{
    struct str reason = certificate_reason(certificate);
    if (!str_eqc(json_member_text(certificate, "status"), "PENDING_VALIDATION"))
        return reason.len > 0
                   ? str_printf(c->mem, "The reason of its failure: %.*s. Use another certificate.",
                                STR_ARG(reason))
                   : STR("It does not become valid again: use another certificate.");
    struct str records = certificate_missing_records(c, certificate);
    if (records.len > 0)
        return str_printf(c->mem,
                          "Add these DNS records, and plan again when it is issued, some minutes later:%.*s",
                          STR_ARG(records));
    return json_array_size(json_object_get(certificate, "domainValidationRecords")) > 0
               ? STR("Its DNS records exist: plan again when it is issued, some minutes later.")
               : STR("Its DNS records are not known yet: plan again in a minute.");
}

void certificate_check_issued(struct call *c, const struct certificate_use *use)
{
    struct str status = json_member_text(use->certificate, "status");
    if (status.len == 0 || certificate_is_issued(use->certificate))
        return;
    struct str advice = advice_for(c, use->certificate);
    report(c, use, "Certificate not issued",
           str_printf(c->mem, "The certificate '%.*s' has the status %.*s. %s needs one that is ISSUED. %.*s",
                      STR_ARG(use->name), STR_ARG(status), use->user, STR_ARG(advice)));
}

/* ---- names ---- */

/* The alternative names contain the first one, too. */
static bool covers(const json_t *certificate, struct str domain)
{
    const json_t *names = json_object_get(certificate, "subjectAlternativeNames");
    bool is_covered = str_eq_nocase(json_member_text(certificate, "domainName"), domain);
    for (size_t i = 0; i < json_array_size(names); i++)
        is_covered = is_covered || str_eq_nocase(json_text(json_array_get(names, i)), domain);
    return is_covered;
}

static struct str names_of(struct call *c, const json_t *certificate)
{
    const json_t *names = json_object_get(certificate, "subjectAlternativeNames");
    struct str first = json_member_text(certificate, "domainName");
    struct buf text = buf_new(c->mem, 4096);
    buf_printf(&text, "%.*s", STR_ARG(first));
    for (size_t i = 0; i < json_array_size(names); i++) {
        struct str name = json_text(json_array_get(names, i));
        if (!str_eq_nocase(name, first))
            buf_printf(&text, ", %.*s", STR_ARG(name));
    }
    return buf_str(&text);
}

void certificate_check_covers(struct call *c, const struct certificate_use *use, struct str domain)
{
    if (covers(use->certificate, domain))
        return;
    struct str names = names_of(c, use->certificate);
    report(c, use, "Domain name not on the certificate",
           str_printf(c->mem,
                      "The certificate '%.*s' does not have the domain name '%.*s'. Its names: %.*s. Use one "
                      "of them, or another certificate: the names of a certificate cannot be changed.",
                      STR_ARG(use->name), STR_ARG(domain), STR_ARG(names)));
}

/* ---- all of it ---- */

static void report_missing(struct call *c, const struct certificate_use *use, const struct catalogue *list)
{
    struct str near = catalogue_near(c->mem, list, use->name);
    struct str others = near.len > 0 ? str_printf(c->mem, "Those that exist: %.*s.", STR_ARG(near))
                                     : STR("There are none.");
    call_error(
        c, use->path, "Unknown certificate",
        "There is no certificate '%.*s' in %.*s. %.*s %s uses only certificates of this region. Create it "
        "and add its DNS records first, or name another one. If this apply creates and validates it, "
        "set certificate_name to an attribute that is known only then, such as the id of the resource.",
        STR_ARG(use->name), STR_ARG(call_region(c)), STR_ARG(others), use->user);
}

bool certificate_check_use(struct call *c, struct certificate_use *use)
{
    const struct catalogue *list;
    TRY(catalogue_list_for_check(c, CATALOGUE_CERTIFICATES, &list));
    const json_t *found = catalogue_find(list, use->name);
    use->certificate = json_object_get(found, "certificateDetail");
    if (list != NULL && found == NULL && !use->is_planned)
        report_missing(c, use, list);
    if (use->certificate != NULL)
        certificate_check_issued(c, use);
    return true;
}
