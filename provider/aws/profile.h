/*
 * profile.h — AWS shared configuration and credentials files. Knows their format and where they lie; must not
 * know what a setting means. Files are read at the first question, not before.
 *
 * Source: "Shared config and credentials files" in the AWS SDKs and tools reference guide.
 */
#ifndef AWS_PROFILE_H
#define AWS_PROFILE_H

#include "aws/settings.h"
#include "base/err.h"

/* The two files have different rules for section names, and their keys have different weight. */
enum profile_file { PROFILE_CONFIG_FILE = 1, PROFILE_CREDENTIALS_FILE = 2, PROFILE_ANY_FILE = 3 };

/* [profile x] or [x], [services x], [sso-session x]; everything else is skipped. */
enum profile_section {
    PROFILE_SECTION_PROFILE,
    PROFILE_SECTION_SERVICES,
    PROFILE_SECTION_SSO_SESSION,
    PROFILE_SECTION_OTHER
};

/* What all files together say, and which profile is meant. */
struct profiles;

/* No file is read. `config` must live as long as the result; both belong to the caller's arena. */
struct profiles *profiles_new(struct arena *mem, const struct aws_config *config);

/* The profile in force: the argument, AWS_PROFILE, AWS_DEFAULT_PROFILE, else "default". */
struct str profiles_name(const struct profiles *profiles);
/* Whether the argument names it; then it weighs more than keys in the environment. */
bool profiles_chosen_by_argument(const struct profiles *profiles);
/* Whether argument or environment name it, so that it has to exist. */
bool profiles_chosen(const struct profiles *profiles);

/*
 * The value of a key in the profile in force, "" (data == NULL) when there is none. Reads the files when
 * nobody has done so. Errors: ERR_USER for a file that cannot be read, or a malformed line inside the profile
 * in force.
 */
bool profiles_get(struct profiles *profiles, enum profile_file file, const char *key, struct str *ret_value,
                  struct err *err) MUST_USE;

/* The same for any profile by name. */
bool profiles_get_of(struct profiles *profiles, struct str name, enum profile_file file, const char *key,
                     struct str *ret_value, struct err *err) MUST_USE;

/* Whether a file has a profile of that name. */
bool profiles_has(struct profiles *profiles, struct str name, bool *ret_has, struct err *err) MUST_USE;

/* "'a', 'b'" and "~/.aws/config, ~/.aws/credentials" for messages, after a question has read the files. */
struct str profiles_known_names(struct profiles *profiles);
struct str profiles_paths(struct profiles *profiles);

/* The value of `key` nested below `service` in the services section that the profile in force names. */
bool profiles_get_service(struct profiles *profiles, const char *service, const char *key,
                          struct str *ret_value, struct err *err) MUST_USE;

/* The value of a key in the section [sso-session `session`]. */
bool profiles_get_sso_session(struct profiles *profiles, struct str session, const char *key,
                              struct str *ret_value, struct err *err) MUST_USE;

/* Errors: ERR_USER, attribute "profile", naming the profiles that exist when the one in force does not. */
bool profiles_require(struct profiles *profiles, struct err *err) MUST_USE;

/* One line of a file as "key = value", `parent` when it stands indented below "parent =". */
struct profile_entry {
    struct profile_entry *next;
    enum profile_file file;
    enum profile_section section;
    struct str name, parent, key, value;
};

/* A line that could not be understood: the first one of each section. */
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
 * Adds the lines of one file's text; never fails, problems are kept aside. Values are borrowed from `text`,
 * which may hold secrets and is neither copied nor logged.
 */
void profile_parse(struct arena *mem, struct str text, struct str path, enum profile_file file,
                   struct profile_content *content);

#endif
