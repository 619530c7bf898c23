import Testing

/// Which rooms may speak to which strangers: system libraries and packages each come in through one door.
struct StrangersTests {
  /// Module → the rooms that may import it.
  private static let doors: [String: Set<String>] = [
    "CCurl": ["Outbound"],
    "CDeflate": ["Compression"],
    "CLevelDB": ["LevelDB"],
    "CLevelDBEnv": ["LevelDB"],
    "CRE2": ["RE2"],
    "CResolv": ["DNS"],
    "CSnappy": ["Compression"],
    "CThreads": ["Threads"],
    "CZlib": ["Compression"],
    "ArgumentParser": ["iapetus"],
    "HTTPTypes": ["WebAPI"],
    "Hummingbird": ["WebAPI"],
    "HummingbirdCore": ["WebAPI"],
    "NIOCore": ["WebAPI"],
    "ServiceLifecycle": ["WebAPI", "IapetusServer"],
    "UnixSignals": ["IapetusServer"],
    "Yams": ["Config", "Discovery"],
    // All of Foundation costs 8 MB and some milliseconds at every start; FoundationEssentials is enough.
    "Foundation": [],
  ]

  @Test func `a stranger comes in through its own door`() throws {
    for used in try Import.ofAllRooms() {
      guard let rooms = Self.doors[used.module] else { continue }
      #expect(rooms.contains(SourceTree.room(of: used.path)), "\(used); only these may: \(rooms.sorted())")
    }
  }
}
