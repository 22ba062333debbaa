/// Why packed text could not be unpacked; its description is a sentence that shows none of the content.
package enum UnpackingError: Error, Equatable, Sendable {
    /// The bytes do not begin as a gzip stream does.
    case notAnArchive
    /// The gzip stream or the archive in it ends too early.
    case truncated
    /// More bytes than `limit` would come out.
    case tooLarge(limit: Int)
    /// More entries than `limit` are in the archive.
    case tooManyFiles(limit: Int)
    /// Something in it contradicts itself; the text says what.
    case damaged(String)
}

extension UnpackingError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notAnArchive: "it is no gzip stream"
        case .truncated: "it ends too early"
        case .tooLarge(let limit): "it has more than \(limit) bytes when unpacked"
        case .tooManyFiles(let limit): "it has more than \(limit) files"
        case .damaged(let reason): "it is damaged: \(reason)"
        }
    }
}
