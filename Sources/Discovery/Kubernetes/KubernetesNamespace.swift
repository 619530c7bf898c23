/// Followed for its labels only: no target is made of it.
struct KubernetesNamespace: KubernetesObject {
  static let resource = KubernetesResource("namespaces", isNamespaced: false, role: nil)

  var metadata: KubernetesMetadata
}
