import ArgumentParser
import Glibc

/// An expression, or `-` for one that comes on standard input.
struct ExpressionArgument: ExpressibleByArgument {
  /// More than any server takes.
  private static let bytesMax = 16 << 20

  private let argument: String

  init?(argument: String) { self.argument = argument }

  /// - Throws: the exit code, if standard input cannot be read.
  func text() throws -> String { argument == "-" ? try StandardInput.text(bytesMax: Self.bytesMax) : argument }
}
