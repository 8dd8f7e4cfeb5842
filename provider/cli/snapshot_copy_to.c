/*
 * snapshot_copy_to.c — `snapshot copy`: a copy of a snapshot, manual or automatic, in the region or in another one. Must
 * not know how the copy is used.
 */
#include "cli/infra.h"
#include "cli/snapshot_origin.h"
#include "steps/snapshot_step.h"

enum { FROM, TO, TO_REGION, TIMEOUT };

static const struct option_row options[] = {
    [FROM] = {.name = "from",
              .argument = "latest|DATE|SNAPSHOT",
              .help = "the latest automatic snapshot of NAME, that of a date, or a snapshot of NAME",
              .kind = VALUE_SNAPSHOT,
              .required = true},
    [TO] = {.name = "to", .argument = "TARGET", .help = "name of the copy", .required = true},
    [TO_REGION] = {.name = "to-region",
                   .argument = "REGION",
                   .help = "region of the copy (default: that of NAME)"},
    [TIMEOUT] = TIMEOUT_OPTION,
    {.name = NULL},
};

/* A snapshot of something else is a mistake. */
static bool is_of(struct session *s, const struct snapshot_origin *origin, struct str name)
{
    struct str of = origin->from.disk.len > 0 ? origin->from.disk : origin->from.instance;
    return str_eq(of, name) || fail(&s->err, ERR_USER, "--from: '%.*s' is a snapshot of '%.*s'",
                                    STR_ARG(origin->snapshot), STR_ARG(of));
}

static bool copy(struct session *s, const struct given *given)
{
    struct str name = given_text(given, GIVEN_WORD), target = given_text(given, TO);
    struct str region = ls_client_region(s->client);
    struct ls_client *here = s->client;
    struct snapshot_origin origin;
    TRY(snapshot_origin_find(s, name, given_text(given, FROM), &origin) && is_of(s, &origin, name));
    if (given->values[TO_REGION] != NULL &&
        !ls_client_in_region(here, given_text(given, TO_REGION), &s->client, &s->err)) {
        s->err.attribute[0] = '\0';
        return fail_context(&s->err, "--to-region");
    }
    bool done = snapshot_copy_request(s, &origin, region, target) &&
                (snapshot_wait(s, origin.kind, target) || snapshot_waits_alone(s));
    s->client = here;
    return done;
}

static int run(struct session *s, const struct given *given)
{
    if (!session_take_timeout(s, &snapshot_copy, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if (!copy(s, given))
        return session_failed(s, "cannot copy a snapshot of '%s'", given->values[GIVEN_WORD]);
    output_progress_end();
    printf("%s copied%s%s\n", given->values[TO], given->values[TO_REGION] != NULL ? " to " : "",
           given->values[TO_REGION] != NULL ? given->values[TO_REGION] : "");
    return EXIT_DONE;
}

const struct command snapshot_copy = {
    .group = "snapshot",
    .name = "copy",
    .summary = "Copy a snapshot of an instance or a disk, or an automatic one.",
    .options = options,
    .notes =
        "Automatic snapshots are deleted with their instance or disk; a copy is kept until you delete it.",
    .run = run,
    .word = "NAME",
    .word_kind = VALUE_INSTANCE,
};
