import ArgumentParser
import FoundationEssentials
import Glibc

/// How a command prints what it has found out.
struct OutputArguments: ParsableArguments {
  @Option(help: "How the result is printed: text, json.")
  var output = CheckOutput.text

  @Flag(help: "The same as --output=json.")
  var json = false

  var isJSON: Bool { json || output == .json }

  func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

/// Tells on standard error why a command cannot go on.
func complain(_ text: String) -> ExitCode {
  tell(text)
  return .failure
}

/// Writes lines to standard error, behind what has been printed so far.
func tell(_ text: String) {
  fflush(nil)
  var rest = Array((text + "\n").utf8)[...]
  while !rest.isEmpty {
    let count = rest.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    guard count > 0 else { return }
    rest = rest.dropFirst(count)
  }
}
