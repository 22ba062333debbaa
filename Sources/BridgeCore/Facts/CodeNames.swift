/// Names of OPLOG's operation codes (protocol section 13.4, attendance PUSH).
package enum OperationName {
    /// The operation's name, `other` for a code the table does not have.
    package static func name(code: Int) -> String { names[code] ?? "other" }

    private static let names: [Int: String] = [
        0: "power_on", 1: "power_off", 2: "verification_failed", 3: "alarm", 4: "enter_menu",
        5: "change_setting", 6: "enroll_fingerprint", 7: "enroll_password", 8: "enroll_hid_card",
        9: "delete_user", 10: "delete_fingerprint", 11: "delete_password", 12: "delete_card",
        13: "clear_data", 14: "create_mf_card", 15: "enroll_mf_card", 16: "register_mf_card",
        17: "delete_mf_card_registration", 18: "clear_mf_card", 19: "move_data_to_card",
        20: "copy_card_to_device", 21: "set_time", 22: "factory_reset", 23: "delete_attendance_records",
        24: "clear_administrators", 25: "change_access_group", 26: "change_user_access",
        27: "change_time_zone", 28: "change_unlock_combination", 29: "open_door", 30: "enroll_user",
        31: "change_fingerprint_attribute", 32: "duress_alarm", 33: "doorbell", 34: "anti_passback",
        35: "delete_photos", 36: "change_user_information", 37: "change_holiday", 38: "restore_data",
        39: "back_up_data", 40: "usb_upload", 41: "usb_download", 42: "usb_photo_encryption",
        43: "delete_after_usb_download", 53: "exit_button", 54: "door_sensor", 55: "alarm_raised",
        56: "restore_parameters", 68: "register_user_photo", 69: "change_user_photo",
        70: "change_user_name", 71: "change_user_privilege", 76: "change_network", 77: "change_network",
        78: "change_network", 79: "change_network", 80: "change_communication_password",
        81: "change_device_id", 82: "change_server_address", 83: "change_server_port",
        87: "change_access_log_settings", 88: "change_face_flag", 89: "change_fingerprint_flag",
        90: "change_finger_vein_flag", 91: "change_palm_flag", 92: "usb_upgrade", 100: "enroll_card",
        101: "enroll_face", 102: "change_privilege", 103: "change_privilege", 104: "change_privilege",
        105: "delete_access_log", 106: "delete_face", 107: "delete_photo", 108: "change_parameter",
        109: "change_wifi", 110: "change_proxy", 111: "change_proxy", 112: "change_proxy",
        113: "change_user_password", 114: "face_information", 115: "operator_password",
        116: "operator_password", 117: "operator_lock", 118: "operator_lock", 120: "legic_card",
        121: "enroll_finger_vein", 122: "change_finger_vein", 123: "delete_finger_vein", 124: "enroll_palm",
        125: "change_palm", 126: "delete_palm",
    ]
}

/// Names of BIODATA's types (protocol section 3.5).
package enum ModalityName {
    package static func name(code: Int) -> String {
        names.indices.contains(code) ? names[code] : "other"
    }

    private static let names = [
        "general", "fingerprint", "face", "voice", "iris", "retina", "palm_print", "finger_vein", "palm_vein",
        "visible_light_face", "visible_light_palm",
    ]
}

extension UserPrivilege {
    /// The name of a number in `Pri=`; `other` for one that has none.
    package static func name(code: Int) -> String {
        allCases.first { $0.code == code }?.rawValue ?? "other"
    }
}
