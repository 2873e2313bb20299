// printer_words.c - the bits, from the makers' command references; x is any:
//
//     DLE EOT 1   0xx1xx10   8 off line
//     DLE EOT 2   0xx1xx10   4 cover open, 32 stopped since the paper is out, 64 an error
//     DLE EOT 4   0xx1xx10   12 paper near its end, 96 paper out
//     GS r 1      0xx0xxxx   3 paper near its end, 12 paper out
#include "printer_words.h"

const unsigned char printer_confirm_bytes[PRINTER_QUESTION_SIZE] = {0x1d, 'r', 1};

const unsigned char *printer_question_bytes(enum printer_question q) {
    static const unsigned char bytes[PRINTER_QUESTIONS][PRINTER_QUESTION_SIZE] = {
        [PRINTER_ASK_LINE] = {0x10, 0x04, 1},
        [PRINTER_ASK_CAUSE] = {0x10, 0x04, 2},
        [PRINTER_ASK_PAPER] = {0x10, 0x04, 4},
    };
    return bytes[q];
}

bool printer_answer_take(enum printer_question q, unsigned char byte, struct printer_look *look) {
    if ((byte & 0x93) != 0x12)
        return false;
    switch (q) {
    case PRINTER_ASK_LINE:
        look->off_line = byte & 8;
        break;
    case PRINTER_ASK_CAUSE:
        look->cover_open = byte & 4;
        look->no_paper = byte & 32;
        look->faulty = byte & 64;
        break;
    case PRINTER_ASK_PAPER:
        look->near_end = byte & 12;
        look->no_paper |= (byte & 96) != 0;
        break;
    case PRINTER_QUESTIONS:
        return false;
    }
    return true;
}

// What people can mend by themselves is said first; an open cover looks like no paper too.
Hallq__Printer__State printer_state(const struct printer_look *look) {
    if (look->cover_open)
        return HALLQ__PRINTER__STATE__COVER_OPEN;
    if (look->no_paper)
        return HALLQ__PRINTER__STATE__NO_PAPER;
    if (look->faulty)
        return HALLQ__PRINTER__STATE__FAULTY;
    if (look->off_line)
        return HALLQ__PRINTER__STATE__OFF_LINE;
    return look->near_end ? HALLQ__PRINTER__STATE__NEAR_END : HALLQ__PRINTER__STATE__READY;
}

bool printer_is_confirm(unsigned char byte) {
    return !(byte & 0x90);
}
