struct KubernetesIngress: KubernetesObject {
  struct TLS: Decodable, Sendable {
    var hosts: [String]?
  }

  struct Path: Decodable, Sendable {
    var path: String?
  }

  struct Paths: Decodable, Sendable {
    var paths: [Path]?
  }

  struct Rule: Decodable, Sendable {
    var host: String?
    var http: Paths?
  }

  struct Spec: Decodable, Sendable {
    var ingressClassName: String?
    var tls: [TLS]?
    var rules: [Rule]?
  }

  static let resource = KubernetesResource("ingresses", root: "/apis/networking.k8s.io/v1", role: .ingress)

  var metadata: KubernetesMetadata
  var spec: Spec?
}
