#include "broker/port_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST_WORD "commands=" // each port file begins so

// An empty file counts: a program that waits for the port file may have made it.
static bool is_port_file(const char *path) {
    char start[sizeof FIRST_WORD] = "";
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return false;
    ssize_t size = read(fd, start, sizeof start - 1);
    close(fd);
    return !size || (size > 0 && !strcmp(start, FIRST_WORD));
}

static enum port_file_fault place_look(const char *path) {
    struct stat st;
    if (lstat(path, &st))
        return errno == ENOENT ? PORT_FILE_FINE : PORT_FILE_UNWRITABLE;
    return S_ISREG(st.st_mode) && is_port_file(path) ? PORT_FILE_FINE : PORT_FILE_OTHERS;
}

enum port_file_fault port_file_open(struct port_file *p, const char *path) {
    *p = (struct port_file){.path = path};
    if (!path)
        return PORT_FILE_FINE;
    enum port_file_fault fault = place_look(path);
    if (fault)
        return fault;
    int size = snprintf(p->beside, sizeof p->beside, "%s.%ld.new", path, (long)getpid());
    if (size >= (int)sizeof p->beside) {
        errno = ENAMETOOLONG;
        return PORT_FILE_UNWRITABLE;
    }
    unlink(p->beside); // left by a killed process with our number
    p->file = fopen(p->beside, "wxe");
    return p->file ? PORT_FILE_FINE : PORT_FILE_UNWRITABLE;
}

static bool written(struct port_file *p) {
    bool whole = !fflush(p->file) && !ferror(p->file);
    int why = errno;
    bool closed = !fclose(p->file);
    p->file = NULL;
    if (!whole)
        errno = why;
    return whole && closed;
}

enum port_file_fault port_file_publish(struct port_file *p) {
    if (!p->file)
        return PORT_FILE_FINE;
    enum port_file_fault fault = written(p) ? place_look(p->path) : PORT_FILE_UNWRITABLE;
    if (!fault && rename(p->beside, p->path))
        fault = PORT_FILE_UNWRITABLE;
    if (fault) {
        int why = errno;
        unlink(p->beside);
        errno = why;
    }
    return fault;
}

void port_file_fini(struct port_file *p) {
    if (!p->file)
        return;
    fclose(p->file);
    p->file = NULL;
    unlink(p->beside);
}
