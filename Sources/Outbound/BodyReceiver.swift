/// Takes a part of a body; `false` if it takes no more of it.
package typealias BodyReceiver = @Sendable (UnsafeRawBufferPointer) -> Bool
