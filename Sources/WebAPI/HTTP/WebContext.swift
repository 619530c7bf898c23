import Hummingbird
import NIOCore

/// What Hummingbird tells of a request besides the request: the connection it came on.
struct WebContext: InitializableFromSource {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}
