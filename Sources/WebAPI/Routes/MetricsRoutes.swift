import Exposition
import HTTPTypes
import Hummingbird
import NIOCore
package import Telemetry

/// `/metrics`: what iapetus measures of itself.
package struct MetricsRoutes: WebRoutes {
  private let registry: Registry

  package init(registry: Registry) { self.registry = registry }

  package func add(to table: inout RouteTable) {
    table.on(.get, at: "/metrics", waitsForReadiness: false) { _ in exposition() }
  }

  private func exposition() -> Response {
    var writer = TextWriter()
    for family in registry.families() {
      writer.family(family.name, type: MetricType(rawValue: family.kind.rawValue) ?? .unknown, help: family.help)
      for sample in family.samples {
        writer.sample(family.name + sample.suffix, labels: sample.labels, value: sample.value)
      }
    }
    return Response(
      status: .ok, headers: [.contentType: writer.contentType],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: writer.take())))
  }
}
