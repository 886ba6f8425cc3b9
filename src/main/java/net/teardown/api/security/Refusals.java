package net.teardown.api.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import net.teardown.api.problem.PlainProblem;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/** Answers refused calls with a problem that gives the reason and what would allow the call. */
@Component
class Refusals implements AccessDeniedHandler, RequestRejectedHandler {

  private static final String HOW_TO_SEND = "send it with curl -H 'Authorization: Bearer ...'";

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    if (e instanceof AuthorizationDeniedException denied
        && denied.getAuthorizationResult() instanceof Refusal refusal) {
      answer(refusal, response);
    } else {
      PlainProblem.write(response, HttpStatus.FORBIDDEN, "This is not allowed");
    }
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
      throws IOException {
    PlainProblem.write(
        response,
        HttpStatus.BAD_REQUEST,
        "The path must be in its plain form: no ';', no '//', no '.' or '..' segments, nothing"
            + " encoded that separates or controls");
  }

  private static void answer(Refusal refusal, HttpServletResponse response) throws IOException {
    switch (refusal) {
      // 421 (RFC 9110 section 15.5.20) is what an origin server answers to a host that it isn't
      // responsible for. A plain 400 would look as if the request were malformed.
      case Refusal.ForeignHost(String host) ->
          PlainProblem.write(
              response,
              HttpStatus.MISDIRECTED_REQUEST,
              "Host '%s' is not a name of this instance. Call it by its address, or add the name to teardown.api.hosts"
                  .formatted(host));
      case Refusal.ForeignOrigin(String header, String value) ->
          PlainProblem.write(
              response,
              HttpStatus.FORBIDDEN,
              "%s '%s': a page of another origin can't have this instance run or change anything. For a page of its own behind a proxy: the proxy must pass Host on, and if it ends TLS, server.forward-headers-strategy must be native"
                  .formatted(header, value));
      case Refusal.NoToken(String property) ->
          unauthorized(
              response, "Bearer", "This call needs the token of " + property + "; " + HOW_TO_SEND);
      case Refusal.WrongToken(String property) ->
          unauthorized(
              response,
              "Bearer error=\"invalid_token\"",
              "Authorization is not the token of " + property + "; " + HOW_TO_SEND);
    }
  }

  private static void unauthorized(HttpServletResponse response, String challenge, String detail)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
    PlainProblem.write(response, HttpStatus.UNAUTHORIZED, detail);
  }
}
