// desk.h - a person at a full screen: keys that act, a question in front, signing on and off, and what became of
// the last command. The counter's desk and the console's are this one, with acts of their own.
//
// A command that changes something waits for the outcome of the command before it: nobody knows until then what a
// second press would do.
#ifndef HALLQ_DESK_H
#define HALLQ_DESK_H

#include "frame.h"
#include "modal.h"
#include "outlet.h"
#include "status.h"

struct desk;

// An act of a key, or the answer to a question. The desk is the first member of its screen's own.
typedef void desk_act(struct desk *d, const struct hallq_view *v);

struct desk_key {
    wchar_t letter;
    desk_act *act;
    enum text help; // its row of the help page
    unsigned when;  // the screen's: what the key needs; 0: nothing
    enum text what; // TEXT_DO_...: what is refused where it is not met
};

struct desk_screen {
    const struct desk_key *keys;
    size_t key_count;
    bool (*may)(struct desk *d, const struct hallq_view *v, const struct desk_key *key);
    enum text help_head; // above the keys on the help page; TEXT_COUNT: nothing
    enum text ask_quit;
};

enum desk_pin { DESK_PIN_OLD, DESK_PIN_NEW, DESK_PIN_AGAIN, DESK_PINS };

struct desk {
    const struct desk_screen *screen;
    enum language language;
    uint32_t counter; // people sign on at, 0: at none
    struct outlet outlet;
    struct status status;
    struct modal modal;
    enum text title;        // of the question
    desk_act *answer;       // to it; NULL: there is nothing to do
    uint32_t staff;         // typed, of the sign-on
    bool pin_short;         // the PIN that was typed: to lead, a longer one is needed
    enum desk_pin pin_step; // of a change of PIN
    char pins[DESK_PINS][MODAL_INPUT_SIZE]; // typed
    char slip_number[HALLQ_NUMBER_SIZE];    // whose slip is printed again (desk_slip)
    uint64_t slip_ticket;                   // until it is known what became of it; 0: none
    bool greeted, done; // desk_greets was true; the person is done with the program
};

// desk_init: nothing is asked yet; the screen's table outlives the desk. desk_fini: frees it; nothing that was typed
// stays.
void desk_init(struct desk *d, const struct desk_screen *screen, uint32_t counter,
               enum language language, struct outlet outlet);
void desk_fini(struct desk *d);

// desk_key: an open question takes the key, or a letter acts. False: it is for the screen.
bool desk_key(struct desk *d, const struct hallq_view *v, struct key key);

// desk_letter: acts as if the letter was pressed.
void desk_letter(struct desk *d, const struct hallq_view *v, wchar_t letter);

// desk_greets: true once, at the first moment at which the hall is known and nothing is asked.
bool desk_greets(struct desk *d, const struct hallq_view *v);

// desk_result: of a change: into the status line; a wrong PIN is asked for again.
void desk_result(struct desk *d, const struct hallq_view *v, enum text what,
                 const struct hallq_result *result);

// desk_send: sends a change, unless the change before it has no outcome yet. desk_read: sends a read, whose answer
// comes to the screen.
void desk_send(struct desk *d, const Hallq__Request *request, enum text what);
void desk_read(struct desk *d, const Hallq__Request *request, enum text what);

// DESK_SEND, DESK_READ: a command by its names in the schema, as HALLQ_REQUEST; people know it by TEXT_DO_ and
// that name.
#define DESK_SEND(desk, view, FIELD, field, body)                                                  \
    do {                                                                                           \
        HALLQ_REQUEST(request, (view)->now.hall, FIELD, field, body);                              \
        desk_send(desk, &request, TEXT_DO_##FIELD);                                                \
    } while (0)
#define DESK_READ(desk, view, FIELD, field, body)                                                  \
    do {                                                                                           \
        HALLQ_REQUEST(request, (view)->now.hall, FIELD, field, body);                              \
        desk_read(desk, &request, TEXT_DO_##FIELD);                                                \
    } while (0)

// desk_ask: opens a question; its items are added to the modal then. desk_ask_about: {0} and {1} of its title are filled
// in. desk_codes_add: items of it are codes of the settings.
void desk_ask(struct desk *d, enum modal_kind kind, enum text title, desk_act *answer);
void desk_ask_about(struct desk *d, enum modal_kind kind, enum text title, const char *about,
                    const char *more, desk_act *answer);
void desk_codes_add(struct desk *d, Hallq__Code *const *codes, size_t count);

// desk_shows: the question of this title is open.
bool desk_shows(const struct desk *d, enum text title);

// desk_draw: draws over the screen's own: a banner when view or clock cannot be trusted, the status line above the
// keys, the question.
void desk_draw(struct canvas *c, const struct desk *d, const struct hallq_view *v,
               const struct reach *reach, int64_t now_ms);

// desk_chosen: the item that answers. desk_number_typed: a ticket's number that was typed, in capitals, so that nobody
// has to hold shift. desk_say: a text in the desk's language.
const struct modal_item *desk_chosen(const struct desk *d);
char *desk_number_typed(struct desk *d);
const char *desk_say(const struct desk *d, enum text text);

// Acts of every screen's keys.
desk_act desk_sign_on, desk_sign_off, desk_change_pin, desk_help, desk_quit;

// desk_lengthen_pin: asks for a change of PIN, since the one that was given is too short.
void desk_lengthen_pin(struct desk *d);

#endif
