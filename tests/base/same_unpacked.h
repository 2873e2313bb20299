// same_unpacked.h - whether wire.h unpacks bytes to what protobuf-c unpacks them to.
#ifndef HALLQ_TESTS_SAME_UNPACKED_H
#define HALLQ_TESTS_SAME_UNPACKED_H

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

// same_unpacked: whether wire_unpack_stored and protobuf-c take the bytes for the same message,
// unknown fields too, or both refuse them.
bool same_unpacked(const ProtobufCMessageDescriptor *type, const void *data, size_t size);

#endif
