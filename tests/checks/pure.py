#!/usr/bin/env python3
"""Libraries declared PURE do no I/O, read no clock, draw no randomness and write no log.

Starting from the objects of those libraries, follows each undefined symbol into the objects of the
project that define it, and those objects' symbols in turn. What leaves the project must be in the
list below. So a pure library may use a helper from elsewhere in the tree, as long as the helper's
object keeps the same promise.

Of the schema a pure library may use the empty values (__init) and the descriptors. Packing and
unpacking are the wire module's, and it is reached as a helper.

    pure.py --pure LIB... [--other LIB...] [--schema LIB]
"""
import argparse
import fnmatch
import re
import subprocess
import sys

ALLOWED = """
    mem* bcmp explicit_bzero
    strlen strnlen strcmp strncmp strchr strrchr strchrnul strstr strspn strcspn stpcpy stpncpy
    strtol strtoul strtoll strtoull strtod
    snprintf vsnprintf
    malloc calloc realloc reallocarray free
    qsort bsearch abs labs llabs
    exp* log log1p log2 log10 pow sqrt* cbrt fabs* floor* ceil* round* lround* llround* trunc*
    fmin* fmax* fmod* hypot erf erfc tgamma lgamma_r ldexp frexp nextafter
    abort __assert_fail __stack_chk_fail __errno_location __ctype_b_loc
    XXH3_* XXH64 XXH32 protobuf_c_empty_string
    _GLOBAL_OFFSET_TABLE_ __asan_* __ubsan_* __sanitizer_* __sancov_* __gcov_*
""".split()

SCHEMA_ALLOWED = ["*__init", "*__descriptor"]
HELPER_ALLOWED = ["protobuf_c_*"]  # objects of other libraries only

# (object, symbol) that break the rule in the letter only.
EXCEPTIONS = {
    ("libhallq_base.a(arena.c.o)", "stderr"),  # last words before abort()
    ("libhallq_base.a(arena.c.o)", "fwrite"),
    ("libhallq_base.a(arena.c.o)", "fputs"),
}


def allowed(symbol, patterns):
    """True when the symbol, or what its fortified form stands for, matches a pattern."""
    plain = re.sub(r"^__(\w+)_chk$", r"\1", symbol)
    return any(fnmatch.fnmatchcase(name, p) for name in {symbol, plain} for p in patterns)


def read_objects(archive):
    """Object name -> (defined, undefined) symbols."""
    listing = subprocess.run(
        ["nm", "--format=posix", archive], check=True, capture_output=True, text=True
    ).stdout
    objects, current = {}, None
    for line in listing.splitlines():
        head = re.fullmatch(r"(.+\.a)\[(.+)\]:", line)
        if head:
            stem = head[1].rsplit("/", 1)[-1]
            current = objects.setdefault(f"{stem}({head[2]})", (set(), set()))
            continue
        fields = line.split()
        if current and len(fields) >= 2:
            current[1 if fields[1] in "Uwv" else 0].add(fields[0])
    return objects


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pure", nargs="+", required=True)
    parser.add_argument("--other", nargs="*", default=[])
    parser.add_argument("--schema")
    args = parser.parse_args()

    objects, start = {}, []
    for archive in args.pure + args.other:
        found = read_objects(archive)
        objects.update(found)
        start += found if archive in args.pure else []
    # Programs link different libraries, so one name may be defined twice; its own archive's comes first.
    owner, own = {}, {}
    for name, (defined, _) in objects.items():
        for symbol in defined:
            owner.setdefault(symbol, name)
            own[name.split("(")[0], symbol] = name
    schema = set()
    if args.schema:
        schema = {s for defined, _ in read_objects(args.schema).values() for s in defined}

    reached_by = {name: name for name in start}
    todo, complaints = list(start), []

    def may_use(name, symbol):
        if symbol in schema:
            return allowed(symbol, SCHEMA_ALLOWED)
        if (name, symbol) in EXCEPTIONS or allowed(symbol, ALLOWED):
            return True
        return name not in start and allowed(symbol, HELPER_ALLOWED)

    while todo:
        name = todo.pop()
        for symbol in sorted(objects[name][1]):
            definer = own.get((name.split("(")[0], symbol), owner.get(symbol))
            if definer:
                if definer not in reached_by:
                    reached_by[definer] = f"{reached_by[name]} > {symbol} in {definer}"
                    todo.append(definer)
            elif not may_use(name, symbol):
                complaints.append(f"{reached_by[name]} > {symbol}")

    if complaints:
        print("A pure library reaches what it must not. Pass the value in, or return it as an event.")
        print("\n".join(sorted(complaints)))
        return 1
    print(f"{len(start)} objects of {len(args.pure)} pure libraries, {len(reached_by)} reached")
    return 0


if __name__ == "__main__":
    sys.exit(main())
