import ArgumentParser
import Outbound

/// How a running server is asked.
struct ConnectionArguments: ParsableArguments {
  @Option(
    name: .customLong("http.config.file"),
    help: ArgumentHelp(
      "How it is asked: credentials, tls_config, proxy, http_headers, as in Prometheus's file of that name.",
      valueName: "file"))
  var httpConfigFile: String?

  @Option(
    name: .customLong("header"),
    help: ArgumentHelp("A header to send along; may be repeated.", valueName: "name=value"))
  var headerArguments: [HeaderArgument] = []

  @Option(name: .customLong("http.timeout"), help: "How long an answer may take. (default: 2m)")
  var timeout: DurationArgument?

  @Option(name: .customLong("http.max-body-size"), help: "How large an answer may be. (default: 256MB)")
  var bodyMax: SizeArgument?

  var headers: [HTTPHeader] { headerArguments.map(\.header) }
  var timeoutSeconds: Double { timeout.map { Double($0.milliseconds) / 1000 } ?? 120 }
  var bodyBytesMax: Int { min(bodyMax?.bytes ?? 256 << 20, 1 << 40) }

  /// A server is told who asks in one way only.
  func validate(for address: String) throws {
    guard httpConfigFile == nil || !(address.split(separator: "/").first { $0.contains("@") } != nil) else {
      throw ValidationError("Say who asks in the server's address or in --http.config.file, not in both.")
    }
  }
}
