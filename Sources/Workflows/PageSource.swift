import AgentModel
import Dashboard
import Host
import TerminalText

/// The pages of the dashboard: diff and info are what agentvm itself prints, a log is read as it is.
final class PageSource {
  private let context: Context
  private let theme: Theme
  private var programs: [(content: Pager.Content, program: any RunningProgram, bytes: [UInt8])] = []

  /// Bytes of a log's end that a page shows, and of anything else.
  private static let logLimit = 1 << 20
  private static let limit = 16 << 20
  private static let tab = 8

  init(_ context: Context, _ theme: Theme) {
    self.context = context
    self.theme = theme
  }

  /// Readable when there is more of a page.
  var descriptors: [Int32] { programs.map(\.program.descriptor) }

  /// The lines of a page, where they are at hand; otherwise they come later.
  func load(_ content: Pager.Content) -> [[Cell]]? {
    switch content {
    case .help: return nil
    case .log(let name): return log(of: name)
    case .diff(let name): start(["diff", name.description], content)
    case .info(let name): start(["info", name.description], content)
    }
    return nil
  }

  /// The pages that are whole now.
  func take() -> [(content: Pager.Content, lines: [[Cell]])] {
    var whole: [(Pager.Content, [[Cell]])] = []
    for index in programs.indices.reversed() {
      let bytes = programs[index].program.read()
      if let bytes, programs[index].bytes.count < Self.limit {
        programs[index].bytes += bytes
        continue
      }
      let page = programs.remove(at: index)
      _ = page.program.end()
      let text = String(decoding: page.bytes, as: UTF8.self)
      let isDiff = if case .diff = page.content { true } else { false }
      var isPatch = false
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        if line.isEmpty { isPatch = true }
        let style = isDiff && isPatch ? self.style(of: line) : CellStyle()
        return Self.cells(String(line), style)
      }
      if lines.last?.isEmpty == true { lines.removeLast() }
      if lines.isEmpty { lines = [Self.cells(isDiff ? "nothing has changed" : "", CellStyle())] }
      whole.append((page.content, lines))
    }
    return whole
  }

  private func start(_ words: [String], _ content: Pager.Content) {
    let invocation = Invocation(
      context.host.executable, words, environment: CommandRunner.environment(context))
    guard let program = try? context.host.processes.start(invocation) else { return }
    programs.append((content, program, []))
  }

  private func log(of name: AgentName) -> [[Cell]] {
    let text = (try? ReadLog(context, name, isRaw: false).tail(bytes: Self.logLimit)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false).map {
      Self.cells(String($0), CellStyle())
    }
  }

  private func style(of line: Substring) -> CellStyle {
    switch line.first {
    case "+" where !line.hasPrefix("+++ "): theme.added
    case "-" where !line.hasPrefix("--- "): theme.removed
    case "@": theme.place
    case " ", nil: CellStyle()
    default: CellStyle(bold: true)
    }
  }

  /// A line as it can be drawn; nothing in it does anything.
  static func cells(_ line: String, _ style: CellStyle) -> [Cell] {
    var style = style
    var cells: [Cell] = []
    for (index, part) in line.split(separator: "\t", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index > 0 {
        repeat { cells.append(Cell(" ", style)) } while cells.count % tab != 0
      }
      cells += StyledLine.cells(Printable.line(String(part), limit: 4096), style: &style)
    }
    return cells
  }
}
