import Host
import Redaction

/// Lines of a screen without their secrets: what stood there becomes `*`, and nothing moves.
enum RedactedCells {
  static func line(_ cells: [Cell], _ redactor: Redactor) -> [Cell] {
    let text = Array(cells.map(\.text).joined().utf8)
    let secrets = text.withUnsafeBytes { redactor.secrets(in: $0) }
    guard !secrets.isEmpty else { return cells }
    var cells = cells
    var place = 0
    for index in cells.indices {
      let size = cells[index].text.utf8.count
      if size > 0, secrets.contains(where: { $0.contains(place) }) { cells[index].text = "*" }
      place += size
    }
    return cells
  }
}
