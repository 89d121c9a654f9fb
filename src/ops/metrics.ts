/** Counters through the OpenTelemetry API, shown to Prometheus at /metrics. */
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { MeterProvider } from "@opentelemetry/sdk-metrics";
import type { RequestHandler } from "express";
import type { TextbackEvent } from "../app/ports/index.ts";

export interface Metrics {
  count(event: TextbackEvent): void;
  readonly handler: RequestHandler;
}

export function createMetrics(backlog: () => Promise<number>): Metrics {
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meter = new MeterProvider({ readers: [exporter] }).getMeter("textback");
  const calls = meter.createCounter("textback_calls", { description: "Calls settled, by outcome" });
  const texts = meter.createCounter("textback_texts", { description: "Changes of a text's state, by state" });
  meter
    .createObservableGauge("textback_jobs_backlog", {
      description: "Jobs waiting or running, counted within the last minute",
    })
    .addCallback(async (result) => result.observe(await backlog()));
  return {
    count: (event) => {
      if (event.kind === "call_missed") calls.add(1, { outcome: "missed", reason: event.call.reason ?? "" });
      if (event.kind === "call_answered") calls.add(1, { outcome: "answered", reason: "" });
      if (event.kind === "text_settled" || event.kind === "text_received")
        texts.add(1, { state: event.text.state });
    },
    handler: (req, res) => exporter.getMetricsRequestHandler(req, res),
  };
}
