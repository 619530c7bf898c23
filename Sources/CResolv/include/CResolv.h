#pragma once

#include <stdint.h>

/// One record of an answer.
struct iap_dns_record {
  /// A type of DNS: 1 is A, 2 NS, 5 CNAME, 15 MX, 28 AAAA, 33 SRV.
  int type;
  /// Of an SRV record.
  uint16_t port;
  /// An address as text, or a name without the dot at its end; empty where the type has neither.
  char value[1025];
};

/// Asks for the records of one type under `name`, with the search list of /etc/resolv.conf. Blocks.
///
/// The server is that of /etc/resolv.conf, or the one at the IPv4 address `server` if that is not null.
/// Returns the length of the answer that was written to `answer`; -1 with an `h_errno` in `problem` if there is none.
int iap_dns_search(const char *server, uint16_t port, const char *name, int type, int timeout_seconds, int attempts,
                   unsigned char *answer, int capacity, int *problem);

/// Reads the record at `index` of an answer. Returns 1; 0 if there is none; -1 if it is broken.
int iap_dns_record(const unsigned char *answer, int length, int index, struct iap_dns_record *record);
