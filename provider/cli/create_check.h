/*
 * create_check.h — the checks of the commands that create before they create anything. Knows the lists of
 * available values; must not change anything.
 */
#ifndef CLI_CREATE_CHECK_H
#define CLI_CREATE_CHECK_H

#include "cli/command.h"

/* The values of the user; empty texts: Lightsail chooses. `zone` is filled in when it is empty. */
struct create_wish {
    struct str bundle, blueprint, zone, key_pair;
    bool static_ip;
};

/*
 * Whether size, image, zone and key pair are available, and name and static IP are free. The error has
 * similar names. Lists that the credentials may not read are not checked: the creation itself reports errors.
 */
bool create_check(struct session *s, const struct given *given, int name_option, struct create_wish *wish)
    MUST_USE;

/* Whether the region has the zone; an empty one is filled in. */
bool create_check_zone(struct session *s, struct str *zone) MUST_USE;
/* The same for databases. */
bool create_check_database_zone(struct session *s, struct str *zone) MUST_USE;

/* A list of available values. */
struct create_offer {
    enum ls_op op;
    const char *items, *member; /* the list in the response, and the member of a row with the value */
    const char *flag, *advice;  /* "--bundle"; the end of the hint */
};
/* Whether the value is in the list; "" is. The error has similar values. */
bool create_check_offer(struct session *s, const struct create_offer *offer, struct str wanted) MUST_USE;

/* Names of a kind. */
struct create_naming {
    enum ls_kind kind;
    const char *others, *words; /* what they have besides letters and digits; all that in words */
    const char *state;          /* path of the state of an object */
    const char *shower;         /* "infra info --name": the command that shows one; NULL: none */
};
extern const struct create_naming instance_naming, database_naming, database_snapshot_naming;
/* Whether the name has the right form. */
bool create_check_name(struct session *s, const struct create_naming *naming, const char *flag,
                       struct str name) MUST_USE;
/* Whether no object of the kind has the name, reading for as long as reads may lag. */
bool create_check_free(struct session *s, const struct create_naming *naming, const char *flag,
                       struct str name) MUST_USE;

#define TAG_OPTION                                                                \
    {                                                                             \
        .name = "tag", .argument = "KEY=VALUE", .help = "tag", .repeatable = true \
    }
/* Checks the repeatable option KEY=VALUE; reports what is wrong with it. */
bool create_check_tags(const struct command *command, const struct given *given, int option) MUST_USE;
/* Sets the member `tags` of a request; without tags there is none. */
void create_add_tags(json_t *in, const struct given *given, int option);

#endif
