package import TimeSeries

/// The bounds of what waits for each Alertmanager: the flags `--alertmanager.*`.
package struct NotifierLimits: Sendable, Equatable {
  /// How many alerts wait at most; of more, the oldest are dropped.
  package var queueCapacity = 10_000
  /// How many alerts one request carries at most.
  package var batchSize = 256
  /// Whether what waits is still sent when the server stops.
  package var drainsOnShutdown = true
  /// How long that may take; what has not been sent by then is dropped, counted and said.
  package var drainTimeout: Milliseconds = 15_000
  /// How often an alert is tried before it is dropped; its rule will send it again. The pause before the second try is
  /// ``retryPause``, and doubles with every further one.
  package var attemptsMax = 4
  package var retryPause: Milliseconds = 1000

  package init() {}
}
