// behind.h - who asks behind a gateway's key (docs/PROTOCOL.md, "Through a gateway").
#ifndef HALLQ_BEHIND_H
#define HALLQ_BEHIND_H

struct broker;
struct item;

// behind_find: of a request through a gateway, for whom it vouches. A command of somebody who is signed
// on in a browser, or signs on there, is from here on as one from that terminal; what the rules find
// in the row of the sign-on counts.
void behind_find(struct broker *b, struct item *item);

#endif
