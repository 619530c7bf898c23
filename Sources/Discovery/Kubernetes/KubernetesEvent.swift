/// One line of a watch.
enum KubernetesEvent<Object: KubernetesObject>: Decodable, Sendable {
  case added(Object)
  case modified(Object)
  case deleted(Object)
  /// Nothing has happened up to this version.
  case bookmark(version: String)
  case error(KubernetesStatus)

  private enum Key: String, CodingKey {
    case type, object
  }

  private struct Marked: Decodable {
    var metadata: KubernetesMetadata
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let type = try container.decode(String.self, forKey: .type)
    switch type {
    case "ADDED": self = .added(try container.decode(Object.self, forKey: .object))
    case "MODIFIED": self = .modified(try container.decode(Object.self, forKey: .object))
    case "DELETED": self = .deleted(try container.decode(Object.self, forKey: .object))
    case "BOOKMARK":
      let marked = try container.decode(Marked.self, forKey: .object)
      self = .bookmark(version: marked.metadata.resourceVersion ?? "")
    case "ERROR": self = .error(try container.decode(KubernetesStatus.self, forKey: .object))
    default:
      throw DecodingError.dataCorruptedError(
        forKey: .type, in: container,
        debugDescription: "a watch has an event of the unknown type \"\(type.prefix(40))\"")
    }
  }
}

/// What the API says of itself, mostly that something is wrong.
struct KubernetesStatus: Decodable, Sendable {
  var code: Int?
  var message: String?
}
