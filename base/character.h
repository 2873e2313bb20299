// character.h - the characters of a text, one at a time: UTF-8 (RFC 3629), and which of them may not
// stand in what people write. One judge for the broker, the settings and hall files.
#ifndef HALLQ_CHARACTER_H
#define HALLQ_CHARACTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// character_take: the next character of UTF-8 before `end`, which is behind *at; moves *at behind it.
// CHARACTER_BROKEN, and *at stays, if it is none: cut, overlong, a surrogate, past U+10FFFF.
#define CHARACTER_BROKEN UINT32_MAX
uint32_t character_take(const char **at, const char *end);

// character_is_control: C0 (NUL, tab and newline too), DEL, C1: they steer terminals.
bool character_is_control(uint32_t code);

// character_is_hidden: nothing is seen of it, or it turns the direction of what stands beside it, or
// breaks the line, so that two texts may look the same (the list is in character.c). Characters that choose the
// form of the one before (U+FE00..FE0F, U+E0100..E01EF) are not among them: names need them.
bool character_is_hidden(uint32_t code);

// text_is_blank: nothing is seen of `size` bytes of UTF-8 that hold something: blanks of every width,
// characters that are hidden, marks and choices of form with nothing to stand on (U+0301, U+FE0F), private
// ones that each font draws as it likes (U+E000), and U+FFFD, which stands for what was lost.
bool text_is_blank(const char *text, size_t size);

// character_is_word: a letter or digit of any script, a Chinese character too; no blank, punctuation, symbol,
// picture, lone accent, or what is not seen.
bool character_is_word(uint32_t code);

// text_has_word: one of the characters of `size` bytes is one of a word: somebody wrote something there.
// Dashes, dots, pictures alone are nothing. False too where no UTF-8 comes before it.
bool text_has_word(const char *text, size_t size);

// text_characters: how many characters a text of UTF-8 has.
size_t text_characters(const char *text);

// text_has_full_width_digit: whether there is a digit as an input method types it, U+FF10 to U+FF19.
bool text_has_full_width_digit(const char *text);

// text_has_lost: whether U+FFFD stands in it, which a conversion puts where it lost a character.
bool text_has_lost(const char *text);

// text_flaw: whether `size` bytes hold a character that may not stand in a text, and the first such in
// *ret_code, CHARACTER_BROKEN where they are no UTF-8. `may`: what may stand all the same.
enum { TEXT_MAY_LINES = 1 /* tab and newline */, TEXT_MAY_HIDE = 2 /* character_is_hidden */ };
bool text_flaw(const char *text, size_t size, unsigned may, uint32_t *ret_code);

#endif
