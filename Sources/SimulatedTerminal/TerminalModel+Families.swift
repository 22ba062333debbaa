import BridgeCore

/// The families, each after what was seen of real ones; the people and numbers are made up.
extension TerminalModel {
    package static let all = [speedface, senseface, x100c, essl, clock, legacy]

    package static let speedface = TerminalModel(
        name: "speedface", summary: "push 2.4.1, seven columns, reports its options",
        pushVersion: "2.4.1", language: 69, announcements: ["PushOptionsFlag=1"], contentType: "text/plain",
        punchCells: ["1", "", "0", "0"], firmware: "SIM100-Ver1.0.0",
        infoTail: ["10", "39", "1", "0", "110"], reportsOptions: true,
        people: [("1", "Ana Ruiz"), ("2", "Budi Santoso"), ("3", "Chidi Okafor")])

    package static let senseface = TerminalModel(
        name: "senseface",
        summary: "push 2.4.1, ten columns with mask and temperature, no in or out, uploads people",
        pushVersion: "2.4.1", language: 76, announcements: ["DeviceType=att", "PushOptionsFlag=1"],
        contentType: "text/plain", punchCells: ["15", "0", "0", "0", "1", "36.4", "36.4"],
        endsRowsWithTab: true, knowsDirection: false, firmware: "SIM70-Ver2.1.4",
        infoTail: ["13", "40", "1", "3", "11111", "0", "0", "0"], reportsOptions: true,
        options: [
            ("~DeviceName", "SenseFace simulator"), ("MaskDetectionFunOn", "1"),
            ("IRTempDetectionFunOn", "1"), ("VisilightFun", "1"),
            ("MultiBioDataSupport", "0:1:0:0:0:0:0:0:0:1"), ("MultiBioPhotoSupport", "0:0:0:0:0:0:0:0:0:1"),
            ("MultiBioVersion", "0:13.0:0:0:0:0:0:0:0:40.1"),
        ],
        people: [("11", "สมหญิง ทองดี"), ("12", "Niran Boonmee"), ("13", "วิชัย แสงทอง")], uploadsPeople: true,
        userCells: "Pri=0\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000\tVerify=-1\tViceCard="
            + "\tExpires=0\tStartDatetime=0\tEndDatetime=0", dropsUnifiedFingerprints: true)

    package static let x100c = TerminalModel(
        name: "x100c",
        summary: "push 2.4.0, no work code, a TAB after each row, OpStamp, no Content-Type, uploads people",
        pushVersion: "2.4.0", language: 73, hasOldStampNames: true, punchCells: ["1", "", "0", "0"],
        endsRowsWithTab: true, firmware: "Ver 6.60 Jun 3 2019", infoTail: ["10", "7", "12", "0", "100"],
        people: [("1041", "Dewi Lestari"), ("1042", "Agus Wijaya")], uploadsPeople: true,
        userCells: "Pri=0\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000\tVerify=0\tViceCard=")

    package static let essl = TerminalModel(
        name: "essl", summary: "push 2.4.1, pages end in .aspx, ten columns, uploads people",
        pushVersion: "2.4.1", language: 69, announcements: ["DeviceType=att"], pageSuffix: ".aspx",
        punchCells: ["15", "0", "0", "0", "0", "0", "0"], firmware: "SIM180-Ver3.0.7",
        infoTail: ["10", "39", "12", "2", "01110", "0", "0", "0"],
        people: [("7001", "Priya Nair"), ("7002", "अर्जुन राव")], uploadsPeople: true,
        userCells: "Pri=0\tPasswd=\tCard=\tGrp=1\tTZ=0000000100000000\tVerify=-1\tViceCard=")

    package static let clock = TerminalModel(
        name: "clock",
        summary: "push 2.32, sixteen columns with job and tip codes, ISO stamps, asks the time",
        pushVersion: "2.32", language: 69, stampForm: .isoTime,
        punchCells: ["1", "310"] + ["0", "0"] + ["4", "0", "0", "0", "0", "0"] + ["2.50", "0.0", "0.0"],
        firmware: "Ver 6.5.2(build118)", infoTail: ["10", "-1", "12", "101"], asksTime: true,
        namesItselfInReports: true, people: [("501", "Grace Miller"), ("502", "Luis Ortega")])

    package static let legacy = TerminalModel(
        name: "legacy",
        summary: "push 2.2.14, four columns, old stamps, people in GBK, photos sent to fdata",
        pushVersion: nil, language: 83, charset: .gb18030, stampForm: .zkSeconds, hasOldStampNames: true,
        punchCells: ["1"], firmware: "Ver 6.20", infoTail: nil,
        people: [("31", "王秀英"), ("32", "刘洋")], uploadsPeople: true, takesPhotos: true)
}
