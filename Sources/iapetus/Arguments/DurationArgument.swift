import ArgumentParser
import TimeSeries

/// A duration as Prometheus writes it: `5m`, `1h30m`.
struct DurationArgument: ExpressibleByArgument {
  let milliseconds: Milliseconds

  init?(argument: String) {
    guard let milliseconds = PromDuration.parse(argument) else { return nil }
    self.milliseconds = milliseconds
  }

  var defaultValueDescription: String { PromDuration.text(milliseconds) }
}
