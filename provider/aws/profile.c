/*
 * profile.c — reads AWS shared config and credentials files. Knows their format and location; must not know
 * what a setting means.
 *
 * inih is not used: Debian's build truncates every line at 200 bytes, and session tokens are longer than a
 * thousand.
 */
#include "aws/profile.h"

#include <errno.h>
#include <string.h>

#include "base/env.h"
#include "base/text_file.h"

enum { MOST_FILE_BYTES = 1024 * 1024 };

/* ---- format -------------------------------------------------------------------------------------------- */

struct parser {
    struct arena *mem;
    struct profile_content *content;
    struct str path;
    enum profile_file file;
    size_t line;
    enum profile_section section;
    struct str name;                /* of the section */
    bool inside;                    /* a section header was read */
    struct profile_entry *previous; /* the last "key = value" of this section that was not indented */
};

static void note_problem(struct parser *p, const char *what)
{
    for (struct profile_problem *known = p->content->problems; known != NULL; known = known->next) {
        if (known->section == p->section && str_eq(known->name, p->name))
            return;
    }
    struct profile_problem *problem = arena_new_object(p->mem, struct profile_problem);
    *problem = (struct profile_problem){
        .next = p->content->problems,
        .section = p->section,
        .name = p->name,
        .path = p->path,
        .line = p->line,
        .what = what,
    };
    p->content->problems = problem;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* A '#' or ';' after white space begins a comment; within a word it belongs to the value. */
static struct str without_comment(struct str value)
{
    for (size_t i = 0; i + 1 < value.len; i++) {
        if (is_blank(value.data[i]) && (value.data[i + 1] == '#' || value.data[i + 1] == ';'))
            return str_trim(str_slice(value, 0, i));
    }
    return str_trim(value);
}

/* The name may be quoted, as in [profile "two words"]. */
static struct str unquote(struct str name)
{
    bool quoted = name.len >= 2 && (name.data[0] == '"' || name.data[0] == '\'') &&
                  name.data[name.len - 1] == name.data[0];
    return quoted ? str_slice(name, 1, name.len - 1) : name;
}

static bool cut_word(struct str text, struct str word, struct str *ret_rest)
{
    if (!str_starts_with(text, word) || text.len == word.len || !is_blank(text.data[word.len]))
        return false;
    *ret_rest = unquote(str_trim(str_slice(text, word.len, text.len)));
    return true;
}

static void parse_header(struct parser *p, struct str line)
{
    p->inside = true;
    p->previous = NULL;
    p->section = PROFILE_SECTION_OTHER;
    p->name = (struct str){NULL, 0};
    size_t end = str_find(line, ']', 0);
    struct str title = str_trim(str_slice(line, 1, end));
    struct str rest = {NULL, 0};
    if (end == line.len) {
        note_problem(p, "a section begins with '[' but has no ']'");
        return;
    }
    if (p->file == PROFILE_CREDENTIALS_FILE) {
        /*
         * In a credentials file every section is a profile; a section named "profile x" belongs in the config
         * file.
         */
        p->section = cut_word(title, STR("profile"), &rest) ? PROFILE_SECTION_OTHER : PROFILE_SECTION_PROFILE;
        p->name = unquote(title);
    } else if (cut_word(title, STR("profile"), &rest)) {
        p->section = PROFILE_SECTION_PROFILE;
        p->name = rest;
    } else if (cut_word(title, STR("services"), &rest)) {
        p->section = PROFILE_SECTION_SERVICES;
        p->name = rest;
    } else if (cut_word(title, STR("sso-session"), &rest)) {
        p->section = PROFILE_SECTION_SSO_SESSION;
        p->name = rest;
    } else if (str_eq(title, STR("default"))) {
        p->section = PROFILE_SECTION_PROFILE;
        p->name = title;
    }
}

static struct profile_entry *add_entry(struct parser *p, struct str parent, struct str key, struct str value)
{
    struct profile_entry *entry = arena_new_object(p->mem, struct profile_entry);
    *entry = (struct profile_entry){.file = p->file,
                                    .section = p->section,
                                    .name = p->name,
                                    .parent = parent,
                                    .key = key,
                                    .value = value};
    if (p->content->last != NULL)
        p->content->last->next = entry;
    else
        p->content->first = entry;
    p->content->last = entry;
    return entry;
}

static void parse_line(struct parser *p, struct str line)
{
    struct str trimmed = str_trim(line);
    if (trimmed.len == 0 || trimmed.data[0] == '#' || trimmed.data[0] == ';')
        return;
    if (trimmed.data[0] == '[' && !is_blank(line.data[0])) {
        parse_header(p, trimmed);
        return;
    }
    struct str key, value;
    bool indented = is_blank(line.data[0]) && p->previous != NULL;
    if (!str_cut(trimmed, '=', &key, &value)) {
        /*
         * An indented line without '=' continues a value of several lines; none of the settings that are read
         * here has one.
         */
        if (!indented)
            note_problem(p, "a line is neither a section nor 'key = value'");
        return;
    }
    if (!p->inside) {
        note_problem(p, "a setting before the first section");
        return;
    }
    key = str_lower(p->mem, str_trim(key));
    if (key.len == 0) {
        note_problem(p, "a line has no key before '='");
        return;
    }
    if (!indented)
        p->previous = add_entry(p, (struct str){NULL, 0}, key, without_comment(value));
    else if (p->previous->value.len == 0)
        add_entry(p, p->previous->key, key, without_comment(value));
}

void profile_parse(struct arena *mem, struct str text, struct str path, enum profile_file file,
                   struct profile_content *content)
{
    struct parser p = {
        .mem = mem, .content = content, .path = path, .file = file, .section = PROFILE_SECTION_OTHER};
    text = str_after_bom(text);
    for (size_t from = 0; from < text.len;) {
        size_t to = str_find(text, '\n', from);
        p.line++;
        struct str line = str_slice(text, from, to);
        if (line.len > 0)
            parse_line(&p, line);
        from = to + 1;
    }
}

/* ---- files --------------------------------------------------------------------------------------------- */

struct profiles {
    struct arena *mem;
    const struct aws_config *config;
    struct str name;
    bool by_argument, by_environment;
    bool loaded;
    struct profile_content content;
    struct buf paths; /* files that were read or not found, for messages */
};

struct profiles *profiles_new(struct arena *mem, const struct aws_config *config)
{
    struct profiles *profiles = arena_new_object(mem, struct profiles);
    profiles->mem = mem;
    profiles->config = config;
    profiles->paths = buf_new(mem, 4096);
    profiles->name = config->profile;
    profiles->by_argument = config->profile.len > 0;
    if (!profiles->by_argument) {
        profiles->name = env_text("AWS_PROFILE");
        if (profiles->name.len == 0)
            profiles->name = env_text("AWS_DEFAULT_PROFILE");
        profiles->by_environment = profiles->name.len > 0;
    }
    if (profiles->name.len == 0)
        profiles->name = STR("default");
    return profiles;
}

struct str profiles_name(const struct profiles *profiles)
{
    return profiles->name;
}

bool profiles_chosen_by_argument(const struct profiles *profiles)
{
    return profiles->by_argument;
}

bool profiles_chosen(const struct profiles *profiles)
{
    return profiles->by_argument || profiles->by_environment;
}

struct named_file {
    struct str path;
    enum profile_file file;
    const char *attribute; /* the argument that names it; then it must exist */
};

static bool read_file(struct profiles *profiles, const struct named_file *source, struct err *err)
{
    struct str path = env_home_path(profiles->mem, source->path);
    if (profiles->paths.len > 0)
        buf_add(&profiles->paths, STR(", "));
    buf_add(&profiles->paths, path);
    struct str text = {NULL, 0};
    if (!text_file_read_secret(profiles->mem, path, MOST_FILE_BYTES, &text)) {
        int problem = errno;
        if (source->attribute == NULL && (problem == ENOENT || problem == ENOTDIR))
            return true; /* AWS_CONFIG_FILE=/nonexistent is a common way to use no file */
        const char *kind = source->file == PROFILE_CONFIG_FILE ? "config" : "credentials";
        return fail_at(err, ERR_USER, source->attribute != NULL ? source->attribute : "",
                       "cannot read the shared %s file '%.*s': %s", kind, STR_ARG(path), strerror(problem));
    }
    profile_parse(profiles->mem, text, path, source->file, &profiles->content);
    return true;
}

static bool read_kind(struct profiles *profiles, enum profile_file file, const struct str *given,
                      size_t given_count, const char *attribute, const char *variable, struct str usual,
                      struct err *err)
{
    for (size_t i = 0; i < given_count; i++)
        TRY(read_file(profiles, &(struct named_file){given[i], file, attribute}, err));
    if (given_count > 0)
        return true;
    struct str named = env_text(variable);
    if (named.len == 0 && env_text("HOME").len == 0)
        return true; /* without a home folder there is no default location */
    return read_file(profiles, &(struct named_file){named.len > 0 ? named : usual, file, NULL}, err);
}

static bool same_section(enum profile_section section, struct str name, enum profile_section wanted,
                         struct str wanted_name)
{
    return section == wanted && str_eq(name, wanted_name);
}

/*
 * A malformed line is an error only in the profile in use, where it could change the meaning; elsewhere it is
 * ignored.
 */
static bool check_problems(const struct profiles *profiles, struct str name, struct err *err)
{
    for (const struct profile_problem *p = profiles->content.problems; p != NULL; p = p->next) {
        if (same_section(p->section, p->name, PROFILE_SECTION_PROFILE, name))
            return fail(err, ERR_USER, "invalid line %zu of '%.*s': %s", p->line, STR_ARG(p->path), p->what);
    }
    return true;
}

static bool load(struct profiles *profiles, struct err *err)
{
    if (profiles->loaded)
        return true;
    const struct aws_config *config = profiles->config;
    TRY(read_kind(profiles, PROFILE_CONFIG_FILE, config->config_files, config->config_file_count,
                  "shared_config_files", "AWS_CONFIG_FILE", STR("~/.aws/config"), err));
    TRY(read_kind(profiles, PROFILE_CREDENTIALS_FILE, config->credentials_files,
                  config->credentials_file_count, "shared_credentials_files", "AWS_SHARED_CREDENTIALS_FILE",
                  STR("~/.aws/credentials"), err));
    TRY(check_problems(profiles, profiles->name, err));
    profiles->loaded = true;
    return true;
}

/* ---- lookups ------------------------------------------------------------------------------------------- */

/*
 * The last line counts: later files and later sections override earlier ones, and credentials files come
 * after config files.
 */
static struct str find(const struct profiles *profiles, enum profile_file files, enum profile_section section,
                       struct str name, struct str parent, const char *key)
{
    struct str found = {NULL, 0};
    for (const struct profile_entry *e = profiles->content.first; e != NULL; e = e->next) {
        if ((e->file & files) != 0 && same_section(e->section, e->name, section, name) &&
            str_eq(e->parent, parent) && str_eqc(e->key, key))
            found = e->value;
    }
    return found.len > 0 ? found : (struct str){NULL, 0};
}

bool profiles_get(struct profiles *profiles, enum profile_file file, const char *key, struct str *ret_value,
                  struct err *err)
{
    TRY(load(profiles, err));
    *ret_value = find(profiles, file, PROFILE_SECTION_PROFILE, profiles->name, (struct str){NULL, 0}, key);
    return true;
}

bool profiles_get_of(struct profiles *profiles, struct str name, enum profile_file file, const char *key,
                     struct str *ret_value, struct err *err)
{
    TRY(load(profiles, err));
    TRY(check_problems(profiles, name, err));
    *ret_value = find(profiles, file, PROFILE_SECTION_PROFILE, name, (struct str){NULL, 0}, key);
    return true;
}

bool profiles_get_service(struct profiles *profiles, const char *service, const char *key,
                          struct str *ret_value, struct err *err)
{
    struct str services;
    TRY(profiles_get(profiles, PROFILE_ANY_FILE, "services", &services, err));
    *ret_value = (struct str){NULL, 0};
    if (services.len > 0)
        *ret_value = find(profiles, PROFILE_CONFIG_FILE, PROFILE_SECTION_SERVICES, services, str_c(service),
                          key);
    return true;
}

bool profiles_get_sso_session(struct profiles *profiles, struct str session, const char *key,
                              struct str *ret_value, struct err *err)
{
    TRY(load(profiles, err));
    *ret_value = find(profiles, PROFILE_CONFIG_FILE, PROFILE_SECTION_SSO_SESSION, session,
                      (struct str){NULL, 0}, key);
    return true;
}

/* "'a', 'b'": the profiles of all files, each name once. */
struct str profiles_known_names(struct profiles *profiles)
{
    enum { MOST_NAMES = 12 };
    struct str seen[MOST_NAMES];
    size_t count = 0;
    struct buf out = buf_new(profiles->mem, 400);
    for (const struct profile_entry *e = profiles->content.first; e != NULL && count < MOST_NAMES;
         e = e->next) {
        bool again = e->section != PROFILE_SECTION_PROFILE || e->name.len == 0;
        for (size_t i = 0; i < count && !again; i++)
            again = str_eq(seen[i], e->name);
        if (again)
            continue;
        seen[count++] = e->name;
        buf_printf(&out, "%s'%.*s'", out.len > 0 ? ", " : "", STR_ARG(e->name));
    }
    return buf_str(&out);
}

bool profiles_has(struct profiles *profiles, struct str name, bool *ret_has, struct err *err)
{
    TRY(load(profiles, err));
    *ret_has = false;
    for (const struct profile_entry *e = profiles->content.first; e != NULL && !*ret_has; e = e->next)
        *ret_has = same_section(e->section, e->name, PROFILE_SECTION_PROFILE, name);
    return true;
}

struct str profiles_paths(struct profiles *profiles)
{
    return buf_str(&profiles->paths);
}

bool profiles_require(struct profiles *profiles, struct err *err)
{
    bool has;
    TRY(profiles_has(profiles, profiles->name, &has, err));
    if (has)
        return true;
    struct str names = profiles_known_names(profiles);
    struct str paths = buf_str(&profiles->paths);
    fail_at(err, ERR_USER, "profile", "the AWS profile '%.*s' is not in %.*s", STR_ARG(profiles->name),
            STR_ARG(paths));
    if (names.len == 0)
        return fail_hint(err, "there are no profiles; create one with: aws configure --profile %.*s",
                         STR_ARG(profiles->name));
    return fail_hint(err, "available profiles: %.*s", STR_ARG(names));
}
