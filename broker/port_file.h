// port_file.h - the file that tells who started this broker what it has bound. It is written beside its
// place and then renamed, so that a reader finds all of it or nothing, and it takes the place of nothing
// but an earlier one: a name that is a device's, a link's or another file's is refused at the start.
#ifndef HALLQ_PORT_FILE_H
#define HALLQ_PORT_FILE_H

#include <limits.h>
#include <stdio.h>

enum port_file_fault {
    PORT_FILE_FINE,
    PORT_FILE_OTHERS,     // there is something, and it is no port file
    PORT_FILE_UNWRITABLE, // errno says why
};

struct port_file {
    const char *path;
    char beside[PATH_MAX];
    FILE *file; // NULL: none is wanted, or it was published
};

// port_file_open: looks at what has the name, and makes the file beside it. path NULL: none is wanted.
enum port_file_fault port_file_open(struct port_file *p, const char *path);

// port_file_publish: gives what was written to p->file the name.
enum port_file_fault port_file_publish(struct port_file *p);

// port_file_fini: leaves nothing beside.
void port_file_fini(struct port_file *p);

#endif
