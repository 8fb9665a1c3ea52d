/// The 256-colour palette of xterm.
enum Palette {
  private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
  private static let basic: [(UInt8, UInt8, UInt8)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  /// The nearest of the 6×6×6 cube and the greys.
  static func nearest(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
    let (red, green, blue) = (Int(red), Int(green), Int(blue))
    func level(_ value: Int) -> Int {
      levels.indices.min { abs(Int(levels[$0]) - value) < abs(Int(levels[$1]) - value) } ?? 0
    }
    func distance(_ r: Int, _ g: Int, _ b: Int) -> Int {
      (r - red) * (r - red) + (g - green) * (g - green) + (b - blue) * (b - blue)
    }
    let (r, g, b) = (level(red), level(green), level(blue))
    let grey = min(23, max(0, ((red + green + blue) / 3 - 8 + 5) / 10))
    let shade = 8 + 10 * grey
    let cube = distance(Int(levels[r]), Int(levels[g]), Int(levels[b]))
    return UInt8(distance(shade, shade, shade) < cube ? 232 + grey : 16 + 36 * r + 6 * g + b)
  }

  /// What an entry looks like.
  static func color(_ index: UInt8) -> (UInt8, UInt8, UInt8) {
    switch index {
    case ..<16: return basic[Int(index)]
    case 232...:
      let shade = 8 + 10 * (index - 232)
      return (shade, shade, shade)
    default:
      let rest = Int(index) - 16
      return (levels[rest / 36], levels[rest / 6 % 6], levels[rest % 6])
    }
  }
}
