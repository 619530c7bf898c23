import TimeSeries

/// Writes JSON as bytes, in the order of the calls. Commas set themselves.
///
/// `writer.object { $0.member("name", "value") }`. It trusts its caller to name members in objects only.
struct JSONWriter {
  var bytes: [UInt8] = []
  /// Whether the next value stands behind another one.
  private var followsValue = false

  init() {}

  /// Goes on inside an object of which a value is already there.
  init(continuing bytes: [UInt8]) {
    self.bytes = bytes
    followsValue = true
  }

  /// Ends the object that was begun before this writer.
  mutating func close() { bytes.append(UInt8(ascii: "}")) }

  mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
    try nested(UInt8(ascii: "{"), UInt8(ascii: "}"), body)
  }

  /// As ``object(_:)``, for objects within objects that are too many for a recursion; ``endObject()`` must follow.
  mutating func beginObject() {
    value { $0.append(UInt8(ascii: "{")) }
    followsValue = false
  }

  mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    followsValue = true
  }

  mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
    try nested(UInt8(ascii: "["), UInt8(ascii: "]"), body)
  }

  /// The name of a member; its value must follow.
  mutating func name(_ name: String) {
    value { JSONText.append(name, to: &$0) }
    bytes.append(UInt8(ascii: ":"))
    followsValue = false
  }

  mutating func string(_ text: String) { value { JSONText.append(text, to: &$0) } }

  mutating func number(_ number: Int) { value { $0.append(contentsOf: String(number).utf8) } }

  /// A number; `0` where JSON has no word for it.
  mutating func number(_ number: Double) {
    value { FloatText.appendJSON(number.isFinite ? number : 0, to: &$0) }
  }

  mutating func bool(_ bool: Bool) { value { $0.append(contentsOf: (bool ? "true" : "false").utf8) } }

  mutating func null() { value { $0.append(contentsOf: "null".utf8) } }

  /// Labels as an object.
  mutating func labels(_ labels: Labels) { value { JSONText.append(labels, to: &$0) } }

  /// A value that writes its own bytes.
  mutating func value(_ body: (inout [UInt8]) -> Void) {
    if followsValue { bytes.append(UInt8(ascii: ",")) }
    body(&bytes)
    followsValue = true
  }

  private mutating func nested(
    _ open: UInt8, _ close: UInt8, _ body: (inout JSONWriter) throws -> Void
  ) rethrows {
    value { $0.append(open) }
    followsValue = false
    try body(&self)
    bytes.append(close)
    followsValue = true
  }
}

extension JSONWriter {
  mutating func member(_ key: String, _ text: String) {
    name(key)
    string(text)
  }

  mutating func member(_ key: String, _ value: Int) {
    name(key)
    number(value)
  }

  mutating func member(_ key: String, _ value: Double) {
    name(key)
    number(value)
  }

  mutating func member(_ key: String, _ value: Bool) {
    name(key)
    bool(value)
  }

  mutating func member(_ key: String, _ value: Labels) {
    name(key)
    labels(value)
  }

  mutating func member(_ key: String, _ values: [String]) {
    name(key)
    array { writer in values.forEach { writer.string($0) } }
  }

  mutating func objectMember(_ key: String, _ body: (inout JSONWriter) -> Void) {
    name(key)
    object(body)
  }

  mutating func arrayMember(_ key: String, _ body: (inout JSONWriter) -> Void) {
    name(key)
    array(body)
  }
}
