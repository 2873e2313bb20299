// openapi.h - the OpenAPI document of this gateway, written from the schema's table of commands and
// its descriptors, so that it says what the program that serves it does.
#ifndef HALLQ_WEB_OPENAPI_H
#define HALLQ_WEB_OPENAPI_H

#include "jot.h"

// openapi_write: adds the document, JSON, to an empty text.
void openapi_write(struct jot *j);

// openapi_print: writes the document to standard output, as it would be served. Returns the exit code.
int openapi_print(void);

#endif
