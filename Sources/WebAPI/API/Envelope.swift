import Hummingbird
import NIOCore
import PromQL

/// The JSON around every answer of the API: `{"status":"success","data":…,"warnings":[…],"infos":[…]}`.
enum Envelope {
  /// How many warnings and how many infos are spelled out.
  static let annotationsMax = 10

  /// A successful answer; `data` writes one value.
  static func success(
    _ annotations: Annotations = Annotations(), _ data: (inout JSONWriter) -> Void
  ) -> Response {
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("status", "success")
      writer.name("data")
      data(&writer)
      write(annotations, to: &writer)
    }
    return .json(writer.bytes)
  }

  static func failure(_ error: APIError) -> Response {
    var writer = JSONWriter()
    writer.object {
      $0.member("status", "error")
      $0.member("errorType", error.kind.rawValue)
      $0.member("error", error.description)
    }
    return .json(writer.bytes, status: error.status)
  }

  /// The members `warnings` and `infos`, where there are any.
  static func write(_ annotations: Annotations, to writer: inout JSONWriter) {
    write("warnings", "warning", annotations.warnings, to: &writer)
    write("infos", "info", annotations.infos, to: &writer)
  }

  private static func write(_ key: String, _ kind: String, _ texts: [String], to writer: inout JSONWriter) {
    guard !texts.isEmpty else { return }
    let rest = texts.count - annotationsMax
    let shown = texts.prefix(annotationsMax) + (rest > 0 ? ["\(rest) more \(kind) annotations omitted"] : [])
    writer.member(key, Array(shown))
  }
}
