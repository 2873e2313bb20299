// key.h - a key somebody pressed, whatever the terminal sent for it.
#ifndef HALLQ_KEY_H
#define HALLQ_KEY_H

#include <wchar.h>

enum key_kind {
    KEY_KIND_LETTER,
    KEY_KIND_ENTER,
    KEY_KIND_ESCAPE,
    KEY_KIND_TAB,
    KEY_KIND_BACKSPACE,
    KEY_KIND_UP,
    KEY_KIND_DOWN,
    KEY_KIND_LEFT,
    KEY_KIND_RIGHT,
    KEY_KIND_PAGE_UP,
    KEY_KIND_PAGE_DOWN,
};

struct key {
    enum key_kind kind;
    wchar_t letter; // of KEY_KIND_LETTER
};

#endif
