// why.h - plain words about an error, for the person at the terminal and the log.
#ifndef HALLQ_STORE_WHY_H
#define HALLQ_STORE_WHY_H

#include "base/err.h" // the codes that go with the words

#define STORE_WHY_SIZE 768

// The words about the last error; empty after success.
struct store_why {
    char text[STORE_WHY_SIZE]; // in English
    char zh[STORE_WHY_SIZE];   // in Chinese
};

#endif
