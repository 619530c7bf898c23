import Outbound
import ServiceLifecycle
import TSDB

/// The lowest service: it does nothing until all rooms above have stopped, then closes the network, the query log and the store.
struct Closing: Service {
  let database: TimeSeriesDatabase
  let client: HTTPClient
  let queryLog: QueryLog

  func run() async throws {
    try? await gracefulShutdown()
    client.close()
    await queryLog.close()
    await database.close()
  }
}
