/// A part of a list.
struct KubernetesPage<Object: KubernetesObject>: Decodable, Sendable {
  struct Metadata: Decodable, Sendable {
    var resourceVersion: String?
    var `continue`: String?
  }

  var metadata: Metadata
  var items: [Object]?
}
