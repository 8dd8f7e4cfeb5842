/*
 * resize_journal.c — the file of an unfinished restore, and what the user sees of a journal. Knows the journal; must not
 * change an instance.
 */
#include "cli/instance_view.h"
#include "cli/journal.h"
#include "cli/resize.h"
#include "rebuild/carry.h"

static bool is_of(const struct rebuild *r, const json_t *instance)
{
    return instance == NULL ? !json_is_false(json_object_get(r->journal, "deleting"))
                            : rebuild_is_old(r, instance) || rebuild_is_new(r, instance);
}

/* The journal of an earlier instance with that name cannot be continued. */
bool restore_read_journal(struct rebuild *r)
{
    struct session *s = r->session;
    json_t *instance;
    TRY(journal_read(s, RESTORE_JOURNAL, r->name, &r->journal));
    if (r->journal == NULL || json_member_text(r->journal, "from").len == 0) {
        r->journal = NULL;
        return true;
    }
    TRY(object_look(s, LS_KIND_INSTANCE, r->name, &instance));
    r->object = instance;
    if (is_of(r, instance))
        return true;
    note("An earlier restore of the instance %.*s was not finished, and that instance does not exist any "
         "more. Its snapshot '%.*s' is kept, if it was taken.",
         STR_ARG(json_member_text(json_object_get(r->journal, "instance"), "arn")),
         STR_ARG(json_member_text(r->journal, "snapshot")));
    r->journal = NULL;
    return true;
}

/* ---- the user ---- */

static void print_lines(struct str text, const char *before)
{
    struct str line, rest = text;
    while (str_cut(rest, '\n', &line, &rest))
        printf("  %s%.*s\n", before, STR_ARG(line));
}

void resize_print_carried(const struct rebuild *r)
{
    struct str static_ip = json_member_text(r->journal, "static_ip");
    size_t rules = json_array_size(json_object_get(r->journal, "ports"));
    printf("  restore its firewall (%zu rule%s)\n", rules, PLURAL(rules));
    if (static_ip.len > 0)
        printf("  attach its static IP %.*s\n", STR_ARG(static_ip));
    print_lines(carry_kept(r->session, r->journal), "");
    puts("Not kept:");
    print_lines(carry_lost(r->session, r->journal), "");
}

bool resize_is_confirmed(const struct rebuild *r)
{
    char answer[300];
    struct session *s = r->session;
    struct str question = str_printf(s->mem, "Type '%.*s' to continue: ", STR_ARG(r->name));
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(r->name, answer);
}

int resize_failed(const struct rebuild *r, const char *verb)
{
    return session_failed(r->session, "cannot %s '%.*s'", verb, STR_ARG(r->name));
}
