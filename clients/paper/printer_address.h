// printer_address.h - where a printer is, as it is written at the command line.
#ifndef HALLQ_PAPER_PRINTER_ADDRESS_H
#define HALLQ_PAPER_PRINTER_ADDRESS_H

#include <stdbool.h>
#include <sys/socket.h>

enum printer_kind {
    PRINTER_TCP,    // tcp:HOST[:PORT], tcp:[IPv6]:PORT; port 9100 if none is said
    PRINTER_DEVICE, // usb:/dev/usb/lp0, or any device that is read and written
    PRINTER_FILE,   // file:PATH, to which slips are added: for trials
};

struct printer_address {
    enum printer_kind kind;
    const char *path; // of a device or file; borrowed from the text
    struct sockaddr_storage socket;
    socklen_t socket_size;
};

// printer_address_read: false: the text is none, or its host has no address. A name is looked up
// here, once. May block.
bool printer_address_read(const char *text, struct printer_address *ret);

#endif
