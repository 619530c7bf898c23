/// What has been read of a protobuf body, as far as ``ProtobufLimits`` bound it.
package struct ProtobufTally: Sendable, Equatable {
  package internal(set) var sampleCount = 0
  package internal(set) var expandedByteCount = 0

  package init() {}
}
