import Testing

/// Functions of labels, dates, order and absence, as scripts.
struct LabelFunctionTests {
  private func run(_ text: String) async {
    let (passedCount, failures) = await QueryScript(text).run()
    #expect(failures.isEmpty, "\(failures.map(\.description).joined(separator: "\n"))")
    #expect(passedCount > 0)
  }

  @Test func `label_replace writes what the expression captures`() async {
    await run(
      """
      load 1m
        x{a="one-two"} 1
        x{a="other"} 2

      eval instant at 0 label_replace(x, "b", "$2/${1}", "a", "(.+)-(.+)")
        x{a="one-two", b="two/one"} 1
        x{a="other"} 2

      eval instant at 0 label_replace(x, "a", "", "a", ".*")
        expect fail

      eval instant at 0 label_replace(x{a="other"}, "__name__", "y", "a", ".*")
        y{a="other"} 2

      eval instant at 0 label_replace(x, "b", "1", "a", "(")
        expect fail

      eval instant at 0 label_replace(x, "", "1", "a", ".*")
        expect fail
      """)
  }

  @Test func `label_join puts values together`() async {
    await run(
      """
      load 1m
        x{a="1", b="2"} 1

      eval instant at 0 label_join(x, "c", "-", "a", "none", "b")
        x{a="1", b="2", c="1--2"} 1

      eval instant at 0 label_join(x, "a", "-")
        x{b="2"} 1
      """)
  }

  @Test func `absent knows the labels that the selector fixes`() async {
    await run(
      """
      load 1m
        x{a="1"} 1 _ _ _ _ _ _ _ 1

      eval instant at 0 absent(x)

      eval instant at 0 absent(x{a="2", b=~"c", d!="e"})
        {a="2"} 1

      eval instant at 0 absent(x{a="2", a="3", b="4"})
        {b="4"} 1

      eval instant at 0 absent(sum(nothing))
        {} 1

      eval range from 4m to 8m step 1m absent(x)
        {} _ 1 1 1 _

      eval range from 0 to 2m step 1m absent_over_time(x{a="1"}[1m])
        {a="1"} _ 1 1
      """)
  }

  @Test func `dates are in UTC`() async {
    await run(
      """
      eval instant at 0 year()
        {} 1970

      eval range from 0 to 2m step 1m minute()
        {} 0 1 2

      eval instant at 0 year(vector(1136239445))
        {} 2006

      eval instant at 0 day_of_year(vector(1719705599))
        {} 181

      eval instant at 0 days_in_month(vector(1706745600))
        {} 29

      eval instant at 0 day_of_week(vector(-1))
        {} 3

      eval instant at 0 hour(vector(-1))
        {} 23

      eval instant at 0 month(vector(NaN))
        {} NaN
      """)
  }

  @Test func `sorting puts NaN last and numbers in natural order`() async {
    await run(
      """
      load 1m
        x{a="i1"} NaN
        x{a="i10"} 1
        x{a="i2"} 2

      eval instant at 0 sort(x)
        expect ordered
        x{a="i10"} 1
        x{a="i2"} 2
        x{a="i1"} NaN

      eval instant at 0 sort_desc(x)
        expect ordered
        x{a="i2"} 2
        x{a="i10"} 1
        x{a="i1"} NaN

      eval instant at 0 sort_by_label(x, "a")
        expect ordered
        x{a="i1"} NaN
        x{a="i2"} 2
        x{a="i10"} 1
      """)
  }

  @Test func `info adds the labels of the newest info series`() async {
    await run(
      """
      load 1m
        x{instance="a", job="1"} 0 1 2
        target_info{instance="a", job="1", version="old"} 1 1 _
        target_info{instance="a", job="1", version="new"} _ _ 1

      eval range from 0 to 2m step 1m info(x)
        x{instance="a", job="1", version="old"} 0 1 _
        x{instance="a", job="1", version="new"} _ _ 2

      eval instant at 0 info(x, {nothing=~".+"})

      eval instant at 0 info(x, {version=~".+"})
        x{instance="a", job="1", version="old"} 0
      """)
  }

  @Test func `quantiles of classic histograms`() async {
    await run(
      """
      load 1m
        x_bucket{le="0.1", a="1"} 10
        x_bucket{le="1", a="1"} 20
        x_bucket{le="+Inf", a="1"} 20
        x_bucket{le="odd", a="2"} 20

      eval instant at 0 histogram_quantile(0.75, x_bucket)
        {a="1"} 0.55

      eval instant at 0 histogram_fraction(0, 0.1, x_bucket)
        {a="1"} 0.5

      eval instant at 0 histogram_quantiles(x_bucket, "q", 0.5, 1)
        {a="1", q="0.5"} 0.1
        {a="1", q="1.0"} 1
      """)
  }
}
