// canary.h - recognisable bytes planted in what must not leave the broker. privacy.c looks for them
// in every byte that does.
#ifndef HALLQ_SIM_CANARY_H
#define HALLQ_SIM_CANARY_H

#define CANARY_TEXT "Zqstaff"    // names of staff and classes: never for a display or a customer
#define CANARY_SECRET "Zqsecret" // contacts, notes, sealed boxes, PIN hashes: never for anybody
#define CANARY_CODE "Zqcode"     // begins a ticket's code: only in the answer to its issue

#endif
