/*
 * completion.c — `completion`: scripts for bash and zsh, made from the table of commands so that they always
 * match it. Knows the two shells; must not know what a command does.
 */
#include "cli/infra.h"

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* The first word of each command; each group once. */
static bool is_first_of_group(const struct command *const *commands, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        if (commands[at]->group != NULL && same(commands[i]->group, commands[at]->group))
            return false;
    }
    return true;
}

static const char *first_word(const struct command *command)
{
    return command->group != NULL ? command->group : command->name;
}

static void print_first_words(const struct command *const *commands)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (is_first_of_group(commands, i))
            printf("%s ", first_word(commands[i]));
    }
}

static void print_names_of(const struct command *const *commands, const char *group)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (same(commands[i]->group, group))
            printf("%s ", commands[i]->name);
    }
}

/* The command that lists the values of a kind in its first column; NULL: none. */
static const char *lister(enum value_kind kind)
{
    switch (kind) {
    case VALUE_INSTANCE:
        return "infra list";
    case VALUE_SNAPSHOT:
        return "snapshot list";
    case VALUE_BUNDLE:
        return "infra bundles";
    case VALUE_SERVICE:
        return "containers list";
    case VALUE_DATABASE:
        return "databases list";
    case VALUE_WORDS:
    case VALUE_FILE:
    case VALUE_FOLDER:
    case VALUE_TEXT:
        break;
    }
    return NULL;
}

/* ---- bash ---- */

static void bash_value(const struct option_row *row)
{
    switch (row->kind) {
    case VALUE_WORDS:
        printf("words='%s'", row->words);
        return;
    case VALUE_INSTANCE:
    case VALUE_SNAPSHOT:
    case VALUE_BUNDLE:
    case VALUE_SERVICE:
    case VALUE_DATABASE:
        printf("words=$(_quants_infra_column %s)", lister(row->kind));
        return;
    case VALUE_FILE:
        printf("compopt -o default; return");
        return;
    case VALUE_FOLDER:
        printf("compopt -o dirnames; return");
        return;
    case VALUE_TEXT:
        printf("return");
        return;
    }
}

static void bash_command(const struct command *command)
{
    struct option_list list = options_of(command);
    printf("    '%s')\n        case $previous in\n", command_path(command).text);
    for (int i = 0; i < list.count; i++) {
        if (list.rows[i].argument == NULL)
            continue;
        printf("        --%s) ", list.rows[i].name);
        bash_value(&list.rows[i]);
        printf(" ;;\n");
    }
    printf("        *) words='%s", command->word_values != NULL ? command->word_values : "");
    for (int i = 0; i < list.count; i++)
        printf("%s--%s", i > 0 || command->word_values != NULL ? " " : "", list.rows[i].name);
    putchar('\'');
    if (lister(command->word_kind) != NULL)
        printf("; [[ $current == -* ]] || words=\"$words $(_quants_infra_column %s)\"",
               lister(command->word_kind));
    puts(" ;;\n        esac\n        ;;");
}

static void print_bash(const struct command *const *commands)
{
    puts("# bash completion for quants-infra, made by 'quants-infra completion bash'.\n\n"
         "_quants_infra_column() {\n"
         "    quants-infra \"$@\" --output csv 2>/dev/null </dev/null | sed -n '2,$s/,.*//p'\n"
         "}\n\n"
         "_quants_infra() {\n"
         "    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} words= command\n"
         "    COMPREPLY=()\n"
         "    command=${COMP_WORDS[1]}\n"
         "    case $command in");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (commands[i]->group != NULL && is_first_of_group(commands, i))
            printf("    %s) [ \"$COMP_CWORD\" -eq 1 ] || command=\"$command ${COMP_WORDS[2]}\" ;;\n",
                   commands[i]->group);
    }
    printf("    esac\n    if [ \"$COMP_CWORD\" -eq 1 ]; then\n        words='");
    print_first_words(commands);
    puts("--help --version'\n    else\n    case $command in");
    for (size_t i = 0; commands[i] != NULL; i++)
        bash_command(commands[i]);
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (commands[i]->group == NULL || !is_first_of_group(commands, i))
            continue;
        printf("    %s\\ *)\n        [ \"$COMP_CWORD\" -ne 2 ] || words='", commands[i]->group);
        print_names_of(commands, commands[i]->group);
        puts("--help'\n        ;;");
    }
    puts("    esac\n    fi\n"
         "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "}\n"
         "complete -F _quants_infra quants-infra");
}

/* ---- zsh ---- */

/* Inside '…' and [ ] of an _arguments specification. */
static void zsh_text(const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'')
            printf("'\\''");
        else if (strchr("[]:\\", *text) != NULL)
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

/* ":NAME:(words)" or ":NAME:{command}" of an _arguments specification. */
static void zsh_action(const char *name, enum value_kind kind, const char *words)
{
    putchar(':');
    zsh_text(name);
    if (words != NULL)
        printf(":(%s)", words);
    else if (lister(kind) != NULL)
        printf(":{_quants_infra_column %s}", lister(kind));
    else
        printf(":%s", kind == VALUE_FILE ? "_files" : kind == VALUE_FOLDER ? "_files -/" : " ");
}

static void zsh_option(const struct option_row *row)
{
    printf(" \\\n            '%s--%s[", row->repeatable ? "*" : "", row->name);
    zsh_text(row->help);
    printf("]");
    if (row->argument != NULL)
        zsh_action(row->argument, row->kind, row->words);
    printf("'");
    if (row->letter != 0) {
        printf(" \\\n            '%s-%c[", row->repeatable ? "*" : "", row->letter);
        zsh_text(row->help);
        printf("]'");
    }
}

static void zsh_command(const struct command *command)
{
    struct option_list list = options_of(command);
    printf("    '%s')\n        _arguments", command_path(command).text);
    for (int i = 0; i < list.count; i++)
        zsh_option(&list.rows[i]);
    if (command->word != NULL) {
        printf(" \\\n            '%s", command->is_word_optional ? "1:" : "1");
        zsh_action(command->word, command->word_kind, command->word_values);
        putchar('\'');
    }
    puts("\n        ;;");
}

/* "name:summary" pairs for _describe. */
static void zsh_describe(const struct command_table *table, const char *title, const char *group)
{
    const struct command *const *commands = table->commands;
    printf("        items=(");
    for (size_t i = 0; commands[i] != NULL; i++) {
        bool listed = group != NULL ? same(commands[i]->group, group) : is_first_of_group(commands, i);
        if (!listed)
            continue;
        printf("\n            '%s:", group != NULL ? commands[i]->name : first_word(commands[i]));
        zsh_text(group == NULL && commands[i]->group != NULL ? table->group_summary(commands[i]->group)
                                                             : commands[i]->summary);
        printf("'");
    }
    printf(")\n        _describe '%s' items\n", title);
}

static void print_zsh(const struct command_table *table)
{
    const struct command *const *commands = table->commands;
    puts(
        "#compdef quants-infra\n# zsh completion for quants-infra, made by 'quants-infra completion zsh'.\n\n"
        "_quants_infra_column() {\n"
        "    local -a names\n"
        "    names=(${(f)\"$(quants-infra $@ --output csv 2>/dev/null </dev/null | sed -n "
        "'2,$s/,.*//p')\"})\n"
        "    compadd -a names\n"
        "}\n\n"
        "_quants_infra() {\n"
        "    local -a items\n"
        "    local command=$words[2]\n"
        "    if (( CURRENT == 2 )); then");
    zsh_describe(table, "command", NULL);
    puts("        return\n    fi");
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (commands[i]->group == NULL || !is_first_of_group(commands, i))
            continue;
        printf("    if [[ $command == %s ]]; then\n    if (( CURRENT == 3 )); then\n", commands[i]->group);
        zsh_describe(table, "command", commands[i]->group);
        puts("        return\n    fi\n"
             "    command=\"$command $words[3]\"\n"
             "    shift words\n"
             "    (( CURRENT-- ))\n"
             "    fi");
    }
    puts("    shift words\n    (( CURRENT-- ))\n    case $command in");
    for (size_t i = 0; commands[i] != NULL; i++)
        zsh_command(commands[i]);
    puts("    esac\n}\n\n"
         "if [ \"$funcstack[1]\" = _quants_infra ]; then\n    _quants_infra \"$@\"\nelse\n"
         "    compdef _quants_infra quants-infra\nfi");
}

static int run(struct session *s, const struct given *given)
{
    (void)s;
    if (strcmp(given->values[GIVEN_WORD], "zsh") == 0)
        print_zsh(given->table);
    else
        print_bash(given->table->commands);
    return EXIT_DONE;
}

const struct command completion_command = {
    .name = "completion",
    .summary = "Print the completion script of a shell.",
    .notes = "bash: . <(quants-infra completion bash)      zsh: . <(quants-infra completion zsh)",
    .run = run,
    .connection = OFFLINE,
    .word = "SHELL",
    .word_values = "bash zsh",
};
