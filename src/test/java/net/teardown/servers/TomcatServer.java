package net.teardown.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.util.ServerInfo;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.modeler.Registry;
import org.jspecify.annotations.Nullable;

/** Tomcat, with a servlet that refuses without reading. */
record TomcatServer(@Nullable Integer maxSwallowSize) implements Maker {

  static Maker asItComes() {
    return new TomcatServer(null);
  }

  /**
   * @param bytes how much of an unread body Tomcat reads itself; -1 for all
   */
  static Maker swallowing(int bytes) {
    return new TomcatServer(bytes);
  }

  @Override
  public void needs() {}

  @Override
  public Running start(Path directory) throws Exception {
    // Spring Boot's own Tomcat, in other tests of this JVM, warns if the registry has been used.
    Registry.disableRegistry();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(directory.toString());
    Connector connector = new Connector();
    connector.setProperty("address", "127.0.0.1");
    connector.setPort(0);
    AbstractHttp11Protocol<?> protocol = (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
    protocol.setConnectionTimeout(Server.IDLE_SECONDS * 1000);
    if (maxSwallowSize != null) {
      protocol.setMaxSwallowSize(maxSwallowSize);
    }
    tomcat.setConnector(connector);
    StandardContext context = (StandardContext) tomcat.addContext("", directory.toString());
    // The search for leaks needs access that the JVM doesn't give.
    context.setClearReferencesThreadLocals(false);
    context.setClearReferencesRmiTargets(false);
    Tomcat.addServlet(context, "refuses", new Refusing()).addMapping("/*");
    tomcat.start();
    return new Running(
        connector.getLocalPort(),
        ServerInfo.getServerNumber(),
        () -> {
          tomcat.stop();
          tomcat.destroy();
          // Otherwise the next instance would use this one's directory again.
          System.clearProperty("catalina.base");
          System.clearProperty("catalina.home");
        });
  }

  private static final class Refusing extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().println("ok");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getContentLengthLong() > Server.LIMIT) {
        response.sendError(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
      } else {
        request.getInputStream().readAllBytes();
        doGet(request, response);
      }
    }
  }
}
