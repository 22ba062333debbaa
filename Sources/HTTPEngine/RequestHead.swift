/// The first line of a request, in the library's memory.
struct RequestHead {
    let method: UnsafePointer<CChar>
    let path: UnsafePointer<CChar>
    let version: UnsafePointer<CChar>
}
