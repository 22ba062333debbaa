import CLibArchive

/// One run of libarchive over an uncompressed tar archive in memory; it understands nothing else.
final class ArchiveReader {
    private let handle: OpaquePointer
    private var entry: OpaquePointer?

    /// `nil` where the bytes are no tar archive.
    ///
    /// - Parameter bytes: Must outlive the reader.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) throws(UnpackingError) {
        guard let handle = archive_read_new() else { throw .damaged("libarchive has no memory") }
        self.handle = handle
        guard archive_read_support_format_tar(handle) == ARCHIVE_OK else { throw failure }
        // Opening reads the beginning to tell the format; in memory nothing else can fail.
        guard archive_read_open_memory(handle, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
            return nil
        }
    }

    deinit { _ = archive_read_free(handle) }

    /// Goes on to the next entry; `false` at the end.
    func nextEntry() throws(UnpackingError) -> Bool {
        switch archive_read_next_header(handle, &entry) {
        // A warning is about names and dates.
        case ARCHIVE_OK, ARCHIVE_WARN: true
        case ARCHIVE_EOF: false
        default: throw failure
        }
    }

    /// Whether the entry is a regular file.
    var entryIsFile: Bool { entry.map { shim_is_regular_file($0) != 0 } ?? false }

    /// Bytes of the archive used up so far.
    var consumed: Int { Int(archive_filter_bytes(handle, -1)) }

    /// Appends the entry's content, a sparse file's holes as zeros.
    ///
    /// - Parameter limit: Bytes `text` may have afterwards.
    func readEntry(into text: inout [UInt8], limit: Int) throws(UnpackingError) {
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) {
            piece throws(UnpackingError) in
            while true {
                let count = archive_read_data(handle, piece.baseAddress, piece.count)
                guard count != 0 else { return }
                guard count > 0 else { throw failure }
                guard count <= limit - text.count else { throw .tooLarge(limit: limit) }
                text.append(contentsOf: piece.prefix(count))
            }
        }
    }

    private var failure: UnpackingError {
        let message = archive_error_string(handle).map { String(cString: $0) } ?? "libarchive says no more"
        return message.lowercased().contains("truncated") ? .truncated : .damaged(message)
    }
}
