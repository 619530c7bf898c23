import TimeSeries

/// Which replica brings which series, and which of them are replicas of one series: its family, which has one period.
///
/// Two numbers a series, and some for each family: there may be a million.
struct SeriesFamilies: Sendable {
  struct Family: Sendable {
    /// A bit for each replica of the cluster that brings the series now.
    var holders: UInt32 = 0
    /// The number of its periods among all that there are.
    var periods: Int32 = 0
    var cluster: Int32 = 0
  }

  /// All histories of periods that there are; none is the first.
  private(set) var histories: [[PeriodVersion]] = [[]]
  private var numbers: [[PeriodVersion]: Int32] = [[]: 0]
  /// By id: the place of its replica and one; 0 for a series that no replica has delivered.
  private var replicaOf: [Int32] = []
  /// By id: the place of its family; −1 for none.
  private var familyOf: [Int32] = []
  private var places: [UInt64: Int32] = [:]
  private var families: [Family] = []
  /// By cluster: how many families which replicas bring.
  private var holderCounts: [Int32: [UInt32: Int]] = [:]
  private static let idMax = 1 << 28

  /// No series with this id or a higher one is known.
  var idLimit: Int { familyOf.count }

  /// The id of a known series as a number below ``idLimit``.
  func index(_ id: SeriesID) -> Int? { place(of: id).map { _ in Int(id.rawValue) } }

  /// The place of the replica that brings the series; `nil` if none has.
  @inline(__always)
  func replica(of id: SeriesID) -> Int? {
    guard id.rawValue < UInt64(replicaOf.count) else { return nil }
    let number = replicaOf[Int(id.rawValue)]
    return number == 0 ? nil : Int(number) - 1
  }

  /// The place of the series' family; `nil` if it has none.
  @inline(__always)
  func place(of id: SeriesID) -> Int32? {
    guard id.rawValue < UInt64(familyOf.count), familyOf[Int(id.rawValue)] >= 0 else { return nil }
    return familyOf[Int(id.rawValue)]
  }

  @inline(__always)
  func family(of id: SeriesID) -> Family? {
    guard id.rawValue < UInt64(familyOf.count), familyOf[Int(id.rawValue)] >= 0 else { return nil }
    return families[Int(familyOf[Int(id.rawValue)])]
  }

  func periods(of id: SeriesID) -> [PeriodVersion] { family(of: id).map { histories[Int($0.periods)] } ?? [] }

  /// The replica brings the series; `false` if that was known.
  ///
  /// - Parameters:
  ///   - family: what the replicas of the series have in common, as a hash.
  ///   - bit: the replica's; none if it is only known to have brought it once.
  ///   - cluster: the place of the replica's.
  @discardableResult
  mutating func hold(_ id: SeriesID, family: UInt64, replica: Int, bit: UInt32, cluster: Int = 0) -> Bool {
    guard id.rawValue < UInt64(SeriesFamilies.idMax) else { return false }
    let index = Int(id.rawValue)
    grow(to: index)
    let place = places[family] ?? Int32(families.count)
    if place == families.count {
      places[family] = place
      families.append(Family(cluster: Int32(cluster)))
    }
    replicaOf[index] = Int32(replica + 1)
    familyOf[index] = place
    let known = families[Int(place)].holders
    setHolders(known | bit, of: place)
    return known & bit != bit
  }

  /// Whether its replica brings the series now.
  func isHeld(_ id: SeriesID, bit: UInt32) -> Bool { family(of: id).map { $0.holders & bit == bit } ?? false }

  /// The replica brings a series that is known to be its own.
  mutating func bring(_ id: SeriesID, bit: UInt32) {
    guard id.rawValue < UInt64(familyOf.count), familyOf[Int(id.rawValue)] >= 0 else { return }
    let place = familyOf[Int(id.rawValue)]
    setHolders(families[Int(place)].holders | bit, of: place)
  }

  /// The replica does not bring the series any more.
  mutating func release(_ id: SeriesID, bit: UInt32) {
    guard id.rawValue < UInt64(familyOf.count), familyOf[Int(id.rawValue)] >= 0 else { return }
    let place = familyOf[Int(id.rawValue)]
    setHolders(families[Int(place)].holders & ~bit, of: place)
  }

  /// Which replicas of a cluster have series in common, as their bits.
  func holderSets(of cluster: Int) -> [UInt32] { holderCounts[Int32(cluster)].map { Array($0.keys) } ?? [] }

  private mutating func setHolders(_ holders: UInt32, of place: Int32) {
    let family = families[Int(place)]
    guard family.holders != holders else { return }
    families[Int(place)].holders = holders
    if family.holders != 0, let count = holderCounts[family.cluster]?[family.holders] {
      holderCounts[family.cluster]?[family.holders] = count > 1 ? count - 1 : nil
    }
    if holders != 0 { holderCounts[family.cluster, default: [:]][holders, default: 0] += 1 }
  }

  /// All series that the replica brings.
  func held(by replica: Int, bit: UInt32) -> [SeriesID] {
    replicaOf.indices.filter { index in
      replicaOf[index] == Int32(replica + 1) && familyOf[index] >= 0
        && families[Int(familyOf[index])].holders & bit != 0
    }.map { SeriesID(UInt64($0)) }
  }

  /// Gives the series' family another period; `false` if it has that one.
  mutating func adopt(_ version: PeriodVersion, of id: SeriesID) -> Bool {
    guard id.rawValue < UInt64(familyOf.count), familyOf[Int(id.rawValue)] >= 0 else { return false }
    let family = Int(familyOf[Int(id.rawValue)])
    var history = histories[Int(families[family].periods)]
    if history.last?.period == version.period { return false }
    history.append(version)
    let number = numbers[history] ?? Int32(histories.count)
    if number == histories.count {
      histories.append(history)
      numbers[history] = number
    }
    families[family].periods = number
    return true
  }

  private mutating func grow(to index: Int) {
    while replicaOf.count <= index {
      let added = max(1024, replicaOf.count)
      replicaOf.append(contentsOf: repeatElement(0, count: added))
      familyOf.append(contentsOf: repeatElement(-1, count: added))
    }
  }
}
