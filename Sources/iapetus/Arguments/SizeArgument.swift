import ArgumentParser
import TimeSeries

/// A size as Prometheus writes it: `512MB`.
struct SizeArgument: ExpressibleByArgument {
  let bytes: Int

  init?(argument: String) {
    guard let bytes = ByteSize.parse(argument) else { return nil }
    self.bytes = bytes
  }

  var defaultValueDescription: String { ByteSize.text(bytes) }
}
