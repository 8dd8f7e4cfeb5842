/*
 * profile.h — AWS shared config and credentials files. Knows their format and location; must not know what a
 * setting means. Files are read at the first lookup, not before.
 *
 * Source: "Shared config and credentials files" in the AWS SDKs and tools reference guide.
 */
#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include "aws/settings.h"
#include "base/err.h"

/*
 * The two kinds of files have different rules for section names, and the access keys in them have different
 * priority.
 */
enum profile_file { PROFILE_CONFIG_FILE = 1, PROFILE_CREDENTIALS_FILE = 2, PROFILE_ANY_FILE = 3 };

/* [profile x] or [x], [services x], [sso-session x]; all other sections are skipped. */
enum profile_section {
    PROFILE_SECTION_PROFILE,
    PROFILE_SECTION_SERVICES,
    PROFILE_SECTION_SSO_SESSION,
    PROFILE_SECTION_OTHER
};

/* The settings of all files, and the profile in use. */
struct profiles;

/* Reads no file. `config` must live as long as the result; both belong to the caller's arena. */
struct profiles *profiles_new(struct arena *mem, const struct aws_config *config);

/* The profile in use: the argument, AWS_PROFILE, AWS_DEFAULT_PROFILE, else "default". */
struct str profiles_name(const struct profiles *profiles);
/* Whether the argument names it; then it has priority over access keys in the environment. */
bool profiles_chosen_by_argument(const struct profiles *profiles);
/* Whether argument or environment name it, so that it must exist. */
bool profiles_chosen(const struct profiles *profiles);

/*
 * The value of a key in the profile in use, "" (data == NULL) when there is none. The first call reads the
 * files. Errors: ERR_USER for an unreadable file, or a malformed line in the profile in use.
 */
bool profiles_get(struct profiles *profiles, enum profile_file file, const char *key, struct str *ret_value,
                  struct err *err) MUST_USE;

/* The same for any profile by name. */
bool profiles_get_of(struct profiles *profiles, struct str name, enum profile_file file, const char *key,
                     struct str *ret_value, struct err *err) MUST_USE;

/* Whether a file has a profile of that name. */
bool profiles_has(struct profiles *profiles, struct str name, bool *ret_has, struct err *err) MUST_USE;

/* "'a', 'b'" and "~/.aws/config, ~/.aws/credentials" for messages, after a lookup has read the files. */
struct str profiles_known_names(struct profiles *profiles);
struct str profiles_paths(struct profiles *profiles);

/* The value of `key` nested below `service` in the services section that the profile in use names. */
bool profiles_get_service(struct profiles *profiles, const char *service, const char *key,
                          struct str *ret_value, struct err *err) MUST_USE;

/* The value of a key in the section [sso-session `session`]. */
bool profiles_get_sso_session(struct profiles *profiles, struct str session, const char *key,
                              struct str *ret_value, struct err *err) MUST_USE;

/* Errors: ERR_USER, attribute "profile", naming the profiles that exist when the one in force does not. */
bool profiles_require(struct profiles *profiles, struct err *err) MUST_USE;

/* One line of a file as "key = value"; `parent` when it is indented below "parent =". */
struct profile_entry {
    struct profile_entry *next;
    enum profile_file file;
    enum profile_section section;
    struct str name, parent, key, value;
};

/* A malformed line: the first one of each section. */
struct profile_problem {
    struct profile_problem *next;
    enum profile_section section;
    struct str name, path;
    size_t line;
    const char *what;
};

struct profile_content {
    struct profile_entry *first, *last;
    struct profile_problem *problems;
};

/*
 * Adds the lines of one file's text. It never fails; malformed lines are stored. Values are borrowed from
 * `text`, which may contain secrets and is neither copied nor logged.
 */
void profile_parse(struct arena *mem, struct str text, struct str path, enum profile_file file,
                   struct profile_content *content);

#endif
