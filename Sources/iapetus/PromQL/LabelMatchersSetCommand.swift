import ArgumentParser
import PromQL
import RE2
import TimeSeries

/// `iapetus promql label-matchers set`.
struct LabelMatchersSetCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Put a matcher into every selector, in the place of those on the same label.")

  @Option(name: .shortAndLong, help: "The type of the matcher.")
  var type = LabelMatcher.Operation.equal

  @Argument(help: "The expression; - reads it from standard input.")
  var query: ExpressionArgument

  @Argument(help: "The label's name.")
  var name: String

  @Argument(help: "The value.")
  var value: String

  func run() throws {
    let matcher = try matcher()
    try query.printEdited { $0.setting(matcher) }
  }

  private func matcher() throws -> LabelMatcher {
    do {
      return try LabelMatcher(name, type, value)
    } catch {
      throw complain("\(QuotedText.quoted(value)) is no regular expression: \(error)")
    }
  }
}

extension LabelMatcher.Operation: ExpressibleByArgument {}
