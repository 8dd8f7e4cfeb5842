/*
 * spelling.c — how commands and options are written, and which word a user may have meant. Knows rows; must
 * not know which commands there are, nor print.
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

struct option_text word_text(const struct command *command)
{
    struct option_text text = {.text = ""};
    if (command->word != NULL)
        snprintf(text.text, sizeof text.text, command->is_word_optional ? " [%s]" : " %s", command->word);
    return text;
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
