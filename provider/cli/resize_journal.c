/*
 * resize_journal.c — what is recorded of an instance before it is replaced, and what the user sees of that. Knows the
 * journal; must not change an instance.
 */
#include "cli/firewall.h"
#include "cli/instance_view.h"
#include "cli/journal.h"
#include "cli/resize.h"
#include "cli/resize_carry.h"
#include "cli/snapshot.h"

bool resize_is_restore(const struct resize *r)
{
    return json_member_text(r->journal, "from").len > 0;
}

static struct str snapshot_name(const struct resize *r)
{
    return json_member_text(r->journal, "snapshot");
}

struct str resize_snapshot_name(const struct resize *r)
{
    struct session *s = r->session;
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(s->client);
    return str_printf(s->mem, "%.*s-%s-%.*s", STR_ARG(r->name),
                      resize_is_restore(r) ? "before-restore" : "resize", STR_ARG(snapshot_time(s, now_ms)));
}

/* ---- the instance of the journal ---- */

bool resize_is_old(const struct resize *r, const json_t *instance)
{
    return instance != NULL && str_eq(json_member_text(instance, "arn"),
                                      json_member_text(json_object_get(r->journal, "instance"), "arn"));
}

/* A journal of an older version does not record whether the deletion had begun. */
static bool may_be_deleted(const struct resize *r)
{
    return !json_is_false(json_object_get(r->journal, "deleting"));
}

bool resize_is_new(const struct resize *r, const json_t *instance)
{
    struct str arn = json_member_text(instance, "arn");
    return arn.len > 0 && (str_eq(arn, json_member_text(r->journal, "new")) ||
                           (may_be_deleted(r) && str_eq(instance_tag(instance, LS_REPLACES_TAG),
                                                        resize_carry_replaces(r->journal))));
}

static bool is_of(const struct resize *r, const json_t *instance)
{
    return instance == NULL ? may_be_deleted(r) : resize_is_old(r, instance) || resize_is_new(r, instance);
}

/* ---- reading and writing ---- */

/* The journal of an earlier instance with that name cannot be continued. */
bool resize_read_journal(struct resize *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(journal_read(s, RESIZE_JOURNAL, r->name, &r->journal));
    if (r->journal == NULL)
        return true;
    TRY(object_look(s, LS_KIND_INSTANCE, r->name, &instance));
    if (is_of(r, instance))
        return true;
    note("An earlier %s of the instance %.*s was not finished, and that instance does not exist any "
         "more. Its snapshot '%.*s' is kept, if it was taken.",
         resize_is_restore(r) ? "restore" : "resize",
         STR_ARG(json_member_text(json_object_get(r->journal, "instance"), "arn")),
         STR_ARG(snapshot_name(r)));
    r->journal = NULL;
    return true;
}

/* What the responses do not contain would be lost, so without them nothing begins. */
bool resize_record(struct resize *r, const json_t *instance)
{
    struct session *s = r->session;
    json_t *ports, *static_ip, *journal = json_own(s->mem, json_object());
    TRY(firewall_get(s, r->name, &ports));
    TRY(instance_static_ip(s, r->name, &static_ip));
    r->journal = journal;
    json_object_set_new(journal, "bundle", json_new_str(r->bundle));
    json_object_set_new(journal, "instance", json_deep_copy(instance));
    json_object_set(journal, "ports", ports);
    json_object_set_new(journal, "static_ip", json_new_str(json_member_text(static_ip, "name")));
    json_object_set_new(journal, "static_ip_arn", json_new_str(json_member_text(static_ip, "arn")));
    json_object_set_new(journal, "deleting", json_false());
    json_object_set_new(journal, "snapshot", json_new_str(resize_snapshot_name(r)));
    return resize_carry_look(s, journal);
}

bool resize_set(struct resize *r, const char *member, json_t *value)
{
    json_object_set_new(r->journal, member, value);
    return journal_write(r->session, RESIZE_JOURNAL, r->name, r->journal);
}

/* ---- the user ---- */

void resize_print_carried(const struct resize *r)
{
    struct str static_ip = json_member_text(r->journal, "static_ip");
    size_t rules = json_array_size(json_object_get(r->journal, "ports"));
    printf("  restore its firewall (%zu rule%s)\n", rules, PLURAL(rules));
    if (static_ip.len > 0)
        printf("  attach its static IP %.*s\n", STR_ARG(static_ip));
    resize_carry_print(r->journal);
}

void resize_say(const char *what, struct str name, const char *done)
{
    output_progress_end();
    printf("%s%.*s %s\n", what, STR_ARG(name), done);
    fflush(stdout);
}

bool resize_is_confirmed(const struct resize *r)
{
    char answer[300];
    struct session *s = r->session;
    struct str question = str_printf(s->mem, "Type '%.*s' to continue: ", STR_ARG(r->name));
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(r->name, answer);
}

int resize_failed(const struct resize *r, const char *verb)
{
    return session_failed(r->session, "cannot %s '%.*s'", verb, STR_ARG(r->name));
}
