// short_code.h - the eight digits that a customer types at a kiosk, made of the code of their booking.
#ifndef HALLQ_SHORT_CODE_H
#define HALLQ_SHORT_CODE_H

#define SHORT_CODE_SIZE 9

// short_code_text: the digits of a code of CODE_SIZE bytes, with their end. Returns `ret`.
char *short_code_text(const unsigned char *code, char ret[SHORT_CODE_SIZE]);

#endif
