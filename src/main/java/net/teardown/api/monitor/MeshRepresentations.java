package net.teardown.api.monitor;

import net.teardown.api.http.Format;
import net.teardown.api.http.Representation;
import net.teardown.api.http.Representations;
import net.teardown.monitor.Mesh;
import net.teardown.picture.MeshPicture;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Registers the representations of the mesh. */
@Configuration(proxyBeanMethods = false)
class MeshRepresentations {

  @Bean
  static Representations<Mesh> ofMesh() {
    return Representations.of(
        Mesh.class,
        Representation.json(MeshView.class, MeshView::of),
        Representation.text(Format.TEXT, "A line per pair", MeshPicture::text),
        Representation.text(Format.SVG, "A matrix per monitor", MeshPicture::svg));
  }
}
