#include "chunk.h"

#include <string.h>

#define DIGITS (CHUNK_HEAD - 2)

void chunk_frame(char *chunk, size_t size) {
    size_t left = size;
    for (size_t i = DIGITS; i-- > 0; left >>= 4)
        chunk[i] = "0123456789abcdef"[left & 15];
    memcpy(chunk + DIGITS, "\r\n", 2);
    memcpy(chunk + CHUNK_HEAD + size, "\r\n", CHUNK_TAIL);
}
