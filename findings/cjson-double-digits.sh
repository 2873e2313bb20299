#!/usr/bin/env bash
# cJSON 1.7.15 (Debian 12's libcjson-dev): a double that is printed is not always read back as the same.
#
# cJSON prints a number by 15 digits, and by 17 only if those 15 are read back as another number. For "another" it
# takes a difference of more than DBL_EPSILON times the greater of both, so that the neighbour of a number passes
# for the number itself. Seen: 0.1 + 0.2 is printed as 0.3, and 10,299 of 100,000 random doubles come back as a
# neighbour. Its reader is exact (strtod).
#
# It matters to us because forecasts are to be the same to the last bit wherever they are read again, and a message
# that went through JSON has to be the same message: clients/libhallq/json_print.c writes the digits itself.
#
# Needs gcc and libcjson-dev. Exits 1 if something else is seen, 77 where it cannot be tried.
set -euo pipefail

command -v gcc >/dev/null && pkg-config --exists libcjson || { echo "no gcc or libcjson-dev"; exit 77; }
echo "cJSON $(pkg-config --modversion libcjson)"
top=$(mktemp -d)
trap 'rm -rf "$top"' EXIT

cat >"$top/digits.c" <<'END'
#include <cjson/cJSON.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TRIED 100000

static double through(double value, char text[64]) {
    cJSON *number = cJSON_CreateNumber(value);
    char *printed = cJSON_PrintUnformatted(number);
    cJSON *read = cJSON_Parse(printed);
    double back = read->valuedouble;
    snprintf(text, 64, "%s", printed);
    cJSON_Delete(read);
    cJSON_Delete(number);
    free(printed);
    return back;
}

int main(void) {
    char text[64];
    int lost = 0;
    uint64_t state = 1;
    double sum = 0.1 + 0.2;
    printf("0.1 + 0.2 is %.17g, and after cJSON ", sum);
    double back = through(sum, text);
    printf("%.17g (\"%s\")\n", back, text);
    for (int i = 0; i < TRIED; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        double value = (double)(state >> 11) / 1000.;
        lost += through(value, text) != value;
    }
    printf("%d of %d doubles came back as another\n", lost, TRIED);
    return back != sum && lost > TRIED / 100 ? 0 : 1;
}
END
gcc -O1 -o "$top/digits" "$top/digits.c" $(pkg-config --cflags --libs libcjson)
"$top/digits" || { echo "cJSON keeps doubles now: json_print.c may print them by cJSON again"; exit 1; }
