/*
 * options.c — from a command line to `struct given`, by the rows of the command. Knows getopt_long; must not
 * know what an option means.
 */
#include "cli/command.h"

static const struct option_row common_options[] = {
    {.name = "region",
     .argument = "REGION",
     .help = "AWS region (default: AWS_REGION, AWS_DEFAULT_REGION or that of the profile)"},
    {.name = "profile",
     .argument = "NAME",
     .help = "profile of ~/.aws/config and ~/.aws/credentials (default: AWS_PROFILE)"},
    {.name = "help", .letter = 'h', .help = "print this text"},
    {.name = NULL},
};

struct option_list options_of(const struct command *command)
{
    struct option_list list = {.count = 0};
    for (const struct option_row *row = command->options; row != NULL && row->name != NULL; row++)
        list.rows[list.count++] = *row;
    list.own_count = list.count;
    for (const struct option_row *row = common_options; row->name != NULL; row++) {
        if (command->connection != OFFLINE || strcmp(row->name, "help") == 0)
            list.rows[list.count++] = *row;
    }
    return list;
}

const char *given_next(const struct given *given, int option, size_t *at)
{
    while (*at < given->repeat_count) {
        size_t i = (*at)++;
        if (given->repeat_option[i] == option)
            return given->repeats[i];
    }
    return NULL;
}

struct str given_text(const struct given *given, int option)
{
    return str_c(given->values[option]);
}

/* ---- the parser ---- */

enum { FIRST_VALUE = 256 };

struct getopt_form {
    struct option options[MAX_OPTIONS + 1];
    char letters[2 * MAX_OPTIONS + 2];
};

static struct getopt_form form_of(const struct option_list *list)
{
    struct getopt_form form = {.letters = ":"};
    size_t len = 1;
    for (int i = 0; i < list->count; i++) {
        const struct option_row *row = &list->rows[i];
        form.options[i] = (struct option){
            .name = row->name,
            .has_arg = row->argument != NULL ? required_argument : no_argument,
            .val = FIRST_VALUE + i,
        };
        if (row->letter != 0)
            form.letters[len++] = row->letter;
        if (row->letter != 0 && row->argument != NULL)
            form.letters[len++] = ':';
    }
    return form;
}

static int index_of(const struct option_list *list, int value)
{
    for (int i = 0; value < FIRST_VALUE && i < list->count; i++) {
        if (list->rows[i].letter == value)
            return i;
    }
    return value - FIRST_VALUE;
}

static enum parsed unknown_option(const struct command *command, const struct option_list *list,
                                  const char *word)
{
    char names[1024] = "";
    size_t len = 0;
    if (optopt >= FIRST_VALUE) {
        usage_error(command, "--%s takes no value", list->rows[optopt - FIRST_VALUE].name);
        return PARSED_WRONG;
    }
    if (optopt != 0) {
        usage_error(command, "unknown option '-%c'", optopt);
        return PARSED_WRONG;
    }
    for (int i = 0; i < list->count && len < sizeof names; i++)
        len += (size_t)snprintf(names + len, sizeof names - len, "%s ", list->rows[i].name);
    struct str wanted, rest;
    if (!str_cut(str_c(word), '=', &wanted, &rest))
        wanted = str_c(word);
    struct str near = nearest_word(names, str_slice(wanted, 2, wanted.len));
    usage_error(command,
                near.len > 0 ? "unknown option '%.*s'; did you mean --%.*s?" : "unknown option '%.*s'%.*s",
                STR_ARG(wanted), STR_ARG(near));
    return PARSED_WRONG;
}

/* The words as a list in a sentence: "start, stop or reboot". */
static struct option_text list_words(const char *words)
{
    struct option_text text = {.text = ""};
    size_t len = 0;
    for (const char *word = words; *word != '\0';) {
        size_t word_len = strcspn(word, " ");
        const char *after = word + word_len + strspn(word + word_len, " ");
        const char *before = word == words ? "" : *after == '\0' ? " or " : ", ";
        len += (size_t)snprintf(text.text + len, sizeof text.text - len, "%s%.*s", before, (int)word_len,
                                word);
        if (len >= sizeof text.text)
            break;
        word = after;
    }
    return text;
}

static bool is_word(const char *words, const char *value)
{
    size_t value_len = strlen(value);
    for (const char *word = words; *word != '\0'; word += strspn(word, " ")) {
        size_t len = strcspn(word, " ");
        if (len == value_len && memcmp(word, value, len) == 0)
            return true;
        word += len;
    }
    return false;
}

static bool take_value(const struct command *command, const struct option_row *row, int i, struct given *ret)
{
    const char *value = optarg != NULL ? optarg : "";
    if (row->argument != NULL && value[0] == '\0') {
        usage_error(command, "--%s has an empty value", row->name);
        return false;
    }
    if (row->kind == VALUE_WORDS && !is_word(row->words, value)) {
        struct str near = nearest_word(row->words, str_c(value));
        usage_error(command, "--%s is '%s'; use %s%s%.*s%s", row->name, value, list_words(row->words).text,
                    near.len > 0 ? " (did you mean " : "", STR_ARG(near), near.len > 0 ? "?)" : "");
        return false;
    }
    if (ret->counts[i]++ > 0 && row->argument != NULL && !row->repeatable) {
        usage_error(command, "--%s is given twice", row->name);
        return false;
    }
    ret->values[i] = value;
    if (!row->repeatable || row->argument == NULL)
        return true;
    if (ret->repeat_count == MAX_REPEATS) {
        usage_error(command, "--%s is given too often: at most %d values are allowed", row->name,
                    MAX_REPEATS);
        return false;
    }
    ret->repeats[ret->repeat_count] = value;
    ret->repeat_option[ret->repeat_count++] = i;
    return true;
}

static bool take_word(const struct command *command, int argc, char **argv, struct given *ret)
{
    const char *values = command->word_values;
    if (optind == argc && command->is_word_optional)
        return true;
    if (optind == argc || argv[optind][0] == '\0') {
        usage_error(command, "%s is missing%s%s", command->word, values != NULL ? ": " : "",
                    values != NULL ? list_words(values).text : "");
        return false;
    }
    if (values != NULL && !is_word(values, argv[optind])) {
        usage_error(command, "%s is '%s'; use %s", command->word, argv[optind], list_words(values).text);
        return false;
    }
    ret->values[GIVEN_WORD] = argv[optind++];
    return true;
}

static bool check_words(const struct command *command, int argc, char **argv, struct given *ret)
{
    if (optind < argc && strcmp(argv[optind], "\\") == 0) {
        usage_error(command,
                    "a single backslash: end a line that continues with one backslash and nothing after it");
        return false;
    }
    if (command->word != NULL && !take_word(command, argc, argv, ret))
        return false;
    if (optind < argc) {
        usage_error(command, "unexpected argument '%s'", argv[optind]);
        return false;
    }
    return true;
}

enum parsed options_parse(const struct command *command, const struct option_list *list, int argc,
                          char **argv, struct given *ret_given)
{
    struct getopt_form form = form_of(list);
    opterr = 0;
    optind = 0; /* starts getopt again */
    for (int c; (c = getopt_long(argc, argv, form.letters, form.options, NULL)) != -1;) {
        if (c == ':') {
            usage_error(command, "option '%s' needs a value", argv[optind - 1]);
            return PARSED_WRONG;
        }
        if (c == '?')
            return unknown_option(command, list, argv[optind - 1]);
        int i = index_of(list, c);
        if (strcmp(list->rows[i].name, "help") == 0)
            return PARSED_HELP;
        if (!take_value(command, &list->rows[i], i, ret_given))
            return PARSED_WRONG;
    }
    if (!check_words(command, argc, argv, ret_given))
        return PARSED_WRONG;
    for (int i = 0; i < list->count; i++) {
        if (list->rows[i].required && ret_given->values[i] == NULL) {
            usage_error(command, "--%s is missing", list->rows[i].name);
            return PARSED_WRONG;
        }
    }
    return PARSED_RUN;
}
