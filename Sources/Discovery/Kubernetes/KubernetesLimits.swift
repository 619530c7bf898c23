package import TimeSeries

/// How much of a cluster is read, and how often: the section `limits` of a `kubernetes_sd_configs`.
package struct KubernetesLimits: Sendable, Equatable {
  /// Objects of one kind; a cluster with more must be narrowed down by selectors or namespaces.
  package var objectsMax = 100_000
  /// Objects of one answer to a list, and its bytes.
  package var pageObjects = 500
  package var pageBytesMax = 64 << 20
  /// Bytes of changes that came and were not read yet.
  package var unreadBytesMax = 16 << 20
  /// For one page of a list.
  package var requestTimeout: Milliseconds = 30_000
  /// After this the server ends a watch, and the next one goes on where it ended.
  package var watchTime: Milliseconds = 300_000
  /// How long is waited after a failure: first, and doubled each time up to the last.
  package var retryLeast: Milliseconds = 1000
  package var retryMost: Milliseconds = 30_000
  /// How often changes become targets.
  package var settleInterval: Milliseconds = 1000

  package init() {}
}
