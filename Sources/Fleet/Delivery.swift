package import TimeSeries

/// What a scrape of a child came to, as far as the fleet is concerned.
package struct Delivery: Sendable {
  package var cluster: String
  package var child: ClusterChild
  /// The tick of the scrape: iapetus's clock.
  package var tick: Timestamp
  /// The newest timestamp of the body; the tick where the child gave none.
  package var newest: Timestamp
  /// All samples of the child up to this timestamp have been delivered.
  package var through: Timestamp
  /// Between two scrapes of the child.
  package var interval: Milliseconds

  package init(
    cluster: String, child: ClusterChild, tick: Timestamp, newest: Timestamp, through: Timestamp? = nil,
    interval: Milliseconds = 60_000
  ) {
    self.cluster = cluster
    self.child = child
    self.tick = tick
    self.newest = newest
    self.through = through ?? newest
    self.interval = interval
  }

  /// A child whose clock is ahead must not speak for a time that has not come.
  var withoutFuture: Delivery {
    let ahead = max(0, newest - tick)
    var delivery = self
    delivery.newest -= ahead
    delivery.through -= ahead
    return delivery
  }
}
