/// The files of a tar archive (POSIX ustar and pax, GNU) as one text.
package enum TarArchive {
    /// Every regular file's content in order, with LF between two where the first lacks it; `nil` where the
    /// bytes are no tar archive.
    ///
    /// - Parameters:
    ///   - limit: Bytes that may come out; a sparse file's holes count.
    ///   - maximumFiles: Entries of any kind.
    package static func contents(
        of bytes: [UInt8], limit: Int, maximumFiles: Int
    ) throws(UnpackingError) -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        return try bytes.withUnsafeBufferPointer { buffer throws(UnpackingError) in
            guard let archive = try ArchiveReader(buffer) else { return nil }
            var text: [UInt8] = []
            var count = 0
            while try archive.nextEntry() {
                count += 1
                guard count <= maximumFiles else { throw .tooManyFiles(limit: maximumFiles) }
                guard archive.entryIsFile else { continue }
                if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
                try archive.readEntry(into: &text, limit: limit)
            }
            // Lines behind the end would be lost without a word; padding is of zeros.
            guard buffer.dropFirst(archive.consumed).allSatisfy({ $0 == 0 }) else {
                throw .damaged("there is more behind the archive's end")
            }
            return text
        }
    }
}
