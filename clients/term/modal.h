// modal.h - one question in front of a screen: choose a row, choose several, type a word, type a
// secret, or read a page. Takes the keys while it is open.
#ifndef HALLQ_MODAL_H
#define HALLQ_MODAL_H

#include "canvas.h"
#include "clients/libhallq/view/view.h"
#include "clients/text/phrase.h"
#include "key.h"

#define MODAL_INPUT_SIZE (LIMIT_NOTE + 1)
#define MODAL_ITEMS_MAX (LIMIT_SERVICES + 2 * LIMIT_COUNTERS + LIMIT_STAFF) // where tickets may go
#define MODAL_SWITCHES_MAX 2

enum modal_kind {
    MODAL_NONE, // closed
    MODAL_MENU,
    MODAL_PICKS, // several of the items
    MODAL_INPUT,
    MODAL_SECRET, // shown as stars
    MODAL_PAGE,   // items to read
};

struct modal_item {
    char label[PHRASE_SIZE];
    char code[LIMIT_CODE + 1]; // of the settings, or ""
    uint32_t kind, id;         // the screen's
    bool picked;
};

// A yes or no beside the items, turned by its letter.
struct modal_switch {
    wchar_t letter;
    enum text text;
    bool on;
};

struct modal {
    enum modal_kind kind;
    char title[PHRASE_SIZE];
    struct modal_item *items;
    size_t item_count, item_room;
    size_t chosen;
    struct modal_switch switches[MODAL_SWITCHES_MAX];
    size_t switch_count;
    char input[MODAL_INPUT_SIZE];
};

enum modal_answer {
    MODAL_OPEN,    // goes on
    MODAL_GIVEN,   // closed; chosen, picked, input are the answer until the next modal_open
    MODAL_DROPPED, // closed without an answer
};

// modal_open: an empty question; items and switches are added then. modal_fini: frees it.
void modal_open(struct modal *m, enum modal_kind kind, const char *title);
void modal_fini(struct modal *m);

// modal_item_add: another row, which the caller may fill further; beyond the limit the last is
// given again.
struct modal_item *modal_item_add(struct modal *m, uint32_t kind, uint32_t id, const char *label);
void modal_codes_add(struct modal *m, Hallq__Code *const *codes, size_t count,
                     enum language language);
void modal_switch_add(struct modal *m, wchar_t letter, enum text text);
bool modal_switched(const struct modal *m, wchar_t letter);

// modal_key: the open question takes a key. Secrets are overwritten by modal_forget.
enum modal_answer modal_key(struct modal *m, struct key key);
void modal_forget(struct modal *m);

// modal_draw: in the middle of the canvas; nothing when closed.
void modal_draw(struct canvas *c, const struct modal *m, enum language language);

#endif
