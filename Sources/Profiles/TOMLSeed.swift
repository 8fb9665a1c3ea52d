/// Adds a profile's template to a TOML file of an agent's HOME. Line by line: no key that is there is
/// changed, and what people have written stays as it is.
package enum TOMLSeed {
  /// The file's new text. The template is paragraphs parted by empty lines. In them `{workspace}`
  /// stands for the workspace, `{NAME}` for a variable; a paragraph with a variable that is not set
  /// is left out, as is one with `{?NAME}` when it is not set and with `{!NAME}` when it is. A
  /// paragraph that begins with a table's header is appended unless that table is there; one of an
  /// array of tables unless that very paragraph is there, or the array is set in another way; others
  /// go to the top unless their first key is set there, or is a table.
  package static func merged(
    template: String, into file: String, workspace: String, variable: (String) -> String?
  ) -> String {
    var top = ""
    var text = file
    for paragraph in paragraphs(of: template) {
      guard let filled = fill(paragraph, workspace: workspace, variable: variable),
        let first = filled.split("\n").first(where: { !$0.hasPrefix("#") && !$0.isEmpty })
      else { continue }
      if let array = arrayName(of: first) {
        append(filled, to: array, of: &text)
      } else if first.hasPrefix("[") {
        let header = header(of: first)
        guard !lines(of: text).contains(where: { self.header(of: $0) == header }) else { continue }
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        text += (text.isEmpty ? "" : "\n") + filled + "\n"
      } else if !rootKeys(of: file).contains(key(of: first)),
        !hasTable(String(key(of: first)), in: text)
      {
        top += filled + "\n"
      }
    }
    return top.isEmpty ? text : top + (text.isEmpty ? "" : "\n" + text)
  }

  /// Appends a table of an array. An empty array of that name makes room; any other stays alone.
  private static func append(_ paragraph: String, to array: String, of text: inout String) {
    guard !paragraphs(of: text).contains(paragraph),
      !lines(of: text).contains(where: { header(of: $0) == array })
    else { return }
    if rootKeys(of: text).contains(array[...]) {
      let all = text.split("\n")
      let root = all.prefix { !$0.drop { $0 == " " || $0 == "\t" }.hasPrefix("[") }
      guard let index = root.firstIndex(where: { isEmptyArray($0, named: array) }) else { return }
      text = (all[..<index] + all[(index + 1)...]).joined(separator: "\n")
    }
    if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
    text += (text.isEmpty ? "" : "\n") + paragraph + "\n"
  }

  private static func isEmptyArray(_ line: Substring, named name: String) -> Bool {
    line.filter { $0 != " " && $0 != "\t" && $0 != "\r" } == "\(name)=[]"
  }

  private static func hasTable(_ name: String, in text: String) -> Bool {
    lines(of: text).contains { header(of: $0) == name || arrayName(of: $0) == name }
  }

  /// The name in the header of a table of an array; nil for another line.
  private static func arrayName(of line: Substring) -> String? {
    guard line.hasPrefix("[[") else { return nil }
    let name = line.dropFirst(2).prefix { $0 != "]" }.filter { $0 != " " && $0 != "\t" }
    return name.isEmpty ? nil : name
  }

  private static func paragraphs(of template: String) -> [String] {
    var paragraphs: [String] = []
    var current: [Substring] = []
    for line in template.split("\n") + [""] {
      if !line.isEmpty {
        current.append(line)
      } else if !current.isEmpty {
        paragraphs.append(current.joined(separator: "\n"))
        current = []
      }
    }
    return paragraphs
  }

  private static func lines(of text: String) -> [Substring] {
    text.split("\n").map { line in
      var line = line.drop { $0 == " " || $0 == "\t" }
      while let last = line.last, last == " " || last == "\t" || last == "\r" { line.removeLast() }
      return line
    }
  }

  /// A table's name without the blanks around its parts and a comment behind it; nil for another line.
  private static func header(of line: Substring) -> String? {
    guard line.hasPrefix("["), !line.hasPrefix("[[") else { return nil }
    var header = ""
    var quote: Character?
    for character in line.dropFirst() {
      if let open = quote {
        header.append(character)
        if character == open { quote = nil }
      } else if character == "]" {
        return header
      } else if character != " ", character != "\t" {
        if character == "\"" || character == "'" { quote = character }
        header.append(character)
      }
    }
    return nil
  }

  private static func rootKeys(of text: String) -> Set<Substring> {
    let root = lines(of: text).prefix { !$0.hasPrefix("[") }
    return Set(root.filter { $0.contains("=") && !$0.hasPrefix("#") }.map(key))
  }

  private static func key(of line: Substring) -> Substring {
    line.prefix { $0 != "=" && $0 != " " && $0 != "\t" }
  }

  /// The paragraph with its placeholders replaced; nil when it is to be left out.
  private static func fill(
    _ text: String, workspace: String, variable: (String) -> String?
  ) -> String? {
    var filled = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      filled += rest[..<open]
      rest = rest[open...]
      guard let close = rest.firstIndex(of: "}") else { break }
      let word = rest[rest.index(after: open)..<close]
      let name = String(word.drop { $0 == "?" || $0 == "!" })
      let value =
        name == "workspace" ? workspace : variable(name).flatMap { $0.isEmpty ? nil : $0 }
      switch (isName(name), word.first) {
      case (false, _): filled += rest[...close]
      case (true, "?"): if value == nil { return nil }
      case (true, "!"): if value != nil { return nil }
      default:
        guard let value else { return nil }
        filled += escaped(value)
      }
      rest = rest[rest.index(after: close)...]
    }
    return filled + rest
  }

  private static func isName(_ text: String) -> Bool {
    text == "workspace"
      || (!text.isEmpty
        && text.utf8.allSatisfy {
          (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) || $0 == UInt8(ascii: "_")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        })
  }

  /// A value inside a basic string.
  private static func escaped(_ value: String) -> String {
    var escaped = ""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\\", "\"": escaped += "\\\(scalar)"
      case _ where scalar.value < 32 || scalar.value == 127:
        let digits = String(scalar.value, radix: 16)
        escaped += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
