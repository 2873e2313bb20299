// printer_words.h - what is asked of a printer about itself, and what its answers mean. Each answer is
// one byte, and its fixed bits say to which sort of question.
#ifndef HALLQ_PAPER_PRINTER_WORDS_H
#define HALLQ_PAPER_PRINTER_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "slip.pb-c.h"

// Asked at once, whatever the printer is at (DLE EOT n).
enum printer_question {
    PRINTER_ASK_LINE,  // n 1: is it on line
    PRINTER_ASK_CAUSE, // n 2: cover, error
    PRINTER_ASK_PAPER, // n 4
    PRINTER_QUESTIONS
};
#define PRINTER_QUESTION_SIZE 3

struct printer_look {
    bool off_line, cover_open, faulty, no_paper, near_end;
};

// printer_question_bytes: PRINTER_QUESTION_SIZE bytes, borrowed for ever.
const unsigned char *printer_question_bytes(enum printer_question q);

// printer_answer_take: notes the answer to a question. False: the byte is no answer to any.
bool printer_answer_take(enum printer_question q, unsigned char byte, struct printer_look *look);

// printer_state: what the answers to all questions come to.
Hallq__Printer__State printer_state(const struct printer_look *look);

// Asked behind a slip, and answered when the printer has come so far (GS r 1).
extern const unsigned char printer_confirm_bytes[PRINTER_QUESTION_SIZE];
bool printer_is_confirm(unsigned char byte);

#endif
