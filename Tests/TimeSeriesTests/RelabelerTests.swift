import Testing
import TimeSeries

/// Cases after Prometheus's own `model/relabel/relabel_test.go`.
struct RelabelerTests {
  private func apply(_ rules: [RelabelRule], _ labels: Labels) -> Labels? { Relabeler(rules).relabeled(labels) }

  @Test func `replaces with groups of the joined source`() throws {
    let rule = try RelabelRule(
      sourceLabels: ["a", "b"], regex: "f(.*);(.*)r", targetLabel: "a", replacement: "b${1}${2}m")
    #expect(apply([rule], ["a": "foo", "b": "bar"]) == ["a": "boobam", "b": "bar"])
  }

  @Test func `builds the target label from the match`() throws {
    let rule = try RelabelRule(
      sourceLabels: ["a"], regex: "some-([^-]+)-([^,]+)", targetLabel: "${1}", replacement: "${2}")
    #expect(apply([rule], ["a": "some-name-value"]) == ["a": "some-name-value", "name": "value"])
  }

  @Test func `leaves labels alone where the expression does not match`() throws {
    let rule = try RelabelRule(sourceLabels: ["a"], regex: "foo", targetLabel: "b", replacement: "x")
    #expect(apply([rule], ["a": "foobar"]) == ["a": "foobar"])
  }

  @Test func `an empty result removes the label`() throws {
    let rule = try RelabelRule(sourceLabels: ["missing"], targetLabel: "b")
    #expect(apply([rule], ["a": "1", "b": "2"]) == ["a": "1"])
  }

  @Test func `reads references as Go does`() throws {
    func replaced(_ replacement: String) throws -> String? {
      let rule = try RelabelRule(
        sourceLabels: ["a"], regex: "(?P<first>x)(y)?(z)", targetLabel: "b", replacement: replacement)
      return apply([rule], ["a": "xz"])?["b"]
    }
    #expect(try replaced("$1-$3") == "x-z")
    #expect(try replaced("$first") == "x")
    #expect(try replaced("${first}y") == "xy")
    #expect(try replaced("$1x") == "")
    #expect(try replaced("[$2$9$nothing]") == "[]")
    #expect(try replaced("$$1 $ ${ $") == "$1 $ ${ $")
    #expect(try replaced("$0") == "xz")
  }

  @Test func `keeps and drops by the expression`() throws {
    let keep = try RelabelRule(sourceLabels: ["a"], regex: "fo+", action: .keep)
    let drop = try RelabelRule(sourceLabels: ["a"], regex: ".*o.*", action: .drop)
    #expect(apply([keep], ["a": "foo"]) == ["a": "foo"])
    #expect(apply([keep], ["a": "xfoo"]) == nil)
    #expect(apply([drop], ["a": "line\no"]) == nil)
    #expect(apply([drop], ["b": "foo"]) == ["b": "foo"])
  }

  @Test func `keeps and drops by equality`() throws {
    let keep = try RelabelRule(sourceLabels: ["port"], targetLabel: "wanted", action: .keepEqual)
    let drop = try RelabelRule(sourceLabels: ["port"], targetLabel: "wanted", action: .dropEqual)
    #expect(apply([keep], ["port": "1", "wanted": "1"]) != nil)
    #expect(apply([keep], ["port": "1", "wanted": "2"]) == nil)
    #expect(apply([drop], ["port": "1", "wanted": "1"]) == nil)
    #expect(apply([drop], ["port": "1", "wanted": "2"]) != nil)
  }

  @Test func `hashes as Prometheus does`() throws {
    let rule = try RelabelRule(sourceLabels: ["c"], modulus: 1000, targetLabel: "d", action: .hashMod)
    #expect(apply([rule], ["a": "foo", "b": "bar", "c": "baz"])?["d"] == "976")
    let multiline = try RelabelRule(sourceLabels: ["a"], modulus: 1000, targetLabel: "d", action: .hashMod)
    #expect(apply([multiline], ["a": "foo\nbar"])?["d"] == "734")
  }

  @Test func `maps, drops and keeps labels by name`() throws {
    let map = try RelabelRule(regex: "__meta_(my.*)", replacement: "${1}", action: .labelMap)
    #expect(
      apply([map], ["__meta_my_bar": "aaa", "__meta_my_baz": "bbb", "__meta_other": "ccc"])
        == ["__meta_my_bar": "aaa", "__meta_my_baz": "bbb", "__meta_other": "ccc", "my_bar": "aaa", "my_baz": "bbb"])
    let drop = try RelabelRule(regex: "b.*", action: .labelDrop)
    let keep = try RelabelRule(regex: "b.*", action: .labelKeep)
    #expect(apply([drop], ["a": "1", "bar": "2"]) == ["a": "1"])
    #expect(apply([keep], ["a": "1", "bar": "2"]) == ["bar": "2"])
  }

  @Test func `changes the case`() throws {
    let upper = try RelabelRule(sourceLabels: ["a"], targetLabel: "u", action: .uppercase)
    let lower = try RelabelRule(sourceLabels: ["a"], targetLabel: "l", action: .lowercase)
    #expect(apply([upper, lower], ["a": "bAr123Ü"]) == ["a": "bAr123Ü", "u": "BAR123Ü", "l": "bar123ü"])
  }

  @Test func `reads actions in any case`() throws {
    #expect(try RelabelAction(named: "LabelMap") == .labelMap)
    #expect(throws: RelabelError("unknown relabel action \"x\"")) { try RelabelAction(named: "x") }
  }

  @Test func `refuses what Prometheus refuses, in its words`() {
    func problem(_ make: () throws(RelabelError) -> RelabelRule) -> String? {
      do { _ = try make() } catch { return error.description }
      return nil
    }
    #expect(
      problem { () throws(RelabelError) in try RelabelRule(targetLabel: "d", action: .hashMod) }
        == "relabel configuration for hashmod requires non-zero modulus")
    #expect(
      problem { () throws(RelabelError) in try RelabelRule() }
        == "relabel configuration for replace action requires 'target_label' value")
    #expect(
      problem { () throws(RelabelError) in try RelabelRule(sourceLabels: ["a"], regex: "x", action: .labelDrop) }
        == "labeldrop action requires only 'regex', and no other fields")
    #expect(
      problem { () throws(RelabelError) in
        try RelabelRule(sourceLabels: ["a"], regex: "x", targetLabel: "b", action: .keepEqual)
      } == "keepequal action requires only 'source_labels' and `target_label`, and no other fields")
    #expect(
      problem { () throws(RelabelError) in
        try RelabelRule(sourceLabels: ["a"], targetLabel: "b", replacement: "x", action: .uppercase)
      } == "'replacement' can not be set for uppercase action")
    #expect(
      problem { () throws(RelabelError) in try RelabelRule(regex: "(", targetLabel: "b") }?
        .hasPrefix("error parsing regexp: ") == true)
  }
}
