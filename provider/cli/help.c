/*
 * help.c — the help texts, made from the table of commands. Knows rows; must not know what they do.
 */
#include "cli/command.h"

struct command_path command_path(const struct command *command)
{
    struct command_path path;
    snprintf(path.text, sizeof path.text, "%s%s%s", command->group != NULL ? command->group : "",
             command->group != NULL ? " " : "", command->name);
    return path;
}

struct option_text option_text(const struct option_row *row)
{
    struct option_text text;
    char letter[8] = "";
    if (row->letter != 0)
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    snprintf(text.text, sizeof text.text, "%s--%s%s%s", letter, row->name, row->argument != NULL ? " " : "",
             row->argument != NULL ? row->argument : "");
    return text;
}

void help_print_command(const struct command *command)
{
    struct option_list list = options_of(command);
    printf("Usage: quants-infra %s%s%s [options]\n\n%s\n\nOptions:\n", command_path(command).text,
           command->word != NULL ? " " : "", command->word != NULL ? command->word : "", command->summary);
    for (int i = 0; i < list.count; i++)
        printf("  %-24s %s%s%s\n", option_text(&list.rows[i]).text, list.rows[i].help,
               list.rows[i].required ? " (required)" : "",
               list.rows[i].repeatable ? " (may be repeated)" : "");
    if (command->notes != NULL)
        printf("\n%s\n", command->notes);
}

void help_print_all(const char *group)
{
    const char *before = group != NULL ? group : "", *blank = group != NULL ? " " : "";
    const char *about = group != NULL ? group_summary(group) : "Manage a fleet on Amazon Lightsail.";
    printf("Usage: quants-infra %s%sCOMMAND [options]\n\n%s\n\nCommands:\n", before, blank, about);
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (group == NULL || (commands[i]->group != NULL && strcmp(group, commands[i]->group) == 0))
            printf("  %-16s %s\n", command_path(commands[i]).text, commands[i]->summary);
    }
    printf("\n'quants-infra %s%sCOMMAND --help' prints the options of a command. Exit codes: 0 done, 1 "
           "failed, 2 "
           "wrong usage.\n"
           "Credentials and region come from the standard AWS environment variables and profile files.\n",
           before, blank);
}

struct str nearest_word(const char *words, struct str wanted)
{
    enum { FARTHEST = 2 };
    struct str best = {NULL, 0};
    size_t best_distance = FARTHEST + 1;
    for (const char *word = words; *word != '\0'; word += strspn(word, " ")) {
        struct str candidate = str_n(word, strcspn(word, " "));
        size_t distance = str_distance(candidate, wanted, FARTHEST);
        if (distance < best_distance && distance < wanted.len) {
            best = candidate;
            best_distance = distance;
        }
        word += candidate.len;
    }
    return best;
}
