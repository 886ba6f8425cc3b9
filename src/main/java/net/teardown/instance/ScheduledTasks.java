package net.teardown.instance;

import java.util.concurrent.RejectedExecutionHandler;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** Runs Spring's scheduled tasks on a standing thread. */
@Configuration(proxyBeanMethods = false)
class ScheduledTasks {

  @Bean
  TaskScheduler taskScheduler() {
    ThreadPoolTaskScheduler scheduler = new OnStandingThread();
    // Spring's own handler would log an error and go on.
    scheduler.setErrorHandler(ScheduledTasks::rethrow);
    return scheduler;
  }

  private static void rethrow(Throwable e) {
    switch (e) {
      case RuntimeException failure -> throw failure;
      case Error error -> throw error;
      default -> throw new IllegalStateException(e);
    }
  }

  private static final class OnStandingThread extends ThreadPoolTaskScheduler {
    private static final long serialVersionUID = 1L;

    @Override
    protected ScheduledExecutorService createExecutor(
        int poolSize, ThreadFactory threads, RejectedExecutionHandler rejected) {
      return StandingThreads.ofThisProcess().clock("scheduled");
    }
  }
}
