package import TimeSeries

/// Why something that was discovered cannot be scraped.
package struct TargetError: Error, Sendable, Equatable, CustomStringConvertible {
  package let discoveredLabels: Labels
  package let problem: String

  init(_ discoveredLabels: Labels, _ problem: String) {
    self.discoveredLabels = discoveredLabels
    self.problem = problem
  }

  package var description: String { "making a target of \(discoveredLabels): \(problem)" }
}
