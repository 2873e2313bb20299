// openapi.h - the OpenAPI document of this gateway, written from the schema's table of commands and
// its descriptors, so that it says what the program that serves it does.
#ifndef HALLQ_WEB_OPENAPI_H
#define HALLQ_WEB_OPENAPI_H

#include "jot.h"

// openapi_write: adds the document, JSON, to an empty text.
void openapi_write(struct jot *j);

#endif
