struct KubernetesEndpointSlice: KubernetesObject {
  struct Conditions: Decodable, Sendable {
    var ready: Bool?
    var serving: Bool?
    var terminating: Bool?
  }

  struct Endpoint: Decodable, Sendable {
    var addresses: [String]?
    var conditions: Conditions?
    var hostname: String?
    var nodeName: String?
    var zone: String?
    var targetRef: KubernetesReference?
    var deprecatedTopology: [String: String]?
  }

  struct Port: Decodable, Sendable {
    var name: String?
    var port: Int?
    var `protocol`: String?
    var appProtocol: String?
  }

  static let serviceNameLabel = "kubernetes.io/service-name"
  static let resource = KubernetesResource(
    "endpointslices", root: "/apis/discovery.k8s.io/v1", role: .endpointslice)

  var metadata: KubernetesMetadata
  var addressType: String?
  var endpoints: [Endpoint]?
  var ports: [Port]?
}
