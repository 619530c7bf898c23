import Threads

/// Single requests to a server on loopback, each on a thread of its own so that a slow one keeps no test from running.
enum HTTP {
  static func get(
    _ path: String, _ parameters: [(String, String)] = [], port: UInt16, headers: [String] = [],
    timeoutSeconds: Int = 60
  ) async throws -> HTTPAnswer {
    let target = parameters.isEmpty ? path : path + "?" + form(parameters)
    return try await request("GET", target, port: port, headers: headers, timeoutSeconds: timeoutSeconds)
  }

  static func post(
    _ path: String, _ parameters: [(String, String)] = [], port: UInt16, timeoutSeconds: Int = 60
  ) async throws -> HTTPAnswer {
    try await request(
      "POST", path, port: port, headers: ["Content-Type: application/x-www-form-urlencoded"],
      body: Array(form(parameters).utf8), timeoutSeconds: timeoutSeconds)
  }

  static func request(
    _ method: String, _ target: String, port: UInt16, headers: [String] = [], body: [UInt8] = [],
    timeoutSeconds: Int = 60
  ) async throws -> HTTPAnswer {
    try await withCheckedThrowingContinuation { continuation in
      NamedThread.start("request") {
        continuation.resume(
          with: Result {
            try HTTPConnection(port: port, timeoutSeconds: timeoutSeconds)
              .request(method, target, headers: headers + ["Connection: close"], body: body)
          })
      }
    }
  }

  static func form(_ parameters: [(String, String)]) -> String {
    parameters.map { "\(escape($0))=\(escape($1))" }.joined(separator: "&")
  }

  private static func escape(_ text: String) -> String {
    text.utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let plain =
        scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte) || "-._".utf8.contains(byte)
      return plain ? String(Character(scalar)) : "%" + hex[Int(byte >> 4)] + hex[Int(byte & 15)]
    }.joined()
  }

  private static let hex = "0123456789ABCDEF".map(String.init)
}
