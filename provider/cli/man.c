/*
 * man.c — `man`: the manual page in roff, made from the table of commands so that it always matches it. Knows
 * roff's quoting; must not know what a command does.
 */
#include "cli/infra.h"

/* Escapes dashes and backslashes, and prevents a line that begins with a roff request. */
static void print_text(const char *text)
{
    for (const char *c = text; *c != '\0'; c++) {
        if (c == text && (*c == '.' || *c == '\''))
            fputs("\\&", stdout);
        if (*c == '\\')
            fputs("\\e", stdout);
        else if (*c == '-')
            fputs("\\-", stdout);
        else
            putchar(*c);
        if (*c == '\n' && (c[1] == '.' || c[1] == '\''))
            fputs("\\&", stdout);
    }
}

static void print_command(const struct command *command)
{
    struct option_list list = options_of(command);
    printf(".SS quants\\-infra ");
    print_text(command_path(command).text);
    puts(word_text(command).text);
    print_text(command->summary);
    putchar('\n');
    for (int i = 0; i < list.own_count; i++) {
        printf(".TP\n.B ");
        print_text(option_text(&list.rows[i]).text);
        putchar('\n');
        print_text(list.rows[i].help);
        printf("%s%s.\n", list.rows[i].required ? " (required)" : "",
               list.rows[i].repeatable ? " (may be repeated)" : "");
    }
    if (command->notes != NULL) {
        puts(".PP");
        print_text(command->notes);
        putchar('\n');
    }
}

static void print_common_options(void)
{
    struct option_list list = options_of(&infra_list);
    puts(".SH COMMON OPTIONS");
    for (int i = list.own_count; i < list.count; i++) {
        printf(".TP\n.B ");
        print_text(option_text(&list.rows[i]).text);
        putchar('\n');
        print_text(list.rows[i].help);
        puts(".");
    }
}

static int run(struct session *s, const struct given *given)
{
    (void)s;
    const struct command *const *commands = given->table->commands;
    puts(".TH QUANTS\\-INFRA 1 \"\" \"quants\\-infra " VERSION "\" \"User Commands\"\n.SH "
         "NAME\nquants\\-infra \\- manage instances, container services and databases "
         "on Amazon Lightsail\n.SH SYNOPSIS\n.B "
         "quants\\-infra\n.I COMMAND\n[options]\n.SH "
         "DESCRIPTION\nCreates, shows and deletes "
         "instances on Amazon Lightsail, shows their "
         "cost,\nand deploys services on them with "
         "Ansible.\nPushes images to container services and deploys them.\n.SH COMMANDS");
    for (size_t i = 0; commands[i] != NULL; i++)
        print_command(commands[i]);
    print_common_options();
    puts(".SH EXIT STATUS\n0: success. 1: failure. 2: wrong usage. deploy ends with the status of "
         "ansible\\-playbook.\n.SH ENVIRONMENT\n.TP\n.B AWS_REGION, AWS_PROFILE, AWS_ACCESS_KEY_ID, "
         "AWS_SECRET_ACCESS_KEY, …\nas for every AWS tool; AWS_ENDPOINT_URL sets another endpoint.\n.TP\n.B "
         "NO_COLOR\ndisables colours when it is set. Colours are only used on a terminal.\n.TP\n.B "
         "ANSIBLE_CONFIG\nfor deploy; default: ansible/ansible.cfg of the project.\n.SH FILES\n.TP\n.I "
         "ansible/inventory/ENV_lightsail_hosts.json\nthe inventory of an environment.\n.TP\n.I "
         "ansible/playbooks/SERVICE.yml\nthe playbook of a service.\n.SH SEE ALSO\n.BR ansible\\-playbook "
         "(1),\nterraform(1)");
    return EXIT_DONE;
}

const struct command man_command = {
    .name = "man",
    .summary = "Print the manual page.",
    .notes = "quants-infra man | man -l -",
    .run = run,
    .connection = OFFLINE,
};
