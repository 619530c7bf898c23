import TSDB
import WebAPI

extension HeadInfo {
  /// What `database` holds at this moment.
  static func current(_ database: TimeSeriesDatabase) -> HeadInfo {
    let status = database.status
    return HeadInfo(
      seriesCount: status.seriesCount, chunkCount: status.headChunkCount, oldest: status.extent?.lowerBound,
      newest: status.extent?.upperBound)
  }
}
