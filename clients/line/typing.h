// typing.h - what an input method for Chinese leaves in a line that should be a command, though it looks
// right: full-width blanks and digits.
#ifndef HALLQ_TYPING_H
#define HALLQ_TYPING_H

#include "clients/text/text.h"

// typing_text: what a line that was not understood may be wrong by; `otherwise` if nothing is. Not for
// a line that is understood: a text in it may hold such characters.
enum text typing_text(const char *line, enum text otherwise);

#endif
