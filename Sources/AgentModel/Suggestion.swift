/// Finds the word that somebody meant.
package enum Suggestion {
  /// The nearest of `words`, where it is near enough to be meant.
  package static func nearest(to text: String, among words: [String]) -> String? {
    let best = words.map { (word: $0, distance: distance(text, $0)) }.min {
      $0.distance < $1.distance
    }
    guard let best, best.distance <= max(1, text.count / 3) else { return nil }
    return best.word
  }

  /// Insertions, deletions, substitutions and swaps of neighbours from one to the other.
  private static func distance(_ a: String, _ b: String) -> Int {
    let x = Array(a.utf8.prefix(64))
    let y = Array(b.utf8)
    guard !x.isEmpty, !y.isEmpty else { return max(x.count, y.count) }
    var table = Array(repeating: Array(repeating: 0, count: y.count + 1), count: x.count + 1)
    for i in 0...x.count { table[i][0] = i }
    for j in 0...y.count { table[0][j] = j }
    for i in 1...x.count {
      for j in 1...y.count {
        let cost = x[i - 1] == y[j - 1] ? 0 : 1
        var best = min(
          table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + cost)
        if i > 1, j > 1, x[i - 1] == y[j - 2], x[i - 2] == y[j - 1] {
          best = min(best, table[i - 2][j - 2] + 1)
        }
        table[i][j] = best
      }
    }
    return table[x.count][y.count]
  }
}
