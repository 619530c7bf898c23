/// How a sample stands to what is stored of its series.
package enum SampleStanding: Sendable {
  /// Newer than all of it.
  case newer
  /// There is one at its timestamp that is no stale marker.
  case stored
  /// Not newer than the newest, and there is none at its timestamp.
  case between
}
