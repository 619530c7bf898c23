#include "CResolv.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <string.h>

int iap_dns_search(const char *server, uint16_t port, const char *name, int type, int timeout_seconds, int attempts,
                   unsigned char *answer, int capacity, int *problem) {
  // A state of its own for each question: threads share nothing.
  struct __res_state state;
  memset(&state, 0, sizeof(state));
  if (res_ninit(&state) != 0) {
    *problem = NETDB_INTERNAL;
    return -1;
  }
  state.retrans = timeout_seconds;
  state.retry = attempts;
  if (server) {
    state.nscount = 1;
    state.nsaddr_list[0].sin_family = AF_INET;
    state.nsaddr_list[0].sin_port = htons(port);
    inet_pton(AF_INET, server, &state.nsaddr_list[0].sin_addr);
  }
  int length = res_nsearch(&state, name, ns_c_in, type, answer, capacity);
  *problem = state.res_h_errno;
  res_nclose(&state);
  return length > capacity ? capacity : length;
}

/// Writes the name that stands `offset` bytes into the data of `record`.
static int name_at(const ns_msg *message, const ns_rr *record, int offset, char *value, size_t capacity) {
  if (ns_rr_rdlen(*record) <= offset) return -1;
  return ns_name_uncompress(ns_msg_base(*message), ns_msg_end(*message), ns_rr_rdata(*record) + offset, value,
                            capacity) < 0
             ? -1
             : 1;
}

static int address_in(const ns_rr *record, int family, int size, char *value, size_t capacity) {
  if (ns_rr_rdlen(*record) != size) return -1;
  return inet_ntop(family, ns_rr_rdata(*record), value, (socklen_t)capacity) ? 1 : -1;
}

int iap_dns_record(const unsigned char *answer, int length, int index, struct iap_dns_record *record) {
  ns_msg message;
  ns_rr found;
  if (ns_initparse(answer, length, &message) != 0) return -1;
  if (index >= ns_msg_count(message, ns_s_an)) return 0;
  if (ns_parserr(&message, ns_s_an, index, &found) != 0) return -1;
  memset(record, 0, sizeof(*record));
  record->type = ns_rr_type(found);
  const size_t capacity = sizeof(record->value);
  switch (ns_rr_type(found)) {
    case ns_t_a:
      return address_in(&found, AF_INET, 4, record->value, capacity);
    case ns_t_aaaa:
      return address_in(&found, AF_INET6, 16, record->value, capacity);
    case ns_t_ns:
      return name_at(&message, &found, 0, record->value, capacity);
    case ns_t_mx:
      return name_at(&message, &found, 2, record->value, capacity);
    case ns_t_srv:
      if (name_at(&message, &found, 6, record->value, capacity) < 0) return -1;
      record->port = ns_get16(ns_rr_rdata(found) + 4);
      return 1;
    default:
      return 1;
  }
}
