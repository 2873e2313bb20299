// terminal.c - copies cells to ncurses, which sends only what changed.
//
// Colours are the blue and orange that colour-blind people tell apart, on the terminal's own
// background; where there are no 256 colours cyan and yellow stand in, and bold and reverse where
// there are none. A crash gives the terminal back with what was prepared at the start, since
// ncurses may not be called from a signal's handler.
#include "terminal.h"

#define _XOPEN_SOURCE_EXTENDED 1 // wide characters of ncursesw
#include <ncurses.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <termios.h>
#include <unistd.h>

#include "base/count.h"
#include "base/err.h"

#define ESCAPE_WAIT_MS 25 // a lone Escape is told from an arrow's first byte after this
#define KEYS_A_ROUND 64

enum pair { PAIR_PLAIN, PAIR_CALM, PAIR_ALERT, PAIR_BANNER, PAIR_TITLE, PAIR_PICK };

// ---------------------------------------------------------------- after a crash

static struct {
    struct termios modes;
    char text[256];
    size_t text_size;
    volatile sig_atomic_t armed;
} rescue;

static const int fatal_signals[] = {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGQUIT};

static void fatal_cb(int number) {
    if (rescue.armed) {
        rescue.armed = 0;
        ssize_t written = write(STDOUT_FILENO, rescue.text, rescue.text_size);
        (void)written; // nothing more can be done
        tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
    }
    raise(number); // SA_RESETHAND: the default now
}

static void rescue_text_add(const char *capability) {
    char *text = tigetstr(capability);
    if (!text || text == (char *)-1)
        return;
    size_t size = strlen(text);
    if (rescue.text_size + size > sizeof rescue.text)
        return;
    memcpy(rescue.text + rescue.text_size, text, size);
    rescue.text_size += size;
}

static void rescue_arm(void) {
    struct sigaction action = {.sa_handler = fatal_cb, .sa_flags = (int)SA_RESETHAND};
    rescue.text_size = 0;
    rescue_text_add("sgr0");
    rescue_text_add("cnorm");
    rescue_text_add("rmkx");
    rescue_text_add("rmcup");
    rescue.armed = 1;
    for (size_t i = 0; i < COUNT(fatal_signals); i++)
        sigaction(fatal_signals[i], &action, NULL);
}

// Also from exit(), whoever calls it.
static void give_back(void) {
    if (!rescue.armed)
        return;
    rescue.armed = 0;
    endwin();
}

// ---------------------------------------------------------------- looks

static void pairs_init(void) {
    bool many = COLORS >= 256;
    short blue = many ? 75 : COLOR_CYAN;
    short orange = many ? 214 : COLOR_YELLOW;
    short dark = many ? 18 : COLOR_BLUE;
    start_color();
    use_default_colors();
    init_pair(PAIR_CALM, blue, -1);
    init_pair(PAIR_ALERT, orange, -1);
    init_pair(PAIR_BANNER, COLOR_BLACK, orange);
    init_pair(PAIR_TITLE, COLOR_WHITE, dark);
    init_pair(PAIR_PICK, COLOR_BLACK, blue);
}

static const struct {
    attr_t attributes;
    short pair;
} looks[STYLE_COUNT] = {
    [STYLE_PLAIN] = {A_NORMAL, PAIR_PLAIN},         [STYLE_DIM] = {A_DIM, PAIR_PLAIN},
    [STYLE_STRONG] = {A_BOLD, PAIR_PLAIN},          [STYLE_TITLE] = {A_BOLD, PAIR_TITLE},
    [STYLE_CALM] = {A_NORMAL, PAIR_CALM},           [STYLE_ALERT] = {A_BOLD, PAIR_ALERT},
    [STYLE_FRESH] = {A_BOLD | A_BLINK, PAIR_ALERT}, [STYLE_BANNER] = {A_BOLD, PAIR_BANNER},
    [STYLE_KEY] = {A_REVERSE, PAIR_PLAIN},          [STYLE_PICK] = {A_NORMAL, PAIR_PICK},
};

static attr_t attributes_of(const struct canvas *c, enum style style) {
    attr_t attributes = looks[style].attributes;
    bool colourless = !has_colors() && looks[style].pair >= PAIR_BANNER;
    if (colourless)
        attributes |= A_REVERSE;
    if (c->dimmed && style != STYLE_BANNER)
        attributes = (attributes & ~(attr_t)(A_BLINK | A_BOLD)) | A_DIM;
    return attributes;
}

static void cell_show(const struct canvas *c, int x, int y) {
    const struct cell *cell = canvas_at(c, x, y);
    wchar_t letters[] = {cell->letter, 0};
    cchar_t wide;
    if (!cell->letter)
        return;
    setcchar(&wide, letters, attributes_of(c, cell->style),
             has_colors() ? looks[cell->style].pair : 0, NULL);
    mvadd_wch(y, x, &wide); // ERR in the last corner, where the cursor cannot go on
}

void terminal_show(struct terminal *t, const struct canvas *c) {
    if (!t->opened || t->stopped)
        return;
    erase();
    for (int y = 0; y < c->height; y++)
        for (int x = 0; x < c->width; x++)
            cell_show(c, x, y);
    curs_set(c->cursor_x >= 0);
    if (c->cursor_x >= 0)
        move(c->cursor_y, c->cursor_x);
    refresh();
}

void terminal_size(const struct terminal *t, int *ret_width, int *ret_height) {
    (void)t;
    getmaxyx(stdscr, *ret_height, *ret_width);
}

// ---------------------------------------------------------------- keys and size

static const struct {
    wint_t code;
    bool function; // a KEY_ code rather than a character
    enum key_kind kind;
} key_codes[] = {
    {KEY_UP, true, KEY_KIND_UP},         {KEY_DOWN, true, KEY_KIND_DOWN},
    {KEY_LEFT, true, KEY_KIND_LEFT},     {KEY_RIGHT, true, KEY_KIND_RIGHT},
    {KEY_PPAGE, true, KEY_KIND_PAGE_UP}, {KEY_NPAGE, true, KEY_KIND_PAGE_DOWN},
    {KEY_ENTER, true, KEY_KIND_ENTER},   {KEY_BACKSPACE, true, KEY_KIND_BACKSPACE},
    {KEY_BTAB, true, KEY_KIND_LEFT},     {L'\n', false, KEY_KIND_ENTER},
    {L'\r', false, KEY_KIND_ENTER},      {L'\t', false, KEY_KIND_TAB},
    {0x1B, false, KEY_KIND_ESCAPE},      {0x7F, false, KEY_KIND_BACKSPACE},
    {0x08, false, KEY_KIND_BACKSPACE},
};

static bool key_of(int kind, wint_t code, struct key *ret_key) {
    bool function = kind == KEY_CODE_YES;
    for (size_t i = 0; i < COUNT(key_codes); i++)
        if (key_codes[i].code == code && key_codes[i].function == function) {
            *ret_key = (struct key){key_codes[i].kind, 0};
            return true;
        }
    *ret_key = (struct key){KEY_KIND_LETTER, (wchar_t)code};
    return !function && code >= L' ';
}

static bool hung_up(void) {
    struct pollfd look = {.fd = STDIN_FILENO, .events = POLLIN};
    return poll(&look, 1, 0) > 0 && look.revents & (POLLHUP | POLLERR | POLLNVAL);
}

static void input_cb(uv_poll_t *poll, int status, int events) {
    struct terminal *t = poll->data;
    (void)events;
    for (int i = 0; i < KEYS_A_ROUND && !t->stopped; i++) {
        wint_t code = 0;
        struct key key;
        int kind = get_wch(&code);
        if (kind == ERR) {
            if (status < 0 || (!i && hung_up()))
                t->gone_cb(t->arg);
            return;
        }
        if (key_of(kind, code, &key))
            t->key_cb(t->arg, key);
    }
}

static void resized_cb(uv_signal_t *signal, int number) {
    struct terminal *t = signal->data;
    struct winsize size = {0};
    (void)number;
    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_row && size.ws_col)
        resizeterm(size.ws_row, size.ws_col);
    clearok(stdscr, TRUE);
    t->resize_cb(t->arg);
}

// ---------------------------------------------------------------- open and close

bool terminal_blocks(void) {
    static const char *const without[] = {"linux", "vt", "ansi", "cons"};
    const char *type = getenv("TERM");
    for (size_t i = 0; type && i < COUNT(without); i++)
        if (!strncmp(type, without[i], strlen(without[i])))
            return false;
    return true;
}

enum terminal_fault terminal_look(void) {
    int known = 0;
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
        return TERMINAL_NONE;
    if (setupterm(NULL, STDOUT_FILENO, &known) == ERR) // with a third argument it does not exit
        return TERMINAL_UNKNOWN;
    char *move_cursor = tigetstr("cup");
    bool moves = move_cursor && move_cursor != (char *)-1;
    del_curterm(cur_term);
    return moves ? TERMINAL_FINE : TERMINAL_DUMB;
}

static int modes_set(void) {
    set_escdelay(ESCAPE_WAIT_MS);
    if (!newterm(NULL, stdout, stdin))
        return ERR_SYSTEM;
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    curs_set(0);
    if (has_colors())
        pairs_init();
    rescue_arm();
    atexit(give_back);
    return ERR_OK;
}

int terminal_open(struct terminal *t, uv_loop_t *loop, void (*key_cb)(void *arg, struct key key),
                  void (*resize_cb)(void *arg), void (*gone_cb)(void *arg), void *arg) {
    *t =
        (struct terminal){.key_cb = key_cb, .resize_cb = resize_cb, .gone_cb = gone_cb, .arg = arg};
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &rescue.modes) ||
        modes_set())
        return ERR_SYSTEM;
    t->opened = true;
    uv_poll_init(loop, &t->input, STDIN_FILENO);
    uv_signal_init(loop, &t->resized);
    t->input.data = t->resized.data = t;
    uv_poll_start(&t->input, UV_READABLE, input_cb);
    uv_signal_start(&t->resized, resized_cb, SIGWINCH); // in place of ncurses's own
    return ERR_OK;
}

void terminal_close(struct terminal *t) {
    if (!t->opened || t->stopped)
        return;
    t->stopped = true;
    uv_close((uv_handle_t *)&t->input, NULL);
    uv_close((uv_handle_t *)&t->resized, NULL);
    give_back();
}
