/*
 * snapshot_remove.c — `snapshot delete`: deletes a snapshot, but the last one of something that is gone only when it is
 * forced. Asks on a terminal, and fails without one unless --yes is given.
 */
#include "cli/infra.h"

#include <unistd.h>

#include "steps/snapshot_step.h"

enum { YES, FORCE, TIMEOUT };

static const struct option_row options[] = {
    [YES] = {.name = "yes", .help = "do not ask"},
    [FORCE] = {.name = "force",
               .help = "delete it even if it is the last snapshot of something that is gone"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

/* The part of "arn:aws:lightsail:REGION:…". */
static struct str region_of(struct str arn)
{
    struct str part = {NULL, 0}, rest = arn;
    for (int i = 0; i < 4; i++) {
        if (!str_cut(rest, ':', &part, &rest))
            return (struct str){NULL, 0};
    }
    return part;
}

/* A snapshot of the system disk of an instance has no disk as its source. */
static const struct ls_snapshot_form *form_of(enum ls_kind kind, const json_t *snapshot)
{
    const struct ls_snapshot_form *form = ls_snapshot_form(kind);
    return json_member_text(snapshot, form->from_arn).len == 0 && kind == LS_KIND_DISK_SNAPSHOT
               ? &ls_system_disk_snapshot
               : form;
}

static bool check_last(struct session *s, enum ls_kind kind, const json_t *snapshot)
{
    const struct ls_snapshot_form *form = form_of(kind, snapshot);
    const struct ls_snapshot_last last = {.form = form,
                                          .arn = json_member_text(snapshot, "arn"),
                                          .source_name = json_member_text(snapshot, form->from_name),
                                          .source_arn = json_member_text(snapshot, form->from_arn)};
    struct ls_client *there;
    bool has_copy;
    if (last.source_arn.len == 0)
        return true;
    TRY(ls_client_in_region(s->client, region_of(last.source_arn), &there, &s->err));
    TRY(ls_snapshot_has_copy(s->client, there, session_scope(s), &last, &has_copy, &s->err));
    if (has_copy)
        return true;
    fail(&s->err, ERR_USER, "the %s '%.*s' no longer exists, and this is its last snapshot",
         ls_kind_row(form->source)->noun, STR_ARG(last.source_name));
    return fail_hint(&s->err, "To delete it anyway, use --force.");
}

static bool is_confirmed(struct session *s, struct str name)
{
    char answer[300];
    struct str question = str_printf(s->mem,
                                     "Delete the snapshot '%.*s'? Type its name to confirm: ", STR_ARG(name));
    return session_ask(s, question.data, answer, sizeof answer) && str_eqc(name, answer);
}

static int run(struct session *s, const struct given *given)
{
    struct str name = given_text(given, GIVEN_WORD);
    enum ls_kind kind;
    json_t *snapshot;
    if (!session_take_timeout(s, &snapshot_remove, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (given->values[YES] == NULL && !isatty(STDIN_FILENO))
        return usage_error(&snapshot_remove,
                           "cannot ask for confirmation without a terminal; add --yes to delete '%.*s' "
                           "without confirmation",
                           STR_ARG(name));
    if (!ls_snapshot_find(s->client, session_scope(s), name, true, &kind, &snapshot, &s->err) ||
        (given->values[FORCE] == NULL && !check_last(s, kind, snapshot)))
        return session_failed(s, "cannot delete '%.*s'", STR_ARG(name));
    if (given->values[YES] == NULL && !is_confirmed(s, name)) {
        fputs("Nothing was deleted.\n", stderr);
        return EXIT_FAILED;
    }
    if (!snapshot_delete(s, kind, snapshot))
        return session_failed(s, "cannot delete '%.*s'", STR_ARG(name));
    output_progress_end();
    printf("%.*s deleted\n", STR_ARG(name));
    return EXIT_DONE;
}

const struct command snapshot_remove = {
    .group = "snapshot",
    .name = "delete",
    .summary = "Delete a snapshot.",
    .options = options,
    .notes = "The last snapshot of an instance or a disk that no longer exists is deleted only with --force.",
    .run = run,
    .word = "SNAPSHOT",
    .word_kind = VALUE_SNAPSHOT,
};
