/*
 * The floor under the engine: the calls that a lane makes for one experiment, in the lane's order and with its flags, made by
 * one thread that plays both ends, and judged by the same rule. No steps, no records, no clock but one reading before and one
 * after: what is left is what the kernel takes.
 *
 * Reads orders, one a line: CASE COUNT THREADS, where CASE is RESET, CLEAN_EOF or EOF_THEN_RESET. Each thread has a listener of
 * its own. Answers each with one line: how many runs, how many of them ended otherwise than they must, nanoseconds on the wall,
 * nanoseconds of CPU of all threads together, p50 and p99 of one run in nanoseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* linux/tcp.h rather than netinet/tcp.h, whose tcp_info stops short of tcpi_bytes_received. */
#include <linux/tcp.h>

enum ending { RESET, CLEAN_EOF, EOF_THEN_RESET, OTHER };

static const char *const NAMES[] = {"RESET", "CLEAN_EOF", "EOF_THEN_RESET"};

enum { SENT = 5, READ_SOME = 1, BUFFER = 256 * 1024, MAX_THREADS = 64 };

struct lane {
  int listener;
  struct sockaddr_in address;
  char *buffer;
  enum ending wanted;
  long runs;
  long wrong;
  int64_t *took;
};

static void check(int ok, const char *what) {
  if (!ok) {
    perror(what);
    exit(1);
  }
}

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/* Whatever fails unasked makes the ending OTHER, and so the run wrong. */
static enum ending experiment(struct lane *lane) {
  int on = 1;
  int queued = 0;
  int failures = 0;

  int a = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  check(a >= 0, "socket");
  setsockopt(a, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(a, (struct sockaddr *)&lane->address, sizeof lane->address) != 0) {
    failures += errno != EINPROGRESS;
  }
  struct sockaddr_storage name;
  socklen_t name_length = sizeof name;
  failures += getsockname(a, (struct sockaddr *)&name, &name_length) != 0;
  struct pollfd writable = {.fd = a, .events = POLLOUT};
  failures += poll(&writable, 1, 0) != 1 || writable.revents != POLLOUT;
  failures += send(a, lane->buffer, SENT, MSG_DONTWAIT | MSG_NOSIGNAL) != SENT;

  struct sockaddr_storage peer;
  socklen_t peer_length = sizeof peer;
  int b = accept4(lane->listener, (struct sockaddr *)&peer, &peer_length, SOCK_NONBLOCK | SOCK_CLOEXEC);
  check(b >= 0, "accept4");
  failures += peer_length != name_length || memcmp(&peer, &name, peer_length) != 0;
  int reads = lane->wanted == CLEAN_EOF ? SENT : READ_SOME;
  failures += recv(b, lane->buffer, reads, MSG_DONTWAIT) != reads;
  failures += ioctl(b, SIOCINQ, &queued) != 0 || queued != SENT - reads;
  if (lane->wanted == EOF_THEN_RESET) {
    failures += shutdown(b, SHUT_WR) != 0;
  }
  failures += ioctl(b, SIOCINQ, &queued) != 0 || queued != SENT - reads;
  failures += close(b) != 0;

  ssize_t received = recv(a, lane->buffer, BUFFER, MSG_DONTWAIT);
  int receive_error = received < 0 ? errno : 0;
  struct pollfd hang_up = {.fd = a, .events = 0};
  failures += poll(&hang_up, 1, 0) < 0;
  struct tcp_info info;
  socklen_t info_length = sizeof info;
  failures += getsockopt(a, IPPROTO_TCP, TCP_INFO, &info, &info_length) != 0;
  failures += ioctl(a, SIOCINQ, &queued) != 0;
  int pending = 0;
  socklen_t pending_length = sizeof pending;
  failures += getsockopt(a, SOL_SOCKET, SO_ERROR, &pending, &pending_length) != 0;
  failures += close(a) != 0;

  int64_t surplus = (int64_t)info.tcpi_bytes_received - (received > 0 ? received : 0) - queued;
  int reset = receive_error == ECONNRESET || pending == ECONNRESET || pending == EPIPE
      || (hang_up.revents & POLLERR) || info.tcpi_state == 7 /* TCP_CLOSE */;
  if (failures || surplus < 0 || surplus > 1) {
    return OTHER;
  }
  return surplus == 1 ? (reset ? EOF_THEN_RESET : CLEAN_EOF) : (reset ? RESET : OTHER);
}

static void open_lane(struct lane *lane) {
  int on = 1;
  socklen_t length = sizeof lane->address;
  lane->buffer = calloc(1, BUFFER);
  check(lane->buffer != NULL, "calloc");
  lane->listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  check(lane->listener >= 0, "socket");
  setsockopt(lane->listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(lane->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  lane->address.sin_family = AF_INET;
  lane->address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  check(bind(lane->listener, (struct sockaddr *)&lane->address, length) == 0, "bind");
  check(listen(lane->listener, 128) == 0, "listen");
  check(getsockname(lane->listener, (struct sockaddr *)&lane->address, &length) == 0, "getsockname");
}

static void *play(void *argument) {
  struct lane *lane = argument;
  lane->wrong = 0;
  for (long i = 0; i < lane->runs; i++) {
    int64_t began = now(CLOCK_MONOTONIC);
    lane->wrong += experiment(lane) != lane->wanted;
    lane->took[i] = now(CLOCK_MONOTONIC) - began;
  }
  return NULL;
}

static int ascending(const void *one, const void *other) {
  int64_t a = *(const int64_t *)one;
  int64_t b = *(const int64_t *)other;
  return (a > b) - (a < b);
}

int main(void) {
  static struct lane lanes[MAX_THREADS];
  int opened = 0;
  char name[32];
  long count;
  int threads;
  while (scanf("%31s %ld %d", name, &count, &threads) == 3) {
    enum ending wanted = RESET;
    while (wanted < OTHER && strcmp(name, NAMES[wanted]) != 0) {
      wanted++;
    }
    if (wanted == OTHER || threads < 1 || threads > MAX_THREADS || count < threads) {
      fprintf(stderr, "not an order: %s %ld %d\n", name, count, threads);
      return 2;
    }
    while (opened < threads) {
      open_lane(&lanes[opened++]);
    }
    long each = count / threads;
    int64_t *took = calloc(each * threads, sizeof *took);
    check(took != NULL, "calloc");
    pthread_t handles[MAX_THREADS];
    long wrong = 0;
    int64_t wall = now(CLOCK_MONOTONIC);
    int64_t cpu = now(CLOCK_PROCESS_CPUTIME_ID);
    for (int i = 0; i < threads; i++) {
      lanes[i].wanted = wanted;
      lanes[i].runs = each;
      lanes[i].took = took + i * each;
      check(pthread_create(&handles[i], NULL, play, &lanes[i]) == 0, "pthread_create");
    }
    for (int i = 0; i < threads; i++) {
      pthread_join(handles[i], NULL);
      wrong += lanes[i].wrong;
    }
    wall = now(CLOCK_MONOTONIC) - wall;
    cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    qsort(took, each * threads, sizeof *took, ascending);
    printf("%ld %ld %lld %lld %lld %lld\n", each * threads, wrong, (long long)wall, (long long)cpu,
        (long long)took[each * threads / 2], (long long)took[each * threads * 99 / 100]);
    fflush(stdout);
    free(took);
  }
  return 0;
}
