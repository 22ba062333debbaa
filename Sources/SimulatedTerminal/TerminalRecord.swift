/// One record of a terminal's tables: its cells in the order they came, by the names the protocol gives them.
package struct TerminalRecord: Sendable, Equatable {
    private(set) var cells: [(name: String, value: String)] = []

    /// From `PIN=7<TAB>Name=Ann`; cells without `=` are passed over.
    init(_ text: some StringProtocol) {
        for cell in text.split(separator: "\t") {
            guard let equals = cell.firstIndex(of: "=") else { continue }
            let name = cell[..<equals].trimmingPrefix { $0 == " " }
            self[String(name)] = String(cell[cell.index(after: equals)...])
        }
    }

    /// Names count in any case; setting one that is there keeps its place and its spelling.
    subscript(name: String) -> String? {
        get { place(of: name).map { cells[$0].value } }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): cells[place].value = value
            case (let place?, nil): cells.remove(at: place)
            case (nil, let value?): cells.append((name, value))
            case (nil, nil): break
            }
        }
    }

    private func place(of name: String) -> Int? {
        cells.firstIndex { $0.name.lowercased() == name.lowercased() }
    }

    /// Whether it has every cell of `other`, with the same values.
    func agrees(with other: TerminalRecord) -> Bool {
        other.cells.allSatisfy { self[$0.name] == $0.value }
    }

    mutating func merge(_ other: TerminalRecord) {
        for cell in other.cells { self[cell.name] = cell.value }
    }

    /// `PIN=7<TAB>Name=Ann`
    var text: String { cells.map { "\($0.name)=\($0.value)" }.joined(separator: "\t") }

    package static func == (one: TerminalRecord, other: TerminalRecord) -> Bool {
        one.cells.elementsEqual(other.cells) { $0 == $1 }
    }
}
