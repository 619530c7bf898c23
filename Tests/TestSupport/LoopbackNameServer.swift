import Glibc
import Threads

/// A name server on loopback, over UDP, that says what a test says. Ends with the value.
package final class LoopbackNameServer: Sendable {
  package enum Answer: Sendable {
    case records([Record])
    /// There is no such name.
    case missing
    /// The server cannot answer now.
    case failure
    case silence
    /// So many bytes of an answer, and no more.
    case cut(to: Int)
  }

  /// Types and data as on the wire.
  package struct Record: Sendable {
    fileprivate let type: UInt16
    fileprivate let data: [UInt8]

    package static func a(_ bytes: UInt8...) -> Record { Record(type: 1, data: bytes) }
    package static func ns(_ host: String) -> Record { Record(type: 2, data: name(host)) }
    package static func alias(_ host: String) -> Record { Record(type: 5, data: name(host)) }
    package static func mx(_ host: String) -> Record { Record(type: 15, data: [0, 10] + name(host)) }
    package static func aaaa(_ bytes: [UInt8]) -> Record { Record(type: 28, data: bytes) }
    package static func srv(_ host: String, port: UInt16) -> Record {
      Record(type: 33, data: [0, 1, 0, 2] + word(port) + name(host))
    }

    private static func name(_ host: String) -> [UInt8] {
      host.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + $0.utf8 } + [0]
    }
  }

  package let port: UInt16
  private let socket: CInt

  /// - Parameter handler: what is known of a name, for a type of record such as 33 for SRV.
  package init(_ handler: @escaping @Sendable (_ name: String, _ type: UInt16) -> Answer) {
    let (socket, port) = LoopbackSocket.bindDatagrams()
    (self.socket, self.port) = (socket, UInt16(port))
    NamedThread.start("name server") { LoopbackNameServer.serve(socket, handler) }
  }

  deinit { shutdown(socket, CInt(SHUT_RDWR)) }

  private static func serve(_ socket: CInt, _ handler: (String, UInt16) -> Answer) {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      var sender = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let count = withUnsafeMutablePointer(to: &sender) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(socket, &buffer, buffer.count, 0, $0, &size) }
      }
      // A socket that was shut down receives nothing, at once.
      guard count > 12 else { break }
      guard let answer = answer(to: Array(buffer[..<count]), handler) else { continue }
      _ = withUnsafePointer(to: &sender) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { sendto(socket, answer, answer.count, 0, $0, size) }
      }
    }
    close(socket)
  }

  private static func answer(to query: [UInt8], _ handler: (String, UInt16) -> Answer) -> [UInt8]? {
    var labels: [String] = []
    var index = 12
    while query[index] != 0 {
      labels.append(String(decoding: query[(index + 1)...(index + Int(query[index]))], as: UTF8.self))
      index += Int(query[index]) + 1
    }
    let type = UInt16(query[index + 1]) << 8 | UInt16(query[index + 2])
    let question = query[12..<(index + 5)]
    switch handler(labels.joined(separator: "."), type) {
    case .records(let records): return message(query, question, code: 0, records)
    case .missing: return message(query, question, code: 3, [])
    case .failure: return message(query, question, code: 2, [])
    case .silence: return nil
    case .cut(let count): return Array(message(query, question, code: 0, [.srv("a.b", port: 1)]).prefix(count))
    }
  }

  private static func message(
    _ query: [UInt8], _ question: ArraySlice<UInt8>, code: UInt8, _ records: [Record]
  ) -> [UInt8] {
    var bytes = query[..<2] + [0x81, 0x80 | code] + word(1) + word(UInt16(records.count)) + word(0) + word(0)
    bytes += question
    // Each for the name of the question, for a second.
    for record in records {
      bytes += [0xc0, 12] + word(record.type) + word(1) + [0, 0, 0, 1] + word(UInt16(record.data.count)) + record.data
    }
    return Array(bytes)
  }

  fileprivate static func word(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xff)] }
}

extension LoopbackNameServer.Record {
  private static func word(_ value: UInt16) -> [UInt8] { LoopbackNameServer.word(value) }
}
