struct KubernetesEndpoints: KubernetesObject {
  struct Address: Decodable, Sendable {
    var ip: String
    var hostname: String?
    var nodeName: String?
    var targetRef: KubernetesReference?
  }

  struct Port: Decodable, Sendable {
    var name: String?
    var port: Int
    var `protocol`: String?
  }

  struct Subset: Decodable, Sendable {
    var addresses: [Address]?
    var notReadyAddresses: [Address]?
    var ports: [Port]?
  }

  static let resource = KubernetesResource("endpoints", role: .endpoints)

  var metadata: KubernetesMetadata
  var subsets: [Subset]?
}
