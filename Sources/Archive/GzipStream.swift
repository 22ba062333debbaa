import CZlib

/// One gzip stream (RFC 1952), decompressed and held against its checksum and length.
///
/// zlib does this rather than libarchive, which passes over checksums and takes a stream that was cut off in
/// its last bytes for an empty one.
final class GzipStream {
    /// How every stream begins: two magic bytes, and deflate as its method.
    private static let magic: [UInt8] = [0x1f, 0x8b, 0x08]

    /// On the heap, as zlib's state points back at it.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter limit: Bytes that may come out; more are an error as soon as they come.
    static func decompress(_ bytes: [UInt8], limit: Int) throws(UnpackingError) -> [UInt8] {
        guard bytes.starts(with: magic) else {
            throw !bytes.isEmpty && magic.starts(with: bytes) ? .truncated : .notAnArchive
        }
        return try bytes.withUnsafeBufferPointer { bytes throws(UnpackingError) in
            let stream = try GzipStream(bytes)
            let plain = try stream.inflated(limit: limit)
            // What follows is passed over like padding, unless it looks like another stream's beginning.
            let rest = bytes.suffix(Int(stream.stream.pointee.avail_in))
            guard rest.first != magic[0] else { throw .damaged("more than one gzip stream is in it") }
            return plain
        }
    }

    /// - Parameter bytes: Must outlive the stream.
    private init(_ bytes: UnsafeBufferPointer<UInt8>) throws(UnpackingError) {
        guard let count = UInt32(exactly: bytes.count) else { throw .tooLarge(limit: Int(UInt32.max)) }
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // Never written to: zlib's interface is older than `const`.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.pointee.avail_in = count
        guard shim_inflate_gzip(stream) == Z_OK else {
            throw .damaged("zlib could not be started")
        }
    }

    deinit {
        _ = inflateEnd(stream)
        stream.deallocate()
    }

    private func inflated(limit: Int) throws(UnpackingError) -> [UInt8] {
        var plain: [UInt8] = []
        try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) {
            piece throws(UnpackingError) in
            var result = Z_OK
            while result != Z_STREAM_END {
                stream.pointee.next_out = piece.baseAddress
                stream.pointee.avail_out = UInt32(piece.count)
                result = inflate(stream, Z_NO_FLUSH)
                guard result == Z_OK || result == Z_STREAM_END else { throw failure(result) }
                let count = piece.count - Int(stream.pointee.avail_out)
                guard count <= limit - plain.count else { throw .tooLarge(limit: limit) }
                plain.append(contentsOf: piece.prefix(count))
            }
        }
        return plain
    }

    private func failure(_ result: Int32) -> UnpackingError {
        // zlib's word for "nothing more can be done with these bytes".
        if result == Z_BUF_ERROR { return .truncated }
        return .damaged(stream.pointee.msg.map { String(cString: $0) } ?? "zlib's error \(result)")
    }
}
