import FoundationEssentials

/// Any JSON, to be asked for what a test expects in it.
indirect enum JSONValue: Decodable, Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  init(parsing bytes: [UInt8]) throws {
    do {
      self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
    } catch {
      throw Failure("no JSON: \(String(decoding: bytes.prefix(300), as: UTF8.self))")
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The member of that name, or null.
  subscript(name: String) -> JSONValue { object[name] ?? .null }
  /// The element at that index, or null.
  subscript(index: Int) -> JSONValue { array.indices.contains(index) ? array[index] : .null }

  var array: [JSONValue] { if case .array(let value) = self { value } else { [] } }
  var object: [String: JSONValue] { if case .object(let value) = self { value } else { [:] } }
  var string: String? { if case .string(let value) = self { value } else { nil } }
  var number: Double? { if case .number(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The members that are strings.
  var strings: [String: String] { object.compactMapValues(\.string) }
}
