/*
 * databases_create.c — `databases create`: an empty database. Knows CreateRelationalDatabase and its texts; must not print
 * a password.
 */
#include "cli/database_new.h"
#include "cli/infra.h"

#include <errno.h>

#include "base/text_file.h"
#include "steps/database_rule.h"

enum { BLUEPRINT, BUNDLE, DATABASE, USERNAME, PASSWORD_FILE, PUBLIC, AZ, TAG, TIMEOUT };

static const struct option_row options[] = {
    [BLUEPRINT] = {.name = "blueprint",
                   .argument = "ID",
                   .help = "engine and version, such as postgres_16 or mysql_8_0",
                   .required = true},
    [BUNDLE] = {.name = "bundle", .argument = "ID", .help = "size, such as micro_2_0", .required = true},
    [DATABASE] = {.name = "database",
                  .argument = "NAME",
                  .help = "name of the first database in it",
                  .required = true},
    [USERNAME] = {.name = "username",
                  .argument = "NAME",
                  .help = "name of the master user",
                  .required = true},
    [PASSWORD_FILE] = {.name = "password-file",
                       .argument = "FILE",
                       .help = "file with the password; - is stdin (default: Lightsail makes one)",
                       .kind = VALUE_FILE},
    [PUBLIC] = DATABASE_PUBLIC_OPTION,
    [AZ] = DATABASE_AZ_OPTION,
    [TAG] = TAG_OPTION,
    [TIMEOUT] = DATABASE_TIMEOUT_OPTION,
    {.name = NULL},
};

/* ---- the texts ---- */

/* Without the end of the line, which editors and echo add. */
static struct str without_newline(struct str text)
{
    size_t len = text.len;
    if (len > 0 && text.data[len - 1] == '\n')
        len--;
    if (len > 0 && len < text.len && text.data[len - 1] == '\r')
        len--;
    return str_slice(text, 0, len);
}

static bool read_password(struct session *s, const char *path, size_t most, struct str *ret_password)
{
    enum { MOST_FILE_BYTES = 4096 };
    struct str file = strcmp(path, "-") == 0 ? STR("/dev/stdin") : str_c(path);
    if (!text_file_read_secret(s->mem, file, MOST_FILE_BYTES, ret_password))
        return fail(&s->err, ERR_USER, "--password-file: cannot read '%s': %s", path, strerror(errno));
    *ret_password = without_newline(*ret_password);
    return database_is_password(*ret_password, most) ||
           fail(&s->err, ERR_USER,
                "--password-file: a password has %d to %zu printable ASCII characters, without '/', '\"', "
                "'@' and spaces",
                DATABASE_LEAST_PASSWORD, most);
}

static bool check_identifier(const struct given *given, int option, size_t most)
{
    if (database_is_identifier(given_text(given, option), most))
        return true;
    usage_error(&databases_create,
                "--%s '%s' is not a letter followed by letters, digits or '_', with at most %zu characters",
                options[option].name, given->values[option], most);
    return false;
}

/* ---- the request ---- */

static json_t *request_of(const struct given *given, const struct database_new *new, struct str password)
{
    json_t *in = database_new_request(new, given, BUNDLE, TAG);
    json_object_set_new(in, "relationalDatabaseBlueprintId", json_new_str(given_text(given, BLUEPRINT)));
    json_object_set_new(in, "masterDatabaseName", json_new_str(given_text(given, DATABASE)));
    json_object_set_new(in, "masterUsername", json_new_str(given_text(given, USERNAME)));
    if (password.len > 0)
        json_object_set_new(in, "masterUserPassword", json_new_str(password));
    return in;
}

/* The members of the request that the object has under the same names. */
static json_t *members_of(struct session *s, const json_t *in)
{
    static const char *const names[] = {"relationalDatabaseBlueprintId", "relationalDatabaseBundleId",
                                        "masterDatabaseName", "masterUsername"};
    json_t *members = json_own(s->mem, json_object());
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        json_object_set(members, names[i], json_object_get(in, names[i]));
    return members;
}

static int run(struct session *s, const struct given *given)
{
    static const struct create_offer blueprints = {OP_GET_RELATIONAL_DATABASE_BLUEPRINTS, "blueprints",
                                                   "blueprintId", "--blueprint",
                                                   "For all values: 'aws lightsail "
                                                   "get-relational-database-blueprints'."};
    const struct database_limits most = database_limits(given_text(given, BLUEPRINT));
    const char *path = given->values[PASSWORD_FILE];
    const struct database_new new = {.name_flag = "NAME",
                                     .name = given_text(given, GIVEN_WORD),
                                     .bundle = given_text(given, BUNDLE),
                                     .zone = given_text(given, AZ),
                                     .is_public = given->values[PUBLIC] != NULL,
                                     .has_password = path != NULL};
    struct str password = STR("");
    if (!check_identifier(given, DATABASE, most.database) ||
        !check_identifier(given, USERNAME, most.username) ||
        !create_check_tags(&databases_create, given, TAG) ||
        !session_take_timeout(s, &databases_create, given->values[TIMEOUT]))
        return EXIT_USAGE;
    if ((path != NULL && !read_password(s, path, most.password, &password)) ||
        !create_check_offer(s, &blueprints, given_text(given, BLUEPRINT)) || !database_new_check(s, &new))
        return session_failed(s, "cannot create '%.*s'", STR_ARG(new.name));
    json_t *in = request_of(given, &new, password), *members = members_of(s, in);
    return database_new_make(s, OP_CREATE_RELATIONAL_DATABASE, in, members, &new);
}

const struct command databases_create = {
    .group = "databases",
    .name = "create",
    .summary = "Create a database.",
    .options = options,
    .notes =
        "Everything is checked before the database is created. The password is never printed; 'databases "
        "password' reads\nit. The creation takes about fifteen minutes.",
    .run = run,
    .word = "NAME",
};
