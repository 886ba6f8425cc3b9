package net.teardown.api.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springdoc.webmvc.ui.SwaggerUiHome;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

/** Tests that the OpenAPI library may be there, in parts, or turned off. */
class MadeWhenAskedTests {

  private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

  @Test
  void whatIsTurnedOffIsNotAskedFor() {
    beans.registerBeanDefinition("ours", new RootBeanDefinition(String.class));

    new MadeWhenAsked().postProcessBeanFactory(beans);

    assertThat(beans.getBeanDefinitionNames()).containsExactly("ours");
    assertThat(beans.getBeanDefinition("ours").isLazyInit()).isFalse();
  }

  @Test
  void whatIsOfTheLibraryIsMadeLater() {
    beans.registerBeanDefinition("home", new RootBeanDefinition(SwaggerUiHome.class));
    beans.registerBeanDefinition("openAPIBuilder", new RootBeanDefinition(String.class));

    new MadeWhenAsked().postProcessBeanFactory(beans);

    assertThat(beans.getBeanDefinition("home").isLazyInit()).isTrue();
    assertThat(beans.getBeanDefinition("openAPIBuilder").getDependsOn())
        .containsExactly("initExtraSchemas", "modelConverterRegistrar");
  }
}
