package net.teardown.run;

import java.util.List;
import net.teardown.experiment.outcome.ExperimentFinished;
import net.teardown.instance.Instance;
import net.teardown.policy.ControlToken;
import net.teardown.policy.Policy;
import net.teardown.socket.CallFailed;
import net.teardown.socket.TcpStack;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes the runner on the stack of this process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RunnerProperties.class)
class RunnerConfiguration {

  @Bean
  Runner runner(
      RunnerProperties properties,
      Instance instance,
      Policy policy,
      ControlToken controlToken,
      TcpStack stack,
      List<ExperimentFinished.Listener> listeners,
      ApplicationEventPublisher events)
      throws CallFailed {
    return new Runner(
        stack,
        instance.vantage(),
        properties,
        policy.loopback().address(),
        controlToken.token(),
        event -> {
          if (event instanceof ExperimentFinished run) {
            listeners.forEach(listener -> listener.finished(run));
          } else {
            events.publishEvent(event);
          }
        });
  }
}
