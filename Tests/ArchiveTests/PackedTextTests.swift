import Archive
import Testing

struct PackedTextTests {
    private static let lines = "OPLOG 4\t0\t2026-03-14 07:59:58\t0\t0\t0\t0\nUSER PIN=31\tName=Dewi\tPri=0\n"

    private func unpack(_ bytes: [UInt8], limit: Int = 1 << 20, files: Int = 100) throws -> String {
        String(
            decoding: try PackedText.unpack(bytes, limit: limit, maximumFiles: files), as: UTF8.self)
    }

    // MARK: - What is taken

    @Test("a single gzip stream is its text")
    func plain() throws {
        #expect(try unpack(Packing.gzip(Self.lines)) == Self.lines)
    }

    @Test("the files of an archive come in order, with LF only where one lacks it")
    func order() throws {
        let archive = Packing.tar([("b", "one"), ("a", "two\n"), ("empty", ""), ("c", "three")])
        #expect(try unpack(Packing.gzip(archive)) == "one\ntwo\nthree")
    }

    @Test(
        "what gzip and tar make is read",
        arguments: [
            "printf 'USER PIN=31\\n' | gzip -9n", "printf 'USER PIN=31\\n' | gzip -1 --name",
            packing("tar --format=gnu -cz oplog"), packing("tar --format=ustar -cz ./oplog"),
            packing("tar --format=pax -cz oplog"), packing("tar --format=v7 -c oplog | gzip"),
            packing("tar -cz --transform=s,^,$(printf 'x%.0s' $(seq 300))/, oplog"),
        ])
    func programs(command: String) throws {
        #expect(try unpack(Program.output(of: command)) == "USER PIN=31\n")
    }

    private static func packing(_ command: String) -> String {
        "cd $(mktemp -d) && printf 'USER PIN=31\\n' >oplog && \(command); rm -r \"$PWD\""
    }

    @Test(
        "names mean nothing, wherever they point", arguments: ["../x", "/etc/passwd", "a/../../b", ".", "ü"])
    func names(name: String) throws {
        #expect(try unpack(Packing.gzip(Packing.tar([(name, "a\n"), (name, "b\n")]))) == "a\nb\n")
    }

    @Test("directories and links add nothing")
    func otherKinds() throws {
        let archive =
            Packing.entry("d/", [], type: "5") + Packing.entry("d/link", [], type: "2")
            + Packing.tar([("d/file", "a\n")])
        #expect(try unpack(Packing.gzip(archive)) == "a\n")
    }

    @Test("nothing packed is nothing", arguments: [[], Packing.tar([]), Packing.tar([("empty", "")])])
    func empty(content: [UInt8]) throws {
        #expect(try unpack(Packing.gzip(content)) == "")
    }

    @Test("padding behind the stream is passed over")
    func padding() throws {
        #expect(try unpack(Packing.gzip(Self.lines) + [0, 0, 0]) == Self.lines)
    }

    @Test("an archive without its end mark is read to where it ends")
    func noEndMark() throws {
        #expect(try unpack(Packing.gzip(Packing.entry("a", Array("one\n".utf8)))) == "one\n")
    }

    @Test("10 000 files are read where so many are allowed")
    func manyFiles() throws {
        let archive = Packing.tar((0..<10_000).map { ("\($0)", "\($0)\n") })
        let text = try unpack(Packing.gzip(archive), limit: 64 << 20, files: 10_000)
        #expect(text.split(separator: "\n").count == 10_000)
        #expect(text.hasSuffix("9999\n"))
    }

    // MARK: - What is refused

    @Test(
        "what does not begin as gzip does is no archive",
        arguments: ["", "PK\u{3}\u{4}", "OPLOG 4\t0", "BZh9"])
    func notAnArchive(text: String) {
        #expect(throws: UnpackingError.notAnArchive) { try unpack(Array(text.utf8)) }
    }

    @Test("a tar archive that is not compressed is no archive")
    func bareTar() {
        #expect(throws: UnpackingError.notAnArchive) { try unpack(Packing.tar([("a", "b")])) }
    }

    @Test("an upload that was cut off is truncated, wherever the cut is")
    func truncated() throws {
        let compressed = try Program.output(of: Self.packing("tar -cz oplog"))
        for whole in [compressed, Packing.gzip(Self.lines), Packing.gzip(Packing.tar([("a", "one\n")]))] {
            for count in 1..<whole.count {
                #expect(throws: UnpackingError.truncated, "cut after \(count) bytes") {
                    try unpack(Array(whole.prefix(count)))
                }
            }
        }
    }

    @Test("an archive cut off before it was compressed is truncated", arguments: [600, 1023, 1024 + 100])
    func truncatedInside(count: Int) {
        let archive = Packing.tar([("a", String(repeating: "x", count: 512)), ("b", "y\n")])
        #expect(throws: UnpackingError.truncated) { try unpack(Packing.gzip(Array(archive.prefix(count)))) }
    }

    @Test("a flipped bit in the content is noticed")
    func flippedBit() {
        var bytes = Packing.gzip(Self.lines)
        bytes[20] ^= 1
        #expect(throws: UnpackingError.damaged("incorrect data check")) { try unpack(bytes) }
    }

    @Test("no flipped bit anywhere changes what is read")
    func flippedBits() {
        let whole = Packing.gzip(Packing.tar([("a", "one\n")]))
        for place in whole.indices {
            var bytes = whole
            bytes[place] ^= 4
            let text = try? unpack(bytes)
            #expect(text == nil || text == "one\n", "bit 2 of byte \(place)")
        }
    }

    @Test("two streams in a row are refused, not half read", arguments: [1, 2, 9, 27])
    func twoStreams(count: Int) {
        #expect(throws: UnpackingError.damaged("more than one gzip stream is in it")) {
            try unpack(Packing.gzip("one\n") + Packing.gzip("two\n").prefix(count))
        }
    }

    @Test("what stands behind an archive's end is not lost in silence")
    func behindTheEnd() {
        #expect(throws: UnpackingError.damaged("there is more behind the archive's end")) {
            try unpack(Packing.gzip([UInt8](repeating: 0, count: 1024) + Array(Self.lines.utf8)))
        }
    }

    @Test("gzip in gzip is unpacked once")
    func nested() throws {
        let inner = Packing.gzip("one\n")
        #expect(try PackedText.unpack(Packing.gzip(inner), limit: 1 << 20, maximumFiles: 1) == inner)
    }

    @Test("a bomb is stopped at the limit")
    func bomb() throws {
        let bomb = try Program.output(of: "head -c 10000000 /dev/zero | gzip -9")
        #expect(bomb.count < 20_000)
        #expect(throws: UnpackingError.tooLarge(limit: 1 << 20)) { try unpack(bomb) }
    }

    @Test("a sparse file's holes count")
    func sparse() throws {
        let bomb = try Program.output(
            of: "cd $(mktemp -d) && truncate -s 2G hole && echo >>hole && tar -cSz hole; rm -r \"$PWD\"")
        #expect(bomb.count < 1000)
        #expect(throws: UnpackingError.tooLarge(limit: 1 << 20)) { try unpack(bomb) }
    }

    @Test("the limit itself is allowed, one byte more is not")
    func limit() throws {
        let packed = Packing.gzip(String(repeating: "x", count: 5000))
        #expect(try unpack(packed, limit: 5000).count == 5000)
        #expect(throws: UnpackingError.tooLarge(limit: 4999)) { try unpack(packed, limit: 4999) }
    }

    @Test("a size no archive could have is truncated, and takes no memory")
    func liedSize() {
        let archive = Packing.entry("a", Array("one\n".utf8), size: 0o77777777777)
        #expect(throws: UnpackingError.truncated) { try unpack(Packing.gzip(archive)) }
    }

    @Test("one entry more than allowed is too many, of whatever kind")
    func tooManyFiles() throws {
        let archive = Packing.entry("d/", [], type: "5") + Packing.tar([("d/a", "one\n"), ("d/b", "two\n")])
        #expect(try unpack(Packing.gzip(archive), files: 3) == "one\ntwo\n")
        #expect(throws: UnpackingError.tooManyFiles(limit: 2)) { try unpack(Packing.gzip(archive), files: 2) }
    }

    @Test(
        "other archives in a gzip stream stay as they are",
        arguments: ["PK\u{3}\u{4}", "070707", "!<arch>\n", "BZh9"])
    func otherFormats(magic: String) throws {
        let text = magic + String(repeating: "x", count: 600)
        #expect(try unpack(Packing.gzip(text)) == text)
    }
}
