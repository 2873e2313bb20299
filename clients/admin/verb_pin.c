// verb_pin.c - the PINs of staff. A PIN is typed, or read from a file; it is never on the command
// line, where every process of the machine could read it.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/limit.h"
#include "clients/admin/ask.h"

#define LINE_SIZE 128

static bool staff_parse(const char *text, uint32_t *ret_staff) {
    char *end;
    unsigned long staff = strtoul(text, &end, 10);
    *ret_staff = (uint32_t)staff;
    return *text >= '0' && *text <= '9' && !*end && staff >= 1 && staff <= LIMIT_STAFF_ID;
}

static bool pin_ok(const char *pin) {
    size_t pin_len = strlen(pin);
    return pin_len >= LIMIT_PIN_MIN && pin_len <= LIMIT_PIN_MAX &&
           strspn(pin, "0123456789") == pin_len;
}

static bool line_read(FILE *from, char line[LINE_SIZE]) {
    if (!fgets(line, LINE_SIZE, from))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

// Reads a line without showing it, if standard input is a terminal.
static bool hidden_read(char line[LINE_SIZE]) {
    struct termios before, hidden;
    bool is_terminal = !tcgetattr(STDIN_FILENO, &before);
    if (is_terminal) {
        hidden = before;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool read = line_read(stdin, line);
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputc('\n', stderr);
    }
    return read;
}

static void prompt(struct cli *cli, enum say what, const char *staff) {
    char sentence[LINE_SIZE * 2];
    FILE *to = fmemopen(sentence, sizeof sentence, "w");
    if (!to || !isatty(STDIN_FILENO)) {
        if (to)
            fclose(to);
        return;
    }
    say_line(to, cli->language, what, SAY_VALUES(staff));
    fclose(to);
    sentence[strcspn(sentence, "\n")] = '\0';
    fputs(sentence, stderr);
}

// Asks a person twice; a pipe once.
static int pin_ask(struct cli *cli, const char *staff, char pin[LINE_SIZE]) {
    char again[LINE_SIZE] = "";
    prompt(cli, SAY_PIN_ASK, staff);
    if (!hidden_read(pin))
        pin[0] = '\0';
    if (!isatty(STDIN_FILENO))
        return EXIT_DONE;
    prompt(cli, SAY_PIN_AGAIN, staff);
    bool same = hidden_read(again) && !strcmp(pin, again);
    explicit_bzero(again, sizeof again);
    if (!same)
        SAY_ERR(cli, SAY_PIN_DIFFERS, "");
    return same ? EXIT_DONE : EXIT_REFUSED;
}

static int pin_set(struct ask *a, const char *staff, char *pin) {
    Hallq__SetPin set = HALLQ__SET_PIN__INIT;
    Hallq__Reply *reply;
    if (!staff_parse(staff, &set.staff)) {
        SAY_ERR(a->cli, SAY_PIN_STAFF_WRONG, staff);
        return EXIT_USAGE;
    }
    if (!pin_ok(pin)) {
        SAY_ERR(a->cli, SAY_PIN_WRONG, staff);
        return EXIT_REFUSED;
    }
    set.pin = pin;
    HALLQ_REQUEST(request, ask_hall(a), SET_PIN, set_pin, &set);
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &a->cli->arena, &reply);
    if (!code)
        SAY_OUT(a->cli, SAY_PIN_DONE, staff);
    return code;
}

static int one_set(struct ask *a, const char *staff) {
    char pin[LINE_SIZE] = "";
    int code = pin_ask(a->cli, staff, pin);
    if (!code)
        code = pin_set(a, staff, pin);
    explicit_bzero(pin, sizeof pin);
    return code;
}

// A line "101 1234"; blank ones and those that begin with # are skipped.
static int line_set(struct ask *a, char *line, int64_t line_number) {
    char *rest = NULL;
    char *staff = strtok_r(line, " \t", &rest);
    if (!staff || *staff == '#')
        return EXIT_DONE;
    char *pin = strtok_r(NULL, " \t", &rest);
    if (pin && !strtok_r(NULL, " \t", &rest))
        return pin_set(a, staff, pin);
    SAY_ERR(a->cli, SAY_PIN_LINE_WRONG, a->cli->file, cli_number(a->cli, line_number));
    return EXIT_REFUSED;
}

static int file_set(struct ask *a) {
    char line[LINE_SIZE];
    FILE *f = fopen(a->cli->file, "re");
    if (!f) {
        SAY_ERR(a->cli, SAY_FILE_UNREADABLE, a->cli->file, strerror(errno));
        return EXIT_FILE;
    }
    int code = EXIT_DONE;
    for (int64_t number = 1; !code && line_read(f, line); number++)
        code = line_set(a, line, number);
    explicit_bzero(line, sizeof line);
    fclose(f);
    return code;
}

int verb_pin(struct cli *cli) {
    struct ask a;
    if (!cli->words[0] == !cli->file) {
        SAY_ERR(cli, SAY_USAGE_OF, "pin ID | --file FILE");
        return EXIT_USAGE;
    }
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = cli->file ? file_set(&a) : one_set(&a, cli->words[0]);
    ask_close(&a);
    return code;
}
