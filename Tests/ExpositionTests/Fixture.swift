import Glibc

/// Bodies that Debian's prometheus 2.42 answered with, from `Fixtures`.
enum Fixture: String, CaseIterable {
  /// `/federate` with external labels, of a server that scrapes itself.
  case federate = "federate.prom"
  /// Some families of its `/metrics`.
  case metrics = "metrics.prom"
  /// The same asked for as OpenMetrics.
  case openMetrics = "metrics.openmetrics"

  var bytes: [UInt8] { Fixture.bytes(of: rawValue) }

  /// `federate.pb` and `metrics.pb` are what it answered when it was asked for protobuf.
  static func bytes(of name: String) -> [UInt8] {
    let folder = String(#filePath.dropLast("Fixture.swift".count))
    guard let file = fopen(folder + "Fixtures/" + name, "r") else { return [] }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = fread(&bytes, 1, bytes.count, file)
    return Array(bytes.prefix(count))
  }
}
