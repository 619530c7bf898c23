/// An object of the Kubernetes API, as far as targets are made of it.
protocol KubernetesObject: Decodable, Sendable {
  /// Where the API keeps objects of this kind, before and behind the namespace.
  static var resource: KubernetesResource { get }
  var metadata: KubernetesMetadata { get }
}

/// A collection of the API.
struct KubernetesResource: Sendable {
  /// `/api/v1` or `/apis/group/version`.
  let root: String
  let plural: String
  let isNamespaced: Bool
  /// The word for it in selectors and metrics; `nil` for one that no target is made of.
  let role: KubernetesRole?

  init(_ plural: String, root: String = "/api/v1", isNamespaced: Bool = true, role: KubernetesRole?) {
    (self.plural, self.root, self.isNamespaced, self.role) = (plural, root, isNamespaced, role)
  }

  /// - Parameter namespace: `nil` for all.
  func path(in namespace: String?) -> String {
    guard isNamespaced, let namespace else { return "\(root)/\(plural)" }
    return "\(root)/namespaces/\(namespace)/\(plural)"
  }
}

/// What all objects have.
struct KubernetesMetadata: Decodable, Sendable {
  struct Owner: Decodable, Sendable {
    var kind: String?
    var name: String?
    var controller: Bool?
  }

  var name: String?
  var namespace: String?
  var uid: String?
  var resourceVersion: String?
  var labels: [String: String]?
  var annotations: [String: String]?
  var ownerReferences: [Owner]?

  /// Tells an object from all others of its kind.
  var key: String { "\(namespace ?? "")/\(name ?? "")" }

  var controller: Owner? { ownerReferences?.first { $0.controller == true } }
}

/// A pointer from one object to another.
struct KubernetesReference: Decodable, Sendable {
  var kind: String?
  var namespace: String?
  var name: String?

  var key: String { "\(namespace ?? "")/\(name ?? "")" }
}
