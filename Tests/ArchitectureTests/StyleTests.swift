import Testing

/// What a reader may rely on in every file.
@Suite struct StyleTests {
    @Test("no file is longer than 400 lines")
    func length() {
        for file in SourceFile.all {
            #expect(file.lines.count <= 400, "\(file) has \(file.lines.count) lines")
        }
    }

    @Test("nothing gives up in the middle", arguments: ["try!", "as!", "fatalError"])
    func words(_ word: String) {
        for file in SourceFile.all {
            for (number, line) in file.code.enumerated() {
                #expect(!line.contains(word), "\(file):\(number + 1): \(line)")
            }
        }
    }

    @Test("nothing is left for later", arguments: ["TODO", "FIXME", "XXX:"])
    func remarks(_ word: String) {
        for file in SourceFile.all {
            for (number, line) in file.lines.enumerated() {
                #expect(!line.contains(word), "\(file):\(number + 1): \(line)")
            }
        }
    }

    @Test("whoever vouches for thread safety says why")
    func unchecked() {
        for file in SourceFile.all {
            for (number, line) in file.code.enumerated() where line.contains("@unchecked Sendable") {
                let before = file.lines[max(0, number - 3)..<number]
                #expect(
                    before.contains { $0.contains("Safe because") }, "\(file):\(number + 1): \(line)")
            }
        }
    }
}
