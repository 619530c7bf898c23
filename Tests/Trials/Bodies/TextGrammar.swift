import Exposition
import TestSupport

/// Bodies made by the grammar of `Sources/Exposition/TextFormat.md`, with a liking for its corners.
enum TextGrammar {
  static func body(_ format: ExpositionFormat, _ random: inout SeededRandom) -> [UInt8] {
    var text = ""
    for _ in 0..<Int.random(in: 1...8, using: &random) { text += line(format, &random) }
    // The last line may lack its line feed.
    if format == .text, Int.random(in: 0..<4, using: &random) == 0 { text.removeLast() }
    return Array(text.utf8)
  }

  private static func line(_ format: ExpositionFormat, _ random: inout SeededRandom) -> String {
    switch Int.random(in: 0..<10, using: &random) {
    case 0: "# TYPE \(anyName(&random)) \(pick(types, or: ["untyped", "unknown", "info", "x", ""], &random))\n"
    case 1: "# HELP \(anyName(&random)) \(pick(texts, &random))\n"
    case 2 where format == .openMetrics: "# UNIT a_seconds seconds\n"
    case 2 where format == .text: pick(["\n", " \t\n", "#\n", "# comment\n", "#EOF\n"], &random)
    default: sample(format, &random) + "\n"
    }
  }

  private static func sample(_ format: ExpositionFormat, _ random: inout SeededRandom) -> String {
    var text = pick(blanks, &random) + series(&random) + pick([" ", "  ", "\t"], or: [""], &random)
    text += pick(values, or: badValues, &random)
    if Bool.random(using: &random) {
      text += " " + timestamp(format, &random)
    }
    if format == .openMetrics, coin(5, &random) {
      text +=
        " # {\(labels(&random))} \(pick(values, or: badValues, &random))" + pick(["", " 1.5"], or: [" x"], &random)
    }
    return text + pick(blanks, &random)
  }

  private static func series(_ random: inout SeededRandom) -> String {
    switch Int.random(in: 0..<4, using: &random) {
    case 0: pick(names, or: badNames, &random)
    case 1: "{\"n\(pick(texts, &random))\",\(labels(&random))}"
    default: pick(names, or: badNames, &random) + pick(blanks, &random) + "{\(labels(&random))}"
    }
  }

  private static func labels(_ random: inout SeededRandom) -> String {
    labelNames.filter { _ in coin(3, &random) }.map { name in
      pick(blanks, &random) + (coin(60, &random) ? pick(badLabelNames, &random) : name) + pick(["=", " = "], &random)
        + "\"\(pick(texts, or: ["\\"], &random))\"" + pick(["", " "], &random) + pick([","], or: ["", ",,"], &random)
    }.joined()
  }

  private static func timestamp(_ format: ExpositionFormat, _ random: inout SeededRandom) -> String {
    format == .openMetrics ? pick(seconds, or: badSeconds, &random) : pick(milliseconds, or: badMilliseconds, &random)
  }

  private static func anyName(_ random: inout SeededRandom) -> String {
    Bool.random(using: &random) ? pick(names, or: badNames, &random) : "\"n\(pick(texts, &random))\""
  }

  private static func pick(_ choices: [String], _ random: inout SeededRandom) -> String {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }

  /// One of `good` nearly always: a line has many parts, and one bad part ends the body.
  private static func pick(_ good: [String], or bad: [String], _ random: inout SeededRandom) -> String {
    pick(Int.random(in: 0..<60, using: &random) == 0 ? bad : good, &random)
  }

  private static func coin(_ sides: Int, _ random: inout SeededRandom) -> Bool {
    Int.random(in: 0..<sides, using: &random) == 0
  }

  private static let blanks = ["", "", "", " ", "\t "]
  private static let names = ["a", "b", "job:x:sum", ":", "a_bucket", "a_seconds", "_9"]
  private static let badNames = ["9a", "", "é"]
  private static let labelNames = ["a", "b", "le", "quantile", "_x9", "\"é.ü\""]
  private static let badLabelNames = ["\"\"", "__name__", "a", "9"]
  private static let types = ["counter", "gauge", "histogram", "summary"]
  private static let texts = [
    "", "x", "1", "0.5", "1e6", "+Inf", "\\\\", "\\n", "\\\"", "\\x", "é💧", "a b,c=\\\"d\\\"}", "# EOF", "{", "\u{0}",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
  ]
  private static let values = [
    "0", "1", "-0", "+5", "12345678", "1234567890123456789", "18446744073709551616", "0.1", ".5", "5.", "1e5", "1e-5",
    "1e-400", "4.9e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "9007199254740993",
    "0.000000000000000000000000000000000000000000000000000001", "NaN", "nan", "Inf", "+inf", "-Infinity",
    "123456789012345678901234567890", "8.442911973260991817129021e-309", "1e23", "0e99999",
  ]
  private static let badValues = [
    ".", "-", "1e", "1e+", "1e400", "-NaN", "Infinityx", "0x1p3", "1_000", "1e99999", "1e99999999999999999999", "",
  ]
  private static let milliseconds = ["0", "1700000000000", "999999999999999999"]
  private static let badMilliseconds = ["1000000000000000000", "-1", "1.5", "x"]
  private static let seconds = ["0", "1700000000.123", "-1.5", "1e15"]
  private static let badSeconds = ["9e15", "NaN", "Inf", "x", "1e300"]
}
