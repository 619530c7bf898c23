import NIOCore

/// Tells the registry of a connection's beginning and end.
///
/// Belongs to one channel and runs on its event loop only.
final class ConnectionHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let registry: ConnectionRegistry
  private var watch: ConnectionWatch?

  init(registry: ConnectionRegistry) { self.registry = registry }

  func handlerAdded(context: ChannelHandlerContext) { watch = registry.open(context.channel) }

  func handlerRemoved(context: ChannelHandlerContext) { registry.close(context.channel) }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if let event = event as? ChannelEvent, event == .inputClosed { watch?.disconnected() }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    watch?.disconnected()
    registry.close(context.channel)
    context.fireChannelInactive()
  }
}
