import DNS
import Threads
import TimeSeries

/// A name whose records are targets.
struct DNSTargetSource: TargetSource {
  private enum Name {
    static let name = "__meta_dns_name"
    static let srvTarget = "__meta_dns_srv_record_target"
    static let srvPort = "__meta_dns_srv_record_port"
    static let mxTarget = "__meta_dns_mx_record_target"
    static let nsTarget = "__meta_dns_ns_record_target"
  }

  let mechanism = Mechanism.dns
  private let name: String
  private let config: DNSDiscoveryConfig

  init(_ name: String, _ config: DNSDiscoveryConfig) {
    self.name = name
    self.config = config
  }

  var refreshInterval: Milliseconds { config.refreshInterval }

  var emptyGrace: Milliseconds { config.emptyGrace }

  func ask() async throws(DiscoveryError) -> [TargetGroup] {
    do {
      return try await records().get().map { group($0) }
    } catch {
      throw DiscoveryError("\(error)")
    }
  }

  /// On a thread of its own: the resolver waits for the network.
  private func records() async -> Result<[DNSRecord], DNSError> {
    let (config, name) = (config, name)
    return await withCheckedContinuation { continuation in
      NamedThread.start("dns") {
        continuation.resume(
          returning: Result { () throws(DNSError) in try config.resolver.records(of: name, config.kind) })
      }
    }
  }

  /// One record, with what it says beside its address.
  private func group(_ record: DNSRecord) -> TargetGroup {
    let port = record.kind == .srv ? record.port : config.port
    let host = record.kind == .aaaa ? "[\(record.value)]" : record.value
    var labels = LabelsBuilder([Name.name: name])
    switch record.kind {
    case .srv:
      labels.set(Name.srvTarget, to: record.value + ".")
      labels.set(Name.srvPort, to: "\(record.port)")
    case .mx: labels.set(Name.mxTarget, to: record.value + ".")
    case .ns: labels.set(Name.nsTarget, to: record.value + ".")
    case .a, .aaaa: break
    }
    return TargetGroup(targets: ["\(host):\(port)"], labels: labels.labels(), source: name)
  }
}
