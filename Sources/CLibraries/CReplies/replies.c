#define _GNU_SOURCE
#include "replies.h"

#include <dlfcn.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stddef.h>

static _Atomic(reply_writer) the_writer;

void set_reply_writer(reply_writer writer) { atomic_store(&the_writer, writer); }

typedef enum MHD_Result (*library_queue)(struct MHD_Connection *, unsigned int, struct MHD_Response *);

int queue_reply(struct MHD_Connection *connection, unsigned int status, struct MHD_Response *reply) {
    static _Atomic(library_queue) library;
    library_queue queue = atomic_load(&library);
    if (queue == NULL) {
        queue = (library_queue)dlsym(RTLD_NEXT, "MHD_queue_response");
        if (queue == NULL) return 0;
        atomic_store(&library, queue);
    }
    return queue(connection, status, reply) == MHD_YES;
}

/* What the library itself calls. */
enum MHD_Result MHD_queue_response(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *page) {
    reply_writer writer = atomic_load(&the_writer);
    int queued = writer == NULL ? queue_reply(connection, status, page) : writer(connection, status, page);
    return queued ? MHD_YES : MHD_NO;
}
