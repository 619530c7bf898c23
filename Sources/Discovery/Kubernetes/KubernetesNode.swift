struct KubernetesNode: KubernetesObject {
  struct Address: Decodable, Sendable {
    var type: String
    var address: String
  }

  struct KubeletEndpoint: Decodable, Sendable {
    var port: Int?

    enum CodingKeys: String, CodingKey { case port = "Port" }
  }

  struct DaemonEndpoints: Decodable, Sendable {
    var kubeletEndpoint: KubeletEndpoint?
  }

  struct Spec: Decodable, Sendable {
    var providerID: String?
  }

  struct Status: Decodable, Sendable {
    var addresses: [Address]?
    var daemonEndpoints: DaemonEndpoints?
  }

  static let resource = KubernetesResource("nodes", isNamespaced: false, role: .node)

  var metadata: KubernetesMetadata
  var spec: Spec?
  var status: Status?
}
