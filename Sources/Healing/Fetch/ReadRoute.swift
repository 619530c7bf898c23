/// How a child is asked for what it has stored.
package enum ReadRoute: String, Sendable, CaseIterable {
  /// `/api/v1/read`: keeps stale markers, and has external labels.
  case remoteRead = "remote_read"
  /// `/api/v1/query` with a range selector: where there is no remote read.
  case query
}
