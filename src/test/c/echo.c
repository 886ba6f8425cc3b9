/*
 * The echo server that the paper changed: it reads one byte, echoes it and closes.
 *
 * echo [shutdown]: with the argument it shuts its sending side down before it closes, which is the
 * line that the paper has in a comment. Prints the port of 127.0.0.1 where it listens; one
 * connection at a time, until it is ended.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <signal.h>
#include <unistd.h>

static void die(const char *call) {
  perror(call);
  exit(1);
}

int main(int argc, char **argv) {
  int half_closes = argc > 1 && strcmp(argv[1], "shutdown") == 0;
  signal(SIGPIPE, SIG_IGN);

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  if (listener < 0) die("socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) < 0) die("bind");
  if (listen(listener, 64) < 0) die("listen");
  if (getsockname(listener, (struct sockaddr *)&address, &size) < 0) die("getsockname");
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);

  for (;;) {
    int connection = accept(listener, NULL, NULL);
    if (connection < 0) die("accept");
    char byte;
    if (recv(connection, &byte, 1, 0) == 1) {
      send(connection, &byte, 1, 0);
      if (half_closes) shutdown(connection, SHUT_WR);
    }
    close(connection);
  }
}
