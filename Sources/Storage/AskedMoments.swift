package import TimeSeries

/// The moments that a query asks about, `first`, `first + step`, … up to `last`, each with the time of length `window`
/// that ends there.
///
/// An instant selector has no window: how far it looks back for the newest sample is not what it asks about.
package struct AskedMoments: Sendable, Hashable {
  package var first: Timestamp
  package var last: Timestamp
  package var step: Milliseconds
  package var window: Milliseconds

  package init(first: Timestamp, last: Timestamp, step: Milliseconds, window: Milliseconds) {
    self.first = first
    self.last = last
    self.step = max(1, step)
    self.window = window
  }

  /// Whether one of the moments, or its window, lies between `start` and `end`, both exclusive.
  package func asks(between start: Timestamp, and end: Timestamp) -> Bool {
    let next = start < first ? first : start + step - (start - first) % step
    return next <= last && next - max(0, window - 1) < end && start < end - 1
  }
}
