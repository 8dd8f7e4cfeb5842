/*
 * databases_password.c — `databases password`: prints the password of the master user, to a terminal only unless that is
 * allowed. Must not print it anywhere else.
 */
#include "cli/database_view.h"
#include "cli/infra.h"
#include "steps/database_step.h"

#include <unistd.h>

enum { VERSION_OF, SHOW };

static const struct option_row options[] = {
    [VERSION_OF] = {.name = "version",
                    .argument = "VERSION",
                    .help = "CURRENT (default), PREVIOUS, or PENDING while a change is pending",
                    .kind = VALUE_WORDS,
                    .words = "CURRENT PREVIOUS PENDING"},
    [SHOW] = {.name = "show", .help = "print it also when stdout is no terminal"},
    {.name = NULL},
};

static bool read_it(struct session *s, struct str name, struct str version, struct str *ret_password)
{
    json_t *database;
    TRY(database_get(s, name, &database));
    if (database_password(s, name, version, ret_password))
        return true;
    if (s->err.kind != ERR_NOT_FOUND)
        return false;
    fail(&s->err, ERR_NOT_FOUND, "the database has no password of the version %.*s", STR_ARG(version));
    return fail_hint(&s->err, "PREVIOUS and PENDING exist only after a change of the password; use CURRENT.");
}

static int run(struct session *s, const struct given *given)
{
    struct str name = given_text(given, GIVEN_WORD), password,
               version = given->values[VERSION_OF] != NULL ? given_text(given, VERSION_OF) : STR("CURRENT");
    if (given->values[SHOW] == NULL && !isatty(STDOUT_FILENO))
        return usage_error(&databases_password,
                           "stdout is no terminal, so the password of '%.*s' is not printed; add --show to "
                           "print it nevertheless",
                           STR_ARG(name));
    if (!read_it(s, name, version, &password))
        return session_failed(s, "cannot read the password of '%.*s'", STR_ARG(name));
    printf("%.*s\n", STR_ARG(password));
    return EXIT_DONE;
}

const struct command databases_password = {
    .group = "databases",
    .name = "password",
    .summary = "Print the password of the master user of a database.",
    .options = options,
    .run = run,
    DATABASE_WORD,
};
