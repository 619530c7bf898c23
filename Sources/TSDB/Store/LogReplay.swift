import Dispatch
import Glibc
import Storage
import Threads

/// Enters the batch log into a head that nobody else knows yet: all cores take part, each with series of its own, and one
/// of them reads on meanwhile.
struct LogReplay {
  let reader: LogReader
  let registry: SeriesRegistry
  let head: Head
  /// By slot: the newest record that the series' checkpoint covers.
  let covered: [UInt64]
  let appenders: [HeadAppender]

  /// More shares than cores, so that reading on delays no round; a power of two.
  static var shareCount: Int {
    Cores.count == 1 ? 1 : Cores.count <= 4 ? 4 : 8
  }

  func run() throws(StorageError) {
    var next = try reader.next()
    while !next.isEmpty { next = try enter(next) }
  }

  /// Enters a round while the one after it is read.
  private func enter(_ round: [LogReader.Record]) throws(StorageError) -> [LogReader.Record] {
    let next = Locked(Result<[LogReader.Record], StorageError>.success([]))
    head.table.grow(to: registry.count)
    DispatchQueue.concurrentPerform(iterations: appenders.count + 1) { job in
      if job == 0 {
        let read = Result { () throws(StorageError) in try reader.next() }
        next.withLock { $0 = read }
      } else {
        enter(round, appenders[job - 1])
      }
    }
    for appender in appenders { head.take(appender.takeGain()) }
    return try next.withLock { $0 }.get()
  }

  private func enter(_ round: [LogReader.Record], _ appender: HeadAppender) {
    for record in round {
      let replay = HeadAppender.Replay(
        sequence: record.sequence, covered: covered, tooOldBefore: record.tooOldBefore)
      _ = appender.append(record.batch, registry.slots, replay: replay)
    }
  }
}
