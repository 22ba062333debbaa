import ADMS
import Testing

struct DeviceEndpointTests {
    @Test(
        "the endpoint is found below any prefix, in any spelling",
        arguments: [
            ("/iclock/cdata", DeviceEndpoint.cdata), ("/iclock/cdata?SN=1&table=x/y", .cdata),
            ("/iclock/getrequest.aspx", .getrequest), ("/iclock/getreq", .getrequest),
            ("/iclock/iclock/devicecmd", .devicecmd), ("/iclock/devicemd.aspx", .devicecmd),
            ("/acme/s3cr3t/iclock/fdata/", .fdata), ("/ICLOCK/Ping.ASPX/", .ping),
            ("//iclock//edata", .edata),
            ("iclock/registry", .registry), ("/gym/12/iclock/push", .push), ("/iclock/event?", .event),
            ("/iclock/rtdata", .rtdata), ("/iclock/exchange", .exchange), ("/iclock/file", .file),
            ("/iclock/querydata", .querydata),
        ])
    func endpoint(path: String, endpoint: DeviceEndpoint) {
        #expect(DeviceEndpoint(path: path) == endpoint)
        #expect(DeviceEndpoint.isTerminalPath(path))
    }

    @Test(
        "an unknown word under /iclock is no endpoint but a terminal's path",
        arguments: [
            "/iclock", "/iclock/", "/iclock/test", "/iclock/service/control", "/iclock/cdata/more",
            "/x/iclock/.aspx",
        ])
    func unknown(path: String) {
        #expect(DeviceEndpoint(path: path) == nil)
        #expect(DeviceEndpoint.isTerminalPath(path))
    }

    @Test(
        "a path outside /iclock is no terminal's",
        arguments: ["", "/", "/cdata", "/v1/devices", "/iclocks/cdata", "/x?y=/iclock/cdata"])
    func strange(path: String) {
        #expect(DeviceEndpoint(path: path) == nil)
        #expect(!DeviceEndpoint.isTerminalPath(path))
    }
}
