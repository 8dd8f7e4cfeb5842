/*
 * journal.c — the data of a command between two steps, so that the next run can continue. Knows the file;
 * must not know its contents.
 */
#include "cli/journal.h"

#include <stdlib.h>

#include "base/text_file.h"

struct str journal_path(struct session *s, const char *command, struct str name)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    struct str folder = state != NULL && state[0] == '/'
                            ? str_c(state)
                            : str_printf(s->mem, "%s/.local/state", home != NULL ? home : ".");
    return str_printf(s->mem, "%.*s/quants-infra/%s-%.*s-%.*s.json", STR_ARG(folder), command,
                      STR_ARG(ls_client_region(s->client)), STR_ARG(name));
}

bool journal_read(struct session *s, const char *command, struct str name, json_t **ret_journal)
{
    enum { MOST_BYTES = 1024 * 1024 };
    struct text_file file;
    struct str path = journal_path(s, command, name);
    *ret_journal = NULL;
    if (text_file_read(s->mem, path, &file, &s->err))
        return json_parse(s->mem, file.text, MOST_BYTES, ret_journal, &s->err) ||
               fail_context(&s->err, "'%.*s'", STR_ARG(path));
    bool is_missing = s->err.kind == ERR_NOT_FOUND;
    if (is_missing)
        s->err = (struct err){.kind = ERR_NONE};
    return is_missing;
}

bool journal_write(struct session *s, const char *command, struct str name, const json_t *journal)
{
    enum { MODE = 0600 };
    struct text_file file = {.text = json_print_pretty(s->mem, journal), .mode = MODE};
    return text_file_write(s->mem, journal_path(s, command, name), &file, &s->err);
}

bool journal_remove(struct session *s, const char *command, struct str name)
{
    return text_file_remove(s->mem, journal_path(s, command, name), &s->err);
}
