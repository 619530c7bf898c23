import TestSupport
import Testing
import Wire

struct WireReaderTests {
  private struct Failure: WireFailure, Equatable {
    let problem: String

    init(malformedMessage problem: String) { self.problem = problem }
  }

  /// The fields of a message, each with what it takes in bytes.
  private func fields(_ bytes: [UInt8]) throws(Failure) -> [UInt64] {
    try bytes.span.bytes.withUnsafeBytes { (bytes) throws(Failure) in
      var reader = WireReader<Failure>(bytes)
      var numbers: [UInt64] = []
      while let (number, type) = try reader.nextField() {
        numbers.append(number)
        try reader.skip(type)
      }
      return numbers
    }
  }

  private func problem(_ bytes: [UInt8]) -> String? {
    do throws(Failure) {
      _ = try fields(bytes)
      return nil
    } catch { return error.problem }
  }

  @Test func `reads what the writer wrote`() throws {
    var writer = WireWriter()
    for number in [0, 1, 127, 128, 1 << 40, UInt64.max] { writer.varint(field: 1, number) }
    for number in [0, -1, 1, Int64.min, Int64.max] { writer.zigzag(field: 2, number) }
    writer.double(field: 3, -0.5)
    writer.message(field: 4) { $0.bytes(field: 5, "text".utf8) }
    writer.doubles(field: 6, [1, .nan])
    try writer.bytes.span.bytes.withUnsafeBytes { (bytes) throws(Failure) in
      var reader = WireReader<Failure>(bytes)
      var (varints, zigzags, doubles): ([UInt64], [Int64], [Double]) = ([], [], [])
      var text = ""
      while let (number, type) = try reader.nextField() {
        switch number {
        case 1: varints.append(try reader.varint())
        case 2: zigzags.append(try reader.zigzag())
        case 3: doubles.append(try reader.double())
        case 4:
          var inner = WireReader<Failure>(try reader.bytes())
          #expect(try inner.nextField()?.number == 5)
          text = String(decoding: try inner.bytes(), as: UTF8.self)
        default: try reader.skip(type)
        }
      }
      #expect(varints == [0, 1, 127, 128, 1 << 40, .max] && zigzags == [0, -1, 1, .min, .max])
      #expect(doubles == [-0.5] && text == "text" && reader.isAtEnd)
    }
  }

  @Test func `what is no message is a failure that says why`() {
    #expect(problem([0x08]) == "it ends in the middle of a field")
    #expect(problem([0x09, 1, 2]) == "it ends in the middle of a field")
    #expect(problem([0x0a, 5, 1]) == "it ends in the middle of a field")
    #expect(problem([0x0d, 1, 2, 3]) == "it ends in the middle of a field")
    #expect(problem([0x0b]) == "it has a group, which it cannot have")
    #expect(problem([0x00]) == "a field starts with the impossible tag 0")
    #expect(problem([0x0f]) == "a field starts with the impossible tag 15")
    #expect(problem([0x08] + [UInt8](repeating: 0xff, count: 11)) == "a number is longer than ten bytes")
  }

  @Test func `any bytes end in fields or in a failure`() {
    var random = SeededRandom.fresh()
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      if let numbers = try? fields(bytes) { #expect(numbers.count <= bytes.count, "seed \(random.seed)") }
    }
  }
}
