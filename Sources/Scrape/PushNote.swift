import Dedup
import Fleet
package import Storage

/// What was taken note of a request of remote write, to be settled when its samples are stored.
package struct PushNote: Sendable {
  /// To be stored with the samples.
  package internal(set) var records: [RecordChange] = []
  var deliveries: [Delivery] = []
  var replicas: [ReplicaNote] = []
}
