"""Writes the list of a file's tests, which its main() includes as "tests.inc" where cmocka wants the rows.

    list.py SOURCE OUTPUT

A test is a function `static void NAME(void **state)`; its row is TEST(NAME), which the source may define (with the set-up of
its tests) and which is cmocka_unit_test(NAME) otherwise. A test that is made otherwise says so on the line above it:
`// TEST_BARE` gives TEST_BARE(NAME), which has neither set-up nor teardown, and `// TEST_OWN` or `// TEST_WITH(setup)`, each
with a reason after a colon where it needs one, what the source defines by that name. The rows keep the order of the source;
`// TEST_FIRST` comes before the others and is made as TEST_BARE. Conditions of the preprocessor (#if to #endif) are taken along.

A test in another shape is not seen; the compiler then calls it unused, which the builds of the tests refuse.
"""

import re
import sys

ROW = re.compile(r'^(?P<condition>#\s*(?:if|el|endif).*)|^(?:// (?P<maker>TEST_[A-Z]+)(?:\((?P<setup>\w+)\))?(?::.*)?\n)?static void (?P<name>\w+)\(void \*\*', re.M)
HEAD = """// Written by tests/list.py from the tests of {source}.
#ifndef TEST
#define TEST(name) cmocka_unit_test(name)
#endif
#define TEST_BARE(name) cmocka_unit_test(name)
#define TEST_FIRST(name) cmocka_unit_test(name)
"""


def main(source, output):
    with open(source, encoding='utf-8') as f:
        text = f.read()
    if '#include "tests.inc"' not in text:
        sys.exit(f'{source}: keeps its list of tests by hand: write #include "tests.inc" in the place of its rows (tests/list.py)')
    found = list(ROW.finditer(text))
    if not any(row['name'] for row in found):
        sys.exit(f'{source}: no test in it, as tests/list.py looks for them')
    with open(output, 'w', encoding='utf-8') as f:
        f.write(HEAD.format(source=source))
        for row in sorted(found, key=lambda row: row['maker'] != 'TEST_FIRST'):
            words = [word for word in (row['name'], row['setup']) if word]
            f.write(row['condition'] or f'{row["maker"] or "TEST"}({", ".join(words)}),')
            f.write('\n')


main(*sys.argv[1:])
