import LevelDB
import TestSupport
import Testing

@Suite struct DatabaseTests {
  let folder = TemporaryDirectory()

  @Test func `keeps what a batch wrote, over a reopening`() throws {
    do {
      let database = try Database(path: folder.path)
      let batch = WriteBatch()
      batch.put([1], [10])
      batch.put([2], [])
      try database.write(batch)
    }
    let database = try Database(path: folder.path)
    #expect(try database.value(of: [1]) == [10])
    #expect(try database.value(of: [2]) == [])
    #expect(try database.value(of: [3]) == nil)
  }

  @Test func `walks keys in byte order from where it is told`() throws {
    let database = try Database(path: folder.path)
    let batch = WriteBatch()
    for key in [[UInt8](arrayLiteral: 0xff), [1, 2], [1], [2]] { batch.put(key, key) }
    try database.write(batch, sync: true)
    let cursor = database.cursor()
    var keys: [[UInt8]] = []
    cursor.seek([1, 0])
    while cursor.isValid {
      keys.append(Array(cursor.key))
      cursor.next()
    }
    try cursor.check()
    #expect(keys == [[1, 2], [2], [0xff]])
  }

  @Test func `a snapshot does not see what is written later`() throws {
    let database = try Database(path: folder.path)
    let snapshot = database.snapshot()
    let batch = WriteBatch()
    batch.put([7], [7])
    try database.write(batch)
    let cursor = snapshot.cursor()
    cursor.seek([7])
    #expect(!cursor.isValid)
    #expect(try database.value(of: [7]) == [7])
  }

  @Test func `a second opener is told that the database is taken`() throws {
    let database = try Database(path: folder.path)
    let error = #expect(throws: LevelDBError.self) { try Database(path: folder.path) }
    #expect(error?.reason == .locked)
    #expect(try database.value(of: [1]) == nil)
  }

  @Test func `a missing database is an error when it must be there`() throws {
    var options = DatabaseOptions()
    options.createIfMissing = false
    let error = #expect(throws: LevelDBError.self) { try Database(path: folder.path + "/none", options: options) }
    #expect(error?.reason == .notFound || error?.reason == .io)
  }

  @Test func `a deleted range gives its space back when compacted`() throws {
    let database = try Database(path: folder.path)
    var random = SeededRandom.fresh()
    let batch = WriteBatch()
    for index in 0..<200 {
      batch.put([5, UInt8(index)], (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) })
    }
    try database.write(batch)
    database.compact(from: [5], to: [6])
    #expect(database.approximateFileBytes(from: [5], to: [6]) > 300_000)
    batch.removeAll()
    for index in 0..<200 { batch.delete([5, UInt8(index)]) }
    try database.write(batch)
    database.compact(from: [5], to: [6])
    #expect(database.approximateFileBytes(from: [5], to: [6]) < 10_000)
  }

  @Test func `files that are read by many keep their bytes while their pages are let go`() async throws {
    var options = DatabaseOptions()
    options.writeBufferBytes = 256 << 10
    options.compressed = false
    options.cacheBytes = 64 << 10
    options.mappedBytesMax = 256 << 10
    let database = try Database(path: folder.path, options: options)
    for number in 0..<2000 {
      let batch = WriteBatch()
      batch.put(Self.key(number), Self.value(number))
      try database.write(batch)
    }
    database.compact(from: Self.key(0), to: Self.key(2000))
    let wrongCounts = await withTaskGroup(of: Int.self) { group in
      for reader in 0..<4 {
        group.addTask { (0..<2000).count { Self.isWrong(($0 * 7 + reader * 500) % 2000, in: database) } }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(wrongCounts == [0, 0, 0, 0])
    // Four readers may each be at one more stretch of 64 KiB.
    #expect(database.mappedBytes > 0 && database.mappedBytes <= options.mappedBytesMax + 4 << 16)
  }

  private static func key(_ number: Int) -> [UInt8] { [UInt8(number >> 8), UInt8(number & 0xff)] }

  private static func value(_ number: Int) -> [UInt8] {
    var random = SeededRandom(seed: UInt64(number))
    return (0..<1000).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  private static func isWrong(_ number: Int, in database: Database) -> Bool {
    (try? database.value(of: key(number))) != value(number)
  }
}
