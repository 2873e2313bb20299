// port_file.h - the file that tells the program that started this broker which addresses are bound.
// It is written beside its place and then renamed, so that a reader finds the whole file or none.
// It replaces only an earlier port file: a path that names a device, a link or another file is
// refused at the start.
#ifndef HALLQ_PORT_FILE_H
#define HALLQ_PORT_FILE_H

#include <limits.h>
#include <stdio.h>

enum port_file_fault {
    PORT_FILE_FINE,
    PORT_FILE_OTHERS,     // the path names something that is no port file
    PORT_FILE_UNWRITABLE, // errno says why
};

struct port_file {
    const char *path;
    char beside[PATH_MAX]; // path of the file until it is renamed
    FILE *file;            // NULL: no port file is wanted, or it was published
};

// port_file_open: checks that the path may be replaced, and creates the file beside it. path NULL:
// no port file is wanted.
enum port_file_fault port_file_open(struct port_file *p, const char *path);

// port_file_publish: closes p->file and renames it to the path.
enum port_file_fault port_file_publish(struct port_file *p);

// port_file_fini: removes a file that was not published.
void port_file_fini(struct port_file *p);

#endif
