// any_message.h - messages of every type of the schema, made of drawn bytes: random ones in a test,
// a fuzzer's in a fuzz target.
#ifndef HALLQ_TESTS_ANY_MESSAGE_H
#define HALLQ_TESTS_ANY_MESSAGE_H

#include <protobuf-c/protobuf-c.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define ANY_TYPES_MAX 512

// any_types: every message type that is sent or stored, and those inside of them; returns how many.
size_t any_types(const ProtobufCMessageDescriptor *ret_types[ANY_TYPES_MAX]);

struct drawn {
    const uint8_t *data; // when it is used up, what is drawn is 0: fields are left out
    size_t size;
};

// any_message: a message of the type, in the arena. Its texts are ASCII; enums and tags of unknown
// fields may be ones that nobody knows.
ProtobufCMessage *any_message(const ProtobufCMessageDescriptor *type, struct drawn *from,
                              struct arena *a);

#endif
