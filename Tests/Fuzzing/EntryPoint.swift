import Glibc

/// The target of this run: `FUZZ_TARGET` in the environment.
private let target: FuzzTarget = {
    let name = getenv("FUZZ_TARGET").map { String(cString: $0) } ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        print(
            "FUZZ_TARGET is \"\(name)\"; known: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))"
        )
        exit(2)
    }
    return target
}()

/// libFuzzer's hook, called for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    target.run(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
