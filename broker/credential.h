// credential.h - what systemd keeps for this service (LoadCredential=), a file each in
// $CREDENTIALS_DIRECTORY.
#ifndef HALLQ_CREDENTIAL_H
#define HALLQ_CREDENTIAL_H

#include <stddef.h>

#include "base/err.h"

#define CREDENTIAL_SIZE_MAX 4096

// credential_read: its bytes without the end of the last line, into ret, which takes CREDENTIAL_SIZE_MAX;
// the caller wipes them. ERR_NOT_FOUND: there is none; ERR_DENIED: others may read it; ERR_INVALID: it is
// no file; ERR_TOO_LARGE, ERR_SYSTEM.
int credential_read(const char *name, unsigned char *ret, size_t *ret_size);

#endif
