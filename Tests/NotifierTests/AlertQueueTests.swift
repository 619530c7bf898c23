import TestSupport
import Testing
import TimeSeries

@testable import Notifier

struct AlertQueueTests {
  private func alert(_ name: String, startsAt: Timestamp = 0, endsAt: Timestamp = 100) -> Alert {
    Alert(labels: ["alertname": name], startsAt: startsAt, endsAt: endsAt)
  }

  private func names(_ entries: [AlertQueue.Entry]) -> [String] { entries.map { $0.alert.labels["alertname"] } }

  @Test func `gives alerts in the order in which they came`() {
    var queue = AlertQueue(capacity: 10)
    #expect(queue.add([alert("a"), alert("b")]) == 0)
    #expect(queue.add([alert("c")]) == 0)
    #expect(names(queue.take(2)) == ["a", "b"])
    #expect(queue.count == 1)
    #expect(names(queue.take(2)) == ["c"])
    #expect(queue.take(2).isEmpty)
  }

  @Test func `drops the oldest when it is full`() {
    var queue = AlertQueue(capacity: 3)
    #expect(queue.add((0..<5).map { alert("\($0)") }) == 2)
    #expect(queue.count == 3)
    #expect(names(queue.take(9)) == ["2", "3", "4"])
  }

  @Test func `a newer word takes the place of the older one`() {
    var queue = AlertQueue(capacity: 3)
    _ = queue.add([alert("a"), alert("b"), alert("c")])
    #expect(queue.add([alert("a", endsAt: 200)]) == 0)
    let taken = queue.take(9)
    #expect(names(taken) == ["a", "b", "c"])
    #expect(taken[0].alert.endsAt == 200)
  }

  @Test func `an alert that fires anew stands behind its end`() {
    var queue = AlertQueue(capacity: 3)
    _ = queue.add([alert("a", endsAt: 50)])
    _ = queue.add([alert("a", startsAt: 60)])
    #expect(queue.take(9).map(\.alert.startsAt) == [0, 60])
  }

  @Test func `what did not arrive goes back to the front, a few times`() {
    var queue = AlertQueue(capacity: 10)
    _ = queue.add([alert("a"), alert("b"), alert("c")])
    let first = queue.take(2)
    #expect(queue.giveBack(first, failuresMax: 2) == 0)
    let second = queue.take(2)
    #expect(names(second) == ["a", "b"])
    #expect(second.map(\.failureCount) == [1, 1])
    #expect(queue.giveBack(second, failuresMax: 2) == 2)
    #expect(names(queue.take(9)) == ["c"])
  }

  @Test func `what did not arrive gives way to its own newer word`() {
    var queue = AlertQueue(capacity: 10)
    _ = queue.add([alert("a"), alert("b")])
    let taken = queue.take(2)
    _ = queue.add([alert("c"), alert("a", endsAt: 200)])
    #expect(queue.giveBack(taken, failuresMax: 9) == 0)
    #expect(names(queue.take(9)) == ["b", "c", "a"])
  }

  @Test func `what goes back counts towards the bound`() {
    var queue = AlertQueue(capacity: 2)
    _ = queue.add([alert("a"), alert("b")])
    let taken = queue.take(2)
    _ = queue.add([alert("c")])
    #expect(queue.giveBack(taken, failuresMax: 9) == 1)
    #expect(names(queue.take(9)) == ["b", "c"])
  }

  @Test func `whatever happens, every alert is taken, dropped or still there, and no bound is broken`() {
    var random = SeededRandom.fresh()
    let seed = random.seed
    var queue = AlertQueue(capacity: 20)
    var (added, delivered, dropped) = (0, 0, 0)
    var taken: [AlertQueue.Entry] = []
    for number in 0..<5000 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0, 1:
        let alerts = (0..<Int.random(in: 0..<8, using: &random)).map { alert("\(number)-\($0)") }
        added += alerts.count
        dropped += queue.add(alerts)
      case 2 where taken.isEmpty: taken = queue.take(Int.random(in: 1..<10, using: &random))
      case 2:
        delivered += taken.count
        taken = []
      default:
        dropped += queue.giveBack(taken, failuresMax: 3)
        taken = []
      }
      #expect(queue.count <= 20, "seed \(seed)")
      #expect(added == delivered + dropped + taken.count + queue.count, "seed \(seed)")
    }
  }
}
