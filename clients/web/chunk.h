// chunk.h - a chunk of a body that is sent in chunks (RFC 9112, 7.1), made around its bytes where they
// lie, so that bytes for many are framed once:
//
//     000001f4\r\n  500 bytes  \r\n
//
// Leading zeros give the head one size, whatever that of the bytes.
#ifndef HALLQ_WEB_CHUNK_H
#define HALLQ_WEB_CHUNK_H

#include <stddef.h>

#define CHUNK_HEAD 10
#define CHUNK_TAIL 2
#define CHUNK_SIZE(size) (CHUNK_HEAD + (size) + CHUNK_TAIL)

// chunk_frame: writes head and tail around the `size` bytes, up to 4 GiB, that lie behind CHUNK_HEAD.
void chunk_frame(char *chunk, size_t size);

#endif
