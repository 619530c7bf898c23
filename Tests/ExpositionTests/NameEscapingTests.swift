import Testing

@testable import Exposition

struct NameEscapingTests {
  @Test func `rewrites as prometheus-common does`() {
    let cases: [(String, String, String, String)] = [
      ("no:escaping_required", "no:escaping_required", "no:escaping__required", "no:escaping_required"),
      (
        "mysystem.prod.west.cpu.load", "mysystem_prod_west_cpu_load", "mysystem_dot_prod_dot_west_dot_cpu_dot_load",
        "U__mysystem_2e_prod_2e_west_2e_cpu_2e_load"
      ),
      ("http.status:sum", "http_status:sum", "http_dot_status:sum", "U__http_2e_status:sum"),
      ("label with 😱", "label_with__", "label__with____", "U__label_20_with_20__1f631_"),
      ("花火", "__", "____", "U___82b1__706b_"), ("9a", "_a", "__a", "U___39_a"), ("", "", "", ""),
    ]
    for (name, underscores, dots, values) in cases {
      #expect(NameEscaping.underscores.escaped(name, colonAllowed: true) == underscores)
      #expect(NameEscaping.dots.escaped(name, colonAllowed: true) == dots)
      #expect(NameEscaping.values.escaped(name, colonAllowed: true) == values)
      #expect(NameEscaping.allowUTF8.escaped(name, colonAllowed: true) == name)
    }
    #expect(NameEscaping.underscores.escaped("a:b", colonAllowed: false) == "a_b")
  }
}
