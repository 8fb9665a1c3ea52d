import Host

/// Reads what tmux captured of a pane: text with colours, nothing else.
package enum StyledLine {
  /// The cells of one line; escapes other than colours, and characters that could shift a column,
  /// do not get through. `style` carries on from line to line.
  package static func cells(_ line: String, style: inout CellStyle) -> [Cell] {
    var cells: [Cell] = []
    var scalars = Substring(line).unicodeScalars
    while let scalar = scalars.popFirst() {
      if scalar == "\u{1B}" {
        readEscape(&scalars, &style)
        continue
      }
      switch CharacterWidth.of(scalar) {
      case 0:
        // Combining marks join; whatever else takes no room is dropped.
        if scalar.properties.generalCategory == .nonspacingMark,
          !(0xFE00...0xFE0F).contains(scalar.value),
          let last = cells.lastIndex(
            where: { !$0.text.isEmpty }), cells[last].text.unicodeScalars.count < 4
        {
          cells[last].text.unicodeScalars.append(scalar)
        }
      case 2: cells += [Cell(String(Character(scalar)), style), Cell("", style)]
      default: cells.append(Cell(String(Character(scalar)), style))
      }
    }
    return cells
  }

  private static func readEscape(
    _ scalars: inout Substring.UnicodeScalarView, _ style: inout CellStyle
  ) {
    guard let kind = scalars.popFirst() else { return }
    if kind == "]" {
      while let scalar = scalars.popFirst(), scalar != "\u{7}" {
        if scalar == "\u{1B}" {
          _ = scalars.popFirst()
          return
        }
      }
    }
    guard kind == "[" else { return }
    var parameters = ""
    while let scalar = scalars.popFirst() {
      if scalar.value >= 0x40 {
        if scalar == "m" { apply(parameters, to: &style) }
        return
      }
      parameters.unicodeScalars.append(scalar)
    }
  }

  /// Select Graphic Rendition, ECMA-48 8.3.117, with 256 and 24-bit colours.
  private static func apply(_ parameters: String, to style: inout CellStyle) {
    var codes: ArraySlice<Int> = []
    for part in parameters.split(separator: ";", omittingEmptySubsequences: false) {
      let values = part.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
      if values.count > 1 {
        apply(values, to: &style)
      } else {
        codes.append(values.first ?? 0)
      }
    }
    if parameters.isEmpty { codes = [0] }
    while let code = codes.popFirst() {
      switch code {
      case 0: style = CellStyle()
      case 1: style.bold = true
      case 2: style.dim = true
      case 3: style.italic = true
      case 4: style.underline = true
      case 7: style.reverse = true
      case 22: (style.bold, style.dim) = (false, false)
      case 23: style.italic = false
      case 24: style.underline = false
      case 27: style.reverse = false
      case 30...37: style.foreground = .indexed(UInt8(code - 30))
      case 38: style.foreground = color(&codes) ?? style.foreground
      case 39: style.foreground = .standard
      case 40...47: style.background = .indexed(UInt8(code - 40))
      case 48: style.background = color(&codes) ?? style.background
      case 49: style.background = .standard
      case 90...97: style.foreground = .indexed(UInt8(code - 82))
      case 100...107: style.background = .indexed(UInt8(code - 92))
      default: break
      }
    }
  }

  /// A parameter with parts of its own, ISO 8613-6: a kind of underline, or a colour.
  private static func apply(_ values: [Int], to style: inout CellStyle) {
    switch values[0] {
    case 4: style.underline = values[1] != 0
    case 38, 48:
      // Between the 2 and the red there may be a colour space.
      var codes = values[1] == 2 && values.count > 5 ? [2] + values[3...] : values[1...]
      guard let color = color(&codes) else { return }
      if values[0] == 38 { style.foreground = color } else { style.background = color }
    default: break
    }
  }

  private static func color(_ codes: inout ArraySlice<Int>) -> CellColor? {
    switch codes.popFirst() {
    case 5: return codes.popFirst().map { .indexed(UInt8(clamping: $0)) }
    case 2:
      guard codes.count >= 3 else { return nil }
      let parts = (0..<3).map { _ in min(255, max(0, codes.popFirst() ?? 0)) }
      return .rgb(UInt8(parts[0]), UInt8(parts[1]), UInt8(parts[2]))
    default: return nil
    }
  }
}
