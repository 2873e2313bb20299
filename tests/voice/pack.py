#!/usr/bin/env python3
"""The voice's pack, for tests in other languages.

    pack.py short FOLDER           makes a pack there whose sentences take a second or two
    pack.py heard FOLDER FILE...   of each file of samples, 16 bits, the names of the pack's clips that it is made of: a line of JSON
"""
import json
import sys

from spoken import heard, short_pack


def main():
    verb, folder, *files = sys.argv[1:]
    if verb == 'short':
        short_pack(folder)
    for path in files:
        with open(path, 'rb') as file:
            print(json.dumps(heard(file.read(), folder)))


main()
