/** The gateway, as metrics show it. */
import type { GaugeOptions } from "../ops/metrics.ts";
import type { Http } from "./http/index.ts";

export function gatewayGauges(http: Pick<Http, "streams" | "answers">): readonly GaugeOptions[] {
  return [
    {
      name: "anteroom_gateway_streams",
      help: "streams of browsers that are open on this instance, and polls that wait",
      read: () => http.streams,
    },
    {
      name: "anteroom_gateway_requests_total",
      help: "requests to the gateway that were answered, by class of the status (`2xx`); a stream counts when it ends",
      read: () => ({ label: "status", values: http.answers }),
    },
  ];
}
