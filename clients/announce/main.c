// hallq-announce: speaks a hall's calls, and makes and checks the voice packs that they are spoken with.
#include <errno.h>

#include "clients/announce/announce.h"
#include "clients/announce/make.h"
#include "clients/announce/tell.h"

static enum exit_code speak(const struct options *o) {
    enum exit_code exit_code = EXIT_FAILED;
    enum language language = o->broker.language;
    struct pack pack;
    struct sink *sink = NULL;
    if (!pack_open(o->pack, language, &pack))
        goto end;
    sink = o->file ? sink_file(o->file) : sink_device(o->sound);
    if (sink)
        exit_code = o->tries ? announce_try(o, &pack, sink) : announce_run(o, &pack, sink);
    else
        TELL_LINE(language, TELL_CANNOT_WRITE, SAME(o->file), bilingual_errno(errno));
    if (sink)
        sink->kind->close(sink);
end:
    pack_free(&pack);
    return exit_code;
}

int main(int argc, char **argv) {
    struct options options;
    enum exit_code exit_code;
    enum language language;
    if (!options_read(&options, argc, argv, &exit_code))
        return exit_code;
    language = options.broker.language;
    if (options.make_pack)
        exit_code = make_pack(options.make_pack, language) ? EXIT_OK : EXIT_FAILED;
    else if (options.even_pack)
        exit_code = even_pack(options.even_pack, language) ? EXIT_OK : EXIT_FAILED;
    else if (options.check_pack)
        exit_code = check_pack(options.check_pack, language) ? EXIT_OK : EXIT_FAILED;
    else
        exit_code = speak(&options);
    options_wipe(&options);
    return exit_code;
}
