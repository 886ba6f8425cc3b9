package net.teardown.api;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import net.teardown.experiment.outcome.Experiments;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Wraps the real history, so that a test can make it fail at a chosen moment. */
class TestingStoreOutage implements BeanPostProcessor {

  /** When the history is unavailable. */
  enum When {
    NEVER,
    BEFORE_THE_RUN,
    AFTER_THE_RUN,
    /** Available, but each call throws an unexpected exception. */
    DEFECTIVE
  }

  volatile When when = When.NEVER;

  @Override
  public Object postProcessAfterInitialization(Object bean, String name) {
    if (!(bean instanceof Experiments)) {
      return bean;
    }
    return Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Experiments.class},
        (_, method, arguments) -> {
          if (method.getName().equals("available") && when == When.BEFORE_THE_RUN) {
            return false;
          }
          if (when == When.DEFECTIVE) {
            throw new IllegalStateException("secret");
          }
          if (method.getName().equals("trouble")) {
            return Experiments.TROUBLE;
          }
          if (method.getDeclaringClass() == Experiments.class
              && !method.getName().equals("available")
              && when != When.NEVER) {
            throw new Experiments.HistoryUnavailable("out", new IllegalStateException("secret"));
          }
          try {
            return method.invoke(bean, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
