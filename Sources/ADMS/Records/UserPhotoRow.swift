import BridgeCore

/// `USERPIC PIN= FileName= Size= Content=` and `BIOPHOTO`, which has `Type`, `No` and `Index` too and any order
/// (protocol section 3.4, register #14).
enum UserPhotoRow {
    static func read(_ cells: KeyedCells, kind: UserPhoto.Kind) throws(RowRejection) -> UserPhoto {
        UserPhoto(
            pin: try cells.pin(), kind: kind, modality: try cells.number("Type"),
            fileName: try cells.text("FileName"),
            image: try cells.binary("Content"))
    }
}
