import ArgumentParser
import PromQL

extension ExpressionArgument {
  /// - Throws: the exit code; what is wrong, and where, has been told.
  func parsed() throws -> Expression {
    let text = try text()
    do {
      return try Parser.parse(text)
    } catch {
      throw complain(ParseErrorText.text(of: error, in: text))
    }
  }

  /// Prints the expression with every selector changed, if that leaves one that can be asked.
  func printEdited(_ change: (VectorSelector) -> VectorSelector) throws {
    let text = try parsed().mapSelectors(change).prettyText
    do {
      _ = try Parser.parse(text)
    } catch {
      throw complain("What would be left is no expression: " + ParseErrorText.text(of: error, in: text))
    }
    print(text)
  }
}
