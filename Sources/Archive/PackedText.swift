/// Text that came packed: a gzip stream (RFC 1952) with a tar archive or just the text in it (protocol
/// section 3.4).
///
/// Nothing but gzip and tar is understood, and nothing touches the file system: names, links and modes in an
/// archive mean nothing here.
package enum PackedText {
    /// The files of a gzip-compressed tar archive (or what a gzip stream without tar holds), concatenated in
    /// order, with LF between two where the first lacks it.
    ///
    /// - Parameters:
    ///   - limit: Bytes that may come out of the gzip stream, and of the archive in it. Memory grows with what
    ///     comes out, never with what an archive says about itself.
    ///   - maximumFiles: Entries of the archive, those that are no files included.
    package static func unpack(
        _ bytes: [UInt8], limit: Int, maximumFiles: Int
    ) throws(UnpackingError) -> [UInt8] {
        let plain = try GzipStream.decompress(bytes, limit: limit)
        return try TarArchive.contents(of: plain, limit: limit, maximumFiles: maximumFiles) ?? plain
    }
}
