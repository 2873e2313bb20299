#include "base/output.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

static int noted;

void output_standard_fill(void) {
    int fd;
    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd > STDERR_FILENO)
        close(fd);
}

void output_note(int error_number) {
    if (!noted)
        noted = error_number;
}

// Why an earlier write failed that nobody noted: stdio keeps that it did, not why. What is written is
// broken already, so one more line end tells without harm.
static int output_why(void) {
    return write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO;
}

int output_close(void) {
    errno = 0;
    if (fflush(stdout))
        output_note(errno);
    if (ferror(stdout) && !noted)
        output_note(output_why());
    bool closed = !fclose(stdout) || errno == EBADF; // it was not open: nothing was written
    if (!closed)
        output_note(errno);
    return noted;
}
