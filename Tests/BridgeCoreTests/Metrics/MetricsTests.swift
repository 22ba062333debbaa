import BridgeCore
import Testing

@Suite struct MetricsTests {
    @Test("what is counted is told apart by its label")
    func labels() {
        let metrics = Metrics()
        metrics.count(.uploads, "200")
        metrics.count(.uploads, "200", by: 2)
        metrics.count(.uploads, "503")
        metrics.countPoll()
        let lines = metrics.text.split(separator: "\n")
        #expect(lines.contains("adms_bridge_uploads_total{status=\"200\"} 3"))
        #expect(lines.contains("adms_bridge_uploads_total{status=\"503\"} 1"))
        #expect(lines.contains("adms_bridge_polls_total 1"))
    }

    @Test("a figure that is not known is left out, not 0")
    func unknown() {
        let metrics = Metrics()
        metrics.add(Metrics.Gauge("known", "Known.") { 2 })
        metrics.add(Metrics.Gauge("unknown", "Unknown.") { nil })
        #expect(metrics.text.contains("\n# TYPE known gauge\nknown 2.0\n"))
        #expect(!metrics.text.contains("unknown"))
    }

    @Test("a label cannot break out of its quotes")
    func escaping() {
        let metrics = Metrics()
        metrics.count(.attempts, "a\"b\\c\nd")
        #expect(metrics.text.contains(#"{outcome="a\"b\\c d"} 1"#))
    }
}
