package dev.linnet.cuda.gpu.suite;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import dev.linnet.cuda.gpu.DriverProbe;

/** A class of the GPU suite: it runs where there is a GPU, or a stand-in for one, and each of its tests has a limit. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("gpu")
@Timeout(value = 50, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@ExtendWith(OnGpu.Condition.class)
public @interface OnGpu {
    /** Whether there is a GPU. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            var probe = DriverProbe.ask();
            if (!probe.usable()) {
                return ConditionEvaluationResult.disabled("no GPU: " + probe.reason());
            }
            StandIn.connectIfDemanded();
            return ConditionEvaluationResult.enabled(probe.reason());
        }
    }
}
