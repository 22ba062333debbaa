#pragma once
/* Not part of Swift's Glibc module. */
#include <stdint.h>
#include <sys/epoll.h>
#include <time.h>

/* `data` is a union in a packed structure. */
static inline int shim_epoll_set(int epoll, int operation, int descriptor, uint32_t events, uint32_t token) {
    struct epoll_event event = {.events = events, .data = {.u32 = token}};
    return epoll_ctl(epoll, operation, descriptor, &event);
}

static inline uint32_t shim_epoll_token(const struct epoll_event *event) { return event->data.u32; }

/* Waits to the nanosecond, as a paced load needs it. */
static inline int shim_epoll_wait(int epoll, struct epoll_event *events, int capacity, int64_t nanoseconds) {
    struct timespec timeout = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return epoll_pwait2(epoll, events, capacity, &timeout, NULL);
}

static const uint32_t shim_epoll_in = EPOLLIN;
static const uint32_t shim_epoll_out = EPOLLOUT;
