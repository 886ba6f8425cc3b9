package net.teardown.api.page;

import java.time.Duration;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Serves the files of the page. Their paths change with their content, so they may be kept. */
@Configuration(proxyBeanMethods = false)
class PageConfiguration implements WebMvcConfigurer {

  private static final CacheControl FOR_EVER =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final Shell shell;

  PageConfiguration(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void addResourceHandlers(ResourceHandlerRegistry registry) {
    shell.libraries().forEach((path, folder) -> serve(registry, path, folder));
    serve(registry, shell.own(), "classpath:/page/");
  }

  private static void serve(ResourceHandlerRegistry registry, String path, String folder) {
    registry.addResourceHandler(path + "**").addResourceLocations(folder).setCacheControl(FOR_EVER);
  }
}
