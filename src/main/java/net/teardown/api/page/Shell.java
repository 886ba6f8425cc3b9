package net.teardown.api.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;
import org.webjars.WebJarVersionLocator;

/**
 * The HTML that all views of the page share, and what a browser may load for it. The page's own
 * files stand under a path that has a hash of them all, and libraries under their versions, so a
 * browser may keep both for ever. The import map is the only script inside the HTML, and is allowed
 * by its hash.
 */
@Component
public final class Shell {

  /** The prefix of everything that the page loads, besides the API. */
  static final String FILES = "/page/";

  /** The prefix of the libraries, followed by a name and a version. */
  static final String LIBRARIES = FILES + "lib/";

  /** What the modules import, by their names in JavaScript, as files of a WebJar. */
  private static final Map<String, Library> IMPORTED = new LinkedHashMap<>();

  static {
    IMPORTED.put("lit", new Library("lit", "index.js"));
    IMPORTED.put("lit-html", new Library("lit-html", "lit-html.js"));
    IMPORTED.put("lit-html/", new Library("lit-html", ""));
    IMPORTED.put("lit-element/", new Library("lit-element", ""));
    IMPORTED.put(
        "@lit/reactive-element", new Library("lit__reactive-element", "reactive-element.js"));
  }

  private static final Library STYLE = new Library("picocss__pico", "css/pico.classless.min.css");

  /** A file, or with an empty name the whole, of a WebJar. */
  private record Library(String webJar, String file) {}

  private final WebJarVersionLocator versions = new WebJarVersionLocator();
  private final String hash;
  private final String imports;
  private final String hashOfImports;
  private final String html;

  Shell() throws IOException {
    hash = hashOfAllFiles();
    imports = importMap();
    hashOfImports =
        Base64.getEncoder().encodeToString(sha256(imports.getBytes(StandardCharsets.UTF_8)));
    html = dressed(text("page-frame/page.html"));
  }

  /**
   * HTML that loads the page's files.
   *
   * @param frame has {@code {imports}} for the import map, {@code {style}} for the path of the base
   *     of the style, and {@code {page}} for that of the page's own files
   */
  public String dressed(String frame) {
    return frame
        .replace("{imports}", imports)
        .replace("{style}", path(STYLE))
        .replace("{page}", own());
  }

  /** The page as HTML. */
  String html() {
    return html;
  }

  /**
   * The Content-Security-Policy of such HTML: scripts and styles of this instance and no other,
   * nothing inline but the import map, and no text that becomes markup but through Lit's own
   * templates.
   *
   * @param forms where its forms may be sent to without a script: {@code 'none'} or {@code 'self'}
   */
  public String policy(String forms) {
    return ("default-src 'none'; script-src 'self' 'sha256-%s'; style-src 'self'; img-src 'self'"
            + " data:; connect-src 'self'; base-uri 'none'; form-action %s; frame-ancestors"
            + " 'none'; require-trusted-types-for 'script'; trusted-types lit-html")
        .formatted(hashOfImports, forms);
  }

  /** The path of the page's own files, ending in a slash. */
  String own() {
    return FILES + hash + "/";
  }

  /**
   * The paths of the libraries, each ending in a slash, and the folders that they are served from.
   */
  Map<String, String> libraries() {
    return Stream.concat(IMPORTED.values().stream(), Stream.of(STYLE))
        .map(Library::webJar)
        .distinct()
        .collect(
            Collectors.toMap(
                name -> path(new Library(name, "")),
                name ->
                    "classpath:/META-INF/resources/webjars/%s/%s/".formatted(name, version(name))));
  }

  private String importMap() {
    return IMPORTED.entrySet().stream()
        .map(entry -> "\"%s\":\"%s\"".formatted(entry.getKey(), path(entry.getValue())))
        .collect(Collectors.joining(",", "{\"imports\":{", "}}"));
  }

  private String path(Library library) {
    return "%s%s/%s/%s"
        .formatted(LIBRARIES, library.webJar(), version(library.webJar()), library.file());
  }

  private String version(String webJar) {
    return Objects.requireNonNull(versions.version(webJar), webJar + " isn't on the class path");
  }

  private static String hashOfAllFiles() throws IOException {
    MessageDigest all = digest();
    Resource[] files =
        new PathMatchingResourcePatternResolver().getResources("classpath*:page/**/*.*");
    Arrays.sort(files, Comparator.comparing(Shell::name));
    for (Resource file : files) {
      all.update(file.getContentAsByteArray());
    }
    return HexFormat.of().formatHex(all.digest(), 0, 6);
  }

  private static String name(Resource file) {
    try {
      return file.getURL().getPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String file) throws IOException {
    try (InputStream in = new ClassPathResource(file).getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    return digest().digest(bytes);
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has it", e);
    }
  }
}
