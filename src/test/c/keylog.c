/*
 * Has a program that uses libssl append its sessions' secrets to the file that SSLKEYLOGFILE names,
 * in the format that tshark reads.
 *
 * To be loaded by LD_PRELOAD. It is linked with libssl itself: where a program loads that later, as
 * Apache does, RTLD_NEXT would not find it. The prototypes stand here, for want of headers.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;
typedef struct ssl_method_st SSL_METHOD;
typedef SSL_CTX *new_context(const SSL_METHOD *);
typedef SSL *new_session(SSL_CTX *);

void SSL_CTX_set_keylog_callback(SSL_CTX *, void (*)(const SSL *, const char *));

static const char *path;

/* Copied at once: nginx writes over its environment. */
__attribute__((constructor)) static void keep_path(void) {
  const char *value = getenv("SSLKEYLOGFILE");
  path = value ? strdup(value) : NULL;
}

/* Opened for each line, since a process that drops root's rights may close what it inherited. */
static void append(const SSL *session, const char *line) {
  (void)session;
  FILE *file = path ? fopen(path, "a") : NULL;
  if (!file || fprintf(file, "%s\n", line) < 0 || fclose(file)) perror("SSLKEYLOGFILE");
}

/* Where the session itself is given another context, as HAProxy does by the name that is asked. */
SSL_CTX *SSL_CTX_new(const SSL_METHOD *method) {
  SSL_CTX *context = ((new_context *)dlsym(RTLD_NEXT, "SSL_CTX_new"))(method);
  if (context) SSL_CTX_set_keylog_callback(context, append);
  return context;
}

/* Once more, since s_server clears what it finds in its context. */
SSL *SSL_new(SSL_CTX *context) {
  SSL_CTX_set_keylog_callback(context, append);
  return ((new_session *)dlsym(RTLD_NEXT, "SSL_new"))(context);
}
