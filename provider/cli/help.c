/*
 * help.c — the help texts, made from the table of commands. Knows rows; must not know what they do.
 */
#include "cli/command.h"

void help_print_command(const struct command *command)
{
    struct option_list list = options_of(command);
    printf("Usage: quants-infra %s%s [options]\n\n%s\n\nOptions:\n", command_path(command).text,
           word_text(command).text, command->summary);
    for (int i = 0; i < list.count; i++)
        printf("  %-24s %s%s%s\n", option_text(&list.rows[i]).text, list.rows[i].help,
               list.rows[i].required ? " (required)" : "",
               list.rows[i].repeatable ? " (may be repeated)" : "");
    if (command->notes != NULL)
        printf("\n%s\n", command->notes);
}

void help_print_all(const struct command_table *table, const char *group)
{
    const char *before = group != NULL ? group : "", *blank = group != NULL ? " " : "";
    const char *about = group != NULL ? table->group_summary(group)
                                      : "Manage instances, container services and databases on "
                                        "Amazon Lightsail.";
    printf("Usage: quants-infra %s%sCOMMAND [options]\n\n%s\n\nCommands:\n", before, blank, about);
    for (size_t i = 0; table->commands[i] != NULL; i++) {
        const struct command *command = table->commands[i];
        if (group == NULL || (command->group != NULL && strcmp(group, command->group) == 0))
            printf("  %-18s %s\n", command_path(command).text, command->summary);
    }
    printf("\n'quants-infra %s%sCOMMAND --help' prints the options of a command. Exit codes: 0 success, 1 "
           "failure, 2 wrong usage.\nCredentials and region come from the standard AWS environment "
           "variables and profile files.\n",
           before, blank);
}
