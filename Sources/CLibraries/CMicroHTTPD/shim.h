#pragma once
/* The TLS library underneath; libmicrohttpd-dev depends on its headers. */
#include <gnutls/gnutls.h>
#include <microhttpd.h>
/* Not part of Swift's Glibc module. */
#include <sys/eventfd.h>

/* Swift cannot call variadic C; these are the variadic calls the engine makes, with their types spelled out. */

static inline struct MHD_Daemon *shim_start_daemon(
    unsigned int flags, int listener, size_t memory_per_connection, unsigned int connections,
    unsigned int connections_per_address, unsigned int idle_seconds, const char *certificate, const char *key,
    MHD_AccessHandlerCallback handler, MHD_NotifyConnectionCallback connection_changed,
    MHD_RequestCompletedCallback request_completed,
    void *(*target_read)(void *context, const char *target, struct MHD_Connection *connection), void *context) {
    struct MHD_OptionItem tls[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)key},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
    return MHD_start_daemon(
        flags, 0, NULL, NULL, handler, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)listener,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, memory_per_connection,
        MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_PER_IP_CONNECTION_LIMIT, connections_per_address,
        MHD_OPTION_CONNECTION_TIMEOUT, idle_seconds,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, context,
        MHD_OPTION_NOTIFY_COMPLETED, request_completed, context,
        MHD_OPTION_URI_LOG_CALLBACK, target_read, context,
        MHD_OPTION_ARRAY, certificate != NULL ? tls : none,
        MHD_OPTION_END);
}

static inline void *shim_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

/* Sends what the socket takes at once. Here because the flags, named in Swift beside this module, become its own and
   are found no more where only the C library is imported. */
static inline ssize_t shim_send_now(int descriptor, const void *bytes, size_t count) {
    return send(descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
}

static inline int shim_descriptor(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info != NULL ? info->connect_fd : -1;
}

static inline const struct sockaddr *shim_peer_address(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info != NULL ? info->client_addr : NULL;
}

/* Bytes from the method to the end of the empty line; 0 before the head is in. */
static inline size_t shim_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info != NULL ? info->header_size : 0;
}

/* NULL on a connection without TLS. */
static inline gnutls_session_t shim_tls_session(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION);
    return info != NULL ? (gnutls_session_t)info->tls_session : NULL;
}
