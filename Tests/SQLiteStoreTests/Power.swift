import CPowerLoss
import Foundation

/// The power of a pretended disk, which can be cut. Stores use the disk by `name`; what is safe is in `platter`.
///
/// Safe because the C library has a lock of its own, and the handle goes only with the last owner.
final class Power: @unchecked Sendable {
    let name = "power-" + UUID().uuidString
    let platter: String
    private let handle: OpaquePointer

    init(platter: String) throws {
        self.platter = platter
        guard let handle = power_loss_plug_in(name, platter) else { throw CocoaError(.featureUnsupported) }
        self.handle = handle
    }

    deinit { power_loss_unplug(handle) }

    /// - Parameter leftovers: How many of a hundred writes nobody synced are kept all the same, chosen by `seed`.
    func cut(after operations: Int, leftovers: Int, seed: UInt64) {
        power_loss_leftovers(handle, Int32(leftovers), seed)
        power_loss_cut_after(handle, Int64(operations))
    }

    func cut() { power_loss_cut(handle) }

    var isCut: Bool { power_loss_is_cut(handle) != 0 }
    var operations: Int { Int(power_loss_operations(handle)) }
}
