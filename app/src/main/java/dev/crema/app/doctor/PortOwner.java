package dev.crema.app.doctor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import oshi.SystemInfo;
import oshi.software.os.InternetProtocolStats.IPConnection;
import oshi.software.os.InternetProtocolStats.TcpState;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;

/** Who listens on a TCP port. */
final class PortOwner {
    private PortOwner() {}

    /** Name and number of the process; empty if there is none or the system does not tell, as of other users' processes. */
    static Optional<String> of(int port) {
        OperatingSystem system = new SystemInfo().getOperatingSystem();
        return system.getInternetProtocolStats().getConnections().stream()
                .filter(connection -> connection.getLocalPort() == port && connection.getState() == TcpState.LISTEN)
                .map(IPConnection::getowningProcessId)
                .filter(process -> process > 0)
                .findFirst()
                .map(process -> name(system.getProcess(process)) + " (process " + process + ")");
    }

    private static String name(@Nullable OSProcess process) {
        return process == null || process.getName().isBlank() ? "a program" : process.getName();
    }
}
