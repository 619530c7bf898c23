import ArgumentParser
import Outbound

/// A header of a request: `name=value` or `name:value`.
struct HeaderArgument: ExpressibleByArgument {
  let header: HTTPHeader

  init?(argument: String) {
    guard let separator = argument.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return nil }
    let name = argument[..<separator]
    let value = argument[argument.index(after: separator)...].drop { $0 == " " }
    let isToken = name.utf8.allSatisfy { byte in byte > 0x20 && byte < 0x7f && !"\"(),/;<=>?@[\\]{}".utf8.contains(byte)
    }
    guard !name.isEmpty, isToken, !value.contains(where: \.isNewline) else { return nil }
    header = HTTPHeader(String(name), secret: .text(String(value)))
  }
}
