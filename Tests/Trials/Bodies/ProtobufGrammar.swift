import TestSupport

/// Bodies of `Sources/Exposition/ProtobufFormat.md`, with a liking for its corners.
enum ProtobufGrammar {
  static func body(_ random: inout SeededRandom) -> [UInt8] {
    (0..<Int.random(in: 1...4, using: &random)).flatMap { _ in family(&random) }
  }

  private static func family(_ random: inout SeededRandom) -> [UInt8] {
    let type = UInt64.random(in: 0...(coin(40, &random) ? 9 : 5), using: &random)
    var family = WireMessage()
    family.text(1, pick(names, &random))
    family.varint(3, type)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let metric = metric(type, &random)
      family.bytes(4, metric.bytes)
    }
    // Also where Go would not write it.
    if coin(20, &random) { family.text(1, pick(names, &random)) }
    return family.delimited
  }

  private static func metric(_ type: UInt64, _ random: inout SeededRandom) -> WireMessage {
    var metric = WireMessage()
    for name in labelNames where coin(3, &random) {
      let value = pick(texts, &random)
      metric.message(1) {
        $0.text(1, name)
        $0.text(2, value)
      }
    }
    switch type {
    case 0: metric.bytes(3, number(&random).bytes)
    case 1: metric.bytes(2, number(&random).bytes)
    case 2: metric.bytes(4, summary(&random).bytes)
    case 4, 5: metric.bytes(7, histogram(&random).bytes)
    default: metric.bytes(5, number(&random).bytes)
    }
    if coin(2, &random) { metric.varint(6, pick([0, 1, 1_700_000_000_000, .max], &random)) }
    return metric
  }

  private static func number(_ random: inout SeededRandom) -> WireMessage {
    var message = WireMessage()
    message.double(1, value(&random))
    return message
  }

  private static func summary(_ random: inout SeededRandom) -> WireMessage {
    var message = number(&random, at: 2)
    message.varint(1, UInt64.random(in: 0...9, using: &random))
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      var quantile = number(&random, at: 2)
      quantile.double(1, value(&random))
      message.bytes(3, quantile.bytes)
    }
    return message
  }

  private static func number(_ random: inout SeededRandom, at field: UInt64) -> WireMessage {
    var message = WireMessage()
    message.double(field, value(&random))
    return message
  }

  /// Classic, native or both; of a native one the spans mostly cover its buckets.
  private static func histogram(_ random: inout SeededRandom) -> WireMessage {
    var message = number(&random, at: 2)
    message.varint(1, UInt64.random(in: 0...99, using: &random))
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      var bucket = number(&random, at: 2)
      bucket.varint(1, UInt64.random(in: 0...99, using: &random))
      message.bytes(3, bucket.bytes)
    }
    guard coin(2, &random) else { return message }
    message.zigzag(5, Int64.random(in: coin(20, &random) ? -60...60 : -4...8, using: &random))
    message.double(6, 0.001)
    if coin(2, &random) { message.varint(7, 3) }
    let usesFloats = coin(2, &random)
    for side in [UInt64(9), 12] where coin(2, &random) { writeBuckets(side, usesFloats, &message, &random) }
    return message
  }

  private static func writeBuckets(
    _ side: UInt64, _ usesFloats: Bool, _ message: inout WireMessage, _ random: inout SeededRandom
  ) {
    let count = UInt64.random(in: 0...4, using: &random)
    let length = coin(20, &random) ? pick([0, 1, 1 << 20, .max], &random) : count
    let offset = Int64.random(in: coin(20, &random) ? .min / 2 ... .max / 2 : -9...9, using: &random)
    message.message(side) {
      $0.zigzag(1, offset)
      $0.varint(2, length)
    }
    for _ in 0..<count {
      if usesFloats {
        message.double(side + 2, abs(value(&random)))
      } else {
        message.zigzag(side + 1, Int64.random(in: coin(9, &random) ? .min / 2 ... .max / 2 : 0...5, using: &random))
      }
    }
  }

  private static func value(_ random: inout SeededRandom) -> Double {
    coin(8, &random) ? Double(bitPattern: random.next()) : Double(Int.random(in: 0...20, using: &random)) / 4
  }

  private static func pick<Element>(_ choices: [Element], _ random: inout SeededRandom) -> Element {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }

  private static func coin(_ sides: Int, _ random: inout SeededRandom) -> Bool {
    Int.random(in: 0..<sides, using: &random) == 0
  }

  private static let names = ["a", "b", "job:x:sum", "my.name", "c_bucket", "d", "e", "9", "\"\\\n"]
  private static let labelNames = ["a", "le", "my.label", "quantile"]
  private static let texts = ["", "x", "1", "\"", "\\", "a\nb", "é💧", "}", String(repeating: "a", count: 90)]
}
