// character.h - the characters of a UTF-8 text (RFC 3629), one at a time, and which characters may
// not stand in a text that people write. The broker, the settings and hall files all judge by it.
#ifndef HALLQ_CHARACTER_H
#define HALLQ_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// character_take: returns the character at *at and moves *at behind it; `end`: the text's end,
// behind *at. CHARACTER_BROKEN, and *at stays, if no valid one is there: cut, overlong, a
// surrogate, past U+10FFFF.
#define CHARACTER_BROKEN UINT32_MAX
uint32_t character_take(const char **at, const char *end);

// character_is_control: C0 (with NUL, tab and newline), DEL or C1, which steer terminals.
bool character_is_control(uint32_t code);

// character_is_hidden: the character is not seen, or turns the direction of its neighbours, or
// breaks the line, so that two texts may look the same (the list is in character.c). Characters
// that choose the form of the character before them (U+FE00..FE0F, U+E0100..E01EF) are not hidden:
// names need them.
bool character_is_hidden(uint32_t code);

// text_is_blank: whether `size` bytes of UTF-8 are not empty and yet show nothing: they hold only
// blanks of any width, hidden characters, marks and choices of form without a character to stand on
// (U+0301, U+FE0F), private characters that each font draws as it likes (U+E000), and U+FFFD, which
// stands for a lost character.
bool text_is_blank(const char *text, size_t size);

// character_is_word: a letter or digit of any script, a Chinese character too; no blank,
// punctuation, symbol, picture, lone accent or unseen character.
bool character_is_word(uint32_t code);

// text_has_word: whether any character of `size` bytes is a word's, so that somebody wrote
// something there; dashes, dots and pictures alone say nothing. False too if broken UTF-8 stands
// before that character.
bool text_has_word(const char *text, size_t size);

// text_characters: how many characters a text of UTF-8 has.
size_t text_characters(const char *text);

// text_has_full_width_digit: whether a text holds a digit as an input method types it, U+FF10 to
// U+FF19.
bool text_has_full_width_digit(const char *text);

// text_has_lost: whether a text holds U+FFFD, which a conversion puts where it lost a character.
bool text_has_lost(const char *text);

// text_flaw: whether `size` bytes hold a character that may not stand in a text; *ret_code is the
// first such, CHARACTER_BROKEN where the bytes are no UTF-8. `may`: the characters allowed all the
// same.
enum { TEXT_MAY_LINES = 1 /* tab and newline */, TEXT_MAY_HIDE = 2 /* character_is_hidden */ };
bool text_flaw(const char *text, size_t size, unsigned may, uint32_t *ret_code);

#endif
