import ArgumentParser

struct WebArguments: ParsableArguments {
  @Option(
    name: .customLong("web.listen-address"),
    help: "Address to listen on; may be repeated. (default: 0.0.0.0:9090)")
  var listenAddresses: [String] = []

  @Option(name: .customLong("web.external-url"), help: "The URL under which others reach this server.")
  var externalURL = ""

  @Option(name: .customLong("web.route-prefix"), help: "Prefix of every path. Default: the path of the external URL.")
  var routePrefix: String?

  @Flag(name: .customLong("web.enable-lifecycle"), help: "Allow POST /-/reload.")
  var isLifecycleEnabled = false

  @Flag(name: .customLong("web.enable-remote-write-receiver"), help: "Accept remote write at /api/v1/write.")
  var isRemoteWriteReceiverEnabled = false

  @Option(name: .customLong("web.cors.origin"), help: "Regular expression of the origins that may read answers.")
  var corsOrigin = ".*"

  @Option(name: .customLong("web.max-connections"), help: "How many connections may be open at once.")
  var connectionsMax = 512

  @Option(name: .customLong("web.read-timeout"), help: "When an idle or unread connection is closed. (default: 5m)")
  var readTimeout: DurationArgument?
}
