/*
 * output.c — tables, CSV and JSON on stdout, progress on a terminal's stderr, and errors in a command line.
 * Knows rows and columns; must not know what they mean.
 */
#include "cli/command.h"

#include <stdlib.h>
#include <unistd.h>

enum output_format output_format_of(const char *text)
{
    if (text == NULL || strcmp(text, "table") == 0)
        return OUTPUT_TABLE;
    return strcmp(text, "csv") == 0 ? OUTPUT_CSV : OUTPUT_JSON;
}

bool output_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR");
    return isatty(fileno(stream)) && (no_colour == NULL || no_colour[0] == '\0');
}

static bool progress_shown;

void output_progress(const char *format, ...)
{
    if (!isatty(STDERR_FILENO))
        return;
    va_list args;
    va_start(args, format);
    fputs("\r\033[K", stderr);
    vfprintf(stderr, format, args);
    va_end(args);
    fflush(stderr);
    progress_shown = true;
}

void output_progress_end(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = false;
}

int usage_error(const struct command *command, const char *format, ...)
{
    va_list args;
    bool colour = output_colour(stderr);
    fprintf(stderr, "%serror%s: ", colour ? "\033[1;31m" : "", colour ? "\033[0m" : "");
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    if (command != NULL)
        fprintf(stderr, "\nSee 'quants-infra %s --help'.\n", command_path(command).text);
    else
        fputs("\nSee 'quants-infra --help'.\n", stderr);
    return EXIT_USAGE;
}

/* Columns on a terminal: characters, not bytes. */
static int width_of(struct str text)
{
    int width = 0;
    for (size_t i = 0; i < text.len; i++)
        width += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return width;
}

static struct str cell(struct arena *mem, const json_t *row, const char *member)
{
    const json_t *v = json_at(row, member);
    if (v == NULL)
        return STR("");
    if (json_is_string(v))
        return str_printable(mem, json_text(v), 4096);
    if (json_is_real(v))
        return str_printf(mem, "%.2f", json_real_value(v));
    return json_print(mem, v);
}

static void print_csv_cell(struct str text)
{
    bool quote = false;
    for (size_t i = 0; i < text.len; i++)
        quote = quote || strchr(",\"\r\n", text.data[i]) != NULL;
    if (!quote) {
        printf("%.*s", STR_ARG(text));
        return;
    }
    putchar('"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"')
            putchar('"');
        putchar(text.data[i]);
    }
    putchar('"');
}

static void print_csv(struct session *s, const json_t *rows, const struct column *columns)
{
    for (size_t i = 0; columns[i].title != NULL; i++)
        printf("%s%s", i > 0 ? "," : "", columns[i].title);
    putchar('\n');
    for (size_t r = 0; r < json_array_size(rows); r++) {
        for (size_t i = 0; columns[i].title != NULL; i++) {
            if (i > 0)
                putchar(',');
            print_csv_cell(cell(s->mem, json_array_get(rows, r), columns[i].member));
        }
        putchar('\n');
    }
}

static void print_table(struct session *s, const json_t *rows, const struct column *columns)
{
    enum { MAX_COLUMNS = 16 };
    int width[MAX_COLUMNS] = {0};
    size_t count = 0;
    for (; count < MAX_COLUMNS && columns[count].title != NULL; count++)
        width[count] = (int)strlen(columns[count].title);
    for (size_t r = 0; r < json_array_size(rows); r++) {
        for (size_t i = 0; i < count; i++) {
            int len = width_of(cell(s->mem, json_array_get(rows, r), columns[i].member));
            width[i] = len > width[i] ? len : width[i];
        }
    }
    bool colour = output_colour(stdout);
    for (size_t i = 0; i < count; i++)
        printf("%s%-*s%s", colour ? "\033[1m" : "", i + 1 < count ? width[i] + 2 : 0, columns[i].title,
               colour ? "\033[0m" : "");
    putchar('\n');
    for (size_t r = 0; r < json_array_size(rows); r++) {
        for (size_t i = 0; i < count; i++) {
            struct str text = cell(s->mem, json_array_get(rows, r), columns[i].member);
            printf("%.*s%*s", STR_ARG(text), i + 1 < count ? width[i] + 2 - width_of(text) : 0, "");
        }
        putchar('\n');
    }
}

void output_rows(struct session *s, enum output_format format, const json_t *rows,
                 const struct column *columns)
{
    output_progress_end();
    if (format == OUTPUT_JSON)
        fputs(json_print_pretty(s->mem, rows).data, stdout);
    else if (format == OUTPUT_CSV)
        print_csv(s, rows, columns);
    else
        print_table(s, rows, columns);
}
