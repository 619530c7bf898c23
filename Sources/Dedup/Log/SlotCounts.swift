/// How many slots of a cluster each kind of source served.
struct SlotCounts: Sendable, Equatable {
  var cluster: String
  var bySource: [SlotSource: Int] = [:]
}
