import Testing

/// The house of `Sources/README.md`, held against what the sources import and the manifest declares.
struct FloorsTests {
  @Test func `the table names every room and no other`() throws {
    let rooms = try SourceTree.names(in: "Sources").filter { $0 != "README.md" }
    #expect(Set(try FloorTable.read().floors.keys) == Set(rooms))
  }

  @Test func `a room imports only rooms of floors above its own in the table`() throws {
    let floors = try FloorTable.read().floors
    for used in try Import.ofAllRooms() {
      let importer = SourceTree.room(of: used.path)
      guard let own = floors[importer], let other = floors[used.module] else { continue }
      #expect(other < own, "\(used): \(importer) is on floor \(own), \(used.module) on floor \(other)")
    }
  }

  @Test func `the manifest lets no room depend sideways or upwards`() throws {
    let floors = try FloorTable.read().floors
    for (target, dependencies) in try Manifest.read().dependencies {
      guard let own = floors[target] else { continue }
      for dependency in dependencies {
        guard let other = floors[dependency] else { continue }
        #expect(other < own, "Package.swift: \(target) on floor \(own) depends on \(dependency) on floor \(other)")
      }
    }
  }

  @Test func `what is imported is declared`() throws {
    let declared = try Manifest.read().dependencies
    for used in try Import.ofAllRooms() where !Self.toolchain.contains(used.module) {
      let room = SourceTree.room(of: used.path)
      #expect(
        declared[room]?.contains(used.module) == true, "\(used), which Package.swift does not list for \(room)")
    }
  }

  @Test func `what is declared is imported`() throws {
    let imports = Dictionary(grouping: try Import.ofAllRooms()) { SourceTree.room(of: $0.path) }
    let floors = try FloorTable.read().floors
    for (target, dependencies) in try Manifest.read().dependencies where floors[target] != nil {
      let unused = dependencies.subtracting((imports[target] ?? []).map(\.module))
      #expect(unused.isEmpty, "Package.swift: \(target) imports nothing of \(unused.sorted().joined(separator: ", "))")
    }
  }

  @Test(arguments: [
    ("import Glibc", "Glibc"), ("package import TimeSeries", "TimeSeries"),
    ("@testable internal import struct TSDB.Head", "TSDB"), ("// import Nothing", nil), ("let imported = 1", nil),
  ])
  func `an import is read from its line`(line: String, module: String?) {
    #expect(Import.module(importedBy: line) == module)
  }

  /// What comes with Swift itself.
  private static let toolchain: Set = ["Swift", "Glibc", "Synchronization", "FoundationEssentials", "Dispatch"]
}
