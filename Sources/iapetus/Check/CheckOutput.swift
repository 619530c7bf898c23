import ArgumentParser
import Config
import FoundationEssentials

/// How a verdict is printed.
enum CheckOutput: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case text
  case json

  /// Prints the report; the exit code is 1 if anything is wrong.
  func finish(_ report: CheckReport) throws {
    try show(report)
    guard report.valid else { throw ExitCode.failure }
  }

  func show(_ report: CheckReport) throws {
    switch self {
    case .text: print(report.text)
    case .json:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
  }
}
