#pragma once
#include <microhttpd.h>

/* libmicrohttpd answers some requests itself, with a page of its own: those whose head it cannot read or keep. It
   has no option to say in which words. But it queues such a page by its public function, as everybody does, and the
   dynamic linker lets a program have its own function of that name: this target's, which asks the writer. */

typedef enum MHD_Result (*reply_writer)(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *page);

/* From now on the writer is asked, on the daemon's thread, what is to be queued in place of a page. */
void set_reply_writer(reply_writer writer);

/* Queues a reply: the library's own MHD_queue_response. */
enum MHD_Result queue_reply(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *reply);
