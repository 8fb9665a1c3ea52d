/// A moment in UTC, to the second.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int

  /// Makes one from its parts.
  package init(seconds: Int) { self.seconds = seconds }

  /// Earlier before later.
  package static func < (a: Timestamp, b: Timestamp) -> Bool { a.seconds < b.seconds }

  /// ISO 8601, `YYYY-MM-DDTHH:MM:SSZ`.
  package var description: String {
    let day = Int((Double(seconds) / 86400).rounded(.down))
    let rest = seconds - day * 86400
    let (year, month, date) = Timestamp.civil(day: day)
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(date, 2))"
      + "T\(pad(rest / 3600, 2)):\(pad(rest / 60 % 60, 2)):\(pad(rest % 60, 2))Z"
  }

  /// Reads `YYYY-MM-DDTHH:MM:SSZ`; nil for anything else.
  package init?(_ text: String) {
    let parts = text.utf8.split { !(48...57).contains($0) }.map { Int(Substring($0)) ?? -1 }
    guard text.utf8.count == 20, text.hasSuffix("Z"), parts.count == 6,
      (1...12).contains(parts[1]), (1...31).contains(parts[2]), parts[3] < 24, parts[4] < 60
    else { return nil }
    let days = Timestamp.day(year: parts[0], month: parts[1], date: parts[2])
    seconds = days * 86400 + parts[3] * 3600 + parts[4] * 60 + parts[5]
  }

  private func pad(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }

  /// Days since 1970-01-01 to a date of the Gregorian calendar, by eras of 400 years.
  private static func civil(day: Int) -> (year: Int, month: Int, date: Int) {
    let z = day + 719468
    let era = (z >= 0 ? z : z - 146096) / 146097
    let doe = z - era * 146097
    let yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100)
    let mp = (5 * doy + 2) / 153
    let month = mp < 10 ? mp + 3 : mp - 9
    return (yoe + era * 400 + (month <= 2 ? 1 : 0), month, doy - (153 * mp + 2) / 5 + 1)
  }

  private static func day(year: Int, month: Int, date: Int) -> Int {
    let y = month <= 2 ? year - 1 : year
    let era = (y >= 0 ? y : y - 399) / 400
    let yoe = y - era * 400
    let doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + date - 1
    return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468
  }
}
