// fields.h - a message as words for scripts: name=value. Fields that have their default value are left out.
//
//     number=A045 ticket=17 state=WAITING entered.kind=SERVICE entered.id=2 topics=sim,bill
//
// Names as in the schema; enum values by name, bytes in hexadecimal; lists of plain values with
// commas, of messages by index (lines.0.waiting=3). A text with blanks, quotes or commas in it is
// quoted, with \" and \\.
#ifndef HALLQ_FIELDS_H
#define HALLQ_FIELDS_H

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>

// fields_print: each field with a blank before it, and `prefix` (may be "") before its name.
void fields_print(FILE *out, const char *prefix, const ProtobufCMessage *message);

#endif
