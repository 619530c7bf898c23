struct KubernetesPod: KubernetesObject {
  struct Port: Decodable, Sendable {
    var name: String?
    var containerPort: Int
    var `protocol`: String?
  }

  struct Container: Decodable, Sendable {
    var name: String?
    var image: String?
    var ports: [Port]?
  }

  struct Spec: Decodable, Sendable {
    var nodeName: String?
    var containers: [Container]?
    var initContainers: [Container]?
  }

  struct Condition: Decodable, Sendable {
    var type: String?
    var status: String?
  }

  struct ContainerStatus: Decodable, Sendable {
    var name: String?
    var containerID: String?
  }

  struct Status: Decodable, Sendable {
    var phase: String?
    var podIP: String?
    var hostIP: String?
    var conditions: [Condition]?
    var containerStatuses: [ContainerStatus]?
    var initContainerStatuses: [ContainerStatus]?
  }

  static let resource = KubernetesResource("pods", role: .pod)

  var metadata: KubernetesMetadata
  var spec: Spec?
  var status: Status?

  /// All containers, with whether they are done before the others begin.
  var containers: [(container: Container, isInit: Bool)] {
    (spec?.containers ?? []).map { ($0, false) } + (spec?.initContainers ?? []).map { ($0, true) }
  }
}
