/*
 * snapshot_create.c — `snapshot create`: takes a snapshot of an instance or of a disk, and waits for it. Must not know
 * how the snapshot is used.
 */
#include "cli/infra.h"
#include "cli/snapshot_origin.h"
#include "steps/snapshot_step.h"

enum { NAME, DISK, TIMEOUT };

static const struct option_row options[] = {
    [NAME] = {.name = "name", .argument = "SNAPSHOT", .help = "name of the snapshot (default: NAME-TIME)"},
    [DISK] = {.name = "disk", .help = "of an instance: only its system disk, as a disk snapshot"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

static bool create(struct session *s, const struct given *given, struct str *ret_name)
{
    struct str name = given_text(given, GIVEN_WORD);
    enum ls_kind kind;
    json_t *source;
    TRY(snapshot_source_find(s, name, &kind, &source));
    const struct ls_snapshot_form *form = kind == LS_KIND_INSTANCE && given->values[DISK] != NULL
                                              ? &ls_system_disk_snapshot
                                              : ls_snapshot_form(kind);
    int64_t now_ms = clock_wall_ms() + ls_client_clock_skew_ms(s->client);
    *ret_name = given->values[NAME] != NULL
                    ? given_text(given, NAME)
                    : str_printf(s->mem, "%.*s-%.*s", STR_ARG(name), STR_ARG(snapshot_time(s, now_ms)));
    TRY(snapshot_request(s, form, *ret_name, source, NULL));
    return snapshot_wait(s, form->kind, *ret_name) || snapshot_waits_alone(s);
}

static int run(struct session *s, const struct given *given)
{
    struct str snapshot = STR("");
    if (!session_take_timeout(s, &snapshot_create, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (!create(s, given, &snapshot))
        return session_failed(s, "cannot take a snapshot of '%s'", given->values[GIVEN_WORD]);
    output_progress_end();
    printf("%.*s taken\n", STR_ARG(snapshot));
    return EXIT_DONE;
}

const struct command snapshot_create = {
    .group = "snapshot",
    .name = "create",
    .summary = "Take a snapshot of an instance or a disk.",
    .options = options,
    .notes = "The snapshot of an instance includes its attached disks.",
    .run = run,
    .word = "NAME",
    .word_kind = VALUE_INSTANCE,
};
