import ADMS
import Archive
import BridgeCore

/// Something that reads hostile bytes: it may not crash, and what it says must keep a rule or two.
enum FuzzTarget: String, CaseIterable {
    case uploads, options, receipts, info, endpoint, json, packed, tar, charset

    func run(_ bytes: [UInt8]) {
        switch self {
        case .uploads: Self.upload(bytes)
        case .options: _ = OptionsText.read(bytes)
        case .receipts:
            let (receipts, rejects) = ReceiptReader.read(bytes)
            expect(receipts.count + rejects.count <= bytes.count, "more answers than bytes")
        case .info: _ = DeviceInfo(info: String(decoding: bytes, as: UTF8.self))
        case .endpoint: Self.endpoint(String(decoding: bytes, as: UTF8.self))
        case .json: Self.json(bytes)
        case .packed: Self.unpack { try PackedText.unpack(bytes, limit: $0, maximumFiles: $1) }
        // By itself too, as hardly any made-up bytes get past a gzip stream's checksum.
        case .tar: Self.unpack { try TarArchive.contents(of: bytes, limit: $0, maximumFiles: $1) }
        case .charset: Self.charset(bytes)
        }
    }

    /// The tables an upload may name, by the input's first byte: `A`, `B`, … and on.
    private static let tables: [String?] = [
        nil, "ATTLOG", "OPERLOG", "ATTPHOTO", "BIODATA", "IDCARD", "ERRORLOG", "USERPIC", "BIOPHOTO",
        "USERINFO", "FINGERTMP", "FACE", "FVEIN", "OPLOG", "WORKCODE", "options", "EVENT", "QUERYDATA",
        "strange",
    ]

    /// First byte: the table. Second byte: bit 0 for a terminal with mask detection, bit 1 with a thermometer.
    private static func upload(_ bytes: [UInt8]) {
        guard bytes.count >= 2 else { return }
        var profile = DeviceProfile()
        if bytes[1] & 1 != 0 { profile.options["MaskDetectionFunOn"] = "1" }
        if bytes[1] & 2 != 0 { profile.options["IRTempDetectionFunOn"] = "1" }
        let table = tables[Int(bytes[0] &- UInt8(ascii: "A")) % tables.count]
        var reader = UploadReader(
            table: table, body: Array(bytes.dropFirst(2)), profile: profile,
            charset: bytes[1] & 4 != 0 ? .gb18030 : nil)
        while let slice = reader.next(limit: 3) {
            expect(!slice.facts.isEmpty || !slice.rejects.isEmpty, "a line that says nothing")
            expect(slice.rejects.allSatisfy { $0.line.count <= 8 * 1024 }, "a rejected line that is not cut")
            check(events(of: slice))
        }
        expect(reader.lineCount <= bytes.count, "more lines than bytes")
    }

    private static func events(of slice: UploadSlice) -> [EventDraft] {
        guard let tenant = TenantID("acme"), let serial = SerialNumber("FUZZ0001") else { return [] }
        let origin = EventOrigin(
            tenant: tenant, device: (serial, nil), acceptedAt: Instant(seconds: 1_800_000_000))
        var events: [EventDraft] = []
        for fact in slice.facts { origin.append(eventsFor: fact, in: zone, to: &events) }
        for line in slice.rejects { events.append(origin.event(for: line)) }
        return events
    }

    /// One with daylight saving, so with times that do not exist.
    private static let zone = DeviceZone(name: "America/New_York") ?? .utc

    private static func check(_ events: [EventDraft]) {
        for event in events {
            let body = event.body(sequence: 1)
            expect((try? JSONReader.read(body)) != nil, "an event that is no JSON")
            guard let attachment = event.attachment else { continue }
            let place = body.suffix(attachment.placeFromEnd)
            expect(place.starts(with: "null".utf8), "an attachment without its place")
        }
    }

    private static func endpoint(_ path: String) {
        guard DeviceEndpoint(path: path) != nil else { return }
        expect(DeviceEndpoint.isTerminalPath(path), "an endpoint outside /iclock")
    }

    /// What was read is written, and read again, as the same.
    private static func json(_ bytes: [UInt8]) {
        guard let value = try? JSONReader.read(bytes) else { return }
        var writer = JSONWriter()
        writer.value(value)
        expect((try? JSONReader.read(writer.bytes)) == value, "JSON that reads back as another")
    }

    private static func unpack(_ unpacking: (_ limit: Int, _ files: Int) throws -> [UInt8]?) {
        let limit = 256 << 10
        guard let text = try? unpacking(limit, 100) else { return }
        expect(text.count <= limit, "more bytes than the limit")
    }

    private static let charsets = ["GB18030", "WINDOWS-1256", "TIS-620", "SHIFT_JIS", "ISO-2022-JP"]
        .compactMap(Charset.init(name:))

    /// First byte: the set. What was decoded is encoded again.
    private static func charset(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        guard !charsets.isEmpty else { return }
        let charset = charsets[Int(first &- UInt8(ascii: "A")) % charsets.count]
        guard let text = charset.decode(bytes.dropFirst()) else { return }
        _ = charset.encode(text)
    }
}

/// Ends the run where a rule is broken; libFuzzer then keeps the input.
private func expect(_ holds: Bool, _ rule: StaticString) {
    precondition(holds, "\(rule)")
}
