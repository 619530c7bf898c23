@main
struct Iapetus {
  static func main() {}
}
