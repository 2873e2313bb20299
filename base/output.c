#include "base/output.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

static int noted;

void output_note(int error_number) {
    if (!noted)
        noted = error_number;
}

int output_close(void) {
    errno = 0;
    if (fflush(stdout))
        output_note(errno);
    if (ferror(stdout))
        output_note(EIO);                            // an earlier write, and nobody noted why
    bool closed = !fclose(stdout) || errno == EBADF; // it was not open: nothing was written
    if (!closed)
        output_note(errno);
    return noted;
}
