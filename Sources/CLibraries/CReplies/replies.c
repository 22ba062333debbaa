#define _GNU_SOURCE
#include "replies.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>

static _Atomic(reply_writer) the_writer;

void set_reply_writer(reply_writer writer) { atomic_store(&the_writer, writer); }

enum MHD_Result queue_reply(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *reply) {
    static _Atomic(reply_writer) library;
    reply_writer queue = atomic_load(&library);
    if (queue == NULL) {
        queue = (reply_writer)dlsym(RTLD_NEXT, "MHD_queue_response");
        if (queue == NULL) return MHD_NO;
        atomic_store(&library, queue);
    }
    return queue(connection, status, reply);
}

/* What the library itself calls. */
enum MHD_Result MHD_queue_response(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *page) {
    reply_writer writer = atomic_load(&the_writer);
    return writer == NULL ? queue_reply(connection, status, page) : writer(connection, status, page);
}
