/*
 * release.c — the static IPs that are released together with an instance. Must not know which command deletes
 * the instance.
 */
#include "cli/release.h"

#include "cli/instance_view.h"
#include "cli/journal.h"

#define JOURNAL "destroy"

json_t *release_plan(struct session *s, const json_t *instance, json_t *static_ip)
{
    return json_own(s->mem, json_pack("{s:O, s:[O]}", "arn", json_object_get(instance, "arn"), "addresses",
                                      static_ip));
}

bool release_has(const json_t *journal, struct str ip_name)
{
    const json_t *addresses = json_object_get(journal, "addresses");
    for (size_t i = 0; i < json_array_size(addresses); i++) {
        if (str_eq(json_member_text(json_array_get(addresses, i), "name"), ip_name))
            return true;
    }
    return false;
}

void release_tell_kept(struct str ip_name, const char *why)
{
    note("The static IP '%.*s' was kept%s. While it is not attached it costs money: aws lightsail "
         "release-static-ip --static-ip-name %.*s",
         STR_ARG(ip_name), why, STR_ARG(ip_name));
}

static double created_s(const json_t *object)
{
    return json_number_value(json_object_get(object, "createdAt"));
}

/* When this very address was last attached, in seconds by the clock of the service; 0: never, or not
 * known. */
static bool last_attached(struct session *s, const json_t *static_ip, double *ret_s)
{
    json_t *operations;
    *ret_s = 0;
    TRY(session_list_if_allowed(s, OP_GET_OPERATIONS_FOR_RESOURCE,
                                member_of("resourceName", json_member_text(static_ip, "name")), "operations",
                                &operations));
    for (size_t i = 0; i < json_array_size(operations); i++) {
        const json_t *operation = json_array_get(operations, i);
        double at_s = created_s(operation);
        if (str_eqc(json_member_text(operation, "operationType"), "AttachStaticIp") && at_s > *ret_s &&
            at_s >= created_s(static_ip))
            *ret_s = at_s;
    }
    return true;
}

static bool attached_last(struct session *s, const json_t *journal, double *ret_s)
{
    return last_attached(s, json_array_get(json_object_get(journal, "addresses"), 0), ret_s);
}

bool release_read(struct session *s, struct str instance_name, json_t **ret_journal)
{
    double attached_s = 0;
    TRY(journal_read(s, JOURNAL, instance_name, ret_journal));
    if (json_is_true(json_object_get(*ret_journal, "made")))
        TRY(attached_last(s, *ret_journal, &attached_s));
    if (attached_s > 0)
        *ret_journal = NULL; /* the address was attached meanwhile */
    return true;
}

bool release_note(struct session *s, struct str instance_name, json_t *journal)
{
    double attached_s;
    TRY(attached_last(s, journal, &attached_s));
    json_object_set_new(journal, "attached_s", json_real(attached_s));
    return journal_write(s, JOURNAL, instance_name, journal);
}

void release_note_made(struct session *s, const json_t *instance, json_t *static_ip)
{
    json_t *journal = release_plan(s, instance, static_ip);
    json_object_set_new(journal, "made", json_true());
    if (!journal_write(s, JOURNAL, json_member_text(instance, "name"), journal))
        s->err = (struct err){.kind = ERR_NONE};
}

void release_forget_made(struct session *s, const json_t *instance)
{
    if (!journal_remove(s, JOURNAL, json_member_text(instance, "name")))
        s->err = (struct err){.kind = ERR_NONE};
}

/* The address of the journal: this very one, not attached now, and not attached since. */
static bool release(struct session *s, const json_t *journal, const json_t *static_ip)
{
    const struct ls_effect goes = {LS_DELETED, LS_KIND_STATIC_IP, .name = json_member_text(static_ip, "name"),
                                   .arn = json_member_text(static_ip, "arn")};
    json_t *now;
    double attached_s;
    TRY(object_look(s, LS_KIND_STATIC_IP, goes.name, &now));
    if (!str_eq(json_member_text(now, "arn"), goes.arn))
        return true;
    TRY(last_attached(s, static_ip, &attached_s));
    if (attached_s > json_number_value(json_object_get(journal, "attached_s")) ||
        json_member_text(now, "attachedTo").len > 0) {
        release_tell_kept(goes.name, ": it was attached again");
        return true;
    }
    return session_change(s, OP_RELEASE_STATIC_IP, member_of("staticIpName", goes.name), &goes, NULL);
}

bool release_all(struct session *s, struct str instance_name, const json_t *journal)
{
    const json_t *addresses = json_object_get(journal, "addresses");
    for (size_t i = 0; i < json_array_size(addresses); i++)
        TRY(release(s, journal, json_array_get(addresses, i)));
    return journal == NULL || journal_remove(s, JOURNAL, instance_name);
}

void release_expect(struct session *s, const json_t *journal)
{
    const json_t *addresses = json_object_get(journal, "addresses");
    json_t *members = json_own(s->mem, json_pack("{s:n}", "attachedTo"));
    for (size_t i = 0; i < json_array_size(addresses); i++)
        ls_expect(s->client,
                  &(struct ls_effect){LS_CHANGED, LS_KIND_STATIC_IP,
                                      .name = json_member_text(json_array_get(addresses, i), "name"),
                                      .members = members});
}
