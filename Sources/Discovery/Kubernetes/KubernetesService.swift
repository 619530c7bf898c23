struct KubernetesService: KubernetesObject {
  struct Port: Decodable, Sendable {
    var name: String?
    var port: Int
    var `protocol`: String?
  }

  struct Spec: Decodable, Sendable {
    var type: String?
    var clusterIP: String?
    var loadBalancerIP: String?
    var externalName: String?
    var ports: [Port]?
  }

  static let resource = KubernetesResource("services", role: .service)

  var metadata: KubernetesMetadata
  var spec: Spec?
}
