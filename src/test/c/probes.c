/*
 * Both sides of a benchmark of probes, each as light as it can be, so that what is measured is the prober between them.
 *
 *   probes target                                   a server to be probed: reads to end of stream and closes;
 *                                                   says its port first
 *   probes load PORT PATH CONNECTIONS REQUESTS      asks a prober on 127.0.0.1, over connections that stay open;
 *                                                   says: requests, those without "probe_success 1", wall nanoseconds,
 *                                                   median and 99th percentile of one request in nanoseconds
 *   probes post PORT PATH CONNECTIONS REQUESTS JSON the same by POST; says those without status 200 or 201
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ANSWER 65536

static int port;
static int per_connection;
static const char *path;
static const char *json;

struct client {
  pthread_t thread;
  int wrong;
  long *took;
};

static void die(const char *what) {
  perror(what);
  exit(1);
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000L + time.tv_nsec;
}

static struct sockaddr_in loopback(int of) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(of)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

static _Noreturn void target(void) {
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(listener, (struct sockaddr *)&address, length) || listen(listener, 4096)) die("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &length)) die("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    char buffer[4096];
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) die("accept");
    while (recv(connection, buffer, sizeof buffer, 0) > 0) continue;
    close(connection);
  }
}

/* Whether an answer is all there: its framing is one of the two that HTTP/1.1 servers use. */
static int complete(char *answer, int bytes) {
  char *end = strstr(answer, "\r\n\r\n");
  if (!end) return 0;
  char *length = strcasestr(answer, "\r\nContent-Length:");
  if (length && length < end) return bytes >= end + 4 - answer + atol(length + 17);
  return bytes > 5 && !memcmp(answer + bytes - 5, "0\r\n\r\n", 5);
}

static int open_connection(void) {
  struct sockaddr_in address = loopback(port);
  int one = 1;
  int connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (connect(connection, (struct sockaddr *)&address, sizeof address)) die("connect");
  setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  return connection;
}

static void *ask(void *argument) {
  struct client *client = argument;
  char *answer = malloc(ANSWER);
  char request[1024];
  int length =
      json ? snprintf(request, sizeof request,
                      "POST %s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                      "Content-Length: %zu\r\n\r\n%s",
                      path, strlen(json), json)
           : snprintf(request, sizeof request,
                      "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Prometheus-Scrape-Timeout-Seconds: 10\r\n\r\n", path);
  int connection = open_connection();
  for (int i = 0; i < per_connection; i++) {
    long began = now();
    int got = 0;
    if (send(connection, request, length, MSG_NOSIGNAL) != length) die("send");
    do {
      int read = recv(connection, answer + got, ANSWER - 1 - got, 0);
      if (read <= 0) die("recv");
      got += read;
      answer[got] = 0;
    } while (!complete(answer, got));
    client->wrong +=
        json ? !!strncmp(answer, "HTTP/1.1 20", 11) : strncmp(answer, "HTTP/1.1 200", 12) || !strstr(answer, "\nprobe_success 1");
    /* A server may limit how many requests it takes of one connection. */
    if (strcasestr(answer, "\r\nConnection: close")) {
      close(connection);
      connection = open_connection();
    }
    client->took[i] = now() - began;
  }
  close(connection);
  free(answer);
  return NULL;
}

static int ascending(const void *left, const void *right) {
  long l = *(const long *)left, r = *(const long *)right;
  return (l > r) - (l < r);
}

static int load(int connections, int requests) {
  struct client *clients = calloc(connections, sizeof *clients);
  per_connection = (requests + connections - 1) / connections;
  long total = (long)per_connection * connections;
  long *took = calloc(total, sizeof *took);
  int wrong = 0;
  long began = now();
  for (int i = 0; i < connections; i++) {
    clients[i].took = took + (long)i * per_connection;
    if (pthread_create(&clients[i].thread, NULL, ask, &clients[i])) die("pthread_create");
  }
  for (int i = 0; i < connections; i++) {
    pthread_join(clients[i].thread, NULL);
    wrong += clients[i].wrong;
  }
  long wall = now() - began;
  qsort(took, total, sizeof *took, ascending);
  printf("%ld %d %ld %ld %ld\n", total, wrong, wall, took[total / 2], took[total * 99 / 100]);
  return 0;
}

int main(int count, char **arguments) {
  if (count == 2 && !strcmp(arguments[1], "target")) target();
  if ((count == 6 && !strcmp(arguments[1], "load")) || (count == 7 && !strcmp(arguments[1], "post"))) {
    json = count == 7 ? arguments[6] : NULL;
    port = atoi(arguments[2]);
    path = arguments[3];
    return load(atoi(arguments[4]), atoi(arguments[5]));
  }
  fprintf(stderr, "probes target | probes load PORT PATH CONNECTIONS REQUESTS | probes post ... JSON\n");
  return 2;
}
