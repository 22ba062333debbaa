import BridgeCore

/// What a run measured.
package struct BenchmarkReport {
    let machine: Machine
    let figures: [Figure]

    /// A table in Markdown, ready for the README.
    package var markdown: String {
        var lines = [
            "Measured on \(machine.text); load and bridge share the cores.", "",
            "| what | measured | floor, same run | ratio | target |", "|---|---|---|---|---|",
        ]
        for figure in figures {
            let details = figure.details.map { "\($0.name) \(NumberText.text($0.value, $0.unit))" }
            let value = [NumberText.text(figure.value, figure.unit)] + details
            let cells = [
                figure.title, value.joined(separator: ", "),
                figure.floor.map { NumberText.text($0, figure.unit) } ?? "–",
                figure.ratio.map(NumberText.percent) ?? "–", Self.target(of: figure),
            ]
            lines.append("| \(cells.joined(separator: " | ")) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The same for programs.
    package var json: String {
        let figures = figures.map { figure in
            var object: JSONObject = [
                "name": .string(figure.name), "value": .number(figure.value),
                "unit": .string(figure.unit.rawValue),
            ]
            if let floor = figure.floor { object["floor"] = .number(floor) }
            if let ratio = figure.ratio { object["ratio"] = .number(ratio) }
            if let isMet = figure.isMet { object["target_met"] = .bool(isMet) }
            for detail in figure.details {
                object[Self.key(detail.name, detail.unit)] = .number(detail.value)
            }
            return JSON.object(object)
        }
        let machine: JSON = [
            "processor": .string(machine.processor), "cores": JSON(machine.cores),
            "kernel": .string(machine.kernel), "file_system": .string(machine.fileSystem),
        ]
        return JSON.object(["machine": machine, "figures": .array(figures)]).text + "\n"
    }

    private static func key(_ name: String, _ unit: Figure.Unit) -> String {
        let words = name.split(separator: " ").joined(separator: "_")
        return unit == .milliseconds ? words + "_ms" : words
    }

    private static func target(of figure: Figure) -> String {
        let limit: String
        switch figure.target {
        case .atLeast(let value): limit = "≥ \(NumberText.text(value, figure.unit))"
        case .atMost(let value): limit = "≤ \(NumberText.text(value, figure.unit))"
        case .shareAtLeast(let share): limit = "≥ \(NumberText.percent(share))"
        case .shareAtMost(let share): limit = "≤ \(NumberText.percent(share))"
        case nil: return "–"
        }
        return figure.isMet == false ? "\(limit): **missed**" : "\(limit): met"
    }
}
