// verb_pin.c - the PINs of staff. A PIN is typed, or read from a file; it is never on the command
// line, where every process of the machine could read it.
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/character.h"
#include "base/limit.h"
#include "base/number.h"
#include "base/pin.h"
#include "base/refusal.h"
#include "clients/admin/ask.h"
#include "clients/admin/pin_file.h"

#define LINE_SIZE 128

static bool staff_parse(const char *text, uint32_t *ret_staff) {
    return number_read_32(text, 1, LIMIT_STAFF_ID, ret_staff);
}

// "0101" would be taken for 101, and nobody bears both.
static bool has_zeros(struct cli *cli, const char *staff) {
    const char *rest = staff + strspn(staff, "0");
    bool zeros = rest != staff && *rest && !rest[strspn(rest, "0123456789")];
    if (zeros)
        SAY_ERR(cli, SAY_PIN_STAFF_ZEROS, staff, rest);
    return zeros;
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
    char sentence[SAY_SENTENCE_SIZE];
    if (!isatty(STDIN_FILENO))
        return;
    say_sentence(sentence, cli->language, what, SAY_VALUES(staff));
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
        if (text_has_full_width_digit(pin))
            SAY_ERR(a->cli, SAY_PIN_FULL_WIDTH, "");
        else if (strpbrk(pin, " \t") || strstr(pin, "\u3000"))
            SAY_ERR(a->cli, SAY_PIN_BLANK, "");
        else
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

static const Hallq__StaffSettings *person_of(const Hallq__HallSettings *settings, uint32_t staff) {
    for (size_t i = 0; i < settings->n_staff; i++)
        if (settings->staff[i]->id == staff)
            return settings->staff[i];
    return NULL;
}

// A line that the broker would refuse.
static bool line_fits(struct cli *cli, const struct pin_line *line,
                      const Hallq__StaffSettings *person) {
    const char *at = cli_number(cli, line->line), *staff = cli_number(cli, line->staff);
    if (!person) {
        SAY_ERR(cli, SAY_PIN_LINE_NOBODY, cli->file, at, staff);
        return false;
    }
    Hallq__Refusal__Reason unfit =
        pin_unfit(line->pin, line->staff, person->role >= HALLQ__STAFF__ROLE__LEAD);
    if (unfit)
        SAY_ERR(cli, SAY_PIN_LINE_UNFIT, cli->file, at, staff, refusal_text(unfit, cli->language));
    return !unfit;
}

// That everybody is there and may have that PIN, so that the last line does not fail after the first was done.
static int persons_look(struct ask *a, const struct pin_file *f) {
    struct cli *cli = a->cli;
    Hallq__GetSettings get = HALLQ__GET_SETTINGS__INIT;
    Hallq__Reply *reply;
    HALLQ_REQUEST(request, ask_hall(a), GET_SETTINGS, get_settings, &get);
    int code = ask_send(a, &request, ASK_DEADLINE_MS, &cli->arena, &reply);
    if (code)
        return code;
    for (size_t i = 0; i < f->line_count; i++)
        if (!line_fits(cli, &f->lines[i], person_of(reply->settings, f->lines[i].staff)))
            code = EXIT_REFUSED;
    if (code)
        SAY_ERR(cli, SAY_PIN_FILE_WRONG, cli->file);
    return code;
}

static int file_set(struct ask *a, struct pin_file *f) {
    struct cli *cli = a->cli;
    size_t done = 0;
    int code = f->line_count ? persons_look(a, f) : EXIT_DONE;
    if (code)
        return code;
    while (done < f->line_count && !code) {
        code = pin_set(a, cli_number(cli, f->lines[done].staff), f->lines[done].pin);
        done += !code;
    }
    SAY_OUT(cli, SAY_PIN_FILE_DONE, cli_number(cli, (int64_t)done), cli->file);
    return code;
}

static int file_read_and_set(struct cli *cli) {
    struct ask a;
    struct pin_file *f = arena_need(&cli->arena, sizeof *f);
    int code = pin_file_read(cli, f);
    if (!code)
        code = ask_open(&a, cli);
    if (!code) {
        code = file_set(&a, f);
        ask_close(&a);
    }
    pin_file_wipe(f);
    return code;
}

int verb_pin(struct cli *cli) {
    struct ask a;
    if (!cli->words[0] == !cli->file) {
        SAY_ERR(cli, SAY_USAGE_OF, "pin ID | --file FILE");
        return EXIT_USAGE;
    }
    if (cli->file)
        return file_read_and_set(cli);
    if (has_zeros(cli, cli->words[0]))
        return EXIT_USAGE;
    int code = ask_open(&a, cli);
    if (code)
        return code;
    code = one_set(&a, cli->words[0]);
    ask_close(&a);
    return code;
}
