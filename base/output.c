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

// Finds out why an earlier write failed that was not noted: stdio remembers that it failed, not
// why. The output is broken already, so writing one more line end to get the errno does no harm.
static int output_why(void) {
    return write(STDOUT_FILENO, "\n", 1) < 0 ? errno : EIO;
}

int output_close(void) {
    errno = 0;
    if (fflush(stdout))
        output_note(errno);
    if (ferror(stdout) && !noted)
        output_note(output_why());
    bool closed = !fclose(stdout) || errno == EBADF; // EBADF: stdout was not open
    if (!closed)
        output_note(errno);
    return noted;
}
