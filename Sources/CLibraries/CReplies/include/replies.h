#pragma once

/* libmicrohttpd answers some requests itself, with a page of its own: those whose head it cannot read or keep. It
   has no option to say in which words. But it queues such a page by its public function, as everybody does, and the
   dynamic linker lets a program have its own function of that name: this target's, which asks the writer. */

struct MHD_Connection;
struct MHD_Response;

/* 1 where the reply is queued, else 0: MHD_YES and MHD_NO. Spelled without the library's header, which would make the
   system's own headers this module's. */
typedef int (*reply_writer)(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *page);

/* From now on the writer is asked, on the daemon's thread, what is to be queued in place of a page. */
void set_reply_writer(reply_writer writer);

/* Queues a reply: the library's own MHD_queue_response. */
int queue_reply(
    struct MHD_Connection *connection, unsigned int status, struct MHD_Response *reply);
